"""The default bus: a change stream of the database itself, one for each process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

import structlog
from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from bus.protocol import Event, Missed

Raw = dict[str, Any]
log = structlog.get_logger("bus")

STORED = [{"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}}]

# After a broken stream: wait this long, in seconds, doubling up to the last.
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0


class MongoBus:
    """Hears of every stored change by itself, so that nothing has to be published."""

    def __init__(self, database: AsyncDatabase[Raw], collection: str = "generations") -> None:
        self._collection: AsyncCollection[Raw] = database[collection]
        self.well = True

    async def publish(self, event: Event) -> None:
        return None

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Event | Missed]]:
        stream = await self._watch()
        async with aclosing(self._events(stream)) as events:
            yield events

    async def _watch(self) -> AsyncChangeStream[Raw]:
        return await self._collection.watch(STORED, full_document="updateLookup")

    async def _events(self, stream: AsyncChangeStream[Raw]) -> AsyncGenerator[Event | Missed, None]:
        """Events for ever. On any failure the resume token is dropped and the listener told to read
        again: a token may be unknown to a server that was restarted."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with stream:
                    # Each look has its time; `async for` would count waiting for a change, too.
                    while stream.alive:
                        change = await stream.try_next()
                        if change is None:
                            continue
                        pause = FIRST_PAUSE
                        if (event := _event_in(change)) is not None:
                            yield event
            except PyMongoError as error:
                log.warning("change stream broken", error=type(error).__name__)
            self.well = False
            stream, pause = await self._watch_again(pause)
            self.well = True
            yield Missed()

    async def _watch_again(self, pause: float) -> tuple[AsyncChangeStream[Raw], float]:
        while True:
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
            try:
                return await self._watch(), pause
            except PyMongoError as error:
                log.warning("change stream cannot be opened", error=type(error).__name__)

    async def close(self) -> None:
        return None


def _event_in(change: Mapping[str, Any]) -> Event | None:
    document = change.get("fullDocument")
    return Event(document) if document else None
