"""What only a store elsewhere can get wrong: refusals, silence, and what it may not tell."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import obstore
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from chaos.forks import Forks
from doctor.visits import visit
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import WorkState
from errors import NotFound, StorageFull, Unavailable, WrongSetup
from progress import Progress
from settings import Settings
from storage.cloud import PROBES, CloudStorage, Patience
from storage.local import LocalStorage
from storage.protocol import CHUNK
from storage.registry import open_storage
from storage.stores import client_for, place_at
from tests.clients import GraphQLClient
from tests.crews import follow, shared_by_all, worker
from tests.drawn_pictures import perform_next
from tests.forked import running
from tests.s3_servers import READER, S3Server
from tests.stories import ask, create_viewer
from tests.studios import open_test_studio
from tests.test_story import DELETE, DOWNLOAD

KEY = "originals/1760000000000_ori_01J.jpg"
SECRET = "hidden-secret"
DATE = "Fri, 02 Jan 2026 03:04:05 GMT"
IMPATIENT = Patience(answer_try=60, answer=0.5, body_try=60, body=0.5)


async def test_the_settings_lead_to_a_bucket_that_is_checked(s3: S3Server, tmp_path: Path) -> None:
    # O4
    given = lowered(s3.settings() | {"DATA_DIR": str(tmp_path)})
    storage = open_storage(Settings(_env_file=None, **given))  # type: ignore[call-arg]
    await storage.check()
    await storage.save(KEY, b"photo")
    assert await storage.read(KEY) == b"photo"
    assert await storage.free() is None
    assert not (tmp_path / "files" / KEY).exists()
    assert s3.secret not in repr(storage)
    assert [key async for key in storage.names()] == [KEY]
    await storage.close()


async def test_a_bucket_that_cannot_be_used_is_told_before_anything_is_taken_in(
    s3: S3Server,
) -> None:  # O4
    refused = {
        "There is no bucket s3://elsewhere": s3.place(bucket="elsewhere"),
        "s3://pictures refuses the credentials": s3.place(secret=SECRET),
        "may list, read, write and delete there": s3.place(key_id=READER),
    }
    for sentence, place in refused.items():
        with pytest.raises(WrongSetup, match=sentence) as told:
            await CloudStorage(place).check()
        assert SECRET not in str(told.value)
        assert s3.secret not in str(told.value)
    nobody = place_at("s3://pictures?endpoint=http://127.0.0.1:9", "me", SecretStr(SECRET))
    with pytest.raises(Unavailable, match="s3://pictures does not answer: is STORAGE_URL"):
        await CloudStorage(nobody, IMPATIENT).check()


async def test_what_a_killed_check_left_is_swept_after_an_hour(s3: S3Server) -> None:
    place = s3.place()
    storage = CloudStorage(place)
    await obstore.put_async(client_for(place, 5.0), f"{PROBES}/left", b"one")
    assert [key async for key in storage.names()] == []
    assert await storage.sweep() == 0
    await asyncio.sleep(1.1)
    assert await storage.sweep(0, only_count=True) == 1
    assert await storage.sweep(0) == 1
    assert await storage.sweep(0) == 0


async def test_a_store_that_hangs_is_away_in_bounded_time_and_comes_back(s3: S3Server) -> None:
    place = s3.place()
    patient, whole = CloudStorage(place), CloudStorage(place, IMPATIENT)
    tries = CloudStorage(place, Patience(answer_try=0.2, answer=60, body_try=0.2, body=60))
    await patient.save(KEY, b"photo")
    await s3.freeze()
    try:
        for attempt in (tries.stat(KEY), whole.read(KEY), whole.stat(KEY), whole.save(KEY, b"x")):
            async with asyncio.timeout(10):
                with pytest.raises(Unavailable, match="Please try again soon"):
                    await attempt
    finally:
        s3.send(signal.SIGCONT)
    await patient.save(KEY, b"photo")
    assert await patient.read(KEY) == b"photo"


async def test_a_cancelled_write_ends_before_its_caller_goes_on(s3: S3Server) -> None:
    storage = CloudStorage(s3.place())
    files = {f"temp/{number}.png": bytes([number]) * CHUNK for number in range(4)}
    writing = asyncio.create_task(storage.save_all(files))
    for _ in range(3):  # until the requests are on their way
        await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert {key async for key in storage.names()} == {*files}


@asynccontextmanager
async def answering(*answers: str) -> AsyncIterator[CloudStorage]:
    """A store whose server gives these answers (status|body), one after the other, the last one
    for ever."""
    left = [*answers]
    callers: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = re.search(r"content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                status, _, body = (left.pop(0) if len(left) > 1 else left[0]).partition("|")
                size = f'Content-Length: {len(body)}\r\nETag: "a"\r\nLast-Modified: {DATE}'
                said = f"HTTP/1.1 {status}\r\n{size}\r\n\r\n"
                writer.write((said if head.startswith("head") else said + body).encode())

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    place = place_at(f"s3://pictures?endpoint=http://127.0.0.1:{port}", "me", SecretStr(SECRET))
    try:
        yield CloudStorage(place)
    finally:
        server.close()
        for each in callers:
            each.close()
        await asyncio.sleep(0)  # until they are told


async def test_a_store_that_is_busy_for_a_moment_is_asked_again() -> None:
    async with answering("503 Slow Down", "500 Internal Server Error", "200 OK|photo") as storage:
        assert (await storage.stat(KEY)).size == 5
        assert (await storage.stat(KEY)).modified == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


async def test_what_a_store_says_is_neither_told_nor_logged() -> None:  # S6
    words = f"<Error><Code>%s</Code><StringToSign>{SECRET}</StringToSign></Error>"
    answers: dict[str, type[Exception]] = {
        f"403 Forbidden|{words % 'SignatureDoesNotMatch'}": Unavailable,
        f"404 Not Found|{words % 'NoSuchBucket'}": Unavailable,
        f"404 Not Found|{words % 'NoSuchKey'}": NotFound,
        f"400 Bad Request|{words % 'QuotaExceeded'}": StorageFull,
    }
    for answer, expected in answers.items():
        async with answering(answer) as storage:
            with capture_logs() as logs, pytest.raises(expected) as told:
                await storage.read(KEY)
            assert SECRET not in f"{told.value} {told.value.__cause__} {logs}"
            assert expected is NotFound or answer[:3] in logs[0]["reason"]


async def test_a_store_that_writes_over_what_is_there_is_refused() -> None:  # C8
    async with answering("200 OK") as storage:
        with pytest.raises(WrongSetup, match="If-None-Match"):
            await storage.check()


async def test_a_bucket_in_another_region_is_told() -> None:
    async with answering("301 Moved Permanently|<Code>PermanentRedirect</Code>") as storage:
        with pytest.raises(WrongSetup, match=r"add \?region="):
            await storage.check()


class Away(LocalStorage):
    """A store that does not answer who reads."""

    async def read(self, key: str) -> bytes:
        raise Unavailable("Please try again soon.")


async def test_work_waits_for_a_store_that_is_away(database: Database, tmp_path: Path) -> None:
    # G4
    async with open_test_studio(database, tmp_path) as house:
        studio = replace(house, storage=Away(tmp_path / "files"))
        _, id = await ask(studio, await create_viewer())
        waiting = await perform_next(studio)
        assert waiting.id == id
        assert (waiting.state, waiting.stage) == (WorkState.WAITING, "waiting for the store")
        assert (waiting.attempt, waiting.engine_errors, waiting.full_disks) == (1, 0, 1)


CDN = "https://cdn.example/visage"


async def test_a_whole_round_leaves_its_files_in_the_bucket_alone(
    s3: S3Server, forks: Forks, server: EmbeddedServer, database: Database, tmp_path: Path
) -> None:  # O4, O2, C5, C9, C13
    house = shared_by_all(server, database, tmp_path) | s3.settings() | {"CDN_URL": CDN}
    settings = Settings(_env_file=None, **lowered(house))  # type: ignore[call-arg]
    bucket = open_storage(settings)
    async with (
        running(forks, "web", **house) as web,
        worker(forks, house, "benchmarks.instant_worker"),
        GraphQLClient(web.url) as client,
    ):
        uploaded = await client.send_photo()
        cartoon = (await follow(client, uploaded["generation"]["id"]))[-1]["images"][0]
        cut = await client.execute(DOWNLOAD, id=cartoon["id"])
        face = (await follow(client, cut["download"]["id"]))[-1]["images"][0]
        folders = {key.partition("/")[0] async for key in bucket.names()}
        assert folders >= {"originals", "downloaded"}
        assert folders <= {"originals", "downloaded", "private"}  # the cartoons are gone
        link = face["url"].removeprefix(CDN)
        assert link.startswith("/uploads/downloaded/")
        whole = await client.http.get(link, headers={"x-device-id": ""})
        part = await client.http.get(link, headers={"x-device-id": "", "range": "bytes=4-99"})
        assert (whole.status_code, whole.headers["content-type"]) == (200, "image/png")
        assert (part.status_code, part.content) == (206, whole.content[4:100])
        assert (await client.http.get(cartoon["url"].removeprefix(CDN))).status_code == 404
        said: list[str] = []
        assert await visit(settings, False, said.append, Progress()) == 0, said
        assert said[-2:] == ["Looked at 5 documents and 5 files.", "No damage found."]
        for id in (face["id"], uploaded["original"]["id"]):
            await client.execute(DELETE, id=id)
        assert (await client.http.get(link)).status_code == 404
        assert [key async for key in bucket.names()] == []
    assert not (tmp_path / "files").exists()


def lowered(settings: dict[str, str]) -> dict[str, Any]:
    """Settings as they are named in Python."""
    return {name.lower(): value for name, value in settings.items()}
