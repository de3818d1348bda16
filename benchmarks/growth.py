"""What grows with what is stored: the same steps with 100, 10,000 and 100,000 documents on the
embedded server, four generations to each cartoon that has not expired yet."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from beanie.odm.utils.dump import get_dict

from documents.accounts import Account
from documents.base import Kept, insert_once, new_id, now
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from documents.images import Cartoon, ImageFile
from documents.queues import take_rank
from documents.registry import DOCUMENTS
from kinds import CartoonStyle, GenerationKind, GenerationStatus
from resolvers.changes import changes, cursor_at
from resolvers.generations import generations
from resolvers.queues import require_place
from resolvers.viewers import Viewer
from studio import Studio
from tests.studios import open_test_studio
from worker.claiming import claim, promote_due
from worker.healing import heal
from worker.sweeping import sweep

SIZES = (100, 10_000, 100_000)
ENGINE = "instant"
ROUNDS = 25
BATCH = 500
# Most owners have two generations; one has 20, one a fiftieth of all.
EACH, FEW, SHARE = 2, 20, 50
CARTOONS = 5  # one document of so many is a cartoon
SETTLE = 3.0  # seconds in which the server writes out what it was filled with

Step = Callable[[], Awaitable[object]]
IMAGE = ImageFile(
    key="temp/1_car.jpg",
    mime_type="image/jpeg",
    width=1024,
    height=1024,
    file_size=200_000,
    placeholder="1QcSHQRnh493V4dIh4eXh1h4kJUI",
    thumbnail_key="temp/1_car_thumb.webp",
)


def generation(owner: str, moment: datetime, **fields: Any) -> dict[str, Any]:
    """One that has ended at `moment`, unless `fields` say something else, as it is stored."""
    moments = dict.fromkeys(("started_at", "finished_at", "changed_at", "due_at"), moment)
    made = Generation(
        _id=new_id("gen"),
        owner=owner,
        kind=GenerationKind.CARTOON,
        engine=ENGINE,
        original_id=new_id("ori"),
        style=CartoonStyle.COMIC,
        status=GenerationStatus.SUCCEEDED,
        state=WorkState.ENDED,
        progress=1.0,
        stage="done",
        attempt=1,
        result_ids=[new_id("car")],
        **moments,
    )
    return stored(made.but(**fields))


def stored(document: Kept) -> dict[str, Any]:
    """A document as the database keeps it."""
    fields: dict[str, Any] = get_dict(document, to_db=True)
    return fields


def cartoon_of(made: dict[str, Any]) -> dict[str, Any]:
    """The cartoon of an ended generation; it does not expire while this runs."""
    cartoon = Cartoon(
        _id=made["result_ids"][0],
        owner=made["owner"],
        image=IMAGE,
        original_id=made["original_id"],
        generation_id=made["_id"],
        epoch=0,
        style=CartoonStyle.COMIC,
        seed=1,
        expires_at=now() + timedelta(days=1),
    )
    return stored(cartoon)


async def fill(database: Database, size: int, few: str, share: str) -> None:
    """So many documents of many owners: generations that ended over the last 80 days, and the
    cartoons of some."""
    start, step = now() - timedelta(days=80), timedelta(days=79) / size
    count = size * (CARTOONS - 1) // CARTOONS
    owners = [new_id("acc") for _ in range(count // EACH)]
    pattern = generation(few, start)
    for begin in range(0, count, BATCH):
        made = []
        for number in range(begin, min(count, begin + BATCH)):
            owner = share if number % SHARE == 0 else owners[number % len(owners)]
            moments = dict.fromkeys(("finished_at", "changed_at"), start + step * number)
            own = {"_id": new_id("gen"), "owner": few if number < FEW else owner}
            pictures = {"original_id": new_id("ori"), "result_ids": [new_id("car")]}
            made.append({**pattern, **own, **pictures, **moments})
        await database["generations"].insert_many(made)
        cartoons = [cartoon_of(each) for each in made[:: CARTOONS - 1]]
        await database["cartoons"].insert_many(cartoons)


async def line_up(database: Database, ready: int, owners: int) -> None:
    """Let so many wait, of so many owners, each with ranks of his own."""
    await database["generations"].delete_many({"state": WorkState.READY, "engine": ENGINE})
    names = [new_id("acc") for _ in range(owners)]
    waiting = [
        generation(
            names[number % owners],
            now(),
            status=GenerationStatus.QUEUED,
            state=WorkState.READY,
            rank=1.0 + number // owners,
            finished_at=None,
        )
        for number in range(ready)
    ]
    await database["generations"].insert_many(waiting)


async def milliseconds(step: Step) -> float:
    """The fastest of some rounds: what else the machine does can only add to it."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await step()
        times.append(time.perf_counter() - started)
    return min(times) * 1000


