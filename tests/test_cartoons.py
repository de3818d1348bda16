"""Uploading a photo and asking for more cartoons, with a worker in this process."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.instant import Instant, picture
from documents.base import change, find, prefix_of, remove
from documents.database import Database
from documents.generations import Generation
from documents.images import NOBODY, Original
from errors import BadUserInput, Conflict, FeatureDisabled, NotFound, VisageError
from kinds import CartoonStyle, GenerationStatus
from resolvers.cartoons import LARGEST_SEED, regenerate, upload
from resolvers.images import cartoons_by_original
from studio import Studio
from tests.stories import PHOTO, another, ask, cartoon_from, create_viewer, files, working
from tests.studios import open_test_studio

COMIC, INK = CartoonStyle.COMIC, CartoonStyle.INK
MANY = 40  # at once: fewer than there are connections to the database


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def test_an_upload_answers_at_once_and_is_drawn_later(studio: Studio) -> None:  # G1, C4, C8
    viewer = await create_viewer()
    original, generation = await upload(studio, viewer, PHOTO, COMIC, None)
    assert generation.status is GenerationStatus.QUEUED
    assert await find(Original, original.id) is not None
    assert await files(studio) == sorted(original.image.keys)
    assert re.fullmatch(rf"originals/\d{{13}}_{original.id}\.jpg", original.image.key)
    async with working(studio):
        cartoon = await cartoon_from(studio, viewer, generation.id)
    assert re.fullmatch(rf"temp/\d{{13}}_{cartoon.id}\.jpg", cartoon.image.key)
    assert cartoon.notes_key is not None
    assert cartoon.notes_key.startswith("private/")
    stored = await find(Original, original.id)
    assert stored is not None
    assert stored.notes_key is not None
    kept = [*original.image.keys, *cartoon.image.keys, cartoon.notes_key, stored.notes_key]
    assert await files(studio) == sorted(kept)
    assert await cartoons_by_original([original.id]) == [[cartoon]]


async def test_many_uploads_with_one_key_are_one(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    calls = [upload(studio, viewer, PHOTO, COMIC, "one key") for _ in range(MANY)]
    answers = await asyncio.gather(*calls)
    assert len({(original.id, generation.id) for original, generation in answers}) == 1
    assert await Original.count() == 1
    assert await Generation.count() == 1
    assert await files(studio) == sorted(answers[0][0].image.keys)


async def test_many_regenerations_with_one_key_are_one(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer)
    calls = [regenerate(studio, viewer, original.id, None, None, "key") for _ in range(MANY)]
    assert len({generation.id for generation in await asyncio.gather(*calls)}) == 1
    assert await Generation.count() == 2


async def test_a_retry_does_not_begin_with_a_photo_that_is_being_deleted(  # G5, C13
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    original, id = await ask(studio, viewer, "key")
    await remove(Generation, id)  # the first call was cut off before there was one
    await change(Original, original.id, lambda it: it.but(owner=NOBODY, epoch=1))
    with pytest.raises(NotFound):
        await ask(studio, viewer, "key")
    assert await Generation.count() == 0


async def test_a_key_with_another_wish_is_a_conflict(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer, "key")
    for photo, style in ((picture(side=200), COMIC), (PHOTO, INK)):
        with pytest.raises(Conflict):
            await upload(studio, viewer, photo, style, "key")
    with pytest.raises(Conflict):
        await regenerate(studio, viewer, original.id, None, None, "key")
    other = await create_viewer()
    mine, _ = await ask(studio, other, "key")  # a key belongs to its owner
    assert mine.id != original.id


async def test_a_bad_picture_stores_nothing_and_leaves_the_key(studio: Studio) -> None:  # G5, C2
    viewer = await create_viewer()
    for bad in (b"", b"not a picture", picture("GIF", "P"), PHOTO[: len(PHOTO) // 2]):
        with pytest.raises(VisageError):
            await upload(studio, viewer, bad, COMIC, "key")
        counts = [await each.count() for each in (Original, Generation)]
        assert counts == [0, 0]
        assert await files(studio) == []
    await ask(studio, viewer, "key")


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_a_length(studio: Studio, key: str) -> None:  # G5
    with pytest.raises(BadUserInput):
        await upload(studio, await create_viewer(), PHOTO, COMIC, key)


async def test_switched_off_nothing_new_is_drawn(database: Database, tmp_path: Path) -> None:  # G10
    async with open_test_studio(database, tmp_path, ai_generation_enabled=False) as studio:
        viewer = await create_viewer()
        with pytest.raises(FeatureDisabled):
            await upload(studio, viewer, PHOTO, COMIC, "key")
        with pytest.raises(FeatureDisabled):
            await regenerate(studio, viewer, "ori_x", None, None, None)
        assert await files(studio) == []


async def analysed(id: str) -> None:
    """Wait until an original's analysis is kept: that comes after its first ending is told."""
    async with asyncio.timeout(10):
        while (kept := await find(Original, id)) is None or kept.notes_key is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_each_regeneration_has_its_own_seed(database: Database, tmp_path: Path) -> None:  # G8
    engine = Instant()
    async with open_test_studio(database, tmp_path, engine) as studio, working(studio):
        viewer = await create_viewer()
        original, first = await ask(studio, viewer)
        await cartoon_from(studio, viewer, first)
        await analysed(original.id)
        for id in await asyncio.gather(*(another(studio, viewer, original) for _ in range(5))):
            await cartoon_from(studio, viewer, id)
        assert len({wish.seed for wish in engine.wishes}) == 6
        assert [wish.notes for wish in engine.wishes[1:]] == [b"analysis"] * 5
        for _ in range(2):
            again = await regenerate(studio, viewer, original.id, INK, 77, None)
            await cartoon_from(studio, viewer, again.id)
        assert engine.wishes[-1].seed == 77
        assert engine.wishes[-1] == engine.wishes[-2]


async def test_a_regeneration_keeps_the_style_asked_for_last(studio: Studio) -> None:  # C4
    viewer = await create_viewer()
    original, _ = await upload(studio, viewer, PHOTO, INK, None)
    assert (await regenerate(studio, viewer, original.id, None, None, None)).style is INK
    assert (await regenerate(studio, viewer, original.id, COMIC, None, None)).style is COMIC
    assert (await regenerate(studio, viewer, original.id, None, None, None)).style is COMIC


async def test_nobody_draws_from_the_photo_of_another(studio: Studio) -> None:  # S1
    original, _ = await ask(studio, await create_viewer())
    stranger = await create_viewer()
    for id in (original.id, "ori_01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"):
        with pytest.raises(NotFound) as refused:
            await regenerate(studio, stranger, id, None, None, "key")
        assert "not yours" in refused.value.message
    assert prefix_of(original.id) == "ori"
    for seed in (-1, LARGEST_SEED + 1):
        with pytest.raises(BadUserInput):
            await regenerate(studio, stranger, original.id, None, seed, None)
