"""A real Redis server for tests: a child process on a free port of this machine."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from children import start_child
from tests.programs import Program, free_port

PATIENCE = 10


class RedisServer(Program):
    """One that keeps nothing, and can be killed, frozen and started again on the same port."""

    def __init__(self, folder: Path, password: str = "", tls: Path | None = None) -> None:
        """`tls` has a private key and its certificate."""
        self.port = free_port()
        self.password = password
        self._folder = folder
        self._tls = tls

    @property
    def url(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"{'rediss' if self._tls else 'redis'}://{secret}127.0.0.1:{self.port}/0"

    @property
    def command(self) -> list[str]:
        options = {"--port": str(self.port), "--bind": "127.0.0.1", "--dir": str(self._folder)}
        options |= {"--save": "", "--appendonly": "no"}
        if self.password:
            options["--requirepass"] = self.password
        if self._tls:
            options |= {"--port": "0", "--tls-port": str(self.port), "--tls-auth-clients": "no"}
            options |= {"--tls-key-file": str(self._tls), "--tls-cert-file": str(self._tls)}
        return [program(), *(word for option in options.items() for word in option)]

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self.child = await start_child([*self.command, "--loglevel", "warning"])
        async with asyncio.timeout(PATIENCE):
            while not await self._listens():  # noqa: ASYNC110  # it tells nobody when
                await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.close()
            return True
        return False


def program() -> str:
    """The program; a test that needs it is skipped where it is not installed."""
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("redis-server is not installed: `apt-get install redis-server` brings it")
    return found


@asynccontextmanager
async def redis_server(folder: Path, password: str = "") -> AsyncIterator[RedisServer]:
    """A running server, until the block ends."""
    server = RedisServer(folder, password)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
