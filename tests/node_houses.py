"""A Visage for clients that run in Node: its keeper kills and starts its web process for them."""

import asyncio
import os
import shutil
import signal
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from benchmarks.instant import picture
from benchmarks.servers import Running
from chaos.forks import Forks
from tests.crews import worker
from tests.forked import running
from tests.programs import free_port

CLIENTS = Path(__file__).parent.parent / "clients"
TYPESCRIPT = CLIENTS / "typescript"
NODE = shutil.which("node")
MISSING = next(
    (
        sentence
        for missing, sentence in (
            (NODE is None, "Node.js is not installed"),
            (not (TYPESCRIPT / "node_modules").is_dir(), "run `make clients` first"),
        )
        if missing
    ),
    "",
)
DRAWING = "0.7"  # seconds: long enough to be seen
CREDITS = "3"


async def run_node(*arguments: str, **environment: str) -> str:
    """What a program said that ran in the folder of the TypeScript client, and ended well."""
    assert NODE is not None
    given = {**os.environ, **environment}
    process = await asyncio.create_subprocess_exec(
        NODE, *arguments, cwd=TYPESCRIPT, env=given, stdout=PIPE, stderr=STDOUT
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    said = output.decode()
    assert process.returncode == 0, said
    return said


def photo() -> bytes:
    """A JPEG of half a megabyte, which takes several pieces to send, and no time to be read: most
    of it is comments."""
    plain, comment = picture(), b"\xff\xfe\xff\xff" + bytes(0xFFFF - 2)
    return plain[:2] + 8 * comment + plain[2:]


@dataclass
class Keeper:
    """Has the web process of a house, and answers `GET /kill`, `/start` and `/code`."""

    forks: Forks
    environment: dict[str, str]
    web: Running | None = None
    url: str = ""
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> str:
        self.web = await self._stack.enter_async_context(
            running(self.forks, "web", **self.environment)
        )
        return self.web.url

    async def kill(self) -> str:
        assert self.web is not None
        os.kill(self.web.pid, signal.SIGKILL)
        await self._stack.aclose()
        return ""

    async def code(self) -> str:
        """The newest code that was sent: without a mail server it is in the log."""
        assert self.web is not None
        return next(str(each["code"]) for each in reversed(self.web.records) if "code" in each)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readuntil(b"\r\n\r\n")).split()
        wishes = {b"/kill": self.kill, b"/start": self.start, b"/code": self.code}
        body = await wishes[line[1]]()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def open_node_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[dict[str, str]]:
    """A web process with its keeper, and a worker that draws at once: what the environment of a
    client has to say of them."""
    place = {
        "MONGODB_URI": uri,
        "MONGODB_DATABASE": f"node_{uuid4().hex[:12]}",
        "DATA_DIR": str(folder),
        "ANONYMOUS_CREDITS": CREDITS,
        "PORT": str(free_port()),
    }
    file = folder / "photo.jpg"
    await asyncio.to_thread(file.write_bytes, photo())
    keeper = Keeper(forks, place)
    drawing = worker(forks, {**place, "LOG_LEVEL": "error"}, "benchmarks.instant_worker", DRAWING)
    serving = await asyncio.start_server(keeper.answer, "127.0.0.1", 0)
    async with serving, drawing:
        url = await keeper.start()
        port = serving.sockets[0].getsockname()[1]
        try:
            yield {
                "VISAGE_URL": url,
                "KEEPER_URL": f"http://127.0.0.1:{port}",
                "PHOTO": str(file),
            }
        finally:
            await keeper.kill()
