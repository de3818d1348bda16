"""Cancelling what waits for the database, on Python 3.11.

There `asyncio.wait_for` swallows a cancellation that comes just as its inner task is done
(python/cpython#86296), and whoever was told to stop goes on: a heartbeat renewed the lease of work
that was done for ever. The driver calls it for each connection and around each write, and of the
cancellations and timeouts of a busy task a quarter were lost. So all get the one of Python 3.12.
"""

import asyncio
import sys
from collections.abc import Awaitable
from typing import TypeVar

import pymongo.lock

T = TypeVar("T")


def mend_cancelling() -> None:
    """Let a cancellation reach whoever waits for the database; may be called again."""
    if sys.version_info < (3, 12):
        asyncio.wait_for = _wait_for  # type: ignore[assignment]
        pymongo.lock.wait_for = _wait_for  # type: ignore[assignment, attr-defined]


async def _wait_for(awaitable: Awaitable[T], timeout: float | None) -> T:
    # As in Lib/asyncio/tasks.py of 3.12; without time left the inner task is not even begun.
    if timeout is not None and timeout <= 0:
        inner = asyncio.ensure_future(awaitable)
        if not inner.done():
            inner.cancel()
            await asyncio.wait({inner})
            raise TimeoutError
        return inner.result()
    async with asyncio.timeout(timeout):
        return await awaitable
