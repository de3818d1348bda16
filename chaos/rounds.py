"""One round: a house is struck at one point while clients use it, and looked through afterwards."""

import asyncio
import random
import shutil
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.asynchronous.change_stream import AsyncChangeStream

from chaos.checks import CODES, COLLECTIONS, KEYS, LIMITS, Damage
from chaos.customers import Customer
from chaos.houses import House, HouseDatabase
from chaos.inspections import lasting_damages
from chaos.ledgers import Ledger
from chaos.stocks import Stock
from chaos.stories import BEFOREHAND, STORIES, whole_life
from chaos.traps import ANYWHERE, Strike, set_trap, struck

# The kill may come a little after the clients have what they want: a sweep, a healing.
LINGER = 2.0
LONG_LINGER = 8.0
# A story is told so often, until somebody is killed.
TRIES = 5
# How often somebody is killed once more, anywhere, while the house recovers.
ONCE_MORE = 0.3
# What is wrong for longer than this, in seconds, will not mend itself.
PATIENCE = 20.0


@dataclass(frozen=True)
class Outcome:
    """How a round went: whether the point was reached, the process came back, and all is well."""

    point: str
    killed: bool
    restarted: bool
    damages: list[Damage]
    kills: int = field(default=1, compare=False)  # with those before and after that at the point


class Rounds:
    """Plays rounds in a house, one after the other, each in an empty one."""

    def __init__(self, house: House, database: HouseDatabase) -> None:
        self._house = house
        self._database = database
        self._stock = Stock(database, house.files, house.mails)
        self._endings: dict[str, list[str]] = defaultdict(list)
        self._number = 0

    async def play(self, point: str, chance: random.Random) -> Outcome:
        """Kill a process at `point` while clients need it, and see what is left."""
        self._number += 1
        step = point.partition(":")[0]
        before = BEFOREHAND.get(step)
        strikes = [Strike(chance.choice(before))] if before else []
        strikes.append(Strike(point, 1 if before else chance.choice((1, 1, 2))))
        wanted = len(strikes)
        if chance.random() < ONCE_MORE:
            strikes.append(Strike(ANYWHERE, chance.randint(1, 12)))
        crowd = chance.choice((1, 2))
        restarts = self._house.restarts
        set_trap(self._house.folder, self._number, strikes)
        story, told = chance.choice(STORIES.get(step, (whole_life,))), Ledger()
        async with AsyncExitStack() as stack:
            customers: list[Customer] = []
            for _ in range(TRIES):
                fresh = [Customer(self._house.url, told, chance) for _ in range(crowd)]
                stack.push_async_callback(_close, fresh)
                customers += fresh
                await _together(told, [story(customer, self._stock) for customer in fresh])
                if await self._struck(wanted):
                    break
            killed = self._kills >= wanted
            restarted = killed and await self._restarted(restarts + wanted)
            await _together(told, [_see_endings(customer) for customer in customers])
            set_trap(self._house.folder, self._number, [])
        found = await lasting_damages(self._house, self._database, told, PATIENCE, self._endings)
        await self._wipe()
        return Outcome(point, killed, restarted, found, self._kills)

    @property
    def _kills(self) -> int:
        return struck(self._house.folder, self._number)

    async def _struck(self, strikes: int) -> bool:
        """Whether all strikes have killed; they may come a little after the story."""
        deadline = time.monotonic() + (LINGER if strikes == 1 else LONG_LINGER)
        while self._kills < strikes:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.02)
        return True

    async def _restarted(self, restarts: int) -> bool:
        """Whether what was killed was started again, and the house answers."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._house.restarts < restarts:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                await self._house.ready()
            return True
        return False

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Note each ending in the stream of changes, and whatever changes a status after it."""
        updates = [{"$match": {"operationType": "update"}}]
        async with await self._database["generations"].watch(updates) as stream:
            noting = asyncio.create_task(self._note(stream))
            try:
                yield
            finally:
                noting.cancel()
                await asyncio.wait({noting})

    async def _note(self, stream: AsyncChangeStream[dict[str, Any]]) -> None:
        async for event in stream:
            fields = event["updateDescription"]["updatedFields"]
            noted = self._endings[event["documentKey"]["_id"]]
            again = noted and fields.keys() & {"state", "status"}
            if fields.get("state") == "ended" or again:
                noted.append(str(fields.get("status")))

    async def _wipe(self) -> None:
        for name in (*COLLECTIONS, KEYS, LIMITS, CODES):
            await self._database[name].delete_many({})
        self._endings.clear()
        await asyncio.to_thread(_empty, self._house.files)


async def _see_endings(customer: Customer) -> None:
    """Look at what nobody has looked at."""
    ledger = customer.ledger
    for generation in set(customer.generations) - ledger.endings.keys() - ledger.expired:
        await customer.ending(generation)


async def _close(customers: list[Customer]) -> None:
    for customer in customers:
        await customer.close()


async def _together(told: Ledger, parts: list[Any]) -> None:
    """All at once; what a client did not expect goes into the ledger."""
    for error in await asyncio.gather(*parts, return_exceptions=True):
        if isinstance(error, Exception):
            told.odd.append(f"a client was told {error!r}")
        elif isinstance(error, BaseException):
            raise error


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path, ignore_errors=True)
