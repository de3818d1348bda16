"""A house to be damaged: a web and a worker process on a database and a folder of their own, each
started again whenever it ends."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from chaos.forks import PATIENCE, Forks
from chaos.traps import set_trap
from processes import answers, listen
from tests.mailboxes import MailServer

SLOTS = 4  # generations that the worker draws at once
SECRET = "a secret of a house that is damaged for a while"
# Enough for everything, and what was drawn before has a price of its own.
CREDITS = "1000"
TARIFFS = "[cached]\nPICTURES = 1\n"
LOCALHOST = "127.0.0.1"

REMOTE = "openrouter"  # the engine elsewhere that is asked for pictures from words first

HouseDatabase = AsyncDatabase[dict[str, Any]]


@dataclass
class House:
    """One web and one worker process with all they share, and how often they were started again."""

    forks: Forks
    uri: str
    name: str  # of its database
    folder: Path
    listener: socket.socket
    mails: MailServer
    restarts: int = 0
    oddities: list[str] = field(default_factory=list)
    processes: set[int] = field(default_factory=set)  # those that run

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://{LOCALHOST}:{self.port}"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @asynccontextmanager
    async def living(self) -> AsyncIterator[HouseDatabase]:
        """Its database, while its processes run and are started again."""
        await asyncio.to_thread(self.files.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread((self.folder / "tariffs.toml").write_text, TARIFFS)
        set_trap(self.folder, 0, [])
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(self.uri, tz_aware=True)
        keeping = [asyncio.create_task(self._keep(*each)) for each in self._roles()]
        try:
            async with client:
                await self.ready()
                yield client[self.name]
        finally:
            for task in keeping:
                task.cancel()
            await asyncio.gather(*keeping, return_exceptions=True)

    async def ready(self) -> None:
        """Wait until the web process answers."""
        async with asyncio.timeout(PATIENCE):
            while not await answers(LOCALHOST, self.port, "/readyz"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    def _roles(self) -> list[tuple[str, socket.socket]]:
        """Its processes: what each is, and where it listens if it does."""
        return [("web", self.listener), ("worker", self.listener)]

    async def _keep(self, role: str, listener: socket.socket) -> None:
        while True:
            arguments = ["--listen-fd", str(listener.fileno())] if role == "web" else []
            with (self.folder / f"{role}.log").open("ab") as log:
                fork = await self.forks.start(
                    *("chaos.roles", role, *arguments),
                    environment={**os.environ, **self._environment()},
                    output=log.fileno(),
                )
            self.processes.add(fork.pid)
            code = await fork.wait()
            self.processes.discard(fork.pid)
            if code != -signal.SIGKILL:
                self.oddities.append(f"the {role} process ended by itself, with code {code}")
                await asyncio.sleep(0.5)
            self.restarts += 1

    def _environment(self) -> dict[str, str]:
        return {
            "MONGODB_URI": self.uri,
            "MONGODB_DATABASE": self.name,
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "LEASE_SECONDS": "1",
            "ATTEMPT_SECONDS": "20",
            "WORKER_SLOTS": str(SLOTS),
            # Never reached, but counted.
            "CONTACTS_PER_MINUTE": "100000",
            "UPLOADS_PER_MINUTE": "100000",
            "REGENERATIONS_PER_MINUTE": "100000",
            "AVATARS_PER_MINUTE": "100000",
            "AVATARS_PER_MINUTE_PER_ADDRESS": "100000",
            "PICTURES_PER_MINUTE": "100000",
            "CHANGES_PER_MINUTE": "100000",
            "SHARE_SIMILAR": "true",
            # Never called: the workers here have an engine of their own by this name.
            "PICTURES_ENGINE": f"{REMOTE},builtin",
            "OPENROUTER_API_KEY": "opens-nothing",
            "SECRET_KEY": SECRET,
            "TARIFFS": str(self.folder / "tariffs.toml"),
            "DEFAULT_USER_CREDITS": CREDITS,
            "ANONYMOUS_CREDITS": CREDITS,
            "LOOKUPS_PER_MINUTE": "100000",
            "LOOKUPS_PER_MINUTE_PER_ADDRESS": "100000",
            "CODES_PER_HOUR": "100000",
            "CODES_PER_HOUR_PER_ADDRESS": "100000",
            "SMTP_URL": self.mails.url,
            "MIN_FREE_BYTES": "0",
            "LOG_LEVEL": "warning",
        }


def listeners(count: int) -> list[socket.socket]:
    """Sockets that stay open while web processes come and go, so that clients are not refused."""
    return [listen(LOCALHOST, 0) for _ in range(count)]
