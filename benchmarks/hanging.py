"""What an engine that hangs costs those who ask another one: the time from a wish to its end, while
all slots of the first engine are taken by calls that never end, and while nobody calls it."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from benchmarks.instant import Instant
from documents.asking import enqueue
from documents.base import find, new_id
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from engines.protocol import Service
from kinds import GenerationKind, GenerationStatus, PictureStyle
from studio import Studio
from tests.drawn_pictures import drawing_with, open_house
from tests.stories import create_viewer, working

ROUNDS = 6  # half of them with the engine that hangs
WISHES = 60
EVERY = 0.15  # seconds between two wishes
DRAWING = 0.2  # seconds that the other engine takes, for 2 at a time: two thirds of what it can do
SLOTS = 16  # of the engine that hangs; twice as many wait for it


@dataclass
class Times:
    """Seconds from each wish to its end."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)


async def main() -> None:
    times = Times()
    with tempfile.TemporaryDirectory() as name:
        async with (
            EmbeddedServer(Path(name) / "database") as server,
            open_house(server.uri, Path(name)) as house,
        ):
            for number in range(ROUNDS):
                # In pairs, each the other way round: what grows with time counts for both.
                if number % 4 in (1, 2):
                    async with _hanging(house) as studio:
                        times.beside += await _round(studio)
                else:
                    studio = _with_both(house, Instant(name="far", service=_service()))
                    async with working(studio):
                        times.alone += await _round(studio)
    print(f"{len(times.alone)} wishes alone, {len(times.beside)} beside an engine that hangs")
    for name, share in (("p50", 50), ("p99", 99)):
        alone, beside = (_percentile(each, share) for each in (times.alone, times.beside))
        print(f"{name}: {1000 * alone:.0f} ms alone, {1000 * beside:.0f} ms: {beside / alone:.2f}")


def _service() -> Service:
    return Service(slots=SLOTS, seconds=3600.0, repeats=True)


def _with_both(house: Studio, far: Instant) -> Studio:
    return drawing_with(house, Instant(name="near", seconds=DRAWING), None, far)


@asynccontextmanager
async def _hanging(house: Studio) -> AsyncIterator[Studio]:
    """While calls that do not end take all slots of the other engine, and more wait for one."""
    far = Instant(name="far", service=_service(), gate=asyncio.Event())
    studio = _with_both(house, far)
    async with working(studio):
        for _ in range(2 * SLOTS):
            await _ask(studio, "far")
        async with asyncio.timeout(30):
            while len(far.wishes) < SLOTS:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield studio
        assert len(far.wishes) == SLOTS
        assert far.gate is not None
        far.gate.set()
        query = {"state": {"$in": [WorkState.READY, WorkState.LEASED]}, "engine": "far"}
        while await Generation.find(query).count():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _round(studio: Studio) -> list[float]:
    async with asyncio.TaskGroup() as tasks:
        asked = []
        for _ in range(WISHES):
            asked.append(tasks.create_task(_timed(studio)))
            await asyncio.sleep(EVERY)
    return [each.result() for each in asked]


async def _timed(studio: Studio) -> float:
    began = time.perf_counter()
    id = await _ask(studio, "near")
    async with asyncio.timeout(60):
        while True:
            generation = await find(Generation, id)
            assert generation is not None
            if generation.ended:
                assert generation.status is GenerationStatus.SUCCEEDED, generation.failure
                return time.perf_counter() - began
            await asyncio.sleep(0.02)


async def _ask(studio: Studio, engine: str) -> str:
    viewer = await create_viewer()
    generation = Generation(
        _id=new_id("gen"),
        owner=viewer.id,
        kind=GenerationKind.PICTURES,
        engine=engine,
        prompt="A lighthouse",
        picture_style=PictureStyle.MINIMAL,
    )
    return (await enqueue(studio, generation)).id


def _percentile(seconds: list[float], share: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    uvloop.run(main())
