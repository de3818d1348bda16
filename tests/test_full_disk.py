"""A disk that is really full: nothing half written, reading goes on, and it heals by itself."""

import asyncio
import errno
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from pymongo.errors import DuplicateKeyError, PyMongoError

from benchmarks.instant import Instant
from benchmarks.servers import Running
from chaos.forks import Forks
from documents.base import change, find, now
from documents.database import Client, Database, connect, has_no_room
from documents.embedded import EmbeddedServer
from documents.generations import Failure, Generation, WorkState
from documents.images import Original
from documents.setbacks import MOST_FULL_DISKS, come_due, put_off
from errors import ErrorCode, StorageFull
from kinds import GenerationStatus
from resolvers.faces import download
from storage.local import LocalStorage
from storage.room import Room
from studio import Studio
from tests.clients import GraphQLClient, Refused
from tests.disks import enlarge, fill, free, make_room, small_disk
from tests.forked import running
from tests.pictures import encoded
from tests.stories import (
    another,
    ask,
    attempt_at,
    cartoon_from,
    create_viewer,
    ending,
    face_from,
    working,
)
from tests.stories import running as claimed
from tests.studios import open_test_studio
from worker.performing import perform

MB = 1024 * 1024
DISK = 12 * MB
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"
DOWNLOAD = "mutation ($id: ID!) { download(cartoonId: $id) { id } }"
ORIGINALS = "{ originals { edges { node { id } } } }"

