"""Left-over files: found by their names among all others, and removed after an hour."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ulid import ULID

from documents.base import change, file_stem, new_id, now
from documents.database import Database
from documents.generations import Generation
from documents.images import Original
from documents.keeping import left_over
from documents.leases import Lease
from documents.work import succeeded
from studio import Studio
from tests.stories import ask, attempt_at, cartoon_from, create_viewer, files
from tests.studios import open_test_studio
from worker import cartoons
from worker.leftovers import sweep_files
from worker.performing import perform


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def leave(studio: Studio, folder: str, id: str, ending: str = ".jpg") -> str:
    key = f"{folder}/{file_stem(id)}{ending}"
    await studio.storage.save(key, b"left behind")
    return key


async def reach(moment: datetime) -> None:
    await change(Lease, "sweep-files", lambda lease: lease.but(reached=moment))


async def test_files_without_a_document_go_after_an_hour(studio: Studio) -> None:  # C10
    await sweep_files(studio)
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    await perform(await attempt_at(studio))
    await cartoon_from(studio, viewer, id)
    known = await files(studio)
    folders = (("temp", "car"), ("originals", "ori"), ("downloaded", "fac"), ("pictures", "pic"))
    for folder, prefix in folders:
        await leave(studio, folder, new_id(prefix), "_thumb.webp")  # type: ignore[arg-type]
    await leave(studio, "private", new_id("ori"), f"_{new_id('gen')}.notes")
    half = studio.settings.data_dir / "files/temp/.half.tmp"
    half.write_bytes(b"a writer died here")
    assert await sweep_files(studio) == 0
    assert await sweep_files(studio, at=now() + timedelta(hours=2)) == 6
    assert await files(studio) == known
    assert not half.exists()


async def test_only_names_made_since_the_sweep_before_are_looked_at(studio: Studio) -> None:
    """A name from before the first sweep, or from longer ago than a file is written after it was
    named, is the doctor's business."""
    half_an_hour_ago = ULID.from_datetime(now() - timedelta(minutes=30))
    old = await leave(studio, "temp", f"car_{half_an_hour_ago}")
    later = now() + timedelta(hours=2)
    assert await sweep_files(studio, at=later) == 0
    new = await leave(studio, "temp", new_id("car"))
    await leave(studio, "originals", new_id("ori"))  # as if by a key that was made a day ago
    await reach(now() + timedelta(hours=1.1))
    assert await sweep_files(studio, at=later) == 1
    assert await files(studio) == sorted([old, new])
    await reach(now() + timedelta(hours=0.9))
    assert await sweep_files(studio, at=later) == 1
    assert await files(studio) == [old]


async def test_files_of_an_ending_that_is_not_delivered_yet_stay(studio: Studio) -> None:  # G3
    _, id = await ask(studio, await create_viewer())
    results, _ = await cartoons.draw(await attempt_at(studio))
    await change(Generation, id, succeeded(1, results))  # and all workers are stopped for hours
    drawn = await files(studio, "temp/")
    assert await left_over(drawn) == []
    await change(Generation, id, lambda each: each.but(settle=None))
    assert await left_over(drawn) == drawn


async def test_damage_to_a_document_does_not_cost_its_files(studio: Studio) -> None:
    original, _ = await ask(studio, await create_viewer())
    await Original.get_pymongo_collection().update_one(
        {"_id": original.id}, {"$unset": {"image": 1}}
    )
    assert await left_over(await files(studio)) == []
