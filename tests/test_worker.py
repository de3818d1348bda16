"""Drawing in the background: leases, fences, retries, time limits and stopping."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog.testing

from benchmarks.instant import Instant
from documents.base import change, find
from documents.database import Database
from documents.generations import Generation, WorkState
from documents.images import Original
from documents.setbacks import come_due
from documents.work import cancel_wished, succeeded
from engines.protocol import Cancelled
from errors import EngineError, EngineTimeout, ErrorCode, StorageFull
from kinds import GenerationStatus
from resolvers.generations import cancel
from storage.memory import MemoryStorage
from studio import Studio
from tests.stories import another, ask, cartoon_from, create_viewer, ending, files, running, working
from tests.studios import open_test_studio
from worker import cartoons
from worker.attempts import Attempt
from worker.claiming import claim, promote_due
from worker.keeping import keep_photo_notes
from worker.performing import _drop_undelivered, perform

SOON = EngineError("The engine broke.", retry_after=0.0)
PAST = timedelta(minutes=5)


@dataclass
class Full(MemoryStorage):
    """A disk without room for cartoons."""

    room: bool = False
    inner: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    async def save(self, key: str, data: Any) -> None:
        if not self.room and key.endswith("_thumb.webp") and key.startswith("temp/"):
            raise StorageFull("There is no room.")
        await super().save(key, data)


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine, lease_seconds=1.0) as opened:
        yield opened


async def lose(generation: Generation) -> None:
    """As if the worker that has it was lost long ago."""
    await change(Generation, generation.id, lambda each: each.but(due_at=each.due_at - PAST))


async def claimed(studio: Studio) -> Generation:
    generation = await claim(studio, "instant")
    assert generation is not None
    return generation


async def test_a_heartbeat_keeps_long_work(studio: Studio, engine: Instant) -> None:  # G2
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        await asyncio.sleep(1.5)  # more than a lease, and much more than between two looks
        assert (await running(id)).stage == "drawing"  # which was said too soon after the start
        engine.gate.set()
        ended = await ending(studio, viewer, id)
    assert (ended.attempt, ended.lost_leases) == (1, 0)


async def test_work_of_a_lost_worker_is_done_by_another(studio: Studio) -> None:  # G4
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    await claimed(studio)  # and nothing more is heard of whoever has it
    async with working(studio):
        await cartoon_from(studio, viewer, id)
    stored = await find(Generation, id)
    assert stored is not None
    assert (stored.attempt, stored.lost_leases, stored.engine_errors) == (2, 1, 0)


async def test_a_worker_that_lost_its_lease_changes_nothing(  # G2, G6
    studio: Studio, engine: Instant
) -> None:
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    first = Attempt(studio, await claimed(studio))
    slow = asyncio.create_task(perform(first))
    while not engine.wishes:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    taken = None
    while taken is None:  # a heartbeat of the first may come between
        await lose(first.generation)
        await promote_due(studio)
        taken = await claim(studio, "instant")
    second = Attempt(studio, taken)
    assert second.number == 2
    engine.gate.set()
    await slow  # it finishes, and finds that another has the work now
    assert await files(studio, "temp/") == []
    stored = await find(Generation, id)
    assert stored is not None
    assert stored.state is WorkState.LEASED
    await perform(second)
    cartoon = await cartoon_from(studio, viewer, id)
    assert await files(studio, "temp/") == sorted(cartoon.image.keys)


async def test_errors_of_the_engine_are_tried_again(studio: Studio, engine: Instant) -> None:  # G4
    engine.failures += [SOON, SOON]
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        await cartoon_from(studio, viewer, id)
    stored = await find(Generation, id)
    assert stored is not None
    assert (stored.attempt, stored.engine_errors) == (3, 2)


async def test_the_third_error_is_the_end(studio: Studio, engine: Instant) -> None:  # G3, G4
    engine.failures += [SOON, SOON, RuntimeError("secret")]
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        ended = await ending(studio, viewer, id)
    assert ended.status is GenerationStatus.FAILED
    assert ended.failure is not None
    assert ended.failure.code is ErrorCode.ENGINE_FAILED
    assert "secret" not in ended.failure.message
    assert ended.results == []


async def test_an_attempt_has_its_time(database: Database, tmp_path: Path) -> None:  # G4
    engine = Instant(gate=asyncio.Event())
    async with open_test_studio(database, tmp_path, engine, attempt_seconds=0.2) as studio:
        viewer = await create_viewer()
        _, id = await ask(studio, viewer)
        await perform(Attempt(studio, await claimed(studio)))
        waiting = await find(Generation, id)
        assert waiting is not None
        assert waiting.state is WorkState.WAITING
        assert waiting.engine_errors == 1
        for _ in range(2):
            due = await find(Generation, id)
            assert due is not None
            await change(Generation, id, come_due(due.due_at))
            await perform(Attempt(studio, await claimed(studio)))
        ended = await find(Generation, id)
    assert ended is not None
    assert ended.failure is not None
    assert ended.failure.code is EngineTimeout.code


async def test_a_full_disk_leaves_nothing_half_written(studio: Studio) -> None:  # C10
    full = Full()
    tight = replace(studio, storage=full)
    viewer = await create_viewer()
    original, id = await ask(tight, viewer)
    await perform(Attempt(tight, await claimed(tight)))
    assert await files(tight) == sorted(original.image.keys)
    full.room = True
    waiting = await find(Generation, id)
    assert waiting is not None
    assert waiting.state is WorkState.WAITING
    await lose(waiting)
    async with working(tight):
        await cartoon_from(tight, viewer, id)


async def test_a_worker_that_stops_hands_back(  # O5
    database: Database, tmp_path: Path, engine: Instant
) -> None:
    engine.gate = asyncio.Event()
    async with open_test_studio(database, tmp_path, engine, drain_seconds=0.1) as studio:
        viewer = await create_viewer()
        async with working(studio):
            _, id = await ask(studio, viewer)
            await running(id)
        back = await find(Generation, id)
        assert back is not None
        assert (back.state, back.status) == (WorkState.READY, GenerationStatus.QUEUED)
        assert (back.engine_errors, back.lost_leases) == (0, 0)
        engine.gate.set()
        async with working(studio):
            await cartoon_from(studio, viewer, id)


async def test_a_worker_that_stops_finishes_first(studio: Studio, engine: Instant) -> None:  # O5
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        await running(id)
        asyncio.get_running_loop().call_later(0.3, engine.gate.set)
    stored = await find(Generation, id)
    assert stored is not None
    assert stored.status is GenerationStatus.SUCCEEDED


async def test_running_work_is_cancelled_at_once(studio: Studio, engine: Instant) -> None:  # G6
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    async with working(studio):
        _, id = await ask(studio, viewer)
        await running(id)
        await cancel(studio, viewer, id)
        ended = await ending(studio, viewer, id)  # though the engine still waits
        assert ended.status is GenerationStatus.CANCELLED
    assert await files(studio, "temp/") == []


async def test_a_wish_to_cancel_heard_before_an_older_answer_counts(studio: Studio) -> None:  # G6
    await ask(studio, await create_viewer())
    attempt = Attempt(studio, await claimed(studio))
    older = attempt.generation
    wished = await change(Generation, older.id, cancel_wished)
    assert wished is not None
    attempt.learn(wished)
    attempt.learn(older)
    assert attempt.generation == wished
    attempt.generation = older  # nor may an answer that was on its way undo it
    with pytest.raises(Cancelled):
        attempt.check()
    with pytest.raises(Cancelled):
        await asyncio.wait_for(attempt.beat(), 10)


async def test_an_ending_whose_answer_was_lost_keeps_its_files(studio: Studio) -> None:  # G3
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    attempt = Attempt(studio, await claimed(studio))
    await perform(attempt)
    stored = await find(Generation, id)
    assert stored is not None
    before = await files(studio, "temp/")
    assert succeeded(stored.attempt, stored.results)(stored) is None  # as a repeated write finds it
    await _drop_undelivered(studio, attempt, stored.results)
    assert await files(studio, "temp/") == before != []
    assert (await another(studio, viewer, original)) != id


async def test_an_ending_that_may_still_be_stored_keeps_its_files(studio: Studio) -> None:  # G3
    await ask(studio, await create_viewer())
    attempt = Attempt(studio, await claimed(studio))
    results, _ = await cartoons.draw(attempt)
    late = succeeded(attempt.number, results)  # on its way to a database that does not answer
    await _drop_undelivered(studio, attempt, results)
    assert await change(Generation, attempt.generation.id, late) is not None
    assert await files(studio, "temp/") == sorted(results[0].image.keys)


async def test_notes_that_are_kept_twice_stay(studio: Studio) -> None:  # G3
    await ask(studio, await create_viewer())
    generation = await claimed(studio)
    keeping = (keep_photo_notes(studio, generation, b"analysis") for _ in range(2))
    await asyncio.gather(*keeping)  # as a write that the driver repeated finds it
    photo = await find(Original, generation.original_id)
    assert photo is not None
    assert await files(studio, "private/") == [photo.notes_key]


async def test_a_photo_without_its_file_is_told_as_damage(studio: Studio) -> None:  # C12
    original, id = await ask(studio, await create_viewer())
    await studio.storage.delete(original.image.key)
    with structlog.testing.capture_logs() as said:
        await perform(Attempt(studio, await claimed(studio)))
    ended = await find(Generation, id)
    assert ended is not None
    assert ended.failure is not None
    assert ended.failure.code is ErrorCode.NOT_FOUND
    assert {"event": "file_missing", "key": original.image.key, "log_level": "error"} in said


async def test_what_cannot_be_read_holds_up_nobody(studio: Studio) -> None:  # G3
    _, damaged = await ask(studio, await create_viewer())
    stored = Generation.get_pymongo_collection()
    await stored.update_one({"_id": damaged}, {"$set": {"style": "OF_TOMORROW"}})
    async with working(studio):
        for _ in range(2):  # the second comes when the queue has passed the damaged one
            viewer = await create_viewer()
            await cartoon_from(studio, viewer, (await ask(studio, viewer))[1])
