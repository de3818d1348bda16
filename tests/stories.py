"""Steps of the story that many tests begin with, done in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import uuid4

from pymongo import MongoClient

from benchmarks.instant import picture
from documents.base import find
from documents.generations import Generation
from documents.images import Cartoon, Face, Original
from failpoints import arm
from kinds import CartoonStyle, GenerationStatus
from resolvers.cartoons import regenerate, upload
from resolvers.changes import Change
from resolvers.generations import wait_for
from resolvers.viewers import Viewer, viewer_of
from studio import Studio
from worker.attempts import Attempt
from worker.claiming import claim
from worker.loop import Rhythm, Worker

PHOTO = picture()
PATIENCE = 20
# What is due again is not waited for long; each look is three queries, and many tests pay for them.
QUICK = Rhythm(look=0.25)


async def create_viewer() -> Viewer:
    return await viewer_of(str(uuid4()))


@asynccontextmanager
async def working(studio: Studio, rhythm: Rhythm = QUICK) -> AsyncIterator[None]:
    """A worker that draws until the block ends, and then stops in order."""
    stop = asyncio.Event()
    worker = asyncio.create_task(Worker(studio, rhythm).run(stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def ask(studio: Studio, viewer: Viewer, key: str | None = None) -> tuple[Original, str]:
    """An upload: the original, and the id of its generation."""
    original, generation = await upload(studio, viewer, PHOTO, CartoonStyle.COMIC, key)
    return original, generation.id


async def another(studio: Studio, viewer: Viewer, original: Original) -> str:
    """A regeneration: its id."""
    return (await regenerate(studio, viewer, original.id, None, None, None)).id


async def ending(studio: Studio, viewer: Viewer, id: str) -> Generation:
    """A generation once it has ended and brought about what follows."""
    generation = await wait_for(studio, viewer, id, PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while generation is None or not generation.ended or generation.settle is not None:
            await asyncio.sleep(0.02)
            generation = await find(Generation, id)
    return generation


async def cartoon_from(studio: Studio, viewer: Viewer, id: str) -> Cartoon:
    """The cartoon a generation ended with."""
    generation = await ending(studio, viewer, id)
    assert generation.status is GenerationStatus.SUCCEEDED, generation.failure
    cartoon = await find(Cartoon, generation.result_ids[0])
    assert cartoon is not None
    return cartoon


async def face_from(studio: Studio, viewer: Viewer, id: str) -> Face:
    """The face a generation ended with."""
    generation = await ending(studio, viewer, id)
    assert generation.status is GenerationStatus.SUCCEEDED, generation.failure
    face = await find(Face, generation.result_ids[0])
    assert face is not None
    return face


async def attempt_at(studio: Studio) -> Attempt:
    """The attempt at what is first in the queue, by nobody so far."""
    for engine in studio.engines.names:
        generation = await claim(studio, engine)
        if generation is not None:
            return Attempt(studio, generation)
    raise AssertionError("nothing is ready")


async def running(*ids: str) -> Generation:
    """One of these generations once a worker has it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for id in ids:
                generation = await find(Generation, id)
                if generation is not None and generation.status is GenerationStatus.RUNNING:
                    return generation
            await asyncio.sleep(0.02)


class Died(Exception):
    """This process, as far as the block goes."""


@contextmanager
def armed(act: Callable[[str], None]) -> Iterator[None]:
    """A block in which `act` is called at every failpoint."""
    arm(act)
    try:
        yield
    finally:
        arm(None)


def death_at(point: str, time: int = 1, how: type[BaseException] = Died) -> Callable[[str], None]:
    """What dies when it comes to a failpoint for the `time`-th time."""
    left = time

    def act(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if not left and reached == point:
            raise how

    return act


@contextmanager
def dying_at(point: str, time: int = 1) -> Iterator[None]:
    """A block that is cut off when it comes to a failpoint for the `time`-th time, as it must."""
    try:
        with armed(death_at(point, time)):
            yield
    except Died:
        return
    raise AssertionError(f"{point} was not reached")


class Killed(BaseException):
    """This process, as far as the block goes: nothing in it may catch that."""


@contextmanager
def killed_at(point: str, time: int = 1) -> Iterator[None]:
    """As `dying_at`, where things go on after whatever else happens."""
    try:
        with armed(death_at(point, time, Killed)):
            yield
    except Killed:
        return
    raise AssertionError(f"{point} was not reached")


@contextmanager
def overtaken_by(generation: Generation, uri: str) -> Iterator[None]:
    """Whoever calls inside finds nothing of it at first; once he is counted it is there, as if
    another call had been quicker."""
    name = Generation.get_pymongo_collection().database.name
    with MongoClient[dict[str, Any]](uri) as another:
        generations = another[name]["generations"]
        known = generations.find_one_and_delete({"_id": generation.id})
        assert known is not None
        waiting = [known]

        def overtake(point: str) -> None:
            if point == "limit.take:before" and waiting:
                generations.insert_one(waiting.pop())

        with armed(overtake):
            yield
        assert not waiting


async def next_change(stream: AsyncIterator[Change]) -> Change:
    """What a stream of changes says next."""
    async with asyncio.timeout(PATIENCE):
        return await anext(stream)


async def files(studio: Studio, prefix: str = "") -> list[str]:
    """The keys of all stored files under `prefix`."""
    return sorted([file.key async for file in studio.storage.list(prefix)])
