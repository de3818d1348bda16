"""A real Redis server for tests: a child process on a free port of this machine."""

import asyncio
import os
import random
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from children import Child, start_child

PATIENCE = 10


class RedisServer:
    """One that keeps nothing, and can be killed, frozen and started again on the same port."""

    def __init__(
        self, folder: Path, password: str = "", tls: tuple[Path, Path] | None = None
    ) -> None:
        """`tls` names a private key and its certificate."""
        self.port = free_port()
        self.password = password
        self._folder = folder
        self._tls = tls
        self._child: Child | None = None

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
            key, certificate = map(str, self._tls)
            options |= {"--port": "0", "--tls-port": str(self.port), "--tls-auth-clients": "no"}
            options |= {"--tls-key-file": key, "--tls-cert-file": certificate}
        return [program(), *(word for option in options.items() for word in option)]

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._child = await start_child([*self.command, "--loglevel", "warning"])
        async with asyncio.timeout(PATIENCE):
            while not await self._listens():  # noqa: ASYNC110  # it tells nobody when
                await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.close()
            return True
        return False

    def send(self, number: signal.Signals) -> None:
        assert self._child is not None
        os.kill(self._child.pid, number)

    async def kill(self) -> None:
        """End it at once, if it runs."""
        if self._child is not None:
            self.send(signal.SIGKILL)
            await self._child.wait()
            self._child = None


def program() -> str:
    """The program; a test that needs it is skipped where it is not installed."""
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("redis-server is not installed: `apt-get install redis-server` brings it")
    return found


def free_port() -> int:
    """A port below those that the system hands out, so that nobody takes it between two starts."""
    while True:
        port = random.randrange(20000, 32000)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@asynccontextmanager
async def redis_server(folder: Path, password: str = "") -> AsyncIterator[RedisServer]:
    """A running server, until the block ends."""
    server = RedisServer(folder, password)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()
