"""The doctor: planted damage of every kind is found and mended, and nothing else is."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chaos.forks import Forks
from doctor import findings, pictures
from doctor.findings import Ailment, Report
from doctor.patients import Patient
from doctor.visits import GRACE, examine
from documents.accounts import Account, Device
from documents.avatars import Avatar
from documents.base import change, file_stem, find, new_id, now, remove
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.flushing import flush_avatar, flushed
from documents.generations import Generation, Settle
from documents.images import NOBODY, Cartoon, Face, FaceCut, Original
from documents.pictures import Picture
from documents.registry import DOCUMENTS
from documents.usage import UsageEntry
from errors import Unavailable
from kinds import GenerationStatus
from resolvers.faces import download
from resolvers.images import delete_image
from settings import Settings
from storage.memory import MemoryStorage
from studio import Studio
from tests.forked import run
from tests.planted import (
    PLANTED,
    PLANTED_AVATARS,
    PLANTED_BESIDES,
    PLANTED_FACES,
    PLANTED_PICTURES,
    abandoned,
    files_at,
    lived,
    lives,
    lost_picture,
    stray,
)
from tests.stories import another, ask, cartoon_from, create_viewer, ending, face_from, working
from tests.studios import open_test_studio
from worker.leftovers import sweep_files
from worker.sweeping import sweep

LONG = timedelta(days=1)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def looked(studio: Studio, apply: bool = False) -> Report:
    """What the doctor finds when nothing is so young that it could be in flight."""
    return await examine(Patient(studio.storage, now() + LONG), apply)


async def test_a_house_after_a_life_is_well(studio: Studio) -> None:
    """With all that is no damage: deletions and flushes that were cut off, expired cartoons,
    promises and keys that nothing came of, what outlives its photo or generation."""
    life, second, third, alone = await lives(studio, 4)
    half, halfway = second.photo, second.avatar
    await change(Original, half.id, lambda it: it.but(owner=NOBODY, epoch=it.epoch + 1))
    going, expired, cleared = third.face, third.cartoon, third.avatar
    await change(Face, going.id, lambda it: it.but(owner=NOBODY, original_id=""))
    await life.lose(going.image.key)
    await change(Cartoon, expired.id, lambda it: it.but(expires_at=now()))
    await life.lose(expired.image.key)
    nowhere = FaceCut(generation_id=new_id("gen"), cartoon_id=life.cartoon.id)
    await change(Original, life.photo.id, lambda it: it.but(face_cut=nowhere))
    await delete_image(studio, life.viewer, life.photo.id)
    await remove(Generation, alone.face.generation_id)
    await remove(Generation, life.avatar.generation_id)
    await remove(Generation, life.painting.generation_id)
    await change(Picture, alone.painting.id, lambda it: it.but(owner=NOBODY))
    await life.lose(alone.painting.image.key)
    await change(Avatar, halfway.id, flushed)
    await life.lose(files_at(halfway)[0])
    await flush_avatar(cleared, studio)
    await Device(_id=new_id("dev"), owner=new_id("acc")).insert()
    report = await looked(studio)
    assert report.first == {}
    assert list(report.lines()) == ["No damage found."]


async def test_damage_is_found_and_mended_and_nothing_else(studio: Studio) -> None:  # C12
    houses = await lives(studio, len(PLANTED))
    damages = [*zip(houses, PLANTED, strict=True)]
    for more in (PLANTED_FACES, PLANTED_BESIDES, PLANTED_AVATARS, PLANTED_PICTURES):
        assert len(more) <= len(houses)
        damages += zip(houses, more, strict=False)
    for life, (plant, *_) in damages:
        await plant(life)
    found, mended = Counter[Ailment](), Counter[Ailment]()
    for _, (_, ailment, count, mendable) in damages:
        found[ailment] += count
        mended[ailment] += count if mendable else 0
    before = await everything(studio)
    assert (await looked(studio)).found == found
    assert await everything(studio) == before  # looking changes nothing
    report = await looked(studio, apply=True)
    assert (report.found, report.mended) == (found, mended)
    for apply in (True, False):  # and once more is calm
        report = await looked(studio, apply)
        assert (report.found, report.mended) == (found - mended, {})


async def everything(studio: Studio) -> list[object]:
    """All documents and files."""
    models = (Account, Original, Cartoon, Face, Avatar, Picture, UsageEntry, Generation)
    documents = [await model.get_pymongo_collection().find({}).to_list() for model in models]
    return [*documents, sorted([key async for key in studio.storage.names()])]


async def test_what_was_mended_is_as_it_was(studio: Studio) -> None:
    life = await lived(studio)
    await remove(Face, life.face.id)
    await life.lose(life.photo.image.thumbnail_key)
    await abandoned(life)
    report = await looked(studio, apply=True)
    assert report.left == 0
    face = await find(Face, life.face.id)
    assert face is not None
    assert face.but(revision=0) == life.face.but(revision=0)
    assert (await studio.storage.read(life.photo.image.thumbnail_key))[8:12] == b"WEBP"
    async with working(studio):
        for generation in await Generation.find({"owner": life.viewer.id}).to_list():
            ended = await ending(studio, life.viewer, generation.id)
            assert ended.status is GenerationStatus.SUCCEEDED


async def test_a_live_house_beside_it_is_neither_accused_nor_harmed(studio: Studio) -> None:
    viewer = await create_viewer()
    over = asyncio.Event()

    async def live() -> None:
        for _ in range(3):
            photo, id = await ask(studio, viewer)
            cartoon = await cartoon_from(studio, viewer, id)
            await another(studio, viewer, photo)
            face = await download(studio, viewer, cartoon.id, None)
            kept = await face_from(studio, viewer, face.id)
            await delete_image(studio, viewer, photo.id)
            await delete_image(studio, viewer, kept.id)
            await sweep(studio)
            await sweep_files(studio)

    async def live_on() -> None:
        await asyncio.gather(live(), live())
        over.set()

    async with working(studio):
        living = asyncio.create_task(live_on())
        visits = 0
        while not living.done():
            report = await examine(Patient(studio.storage, now() - GRACE), apply=True)
            assert report.first == {}
            visits += 1
        await living
    assert over.is_set()
    assert visits > 3
    assert (await looked(studio)).first == {}


async def test_what_is_seen_in_the_middle_of_a_deletion_is_let_be(studio: Studio) -> None:
    patient = Patient(studio.storage, now() + LONG)
    life = await lived(studio)
    seen = [life.photo, life.cartoon, life.face, life.painting]
    for id in (life.photo.id, life.face.id, life.painting.id):
        await delete_image(studio, life.viewer, id)
    assert await pictures._files(patient, seen) == []
    assert await pictures._belongings(patient, seen) == []


async def test_what_follows_an_ending_is_let_be(studio: Studio) -> None:
    life = await lived(studio)
    id = life.cartoon.generation_id
    await change(
        Generation, id, lambda it: it.but(settle=Settle.DELIVER, finished_at=now() + 2 * LONG)
    )
    for plant in (lost_picture, stray):
        await plant(life)
        assert (await looked(studio)).first == {}


async def test_another_database_or_an_absent_disk_is_no_damage(
    studio: Studio,
) -> None:
    life = await lived(studio)
    copies = [life.cartoon.model_copy(update={"id": new_id("car")}) for _ in range(20)]
    await Cartoon.insert_many(copies)
    elsewhere = Patient(MemoryStorage(), now() + LONG)
    with pytest.raises(Unavailable, match="have no file, so nothing is changed"):
        await examine(elsewhere, apply=True)
    assert (await examine(elsewhere, apply=False)).found[findings.LOST_PHOTOS] == 2
    await Account.find({}).delete()
    with pytest.raises(Unavailable, match="The database is empty, but there are files"):
        await looked(studio)


async def test_it_joins_a_running_visage_or_starts_the_database_itself(
    forks: Forks, tmp_path: Path
) -> None:
    folder = str(tmp_path)
    orphan = tmp_path / "files/temp" / f"{file_stem(new_id('car'))}.jpg"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(orphan, (long_ago, long_ago))
    # What a running Visage keeps others from: it has this folder's database.
    async with EmbeddedServer(tmp_path) as server:
        name = Settings(data_dir=tmp_path).mongodb_database
        async with open_database(server.uri, name, DOCUMENTS):
            code, said = await run(forks, "main", "doctor", DATA_DIR=folder)
            assert (code, "The database is empty, but there are files" in said) == (2, True)
            await create_viewer()
            code, said = await run(forks, "main", "doctor", DATA_DIR=folder)
        assert code == 1
        assert f"Files that no document knows: 1\n    temp/{orphan.name}" in said
        assert "--apply removes them." in said
    code, said = await run(forks, "main", "doctor", "--apply", DATA_DIR=folder)
    assert (code, "All damage is mended." in said) == (0, True)
    assert not orphan.exists()
