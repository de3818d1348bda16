"""Who is told to stop while they use the database stops, at the first word."""

import asyncio
import random

import pytest

from documents.accounts import Account
from documents.base import find
from documents.database import Database

TURNS = 60  # on Python 3.11 about 15 of them went on


async def ask_for_ever() -> None:
    while True:
        await find(Account, "acc_nobody")


async def stops(task: asyncio.Task[None]) -> bool:
    """Whether one cancellation ends the task; afterwards it has ended."""
    task.cancel()
    await asyncio.wait({task}, timeout=5)
    heard = task.done()
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)
    return heard


async def test_a_cancellation_always_comes_through(database: Database) -> None:  # G3
    for _ in range(TURNS):
        await find(Account, "acc_nobody")  # a cancelled one costs its connection: here is another
        asking = asyncio.create_task(ask_for_ever())
        await asyncio.sleep(random.uniform(0.01, 0.02))
        assert await stops(asking)


@pytest.mark.parametrize("turns", range(6))
async def test_a_bounded_wait_lets_a_cancellation_through(database: Database, turns: int) -> None:
    async def waits() -> None:
        await asyncio.wait_for(asyncio.sleep(0), 5)
        await asyncio.Event().wait()

    waiting = asyncio.create_task(waits())
    for _ in range(turns):
        await asyncio.sleep(0)
    assert await stops(waiting)


async def test_a_bounded_wait_is_bounded(database: Database) -> None:
    for seconds in (-1, 0, 0.01):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(5), seconds)
    assert await asyncio.wait_for(asyncio.sleep(0, "done"), None) == "done"
