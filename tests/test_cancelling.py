"""Who is told to stop while they use the database stops, at the first word."""

import asyncio
import random

from documents.accounts import Account
from documents.base import find
from documents.database import Database

TURNS = 60  # on Python 3.11 about 15 of them went on


async def ask_for_ever() -> None:
    while True:
        await find(Account, "acc_nobody")


async def test_a_cancellation_always_comes_through(database: Database) -> None:  # G3
    deaf = 0
    for _ in range(TURNS):
        asking = asyncio.create_task(ask_for_ever())
        await asyncio.sleep(random.uniform(0.01, 0.02))
        asking.cancel()
        await asyncio.wait({asking}, timeout=5)
        while not asking.done():
            deaf += 1
            asking.cancel()
            await asyncio.wait({asking}, timeout=0.1)
    assert deaf == 0
