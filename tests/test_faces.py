"""Keeping a cartoon: its face stays, the other cartoons of that photo go."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.base import change, find
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.images import Cartoon, Face, Original
from errors import Conflict, ErrorCode, NoFaceFound, NotFound
from kinds import GenerationKind, GenerationStatus
from resolvers.faces import download
from resolvers.generations import cancel
from resolvers.viewers import Viewer
from studio import Studio
from tests.stories import (
    another,
    ask,
    cartoon_from,
    create_viewer,
    ending,
    face_from,
    files,
    overtaken_by,
    running,
    working,
)
from tests.studios import open_test_studio

NO_FACE = "There is no face in this picture."


@dataclass
class Scene:
    """A studio at work, with a photo and its first cartoon."""

    studio: Studio
    engine: Instant
    viewer: Viewer
    original: Original
    cartoon: Cartoon

    def hold(self) -> asyncio.Event:
        """From here on the engine waits for this."""
        self.engine.gate = asyncio.Event()
        return self.engine.gate

    async def begun(self, drawings: int) -> None:
        """Wait until the engine has begun so many."""
        async with asyncio.timeout(20):
            while True:
                if len(self.engine.wishes) >= drawings:
                    return
                await asyncio.sleep(0.01)

    async def download(self, cartoon: Cartoon | None = None, key: str | None = None) -> Generation:
        return await download(self.studio, self.viewer, (cartoon or self.cartoon).id, key)

    async def another(self) -> Cartoon:
        id = await another(self.studio, self.viewer, self.original)
        return await cartoon_from(self.studio, self.viewer, id)

    async def ending(self, generation: Generation) -> Generation:
        return await ending(self.studio, self.viewer, generation.id)


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> AsyncIterator[Scene]:
    engine = Instant()
    async with (
        open_test_studio(database, tmp_path, engine, worker_slots=4) as studio,
        working(studio),
    ):
        viewer = await create_viewer()
        original, id = await ask(studio, viewer)
        cartoon = await cartoon_from(studio, viewer, id)
        yield Scene(studio, engine, viewer, original, cartoon)
        if engine.gate is not None:
            engine.gate.set()


async def test_a_face_stays_and_every_cartoon_goes(scene: Scene) -> None:  # C5, C8, G3
    await scene.another()
    generation = await scene.download()
    assert generation.kind is GenerationKind.FACE
    assert generation.status is GenerationStatus.QUEUED
    face = await face_from(scene.studio, scene.viewer, generation.id)
    assert (face.original_id, face.source_cartoon_id) == (scene.original.id, scene.cartoon.id)
    assert re.fullmatch(rf"downloaded/\d{{13}}_{face.id}\.png", face.image.key)
    assert await Cartoon.count() == 0
    original = await find(Original, scene.original.id)
    assert original is not None
    assert original.notes_key is not None
    kept = [*original.image.keys, original.notes_key, *face.image.keys]
    assert await files(scene.studio) == sorted(kept)


async def test_who_is_overtaken_by_another_call_gets_its_face(  # C5, G5
    scene: Scene, server: EmbeddedServer
) -> None:
    quicker = await scene.download()
    await face_from(scene.studio, scene.viewer, quicker.id)
    with overtaken_by(quicker, server.uri):
        assert (await scene.download()).id == quicker.id
    assert await Generation.count() == 2


async def test_running_and_queued_regenerations_are_cancelled(scene: Scene) -> None:  # C5, G6
    gate = scene.hold()
    late = [await another(scene.studio, scene.viewer, scene.original) for _ in range(2)]
    await scene.begun(3)  # the first cartoon, and these two
    scene.engine.gate = None  # the face is cut at once
    await face_from(scene.studio, scene.viewer, (await scene.download()).id)
    gate.set()
    for id in late:
        ended = await ending(scene.studio, scene.viewer, id)
        assert ended.status is GenerationStatus.CANCELLED
    assert await Cartoon.count() == 0
    assert await files(scene.studio, "temp/") == []


async def test_a_result_of_an_earlier_epoch_is_dropped(scene: Scene) -> None:  # C5
    """As when a regeneration is queued by a process that had not seen the download yet."""

    def grown(original: Original) -> Original:
        return original.but(epoch=original.epoch + 1)

    gate = scene.hold()
    id = await another(scene.studio, scene.viewer, scene.original)
    await running(id)
    await change(Original, scene.original.id, grown)
    gate.set()
    ended = await ending(scene.studio, scene.viewer, id)
    assert ended.status is GenerationStatus.SUCCEEDED
    assert await find(Cartoon, ended.result_ids[0]) is None
    assert await files(scene.studio, "temp/") == sorted(scene.cartoon.image.keys)


async def test_asking_again_gives_the_same_generation(scene: Scene) -> None:  # C5, G5
    gate = scene.hold()
    answers = await asyncio.gather(*(scene.download() for _ in range(20)))
    assert len({generation.id for generation in answers}) == 1
    gate.set()
    await face_from(scene.studio, scene.viewer, answers[0].id)
    assert (await scene.download()).id == answers[0].id  # though the cartoon is gone
    assert await Face.count() == 1


async def test_another_cartoon_meanwhile_is_a_conflict(scene: Scene) -> None:  # C5
    other = await scene.another()
    gate = scene.hold()
    first = await scene.download()
    with pytest.raises(Conflict):
        await scene.download(other, key="key")
    gate.set()
    await scene.ending(first)
    with pytest.raises(NotFound):
        await scene.download(other, key="key")  # it went with the rest


async def test_after_a_face_the_photo_can_be_chosen_from_again(scene: Scene) -> None:  # C4, C5
    first = await face_from(scene.studio, scene.viewer, (await scene.download()).id)
    cartoon = await scene.another()
    second = await face_from(scene.studio, scene.viewer, (await scene.download(cartoon)).id)
    assert first.id != second.id
    assert await Face.count() == 2


async def test_without_a_face_the_cartoons_stay(scene: Scene) -> None:  # C5, G4
    scene.engine.failures.append(NoFaceFound(NO_FACE))
    failed = await scene.ending(await scene.download(key="key"))
    assert failed.status is GenerationStatus.FAILED
    assert failed.failure is not None
    assert failed.failure.code is ErrorCode.NO_FACE_FOUND
    assert failed.attempt == 1
    assert await find(Cartoon, scene.cartoon.id) is not None
    assert (await scene.download(key="key")).id == failed.id  # G5
    again = await scene.download()
    assert again.id != failed.id
    await face_from(scene.studio, scene.viewer, again.id)


async def test_after_a_cancelled_cut_another_cartoon_may_be_kept(scene: Scene) -> None:  # C5, G6
    other = await scene.another()
    gate = scene.hold()
    first = await scene.download()
    await running(first.id)
    await cancel(scene.studio, scene.viewer, first.id)
    gate.set()
    assert (await scene.ending(first)).status is GenerationStatus.CANCELLED
    assert await files(scene.studio, "downloaded/") == []
    await face_from(scene.studio, scene.viewer, (await scene.download(other)).id)


async def test_a_face_is_cut_without_notes_too(scene: Scene) -> None:  # C5
    assert scene.cartoon.notes_key is not None
    await scene.studio.storage.delete(scene.cartoon.notes_key)
    await face_from(scene.studio, scene.viewer, (await scene.download()).id)


async def test_nobody_keeps_the_cartoon_of_another(scene: Scene) -> None:  # S1
    stranger = await create_viewer()
    for id in (scene.cartoon.id, scene.original.id, "car_01ARZ3NDEKTSV4RRFFQ69G5FAV", ""):
        with pytest.raises(NotFound):
            await download(scene.studio, stranger, id, None)
    await face_from(scene.studio, scene.viewer, (await scene.download()).id)
    with pytest.raises(NotFound):
        await download(scene.studio, stranger, scene.cartoon.id, None)


async def test_a_face_is_cut_while_drawing_is_off(
    scene: Scene, database: Database, tmp_path: Path
) -> None:  # G10
    async with open_test_studio(database, tmp_path, ai_generation_enabled=False) as studio:
        generation = await download(studio, scene.viewer, scene.cartoon.id, None)
        await face_from(scene.studio, scene.viewer, generation.id)
        with pytest.raises(NotFound):  # and not FEATURE_DISABLED, nor a new generation
            await download(studio, await create_viewer(), scene.cartoon.id, None)
