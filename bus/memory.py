"""A bus within one process, for tests and for trying things."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bus.protocol import Event, Missed

# A listener that is this far behind is told that it missed events.
LONGEST_QUEUE = 10_000


class MemoryBus:
    """Hands each event to every listener of this process."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | Missed]] = set()
        self.well = True

    async def publish(self, event: Event) -> None:
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Missed())
            queue.put_nowait(event)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Event | Missed]]:
        queue: asyncio.Queue[Event | Missed] = asyncio.Queue(LONGEST_QUEUE)
        self._listeners.add(queue)
        try:
            yield _drain(queue)
        finally:
            self._listeners.discard(queue)

    async def close(self) -> None:
        self._listeners.clear()


async def _drain(queue: asyncio.Queue[Event | Missed]) -> AsyncIterator[Event | Missed]:
    while True:
        yield await queue.get()
