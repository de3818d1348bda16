"""What analytics cost: eighty days with 100,000 generations on the embedded server, beside reading
the same generations with `find`."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pymongo

from benchmarks.growth import BATCH, SETTLE, generation
from documents.base import new_id, now
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS
from kinds import GenerationKind, GenerationStatus
from resolvers.analytics import analytics
from resolvers.viewers import Viewer
from studio import Studio
from tests.studios import open_test_studio

SIZE = 100_000
DAYS = 80
ENGINES = ("builtin", "instant")
ENDINGS = [GenerationStatus.SUCCEEDED] * 18 + [GenerationStatus.FAILED, GenerationStatus.CANCELLED]
PATIENCE = 30.0
ROUNDS = 3
# What analytics add up, and nothing else.
FIELDS = (
    *("engine", "kind", "status", "cached", "settle", "drawn", "rejected", "cost", "provider_cost"),
    *("created_at", "finished_at"),
)


def ended(pattern: dict[str, Any], moment: datetime, chance: random.Random) -> dict[str, Any]:
    """A generation for which somebody waited some seconds."""
    waited = timedelta(milliseconds=int(chance.lognormvariate(8, 1)))
    own = {"_id": new_id("gen"), "original_id": new_id("ori"), "result_ids": [new_id("car")]}
    said = {
        "engine": chance.choice(ENGINES),
        "kind": chance.choice(list(GenerationKind)),
        "status": chance.choice(ENDINGS),
        "cost": chance.randrange(5),
        "provider_cost": chance.randrange(40_000_000),
        "created_at": moment - waited,
    }
    return {**pattern, **own, **said, **dict.fromkeys(("finished_at", "changed_at"), moment)}


async def fill(database: Database, size: int) -> None:
    """So many generations, evenly over the last days."""
    chance, start, step = (
        random.Random(1),
        now() - timedelta(days=DAYS),
        timedelta(days=DAYS) / size,
    )
    pattern = generation(new_id("acc"), start)
    for begin in range(0, size, BATCH):
        numbers = range(begin, min(size, begin + BATCH))
        made = [ended(pattern, start + step * number, chance) for number in numbers]
        await database["generations"].insert_many(made)


async def read(database: Database, since: datetime, fields: dict[str, int] | None) -> int:
    """The same generations by the same index, a day at a time: all at once, the embedded server
    answers nobody else for seconds."""
    count, day = 0, timedelta(days=1)
    for number in range(DAYS + 2):
        begin = since + number * day
        matching = {"state": "ended", "finished_at": {"$gte": begin, "$lt": begin + day}}
        with pymongo.timeout(PATIENCE):
            count += len(await database["generations"].find(matching, fields).to_list())
    return count


async def report(studio: Studio, since: datetime, fresh: bool) -> int:
    """How many generations the rows tell of; `fresh` without what this process knows."""
    if fresh:
        studio.days.clear()
    operator = Viewer("", None, None, True, now(), now())
    rows = (await analytics(studio, operator, since)).rows
    return sum(row.succeeded + row.failed + row.cancelled for row in rows)


async def measured(database: Database, studio: Studio, since: datetime) -> dict[str, float]:
    """Milliseconds of each way to see the same, the fastest of some rounds."""
    fields = {"_id": 0, **dict.fromkeys(FIELDS, 1)}
    ways: dict[str, Callable[[], Awaitable[int]]] = {
        "find, whole documents": lambda: read(database, since, None),
        "find, the fields that count": lambda: read(database, since, fields),
        "analytics, the first time": lambda: report(studio, since, fresh=True),
        "analytics, from then on": lambda: report(studio, since, fresh=False),
    }
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            count = await way()
            found[name] = min(found[name], (time.perf_counter() - started) * 1000)
            assert count == SIZE, (name, count)
    return found


async def main() -> None:
    """Print milliseconds, and how many times that is of reading the documents."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            EmbeddedServer(Path(folder) / "database") as server,
            open_database(server.uri, "analytics", DOCUMENTS) as database,
            open_test_studio(database, Path(folder)) as studio,
        ):
            since = now() - timedelta(days=DAYS + 1)
            await fill(database, SIZE)
            await asyncio.sleep(SETTLE)
            found = await measured(database, studio, since)
    base = found["find, whole documents"]
    print(f"{SIZE:,} generations of {DAYS} days")
    for name, milliseconds in found.items():
        print(f"{name:30}{milliseconds:9.0f} ms{milliseconds / base:9.4f}x")


if __name__ == "__main__":
    asyncio.run(main())
