"""What holding and taking credits costs on one account that everybody draws from at once, against
bare compare-and-set on one document of the same database."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection

from documents.accounts import Account
from documents.base import insert_once, new_id, now
from documents.credits import held
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.paying import pay
from documents.purses import Purse
from documents.queues import take_rank
from documents.registry import DOCUMENTS
from kinds import GenerationKind
from tariffs import Tariffs

CALLERS = (1, 16, 64)
SECONDS = 1.5  # of each measurement
ROUNDS = 3

Call = Callable[[], Awaitable[object]]
Collection = AsyncCollection[dict[str, Any]]


async def rate(callers: int, call: Call) -> float:
    """How often a second `callers` at once get through with `call`."""
    count, began = 0, time.perf_counter()

    async def go_on() -> None:
        nonlocal count
        while time.perf_counter() - began < SECONDS:
            await call()
            count += 1

    await asyncio.gather(*(go_on() for _ in range(callers)))
    return count / (time.perf_counter() - began)


async def add_one(collection: Collection) -> None:
    """A bare compare-and-set, tried until it succeeds."""
    while True:
        seen = await collection.find_one({"_id": "hot"})
        assert seen is not None
        guard = {"_id": "hot", "revision": seen["revision"]}
        done = await collection.update_one(guard, {"$inc": {"revision": 1, "n": 1}})
        if done.matched_count:
            return


def generation_of(account: str) -> Generation:
    """A wish for one picture, as `documents.asking` has it once it is priced."""
    return Generation(
        _id=new_id("gen"),
        owner=account,
        kind=GenerationKind.PICTURES,
        engine="builtin",
        price=1,
        cost=1,
        payer=account,
    )


async def hold(tariffs: Tariffs, account: str) -> Generation:
    """The step of the account by which a wish is accepted: its place and its hold, in one."""
    wished = generation_of(account)

    def step(known: Account) -> Account:
        return held(known, wished.id, wished.cost, now()) or known

    await take_rank(wished, tariffs, step)
    return wished


async def hold_and_settle(tariffs: Tariffs, account: str) -> None:
    """The same, and what follows when its picture is there: the hold goes, the entry is written."""
    await pay(await hold(tariffs, account), 1)


async def rich() -> str:
    """An account that nobody will empty."""
    id = new_id("acc")
    purse = Purse(total=1_000_000, bought=1_000_000)
    await insert_once(Account(_id=id, owner=id, purse=purse))
    return id


async def measure(database: Database) -> dict[tuple[str, int], float]:
    """A second, by what is done and by how many at once: the medians of a few rounds in turn."""
    collection, tariffs = database["bare"], Tariffs.read(None)
    await collection.create_index([("_id", 1), ("revision", 1)])
    await collection.insert_one({"_id": "hot", "revision": 1, "n": 0})
    found: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for callers in CALLERS:
            # Afresh each time: an account that holds thousands is another measurement.
            calls: dict[str, Call] = {
                "bare": partial(add_one, collection),
                "hold": partial(hold, tariffs, await rich()),
                "hold and settle": partial(hold_and_settle, tariffs, await rich()),
            }
            for name, call in calls.items():
                found.setdefault((name, callers), []).append(await rate(callers, call))
    return {key: statistics.median(each) for key, each in found.items()}


async def opened() -> dict[tuple[str, int], float]:
    """The measurement on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            EmbeddedServer(Path(folder)) as server,
            open_database(server.uri, "holds", DOCUMENTS) as database,
        ):
            return await measure(database)


def main() -> None:
    """Print all of it against one caller's bare compare-and-set."""
    found = asyncio.run(opened())
    bare = found["bare", 1]
    print(f"{'one document, all at once':<28}{'callers':>8}{'a second':>10}{'ratio':>8}")
    for (name, callers), each in sorted(found.items()):
        print(f"{name:<28}{callers:>8}{each:>10.0f}{each / bare:>8.2f}")


if __name__ == "__main__":
    main()
