"""Cancelling what waits for the database, on Python 3.11.

There `asyncio.wait_for` swallows a cancellation that comes just as its inner task is done
(python/cpython#86296), and whoever was told to stop goes on: a heartbeat renewed the lease of work
that was done for ever. The driver calls it around each write, and of the cancellations and timeouts
of a busy task a quarter were lost. So it is given the one of Python 3.12, where that was mended.
"""

import asyncio
import sys
from collections.abc import Awaitable
from typing import TypeVar

import pymongo.asynchronous.pool
import pymongo.lock
from pymongo.network_layer import PyMongoProtocol

T = TypeVar("T")


def mend_driver() -> None:
    """Let a cancellation reach whoever waits for the database; may be called again."""
    if sys.version_info < (3, 12):
        pymongo.asynchronous.pool.async_sendall = _send_all  # type: ignore[attr-defined]
        pymongo.lock.wait_for = _wait_for  # type: ignore[assignment, attr-defined]


async def _wait_for(awaitable: Awaitable[T], timeout: float | None) -> T:
    async with asyncio.timeout(timeout):
        return await awaitable


async def _send_all(conn: PyMongoProtocol, buf: bytes) -> None:
    try:
        await _wait_for(conn.write(buf), conn.gettimeout)
    except TimeoutError as error:
        raise TimeoutError("timed out") from error  # the driver wants a word in it