async def claiming(studio: Studio, database: Database, last: float | None) -> float:
    """The same for claims; what was claimed is put back."""
    collection = database["generations"]
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        taken = await claim(studio, ENGINE, last)
        times.append(time.perf_counter() - started)
        assert taken is not None
        back = {"state": WorkState.READY, "status": GenerationStatus.QUEUED}
        await collection.update_one({"_id": taken.id}, {"$set": back})
    return min(times) * 1000


async def steps(studio: Studio, database: Database, few: str, share: str) -> dict[str, float]:
    """Milliseconds of each step."""
    viewer, heavy = (Viewer(owner, "", None, False, now(), now()) for owner in (few, share))
    found: dict[str, float] = {}
    await line_up(database, 8, 8)
    found["claim, 8 ready"] = await claiming(studio, database, None)
    await line_up(database, 1000, 1)
    found["claim, 1,000 ready of one owner"] = await claiming(studio, database, 1.0)
    await line_up(database, 1000, 1000)
    found["claim, 1,000 ready of 1,000 owners *"] = await claiming(studio, database, 1.0)
    found["take a place in that queue"] = await milliseconds(lambda: placed(studio, viewer))
    found["list, owner of 25"] = await milliseconds(lambda: generations(viewer, 20, None, None))
    found["list, owner of a fiftieth *"] = await milliseconds(
        lambda: generations(heavy, 20, None, None)
    )
    found["resume a stream, 5 changes"] = await milliseconds(lambda: resumed(studio, viewer))
    found["promote what is due, none"] = await milliseconds(lambda: promote_due(studio))
    found["heal, nothing"] = await milliseconds(lambda: heal(studio))
    found["sweep, nothing over"] = await milliseconds(lambda: sweep(studio))
    return found


async def placed(studio: Studio, viewer: Viewer) -> None:
    """See whether there is a place in the queue, and take one."""
    id = new_id("gen")
    await require_place(studio, viewer, id)
    fields = {"kind": GenerationKind.CARTOON, "engine": ENGINE, "original_id": "", "_id": id}
    await take_rank(Generation(owner=viewer.id, **fields), studio.tariffs)


async def resumed(studio: Studio, viewer: Viewer) -> None:
    """Hear again what has changed since a moment ago."""
    after = cursor_at(now())
    async with aclosing(changes(studio, viewer, after, None)) as stream:
        for _ in range(5):
            await anext(stream)


async def measure(uri: str, size: int) -> dict[str, float]:
    """Milliseconds of each step with so many generations and cartoons."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_database(uri, f"growth_{size}", DOCUMENTS) as database,
            open_test_studio(database, Path(folder)) as studio,
        ):
            few, share = new_id("acc"), new_id("acc")
            for owner in (few, share):
                await insert_once(Account(_id=owner, owner=owner))
            await fill(database, size, few, share)
            await database["generations"].insert_many([generation(few, now()) for _ in range(5)])
            await asyncio.sleep(SETTLE)
            return await steps(studio, database, few, share)


async def main() -> None:
    """Print milliseconds at the smallest size, and how many times that it is at the others."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedServer(Path(folder)) as server:
            for size in SIZES:
                results.append(await measure(server.uri, size))
    first, *others = results
    print(f"{'':38}{SIZES[0]:>9,}" + "".join(f"{size:>10,}" for size in SIZES[1:]))
    for name, base in first.items():
        ratios = "".join(f"{other[name] / base:9.2f}x" for other in others)
        print(f"{name:38}{base:6.1f} ms{ratios}")
    print(NOTE)


NOTE = """
* The embedded server sorts all that matches before it gives the first: all that is ready near the
  last rank, and for a list all that its owner has; a real MongoDB walks the index instead. What is
  found by equal fields and one range in one index does not grow with what is stored."""


if __name__ == "__main__":
    asyncio.run(main())
