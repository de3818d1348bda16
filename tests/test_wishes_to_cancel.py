"""A wish to cancel meets claims, endings and retries, in whichever order they come."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.announcing import take_step
from documents.base import find
from documents.database import Database
from documents.generations import Generation, WorkState
from documents.images import Cartoon
from documents.work import cancel_wished
from errors import EngineError
from kinds import GenerationStatus
from resolvers.generations import cancel
from studio import Studio
from tests.stories import another, ask, create_viewer, ending, files, running, working
from tests.studios import open_test_studio
from worker.attempts import Attempt
from worker.claiming import claim, promote_due
from worker.performing import perform

CANCELLED = GenerationStatus.CANCELLED


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine) as opened:
        yield opened


async def test_what_is_cancelled_while_it_is_claimed_ends_cancelled(studio: Studio) -> None:  # G6
    viewer = await create_viewer()
    original, first = await ask(studio, viewer)
    ids = [first, *[await another(studio, viewer, original) for _ in range(7)]]
    claims = [claim(studio, "instant") for _ in ids]
    cancels = [cancel(studio, viewer, id) for id in ids]
    taken, _ = await asyncio.gather(asyncio.gather(*claims), asyncio.gather(*cancels))
    await asyncio.gather(*(perform(Attempt(studio, each)) for each in taken if each is not None))
    for id in ids:
        assert (await ending(studio, viewer, id)).status is CANCELLED
    assert await Cartoon.count() == 0
    assert await files(studio, "temp/") == []


async def test_a_wish_that_nobody_heard_is_seen_at_the_first_heartbeat(  # G6
    studio: Studio, engine: Instant
) -> None:
    engine.gate = asyncio.Event()  # and it reports nothing while it waits
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    taken = await claim(studio, "instant")
    assert taken is not None
    await cancel(studio, viewer, id)
    async with asyncio.timeout(8):  # a third of the lease would be ten
        await perform(Attempt(studio, taken))
    assert (await ending(studio, viewer, id)).status is CANCELLED


async def test_a_wish_and_an_ending_at_once_make_one_ending(  # G2, G6
    studio: Studio, engine: Instant
) -> None:
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer)
    engine.gate = asyncio.Event()
    async with working(studio):
        for pause in (0.0, 0.005, 0.02, 0.05):
            engine.gate.clear()
            id = await another(studio, viewer, original)
            await running(id)
            engine.gate.set()
            await asyncio.sleep(pause)
            await cancel(studio, viewer, id)
            ended = await ending(studio, viewer, id)
            there = await find(Cartoon, ended.result_ids[0]) if ended.result_ids else None
            assert (there is not None) == (ended.status is GenerationStatus.SUCCEEDED)


async def test_what_waits_for_a_retry_can_be_cancelled(  # G4, G6
    studio: Studio, engine: Instant
) -> None:
    engine.failures += [EngineError("Busy.", retry_after=1e9)]
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    taken = await claim(studio, "instant")
    assert taken is not None
    await perform(Attempt(studio, taken))
    waiting = await find(Generation, id)
    assert waiting is not None
    assert waiting.state is WorkState.WAITING
    assert waiting.last_failure is not None
    assert waiting.last_failure.message == "Busy."
    assert (await cancel(studio, viewer, id)).status is CANCELLED
    assert await promote_due(studio) == 0


async def test_a_lost_worker_does_not_hold_up_a_wish_to_cancel(  # G6
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path, lease_seconds=0.1) as studio:
        viewer = await create_viewer()
        _, id = await ask(studio, viewer)
        taken = await claim(studio, "instant")
        assert taken is not None
        await take_step(studio, id, cancel_wished)
        await asyncio.sleep(0.2)
        assert await promote_due(studio) == 1
        ended = await find(Generation, id)
        assert ended is not None
        assert (ended.status, ended.settle) == (CANCELLED, None)  # told at once, not when healed