# Larger than a request keeps in memory: it goes through a temporary file.
PHOTO = encoded(Image.effect_noise((1200, 1200), 90).convert("RGB"), "JPEG", quality=98)
FULL = Failure(code=ErrorCode.STORAGE_FULL, message="Full.", retryable=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of the files, as a disk of its own."""
    with small_disk(tmp_path / "files", DISK) as mounted:
        yield mounted


@asynccontextmanager
async def web(
    forks: Forks, server: EmbeddedServer, database: Database, tmp_path: Path, **settings: Any
) -> AsyncIterator[Running]:
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": database.name}
    async with running(forks, "web", **place, DATA_DIR=str(tmp_path), **settings) as visage:
        yield visage


async def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        await call
    return str(refused.value.code)


async def work(studio: Studio) -> None:
    """One attempt at what is first in the queue."""
    await perform(await attempt_at(studio))


def on_disk(disk: Path) -> set[str]:
    """All files but the filler, temporary ones too."""
    return {path.name for path in disk.rglob("*") if path.is_file()} - {"filler"}


async def test_uploads_to_a_full_disk_leave_nothing_and_heal(
    forks: Forks, server: EmbeddedServer, database: Database, tmp_path: Path, disk: Path
) -> None:  # C10, G5
    async with (
        web(forks, server, database, tmp_path, MIN_FREE_BYTES="0", TMPDIR=str(disk)) as visage,
        GraphQLClient(visage.url) as client,
    ):
        first = await client.send_photo(PHOTO, "first")
        kept = on_disk(disk)
        # No room for the request itself, for no file, for the photo but not for its small sizes.
        for room in (0, len(PHOTO) + 8192, 2 * len(PHOTO) + 16384):
            fill(disk, leave=room)
            assert await code_of(client.send_photo(PHOTO, "key")) == "STORAGE_FULL"
            assert on_disk(disk) == kept
            assert await Original.count() == await Generation.count() == 1
            make_room(disk)
        fill(disk)
        async with httpx.AsyncClient() as anybody:
            assert (await anybody.get(first["original"]["url"])).status_code == 200
        assert len((await client.execute(ORIGINALS))["originals"]["edges"]) == 1
        make_room(disk)
        made = await client.send_photo(PHOTO, "key")
        assert await client.send_photo(PHOTO, "key") == made != first


@pytest.fixture
def engine() -> Instant:
    return Instant()


@pytest.fixture
async def studio(
    database: Database, tmp_path: Path, disk: Path, engine: Instant
) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, engine, min_free_bytes=0) as opened:
        yield opened


async def test_a_result_without_room_waits_for_it(
    studio: Studio, disk: Path, engine: Instant
) -> None:  # C10, G4
    viewer = await create_viewer()
    engine.gate = asyncio.Event()
    async with working(studio):
        _, id = await ask(studio, viewer)
        await claimed(id)
        before = on_disk(disk)
        fill(disk)
        engine.gate.set()
        async with asyncio.timeout(10):
            while (waiting := await find(Generation, id)) and not waiting.full_disks:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert waiting is not None
        assert (waiting.state, waiting.engine_errors) == (WorkState.WAITING, 0)
        assert waiting.last_failure is not None
        assert waiting.last_failure.code is ErrorCode.STORAGE_FULL
        assert on_disk(disk) == before
        make_room(disk)
        assert await cartoon_from(studio, viewer, id)  # nobody had to do anything


async def test_notes_without_room_are_done_without(studio: Studio, disk: Path) -> None:  # C10
    viewer = await create_viewer()

    async def drawn() -> Original:
        original, id = await ask(studio, viewer)
        await work(studio)
        await cartoon_from(studio, viewer, id)
        stored = await find(Original, original.id)
        assert stored is not None
        return stored

    before = free(disk)
    assert (await drawn()).notes_key is not None
    needed = before - free(disk)
    fill(disk, leave=needed - 4096)  # a page for the notes is missing
    photo = await drawn()
    assert photo.notes_key is None
    assert [name for name in on_disk(disk) if photo.id in name and "notes" in name] == []


async def test_a_disk_that_stays_full_is_the_end_at_last(studio: Studio, disk: Path) -> None:
    # C10, G4
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    before = on_disk(disk)
    fill(disk)
    for _ in range(MOST_FULL_DISKS):
        await work(studio)
        waiting = await find(Generation, id)
        assert waiting is not None
        await change(Generation, id, come_due(waiting.due_at))
    ended = await ending(studio, viewer, id)
    assert (ended.status, ended.engine_errors) == (GenerationStatus.FAILED, 0)
    assert ended.failure is not None
    assert (ended.failure.code, ended.failure.retryable) == (ErrorCode.STORAGE_FULL, True)
    assert on_disk(disk) == before


def test_a_full_disk_is_waited_for_longer_and_longer() -> None:  # G4
    generation = Generation.model_construct(state=WorkState.LEASED, attempt=1)
    waits = []
    for _ in range(MOST_FULL_DISKS - 1):
        put = put_off(1, FULL)(generation)
        assert put is not None
        waits.append((put.due_at - now()).total_seconds())
        generation = put.but(state=WorkState.LEASED)
    assert waits[0] <= 2
    assert max(waits) <= 60
    assert 15 * 60 < sum(waits) < 40 * 60
    assert put_off(2, FULL)(generation) is None  # another attempt counts


async def test_below_the_watermark_nothing_new_is_taken_in(
    forks: Forks, server: EmbeddedServer, database: Database, tmp_path: Path, disk: Path
) -> None:  # C10
    async with (
        web(forks, server, database, tmp_path, MIN_FREE_BYTES=str(6 * MB)) as visage,
        GraphQLClient(visage.url) as client,
        open_test_studio(database, tmp_path, Instant(name="builtin"), min_free_bytes=0) as studio,
    ):
        made = await client.send_photo(PHOTO, "first")
        await work(studio)
        fill(disk, leave=5 * MB)
        await asyncio.sleep(1.1)  # what was seen counts for a second
        again = {"originalId": made["original"]["id"]}
        for refused in (client.send_photo(PHOTO, "key"), client.execute(REGENERATE, input=again)):
            assert await code_of(refused) == "STORAGE_FULL"
        ready = await client.http.get("/readyz")
        assert (ready.status_code, ready.json()["storage"]) == (200, "low")
        repeated = await client.send_photo(PHOTO, "first")  # what was answered is answered again
        assert repeated["generation"]["id"] == made["generation"]["id"]
        done = await find(Generation, made["generation"]["id"])
        assert done is not None
        await client.execute(DOWNLOAD, id=done.result_ids[0])  # it makes room in the end
        make_room(disk)
        await asyncio.sleep(1.1)
        await client.send_photo(PHOTO, "key")
    said = [each["event"] for each in visage.records if each.get("logger") == "storage"]
    assert said == ["low on room", "room again"]


async def test_what_is_accepted_may_use_the_room_below_the_watermark(disk: Path) -> None:  # C10
    room = Room(LocalStorage(disk), 8 * MB)
    fill(disk, leave=3 * MB)
    assert await room.low()
    await room.require_last()
    tight = Room(LocalStorage(disk), 16 * MB)
    with pytest.raises(StorageFull):
        await tight.require_last()


async def test_near_the_end_only_faces_are_cut(
    database: Database, tmp_path: Path, disk: Path
) -> None:  # C10
    async with open_test_studio(database, tmp_path, Instant(), min_free_bytes=8 * MB) as studio:
        viewer = await create_viewer()
        original, id = await ask(studio, viewer)
        await work(studio)
        cartoon = await cartoon_from(studio, viewer, id)
        waiting = await another(studio, viewer, original)
        face = await download(studio, viewer, cartoon.id, None)
        fill(disk, leave=MB)
        await asyncio.sleep(1.1)
        for _ in range(2):
            await work(studio)
        put_off_one = await find(Generation, waiting)
        assert put_off_one is not None
        assert put_off_one.full_disks == 1
        assert await face_from(studio, viewer, face.id)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_every_way_to_be_full_counts(number: int) -> None:  # C10
    assert has_no_room(OSError(number, "full"))
    assert not has_no_room(OSError(errno.EIO, "broken"))


async def test_a_database_whose_disk_was_full_goes_on_when_there_is_room(tmp_path: Path) -> None:
    # C10: it has to be started again when it could not write its log
    with small_disk(tmp_path / "database", 36 * MB) as small:
        async with EmbeddedServer(small) as server:
            watching = asyncio.create_task(server.watch())
            client = connect(server.uri)
            kept = 0
            while await inserted(client, kept):
                kept += 1
            enlarge(small, 200 * MB)
            async with asyncio.timeout(30):
                while not await inserted(client, kept + 1):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            found = await client.test.things.find({"_id": {"$lt": kept}}, {"_id": 1}).to_list()
            assert len(found) == kept
            watching.cancel()
            await asyncio.wait({watching})
            await client.close()


async def inserted(client: Client, id: int) -> bool:
    try:
        await client.test.things.insert_one({"_id": id, "body": bytes(30_000)})
    except DuplicateKeyError:
        return True
    except PyMongoError:
        return False
    return True
