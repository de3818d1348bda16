"""Following generations: looking, waiting, listening, cancelling."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from bus.hub import Hub
from documents.base import change, find
from documents.database import Database
from documents.generations import Generation
from documents.work import cancel_wished, claimed, kept_alive
from errors import BadUserInput, NotFound
from kinds import GenerationStatus
from resolvers.changes import changes
from resolvers.generations import cancel, follow, generation_of, wait_for
from resolvers.viewers import Viewer
from studio import Studio, generation_reader
from tests.stories import (
    another,
    ask,
    cartoon_from,
    create_viewer,
    ending,
    next_change,
    running,
    working,
)
from tests.studios import open_test_studio
from tests.test_hub import DeafBus

LEASE = timedelta(seconds=30)
PATIENCE = 15


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine) as opened:
        yield opened


async def followed(studio: Studio, viewer: Viewer, id: str) -> list[Generation]:
    async with asyncio.timeout(PATIENCE):
        return [generation async for generation in follow(studio, viewer, id)]


async def test_who_follows_sees_it_from_now_to_its_end(studio: Studio) -> None:  # G1, G2
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    async with aclosing(follow(studio, viewer, id)) as stream, asyncio.timeout(PATIENCE):
        seen = [await anext(stream)]
        async with working(studio):
            seen += [each async for each in stream]
    assert [seen[0].status, seen[-1].status] == [
        GenerationStatus.QUEUED,
        GenerationStatus.SUCCEEDED,
    ]
    assert [each.revision for each in seen] == sorted({each.revision for each in seen})
    assert all(one.shown != next.shown for one, next in pairwise(seen))
    assert [each.status for each in await followed(studio, viewer, id)] == [seen[-1].status]


async def test_a_heartbeat_is_not_shown(studio: Studio) -> None:  # G2
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    async with aclosing(changes(studio, viewer, None, None)) as stream:
        stages, steps = [], [(claimed(LEASE),), (*[kept_alive(1, LEASE)] * 2, cancel_wished)]
        for until_shown in steps:
            waiting = asyncio.create_task(next_change(stream))
            await asyncio.sleep(0.05)
            for step in until_shown:
                changed = await change(Generation, id, step)
                assert changed is not None
                await studio.announce(changed)
                await asyncio.sleep(0.02)
            stages.append((await waiting).generation.stage)
    assert stages == ["starting", "cancelling"]


async def test_an_ending_is_found_though_the_bus_lost_it(  # G1
    studio: Studio, database: Database
) -> None:
    bus = DeafBus()
    hub = Hub(bus, generation_reader(database))
    deaf = replace(studio, bus=bus, hub=hub)
    viewer = await create_viewer()
    _, id = await ask(deaf, viewer)
    async with hub.running():
        watching = asyncio.create_task(followed(deaf, viewer, id))
        async with working(deaf):
            seen = await watching
    assert seen[-1].status is GenerationStatus.SUCCEEDED


async def test_waiting_ends_with_the_work_or_with_the_time(  # G7
    studio: Studio, engine: Instant
) -> None:
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    async with working(studio):
        await running(id)
        early = await wait_for(studio, viewer, id, 1)
        assert early is not None
        assert early.status is GenerationStatus.RUNNING
        engine.gate.set()
        late = await wait_for(studio, viewer, id, 60)
        assert late is not None
        assert late.status is GenerationStatus.SUCCEEDED
    for wrong in (-1, 61):
        with pytest.raises(BadUserInput):
            await wait_for(studio, viewer, id, wrong)


async def test_an_ending_is_told_once_its_results_can_be_listed(studio: Studio) -> None:  # G3
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    async with (
        aclosing(changes(studio, viewer, None, None)) as stream,
        aclosing(follow(studio, viewer, id)) as of_one,
    ):
        assert not (await anext(of_one)).ended
        following = asyncio.create_task(anext(of_one))
        listening = asyncio.create_task(next_change(stream))
        await asyncio.sleep(0.05)
        ended = await change(Generation, id, cancel_wished)  # as one whose worker died right then
        assert ended is not None
        assert ended.settle is not None
        await studio.announce(ended)
        await asyncio.sleep(0.3)
        assert not following.done()
        assert not listening.done()
        found = await wait_for(studio, viewer, id, 0)  # whoever looks brings it about
        assert found is not None
        assert found.settle is None
        await studio.announce(found)
        assert (await following).status is GenerationStatus.CANCELLED
        assert (await listening).generation.status is GenerationStatus.CANCELLED


async def test_cancelling_is_for_what_has_not_ended(studio: Studio) -> None:  # G6
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    assert (await cancel(studio, viewer, id)).status is GenerationStatus.CANCELLED
    async with working(studio):
        done = await another(studio, viewer, original)
        cartoon = await cartoon_from(studio, viewer, done)
        assert (await cancel(studio, viewer, done)).status is GenerationStatus.SUCCEEDED
        assert (await ending(studio, viewer, id)).attempt == 0
        assert await cartoon_from(studio, viewer, done) == cartoon


async def test_the_generations_of_another_are_not_there(studio: Studio) -> None:  # S1
    _, id = await ask(studio, await create_viewer())
    stranger = await create_viewer()
    assert await generation_of(stranger, id) is None
    assert await wait_for(studio, stranger, id, 1) is None
    with pytest.raises(NotFound):
        await followed(studio, stranger, id)
    with pytest.raises(NotFound):
        await cancel(studio, stranger, id)
    stored = await find(Generation, id)
    assert stored is not None
    assert not stored.ended
