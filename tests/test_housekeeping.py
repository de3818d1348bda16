"""Healing what a crash cut off, and sweeping what is over."""

import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.base import change, find, new_id, now
from documents.database import Database
from documents.generations import Generation, Settle
from documents.idempotency import IdempotencyKey
from documents.images import NOBODY, Cartoon, Original
from documents.work import cancel_wished, succeeded
from kinds import GenerationStatus
from resolvers.faces import download
from studio import Studio
from tests.stories import ask, cartoon_from, create_viewer, face_from, files, working
from tests.studios import open_test_studio
from worker import cartoons
from worker.attempts import Attempt
from worker.claiming import claim
from worker.housekeeping import heal, sweep, sweep_files
from worker.performing import perform

LONG = timedelta(days=100)


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine) as opened:
        yield opened


async def attempt_at(studio: Studio) -> Attempt:
    generation = await claim(studio, "instant")
    assert generation is not None
    return Attempt(studio, generation)


async def drawn(studio: Studio) -> tuple[Original, Cartoon]:
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    await perform(await attempt_at(studio))
    return original, await cartoon_from(studio, viewer, id)


async def make_old(studio: Studio, model: type[Cartoon] | type[Generation], id: str) -> None:
    if model is Cartoon:
        await change(Cartoon, id, lambda each: each.but(expires_at=now()))
    else:
        await change(Generation, id, lambda each: each.but(finished_at=now() - LONG))


async def test_an_ending_cut_off_is_healed(studio: Studio) -> None:  # G3
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    attempt = await attempt_at(studio)
    results, _ = await cartoons.draw(attempt)
    ended = await change(Generation, id, succeeded(1, results))  # and here the worker dies
    assert ended is not None
    assert ended.settle is Settle.DELIVER
    assert await heal(studio) == 0  # whoever ended it may still be at it
    await change(Generation, id, lambda each: each.but(finished_at=now() - LONG))
    assert await heal(studio) == 1
    assert (await cartoon_from(studio, viewer, id)).id == results[0].id
    assert await heal(studio) == 0


async def test_a_cancelled_wish_is_settled_too(studio: Studio) -> None:  # G6
    _, id = await ask(studio, await create_viewer())
    assert await change(Generation, id, cancel_wished) is not None
    await make_old(studio, Generation, id)
    assert await heal(studio) == 1
    stored = await find(Generation, id)
    assert stored is not None
    assert (stored.settle, stored.status) == (None, GenerationStatus.CANCELLED)


async def test_expired_cartoons_go_with_their_files(studio: Studio) -> None:  # C6
    original, cartoon = await drawn(studio)
    await sweep(studio)
    assert await find(Cartoon, cartoon.id) is not None
    await make_old(studio, Cartoon, cartoon.id)
    await sweep(studio)
    assert await find(Cartoon, cartoon.id) is None
    assert await files(studio, "temp/") == []
    stored = await find(Original, original.id)
    assert stored is not None
    assert await files(studio, "private/") == [stored.notes_key]


async def test_more_than_a_batch_expires_in_one_sweep(studio: Studio) -> None:  # C6
    _, cartoon = await drawn(studio)
    for _ in range(120):
        await cartoon.model_copy(update={"id": new_id("car"), "expires_at": now()}).insert()
    await sweep(studio)
    assert await Cartoon.count() == 1


async def test_a_cartoon_that_is_being_kept_does_not_expire(studio: Studio) -> None:  # C6
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    await perform(await attempt_at(studio))
    cartoon = await cartoon_from(studio, viewer, id)
    face = await download(studio, viewer, cartoon.id, None)
    await make_old(studio, Cartoon, cartoon.id)
    await sweep(studio)
    assert await find(Cartoon, cartoon.id) is not None
    async with working(studio):
        await face_from(studio, viewer, face.id)
    assert await find(Cartoon, cartoon.id) is None


async def test_half_deleted_photos_are_finished_off(studio: Studio) -> None:  # C13
    original, _ = await drawn(studio)
    await change(Original, original.id, lambda each: each.but(owner=NOBODY, epoch=1))
    await sweep(studio)
    assert await Original.count() == await Cartoon.count() == 0
    assert await files(studio) == []


async def test_old_keys_and_generations_go_and_results_stay(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    _, id = await ask(studio, viewer, "key")
    await perform(await attempt_at(studio))
    cartoon = await cartoon_from(studio, viewer, id)
    await sweep(studio)
    assert await IdempotencyKey.count() == await Generation.count() == 1
    keys = IdempotencyKey.get_pymongo_collection()
    await keys.update_many({}, {"$set": {"created_at": now() - LONG}})
    await make_old(studio, Generation, id)
    await sweep(studio)
    assert await IdempotencyKey.count() == await Generation.count() == 0
    assert await find(Cartoon, cartoon.id) is not None


async def test_files_without_a_document_go_after_an_hour(studio: Studio) -> None:  # C10
    await drawn(studio)
    kept = await files(studio)
    orphans = [f"temp/1_{new_id('car')}.jpg", f"private/1_{new_id('ori')}.notes", "temp/odd.jpg"]
    for key in orphans:
        await studio.storage.save(key, b"orphan")
    half = next(studio.settings.data_dir.rglob("temp")) / ".half.tmp"
    half.write_bytes(b"a writer died here")
    assert await sweep_files(studio) == 0
    long_ago = time.time() - 7200
    for path in studio.settings.data_dir.rglob("*"):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))
    assert await sweep_files(studio) == len(orphans) + 1
    assert await files(studio) == kept
    assert not half.exists()
