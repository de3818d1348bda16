"""Deleting pictures, and finding only one's own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.base import find, new_id
from documents.database import Database
from documents.generations import Generation, Settle
from documents.images import Cartoon, Face, Original
from documents.settling import settle
from errors import BadUserInput, NotFound
from kinds import GenerationStatus
from resolvers import images
from resolvers.faces import download
from resolvers.pages import cursor_of
from studio import Studio
from tests.stories import (
    another,
    ask,
    cartoon_from,
    create_viewer,
    ending,
    face_from,
    files,
    running,
    working,
)
from tests.studios import open_test_studio


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(database: Database, tmp_path: Path, engine: Instant) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine) as opened, working(opened):
        yield opened


async def test_a_deleted_photo_takes_all_but_its_faces(studio: Studio) -> None:  # C13
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, id)
    cut = await download(studio, viewer, cartoon.id, None)
    face = await face_from(studio, viewer, cut.id)
    await cartoon_from(studio, viewer, await another(studio, viewer, original))
    assert await images.delete_image(studio, viewer, original.id) == original.id
    assert await Original.count() == await Cartoon.count() == 0
    assert await files(studio) == sorted(face.image.keys)
    assert (await images.faces(viewer, 10, None)).nodes == [face]
    assert await images.originals_by_id([original.id]) == [None]
    with pytest.raises(NotFound):
        await images.delete_image(studio, viewer, original.id)


async def test_deleting_a_photo_stops_its_work(studio: Studio, engine: Instant) -> None:  # C13, G6
    engine.gate = asyncio.Event()
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    await running(id)
    queued = [await another(studio, viewer, original) for _ in range(3)]
    await images.delete_image(studio, viewer, original.id)
    engine.gate.set()
    for each in (id, *queued):
        assert (await ending(studio, viewer, each)).status is GenerationStatus.CANCELLED
    assert await Cartoon.count() == 0
    assert await files(studio) == []


async def test_a_deleted_face_is_gone_for_good(studio: Studio) -> None:  # C13
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, id)
    generation = await download(studio, viewer, cartoon.id, None)
    face = await face_from(studio, viewer, generation.id)
    await images.delete_image(studio, viewer, face.id)
    assert await find(Face, face.id) is None
    assert await files(studio, "downloaded/") == []
    stored = await find(Generation, generation.id)
    assert stored is not None
    assert (stored.results, stored.result_ids) == ([], [])
    with pytest.raises(NotFound):
        await images.delete_image(studio, viewer, face.id)


async def test_a_deleted_face_stays_so_when_its_ending_is_told_late(studio: Studio) -> None:  # C13
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, id)
    generation = await download(studio, viewer, cartoon.id, None)
    face = await face_from(studio, viewer, generation.id)
    read = await find(Generation, generation.id)
    assert read is not None
    late = read.but(settle=Settle.DELIVER)  # as a process has it that was frozen meanwhile
    await settle(late, studio)
    assert await find(Face, face.id) is not None
    await images.delete_image(studio, viewer, face.id)
    await settle(late, studio)
    assert await find(Face, face.id) is None


async def test_a_cartoon_is_not_deleted_alone(studio: Studio) -> None:  # C13
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, id)
    with pytest.raises(BadUserInput):
        await images.delete_image(studio, viewer, cartoon.id)
    assert await find(Cartoon, cartoon.id) is not None


async def test_foreign_and_missing_look_the_same(studio: Studio) -> None:  # S1
    viewer, stranger = await create_viewer(), await create_viewer()
    original, id = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, id)
    cut = await download(studio, viewer, cartoon.id, None)
    face = await face_from(studio, viewer, cut.id)
    fresh = await cartoon_from(studio, viewer, await another(studio, viewer, original))
    said = set()
    missing = [new_id("ori"), new_id("car"), new_id("fac"), new_id("gen"), "", "../secret"]
    for each in (original.id, face.id, fresh.id, *missing):
        with pytest.raises(NotFound) as refused:
            await images.delete_image(studio, stranger, each)
        said.add(refused.value.message)
        assert await images.result_of(studio, stranger, each) is None
        assert await images.original_of(stranger, each) is None
    assert len(said) == 1
    assert (await images.originals(stranger, 10, None)).nodes == []
    assert await find(Original, original.id) is not None
    assert await find(Face, face.id) is not None


async def test_lists_are_paged_newest_first(studio: Studio) -> None:  # C7
    viewer = await create_viewer()
    made = []
    for _ in range(3):
        made.append((await ask(studio, viewer))[0].id)
        await asyncio.sleep(0.002)  # ids sort by the millisecond
    first = await images.originals(viewer, 2, None)
    assert [each.id for each in first.nodes] == [made[2], made[1]]
    assert (first.has_next, first.has_previous, await first.count()) == (True, False, 3)
    rest = await images.originals(viewer, 2, cursor_of(first.nodes[-1].id))
    assert [each.id for each in rest.nodes] == [made[0]]
    assert (rest.has_next, rest.has_previous) == (False, True)
    for wrong in (0, 51):
        with pytest.raises(BadUserInput):
            await images.originals(viewer, wrong, None)
    with pytest.raises(BadUserInput):
        await images.originals(viewer, 2, "nonsense")
