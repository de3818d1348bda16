"""The second bus: Redis or Valkey publish/subscribe, which carries each changed document whole."""

import asyncio
import random
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import bson
import structlog
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError, ResponseError
from redis.exceptions import ConnectionError as Disconnected

from bus.protocol import Event, Missed
from errors import Unavailable

log = structlog.get_logger("bus")

# Telling a change may hold up a mutation or an ending by so many seconds, once an outage; while it
# lasts, one telling every `PROBE_EVERY` tries again, and the others are dropped at once.
PUBLISH_SECONDS = 0.5
PROBE_EVERY = 1.0
MOST_PUBLISHERS = 4
CONNECT_SECONDS = 2.0
# After so long without a word the server is asked whether it is there; without an answer in the
# same time it is not.
SILENCE = 5.0
# After a broken line: wait this long, in seconds, doubling up to the last.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

FAILURES = (RedisError, OSError)  # TimeoutError is an OSError
_OPTIONS: dict[str, Any] = {
    "protocol": 2,
    "socket_connect_timeout": CONNECT_SECONDS,
    # The times are kept here: the client's own would end a read that only has to wait, and around
    # each write it uses `asyncio.wait_for`, which before Python 3.12 swallows cancellations.
    "socket_timeout": None,
}
CODEC: CodecOptions[Mapping[str, Any]] = CodecOptions(tz_aware=True)
UNREADABLE = (
    "BUS_URL cannot be read: it should look like redis://user:password@host:6379/0, or rediss:// "
    "for TLS, with ?ssl_ca_certs=... and the like if need be (special characters in user and "
    "password percent-encoded)."
)


class RedisBus:
    """Hears what is published, in every process with the same server, number and database."""

    def __init__(self, url: str, database: str, silence: float = SILENCE) -> None:
        """`Unavailable` when `url` cannot be one. A server that cannot be reached is only told of
        in the log: the bus makes things quick, and whoever waits for it looks by himself too."""
        address = _address_in(url)
        speaking = BlockingConnectionPool.from_url(
            url,
            max_connections=MOST_PUBLISHERS,
            retry=Retry(NoBackoff(), 1),  # a kept connection may be dead though the server is not
            **_OPTIONS,
        )
        # Mended here and not by the client, which would not say that something was missed.
        hearing = ConnectionPool.from_url(url, retry=Retry(NoBackoff(), 0), **_OPTIONS)
        self._speaker = Redis.from_pool(speaking)
        self._listener = Redis.from_pool(hearing)
        # A server's numbered databases share their channels.
        self._channel = f"visage:{hearing.connection_kwargs.get('db', 0)}:{database}"
        self._silence = silence
        self._mute = _Outage("cannot tell other processes of changes", address)
        self._deaf = _Outage("cannot hear of changes", address)

    @property
    def well(self) -> bool:
        return not (self._mute.felt or self._deaf.felt)

    async def publish(self, event: Event) -> None:
        if not self._mute.worth_a_try():
            return
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self._speaker.publish(self._channel, bson.encode(event.document))
        except FAILURES as error:
            self._mute.begin(error)
        else:
            self._mute.end()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Event | Missed]]:
        async with aclosing(self._events(await self._try_to_subscribe())) as events:
            yield events

    async def _events(self, line: PubSub | None) -> AsyncGenerator[Event | Missed, None]:
        """Events for ever; after each break `Missed`, since nothing is kept for who is away."""
        pause = FIRST_PAUSE
        while True:
            if line is None:
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # not all at the same time
                pause = min(LONGEST_PAUSE, pause * 2)
                line = await self._try_to_subscribe()
                if line is None:
                    continue
                yield Missed()
            try:
                async with aclosing(line):
                    async for data in _messages(line, self._silence):
                        pause = FIRST_PAUSE
                        if (event := _event_in(data)) is not None:
                            yield event
            except FAILURES as error:
                self._deaf.begin(error)
            line = None

    async def _try_to_subscribe(self) -> PubSub | None:
        """A line on which everything published from now on is heard; None while there is none."""
        async with AsyncExitStack() as stack:
            line = await stack.enter_async_context(aclosing(self._listener.pubsub()))
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await line.subscribe(self._channel)
                    await line.get_message(timeout=None)  # the server's word that it is
            except FAILURES as error:
                self._deaf.begin(error)
                return None
            stack.pop_all()  # it stays open
        self._deaf.end()
        self._mute.try_again()
        return line

    async def close(self) -> None:
        await self._speaker.aclose()
        await self._listener.aclose()


class _Outage:
    """Told when it begins and when it is over, not at each failure in between."""

    def __init__(self, what: str, address: str) -> None:
        self._what = what
        self._address = address
        self._lasts = False
        self._next_try = 0.0

    @property
    def felt(self) -> bool:
        """Whether it lasts for all that is known: not when there is hope that nobody has tried."""
        return self._lasts and self._next_try > 0

    def worth_a_try(self) -> bool:
        if not self._lasts:
            return True
        if time.monotonic() < self._next_try:
            return False
        self._next_try = time.monotonic() + PROBE_EVERY
        return True

    def try_again(self) -> None:
        self._next_try = 0.0

    def begin(self, error: Exception) -> None:
        if self._lasts:
            return
        self._lasts, self._next_try = True, time.monotonic() + PROBE_EVERY
        # Not the error's own words: they might quote what the server was sent.
        log.warning(
            self._what,
            server=self._address,
            error=type(error).__name__,
            hint="user, password or rights in BUS_URL are not right"
            if isinstance(error, AuthenticationError | ResponseError)
            else "start the server or mend BUS_URL; until then everything works, but later",
        )

    def end(self) -> None:
        if self._lasts:
            log.info("the bus is back", server=self._address)
        self._lasts = False


async def _messages(line: PubSub, silence: float) -> AsyncGenerator[Any, None]:
    """What is published; `Disconnected` when the server, asked after a silence, says nothing."""
    asked = False
    while True:
        async with asyncio.timeout(silence + CONNECT_SECONDS):  # it may try to connect again
            message = await line.get_message(ignore_subscribe_messages=True, timeout=silence)
        if message is not None:
            asked = False
            if message["type"] == "message":
                yield message["data"]
        elif asked:
            raise Disconnected("The server does not answer.")
        else:
            asked = True
            await line.ping()


def _event_in(data: Any) -> Event | None:
    """The event in a message; None for one that is none of ours."""
    try:
        event = Event(bson.decode(data, CODEC))
        complete = bool(event.id and event.owner and event.state) and event.revision > 0
    except (BSONError, KeyError, TypeError, ValueError):
        complete = False
    if not complete:
        log.warning("the bus carries something that is no event")
    return event if complete else None


def _address_in(url: str) -> str:
    """Where `url` leads, for the log; `Unavailable`, which quotes nothing of it."""
    try:
        parts = urlsplit(url)
        options = parse_qsl(parts.query, strict_parsing=True) if parts.query else []
        # A password whose special characters were left as they are ends up in other places.
        strange = parts.fragment or not re.fullmatch(r"/?\d*", parts.path)
        if strange or not parts.hostname or not all(key.startswith("ssl_") for key, _ in options):
            raise ValueError
        pool = ConnectionPool.from_url(url)
        pool.connection_class(**pool.connection_kwargs)  # it knows which options there are
        return f"{parts.hostname}:{parts.port or 6379}"
    except (ValueError, TypeError, RedisError):
        raise Unavailable(UNREADABLE) from None
