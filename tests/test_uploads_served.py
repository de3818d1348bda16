"""Files are served to those who may have them, as HTTP wants it."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from structlog.testing import capture_logs

from routes import uploads
from storage.local import LocalStorage
from tokens import DAY, Signer

KEY = "originals/1760000000000_ori_01J.jpg"
DATA = bytes(range(256)) * 4096  # 1 MiB
OWNER = {"x-device-id": "owner"}
SIGNER = Signer(b"k" * 32)


@dataclass
class House:
    """A small service with one file, and a client that talks to it."""

    storage: LocalStorage
    client: httpx.AsyncClient
    port: int
    kept: set[str] = field(default_factory=set)

    def link(self, key: str = KEY, made: datetime | None = None) -> str:
        return f"/uploads/{key}?{SIGNER.sign(key, made or datetime.now(UTC))}"

    async def get(self, url: str | None = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(url or self.link(), headers=named)


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[int]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve([listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    storage = LocalStorage(tmp_path / "files")
    await storage.save(KEY, DATA)
    kept: set[str] = set()

    async def owns(request: Request, key: str) -> bool:
        return request.headers.get("x-device-id") == "owner"

    async def is_kept(key: str) -> bool:
        return key in kept

    endpoint = uploads(storage, SIGNER, owns, is_kept)
    app = Starlette(routes=[Route("/uploads/{key:path}", endpoint, methods=["GET", "HEAD"])])
    async with (
        listening(app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield House(storage, client, port, kept)


async def test_a_signed_link_gives_the_file(house: House) -> None:  # C9
    answer = await house.get()
    assert answer.status_code == 200
    assert answer.content == DATA
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-length"] == str(len(DATA))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["accept-ranges"] == "bytes"
    caching, _, seconds = answer.headers["cache-control"].partition("max-age=")
    assert caching == "private, "
    assert DAY - 10 < int(seconds) <= 2 * DAY


async def test_a_link_to_download_makes_a_browser_keep_the_file(house: House) -> None:  # P7
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)
    link = f"/uploads/{KEY}?{SIGNER.sign_until(KEY, soon)}&download"
    answer = await house.get(link)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-disposition"] == 'attachment; filename="visage-ori_01J.jpg"'
    assert int(answer.headers["cache-control"].partition("max-age=")[2]) <= 600
    past = SIGNER.sign_until(KEY, soon - timedelta(minutes=11))
    assert (await house.get(f"/uploads/{KEY}?{past}&download")).status_code == 404
    longer = link.replace(f"{soon.timestamp():.0f}", f"{soon.timestamp() + 600:.0f}")
    assert (await house.get(longer)).status_code == 403


async def test_the_owner_needs_no_link_and_nothing_is_cached(house: House) -> None:  # C9
    answer = await house.client.get(f"/uploads/{KEY}", headers=OWNER)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["cache-control"] == "private, no-store"


async def test_head_tells_the_same_without_the_file(house: House) -> None:  # C9
    whole, head = await house.get(), await house.client.head(house.link())
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "last-modified", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=1000-300000", 1000, 300_001),
        ("bytes=1048570-", 1_048_570, 1_048_576),
        ("bytes=1048570-99999999", 1_048_570, 1_048_576),
        ("bytes=-6", 1_048_570, 1_048_576),
        ("bytes=-99999999", 0, 1_048_576),
    ],
)
async def test_a_part_is_given_when_asked_for(  # C9
    house: House, asked: str, first: int, stop: int
) -> None:
    answer = await house.get(range=asked)
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{stop - 1}/{len(DATA)}"
    assert answer.content == DATA[first:stop]


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=", "bytes=-", "bytes=x-y", "bytes=9-1", "lines=1-2", "bytes=1"],
)
async def test_a_part_that_makes_no_sense_is_the_whole(house: House, asked: str) -> None:
    answer = await house.get(range=asked)
    assert (answer.status_code, len(answer.content)) == (200, len(DATA))


@pytest.mark.parametrize("asked", ["bytes=1048576-", "bytes=-0", "bytes=2000000-3000000"])
async def test_a_part_beyond_the_end_is_refused(house: House, asked: str) -> None:  # C9
    answer = await house.get(range=asked)
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


async def test_a_part_of_another_version_is_the_whole(house: House) -> None:
    facts = (await house.get()).headers
    for condition in (facts["etag"], facts["last-modified"]):
        assert (await house.get(range="bytes=0-9", if_range=condition)).status_code == 206
    for condition in ('"other"', f"W/{facts['etag']}", "Thu, 01 Jan 2015 00:00:00 GMT"):
        assert (await house.get(range="bytes=0-9", if_range=condition)).status_code == 200


async def test_what_the_client_has_is_not_sent_again(house: House) -> None:  # C9
    facts = (await house.get()).headers
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    for same in (facts["etag"], f'"x", W/{facts["etag"]}', "*"):
        answer = await house.get(if_none_match=same, if_modified_since="nonsense")
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == facts["etag"]
        assert "max-age" in answer.headers["cache-control"]
    for date in (facts["last-modified"], later):
        assert (await house.get(if_modified_since=date)).status_code == 304
        assert (await house.get(if_modified_since=date, if_none_match='"x"')).status_code == 200
    for date in ("Thu, 01 Jan 2015 00:00:00 GMT", "nonsense", ""):
        assert (await house.get(if_modified_since=date)).status_code == 200


async def test_a_bad_signature_is_forbidden_and_tells_nothing(house: House) -> None:  # C9, S1
    good = house.link()
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    nowhere = forged.replace("ori_01J", "ori_none")
    empty = f"/uploads/{KEY}?signature="
    answers = [await house.get(url) for url in (forged, nowhere, empty)]
    answers.append(await house.get(house.link("temp/other.jpg").replace("temp/other.jpg", KEY)))
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_is_not_the_callers_looks_like_nothing(house: House) -> None:  # C9, S1
    await house.storage.save("private/notes.bin", b"landmarks")
    await house.storage.save("temp/deleted.jpg", b"x")
    await house.storage.delete("temp/deleted.jpg")
    expired = house.link(made=datetime.now(UTC) - timedelta(days=3))
    answers = [
        await house.get(f"/uploads/{KEY}"),
        await house.get(f"/uploads/{KEY}", x_device_id="stranger"),
        await house.get(expired),
        await house.get(house.link("temp/deleted.jpg")),
        await house.get(house.link("originals")),
        await house.get(house.link("private/notes.bin")),
        await house.get("/uploads/private/notes.bin", x_device_id="owner"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert answers[0].headers["cache-control"] == "no-store"
    assert (await house.get(expired, x_device_id="owner")).status_code == 200


@pytest.mark.parametrize(
    "key",
    [
        "%2e%2e/secret_key",
        "..%2fsecret_key",
        "originals/..%2f..%2fsecret_key",
        "..%5csecret_key",
        "%2fetc%2fpasswd",
        "originals//x.jpg",
        "%00",
        "originals/%ff.jpg",
        "private%2fnotes.bin",
        "x" * 3000,
    ],
)
async def test_no_address_leads_outside(  # C9
    house: House, key: str, tmp_path: Path
) -> None:
    (tmp_path / "secret_key").write_text("secret")
    await house.storage.save("private/notes.bin", b"landmarks")
    answer = await house.client.get(f"/uploads/{key}", headers=OWNER)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_file_that_should_be_there_is_logged_as_damage(house: House) -> None:  # C12
    house.kept.add("temp/lost.jpg")
    with capture_logs() as logs:
        for key in ("temp/lost.jpg", "temp/never.jpg"):
            assert (await house.get(house.link(key))).status_code == 404
    assert [(log["event"], log["key"]) for log in logs] == [("file_missing", "temp/lost.jpg")]


def open_files(root: Path) -> list[str]:
    numbers = list(Path("/proc/self/fd").iterdir())
    links = [str(path.readlink()) for path in numbers if path.is_symlink()]
    return [link for link in links if link.startswith(f"{root}{os.sep}")]


async def until(condition: Callable[[], Awaitable[bool]]) -> bool:
    for _ in range(100):
        if await condition():
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_client_that_goes_away_leaves_no_open_file(house: House, tmp_path: Path) -> None:
    await house.storage.save("temp/large.png", bytes(40 << 20))
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    request = f"GET {house.link('temp/large.png')} HTTP/1.1\r\nHost: x\r\n\r\n"
    writer.write(request.encode())
    assert (await reader.readexactly(15)).startswith(b"HTTP/1.1 200")

    async def is_open() -> bool:
        return bool(await asyncio.to_thread(open_files, tmp_path))

    async def is_closed() -> bool:
        return not await is_open()

    assert await is_open()
    writer.transport.abort()
    assert await until(is_closed)
    assert (await house.get()).content == DATA
