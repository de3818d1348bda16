"""Streams in batches, so that what is known of them at a time is bounded."""

from collections.abc import AsyncGenerator, AsyncIterable
from typing import TypeVar

T = TypeVar("T")


async def batched(source: AsyncIterable[T], size: int) -> AsyncGenerator[list[T]]:
    """All of `source`, `size` at a time, the last ones as many as are left. Close it."""
    batch = []
    async for each in source:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
