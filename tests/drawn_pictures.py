"""Pictures from words as tests ask for them, put straight into the queue."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast
from uuid import uuid4

from benchmarks.instant import Instant, Lineup, variant
from documents.asking import enqueue
from documents.base import change, find, new_id, now
from documents.database import open_database
from documents.generations import Generation, WorkState
from documents.pictures import Picture
from documents.registry import DOCUMENTS
from documents.settling import settle
from engines.protocol import Check, Drawn, Engine, Report, Wish
from engines.registry import Engines
from errors import ImageRejected
from kinds import GenerationKind, PictureStyle
from resolvers.viewers import Viewer
from studio import Studio
from tests.stories import attempt_at, files
from tests.studios import open_test_studio, with_settings
from worker.claiming import promote_due
from worker.performing import perform

PROMPT = "A lighthouse at dusk"


@asynccontextmanager
async def open_house(uri: str, folder: Path) -> AsyncIterator[Studio]:
    """A database and a store for many tests, each of which leaves an empty queue behind."""
    name = f"test_{uuid4().hex[:12]}"
    async with open_database(uri, name, DOCUMENTS) as database:
        async with open_test_studio(database, folder) as studio:
            yield studio
        await database.client.drop_database(name)


@asynccontextmanager
async def open_poor_house(server: str, folder: Path) -> AsyncIterator[Studio]:
    """The same, where everybody has ten credits."""
    async with open_house(server, folder) as studio:
        yield with_settings(studio, anonymous_credits=10)


def drawing_with(
    house: Studio, engine: Engine, check: Check | None = None, *others: Engine
) -> Studio:
    """The house with another engine, and a check of what it draws; what it cannot do `others` do,
    in turn."""
    return replace(house, engines=cast(Engines, Lineup(engine, *others, check=check)))


@dataclass
class Strict:
    """Refuses pictures of these seeds."""

    seeds: tuple[int, ...]

    async def require_decent(self, body: bytes) -> None:
        if body in [variant(seed) for seed in self.seeds]:
            raise ImageRejected("This must not be shown.")


@dataclass
class Paced(Instant):
    """Gives each picture from words once `pace` lets it."""

    pace: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        async for drawn in super().draw(wish, report):
            await self.pace.acquire()
            yield drawn


async def ask_for_pictures(
    studio: Studio, viewer: Viewer, wanted: int = 4, **fields: object
) -> Generation:
    """Pictures that are waited for."""
    generation = Generation(
        _id=new_id("gen"),
        owner=viewer.id,
        kind=GenerationKind.PICTURES,
        engine=studio.engines.names[0],
        prompt=PROMPT,
        picture_style=PictureStyle.ARTISTIC,
        wanted=wanted,
        wish_key="the same",
        seed=10,
    )
    return await enqueue(studio, generation.but(**fields))


async def perform_next(studio: Studio) -> Generation:
    """One attempt at what is first in the queue; what became of it."""
    attempt = await attempt_at(studio)
    await perform(attempt)
    return await now_of(attempt.generation.id)


async def perform_again(studio: Studio, id: str) -> Generation:
    """Attempts until it has ended and brought about what follows; whoever had it is lost."""
    while (generation := await now_of(id)).settle is not None or not generation.ended:
        if generation.ended:
            return await settle(generation, studio)
        await change(Generation, id, lambda it: it.but(due_at=now()))
        await promote_due(studio)
        if (await now_of(id)).state is WorkState.READY:
            await perform_next(studio)
    return generation


async def now_of(id: str) -> Generation:
    generation = await find(Generation, id)
    assert generation is not None
    return generation


async def pictures_of(generation: Generation) -> list[Picture]:
    """Their documents, in the order of the generation."""
    query = {"_id": {"$in": generation.result_ids}}
    found = {each.id: each for each in await Picture.find(query).to_list()}
    return [found[id] for id in generation.result_ids]


async def kept_of(generation: Generation) -> list[str]:
    """The ids of all its pictures, whether it knows them or not."""
    query = {"owner": generation.owner}
    found = await Picture.find(query).to_list()
    return sorted(each.id for each in found if each.generation_id == generation.id)


async def require_whole(studio: Studio, generation: Generation, count: int) -> None:
    """So many different pictures, each once, with their files; and nothing else is in the store."""
    pictures = await pictures_of(generation)
    assert [each.seed for each in pictures] == [generation.seed + i for i in range(count)]
    assert await kept_of(generation) == sorted(generation.result_ids)
    assert {each.owner for each in pictures} == {generation.owner}
    everything = [key for each in await Picture.find({}).to_list() for key in each.image.keys]
    assert await files(studio, "pictures/") == sorted(everything)
