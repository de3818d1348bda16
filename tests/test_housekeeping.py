"""Healing what a crash cut off."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.base import change, find, now
from documents.database import Database
from documents.generations import Generation, Settle
from documents.images import Cartoon
from documents.work import cancel_wished, succeeded
from kinds import GenerationStatus
from studio import Studio
from tests.stories import ask, attempt_at, cartoon_from, create_viewer, files
from tests.studios import open_test_studio
from worker import cartoons
from worker.healing import heal

LONG = timedelta(days=100)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, Instant()) as opened:
        yield opened


async def ended(studio: Studio, id: str) -> Generation:
    """A generation whose worker died with its ending."""
    results, _ = await cartoons.draw(await attempt_at(studio))
    stored = await change(Generation, id, succeeded(1, results))
    assert stored is not None
    return stored


async def make_old(id: str) -> None:
    await change(Generation, id, lambda each: each.but(finished_at=now() - LONG))


async def test_an_ending_cut_off_is_healed(studio: Studio) -> None:  # G3
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    cut_off = await ended(studio, id)
    assert cut_off.settle is Settle.DELIVER
    assert await heal(studio) == 0  # whoever ended it may still be at it
    await make_old(id)
    assert await heal(studio) == 1
    assert (await cartoon_from(studio, viewer, id)).id == cut_off.results[0].id
    assert await heal(studio) == 0


async def test_a_cancelled_wish_is_settled_too(studio: Studio) -> None:  # G6
    _, id = await ask(studio, await create_viewer())
    assert await change(Generation, id, cancel_wished) is not None
    await make_old(id)
    assert await heal(studio) == 1
    stored = await find(Generation, id)
    assert stored is not None
    assert (stored.settle, stored.status) == (None, GenerationStatus.CANCELLED)


async def test_a_cartoon_that_expired_before_it_was_delivered_leaves_no_files(
    studio: Studio,
) -> None:  # C6
    _, id = await ask(studio, await create_viewer())
    cut_off = await ended(studio, id)
    late = [each.model_copy(update={"expires_at": now()}) for each in cut_off.results]
    await change(Generation, id, lambda it: it.but(results=late, finished_at=now() - LONG))
    assert await heal(studio) == 1
    assert await Cartoon.count() == 0
    assert await files(studio, "temp/") == []
