"""How much room is left: uploads stop while there is some, so that what was accepted can end."""

import time

import structlog

from errors import NO_ROOM, StorageFull
from storage.protocol import Storage

# Looking costs a visit to a thread, so what was seen counts for about a second.
LOOK_EVERY = 1.0
# What is accepted may be drawn until so much of the watermark is left. The rest is for the database
# on the same disk: an embedded one whose log cannot grow has to be started again.
LAST_PART = 1 / 4

log = structlog.get_logger("storage")


class Room:
    """The room in one storage; it is low with fewer than `watermark` bytes free (0: never)."""

    def __init__(self, storage: Storage, watermark: int) -> None:
        self._storage = storage
        self._watermark = watermark
        self._free: int | None = None
        self._looked = float("-inf")
        self._low = False

    async def low(self) -> bool:
        """Whether uploads are refused; the log tells once of each change."""
        free = await self._left()
        low = free is not None and free < self._watermark
        if low != self._low:
            self._low = low
            tell = log.error if low else log.info
            tell("low on room" if low else "room again", free=free, watermark=self._watermark)
        return low

    async def require(self) -> None:
        """`StorageFull` while it is low: nothing new is taken in."""
        if await self.low():
            raise StorageFull(NO_ROOM)

    async def require_last(self) -> None:
        """`StorageFull` when there is no room even for what has been accepted."""
        free = await self._left()
        if free is not None and free < self._watermark * LAST_PART:
            raise StorageFull(NO_ROOM)

    async def _left(self) -> int | None:
        if time.monotonic() - self._looked >= LOOK_EVERY:
            self._looked = time.monotonic()  # before looking: others need not look as well
            self._free = await self._storage.free()
        return self._free
