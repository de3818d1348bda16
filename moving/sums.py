"""Size and SHA-256 of what streams by, and the refusal of what is not what was listed."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pydantic import BaseModel, ConfigDict

from errors import BadUserInput, NotFound
from storage.protocol import Storage


class Listed(BaseModel):
    """A file of an export: its key in the store, its size in bytes, the SHA-256 of its bytes."""

    model_config = ConfigDict(frozen=True)

    key: str
    size: int
    sha256: str


class Sum:
    """Adds up what is sent through it."""

    def __init__(self) -> None:
        self._size = 0
        self._digest = hashlib.sha256()

    async def over(self, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """The same chunks, counted and hashed."""
        async with aclosing(chunks):
            async for chunk in chunks:
                await asyncio.to_thread(self._digest.update, chunk)
                self._size += len(chunk)
                yield chunk

    def listed(self, key: str) -> Listed:
        """What has passed so far, under the name of `key`."""
        return Listed(key=key, size=self._size, sha256=self._digest.hexdigest())


async def checked(source: Storage, place: str, wanted: Listed) -> AsyncGenerator[bytes, None]:
    """The chunks of the file at `place`; `BadUserInput` at their end when it is not `wanted`."""
    total = Sum()
    try:
        async with aclosing(total.over(source.stream(place))) as chunks:
            async for chunk in chunks:
                yield chunk
    except NotFound as error:
        raise BadUserInput(f"The export is damaged: {place} is missing. Export again.") from error
    if total.listed(wanted.key) != wanted:
        raise BadUserInput(f"The export is damaged: {place} is not what was written. Export again.")


async def check(source: Storage, place: str, wanted: Listed) -> None:
    """Read the file at `place` to its end; `BadUserInput` when it is not `wanted`."""
    async with aclosing(checked(source, place, wanted)) as chunks:
        async for _ in chunks:
            pass
