"""Sockets that end with their token: when it expires, and soon after its account has signed out."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Protocol
from weakref import WeakKeyDictionary

import structlog
from pymongo.errors import PyMongoError

from resolvers.viewers import SignedIn, epochs_of
from sessions import OVER

# Clients of graphql-transport-ws come back after this code, asking for a token anew
# (https://the-guild.dev/graphql/ws/recipes); after 4401 they would not.
FORBIDDEN = 4403
# In seconds; a third of the minute in which the sockets of who has signed out are to be closed.
LOOK_EVERY = 20.0

Epochs = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]

log = structlog.get_logger("sockets")


class Socket(Protocol):
    """What can be closed with a code and a reason."""

    async def close(self, code: int, reason: str) -> None: ...


class Endings:
    """The sockets of this process whose callers speak by a token; those of devices never end."""

    def __init__(self, epochs: Epochs = epochs_of, look_every: float = LOOK_EVERY) -> None:
        self._epochs = epochs
        self._look_every = look_every
        self._sockets: WeakKeyDictionary[Socket, SignedIn] = WeakKeyDictionary()
        self._next = datetime.max.replace(tzinfo=UTC)  # when the first of them expires
        self._sooner = asyncio.Event()

    def add(self, socket: Socket, session: SignedIn) -> None:
        """Close this socket when the session is over; it is forgotten when it has ended before."""
        self._sockets[socket] = session
        if session.expires_at < self._next:
            self._sooner.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep watch for as long as the context lasts."""
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(self._watch())
            try:
                yield
            finally:
                watching.cancel()

    async def _watch(self) -> None:
        # A peer that does not read may delay its own close, and nobody else's.
        async with asyncio.TaskGroup() as closing:
            while True:
                look_at = time.monotonic() + self._look_every
                while (left := look_at - time.monotonic()) > 0:
                    await self._wait_for_expiry(left)
                    self._end(self._expired(), closing)
                self._end(await self._revoked(), closing)

    async def _wait_for_expiry(self, at_most: float) -> None:
        ends = (session.expires_at for session in self._sockets.values())
        self._next = min(ends, default=datetime.max.replace(tzinfo=UTC))
        self._sooner.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(at_most, _seconds_until(self._next))):
                await self._sooner.wait()

    def _expired(self) -> list[Socket]:
        moment = datetime.now(UTC)
        return [each for each, session in self._sockets.items() if session.expires_at <= moment]

    async def _revoked(self) -> list[Socket]:
        """Those whose accounts have another epoch now, or are gone; one query for all."""
        watched = list(self._sockets.items())
        if not watched:
            return []
        try:
            epochs = await self._epochs({session.viewer.id for _, session in watched})
        except PyMongoError as error:  # the next look comes soon
            log.warning("cannot look for ended sessions", error=type(error).__name__)
            return []
        return [each for each, session in watched if epochs.get(session.viewer.id) != session.epoch]

    def _end(self, sockets: Iterable[Socket], closing: asyncio.TaskGroup) -> None:
        for socket in sockets:
            if self._sockets.pop(socket, None) is not None:
                closing.create_task(socket.close(FORBIDDEN, OVER))


def _seconds_until(moment: datetime) -> float:
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
