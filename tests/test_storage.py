"""What every storage promises, and what only a disk can get wrong."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import NotFound
from settings import Settings
from storage.cloud import CloudStorage
from storage.local import LocalStorage
from storage.memory import MemoryStorage
from storage.protocol import CHUNK, Storage
from storage.registry import open_storage

KEY = "originals/1760000000000_ori_01J.jpg"
NOT_KEYS = [
    "",
    "/etc/passwd",
    "../secret_key",
    "originals/../../secret_key",
    "originals//a.jpg",
    "originals/./a.jpg",
    "originals/",
    "originals/.hidden.tmp",
    "originals\\a.jpg",
    "originals/a\0.jpg",
    "originals/a\n.jpg",
    "originals/ä.jpg",
    "originals/" + "a" * 300,
    "a/" * 400 + "a",
]


# How far the times are apart that a storage can tell from each other, in seconds.
TICKS = {LocalStorage: 0.01, MemoryStorage: 0.01, CloudStorage: 1.0}


@pytest.fixture(params=["local", "memory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    match request.param:
        case "local":
            return LocalStorage(tmp_path / "files")
        case "memory":
            return MemoryStorage()
    return CloudStorage(request.getfixturevalue("s3").place())


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def collect(parts: AsyncIterator[bytes]) -> list[bytes]:
    return [part async for part in parts]


async def keys(storage: Storage, prefix: str = "") -> set[str]:
    return {file.key async for file in storage.list(prefix)}


async def test_what_is_saved_comes_back(storage: Storage) -> None:
    await storage.save(KEY, b"photo")
    await storage.save("temp/a.png", chunks(b"one", b"", b"two"))
    assert await storage.read(KEY) == b"photo"
    assert await storage.read("temp/a.png") == b"onetwo"
    facts = await storage.stat(KEY)
    assert (facts.key, facts.size) == (KEY, 5)
    assert abs(datetime.now(UTC) - facts.modified) < timedelta(minutes=1)
    assert facts.etag != (await storage.stat("temp/a.png")).etag


async def test_a_part_of_a_large_file_comes_in_chunks(storage: Storage) -> None:
    data = os.urandom(2 * CHUNK + 5)
    await storage.save(KEY, data)
    assert [len(part) for part in await collect(storage.stream(KEY))] == [CHUNK, CHUNK, 5]
    assert b"".join(await collect(storage.stream(KEY, 7, CHUNK + 9))) == data[7 : CHUNK + 9]
    assert await collect(storage.stream(KEY, 9, 9)) == []
    assert await collect(storage.stream(KEY, len(data))) == []
    assert b"".join(await collect(storage.stream(KEY, CHUNK, len(data) + 9))) == data[CHUNK:]


async def test_a_name_is_never_reused_but_the_same_step_may_be_done_twice(
    storage: Storage,
) -> None:  # C8
    await storage.save(KEY, b"photo")
    first = await storage.stat(KEY)
    await asyncio.sleep(TICKS[type(storage)])
    await storage.save(KEY, b"photo")
    assert (await storage.stat(KEY)).modified > first.modified  # so no sweep takes it away now
    for other in (b"other", b"photo and more"):
        with pytest.raises(FileExistsError):
            await storage.save(KEY, other)
    assert await storage.read(KEY) == b"photo"
    assert await keys(storage) == {KEY}


async def test_files_that_belong_together_are_kept_together(storage: Storage) -> None:
    files = {KEY: b"photo", "originals/1760000000000_ori_01J_thumb.webp": b"small", "temp/e": b""}
    await storage.save_all(files)
    await storage.save_all(files)
    await storage.save_all({})
    assert await keys(storage) == {*files}
    with pytest.raises(FileExistsError):
        await storage.save_all({"temp/new.png": b"x", KEY: b"other"})
    assert await storage.read(KEY) == b"photo"
    with pytest.raises(ValueError, match="Not a key"):
        await storage.save_all({"temp/another.png": b"x", "../a": b"x"})
    assert "temp/another.png" not in await keys(storage)


async def test_any_key_is_as_good_as_another(storage: Storage) -> None:
    for key in ("temp/a b%c#d?e*f+g&h=i.png", "temp/~[x]{y}^z`'\"<>|@:;,.png", "temp/a%20b"):
        await storage.save(key, key.encode())
        assert await storage.read(key) == key.encode()
        assert (await storage.stat(key)).key == key
    assert len(await keys(storage, "temp/a")) == 2


async def test_a_missing_file_is_not_found(storage: Storage) -> None:  # C12
    await storage.save("originals/deeper/a.jpg", b"x")
    for key in (KEY, "originals", "originals/deeper", "originals/deeper/a.jpg/b"):
        for attempt in (storage.read(key), storage.stat(key), collect(storage.stream(key))):
            with pytest.raises(NotFound):
                await attempt


async def test_a_deleted_file_is_gone_and_deleting_again_is_no_error(storage: Storage) -> None:
    await storage.save(KEY, b"photo")
    await storage.delete(KEY)
    await storage.delete(KEY)
    await storage.delete("never/there")
    with pytest.raises(NotFound):
        await storage.stat(KEY)


@pytest.mark.parametrize("key", NOT_KEYS)
async def test_no_key_leads_outside(storage: Storage, key: str, tmp_path: Path) -> None:  # C9
    (tmp_path / "secret_key").write_text("secret")
    for attempt in (storage.read(key), storage.stat(key), collect(storage.stream(key))):
        with pytest.raises(NotFound):
            await attempt
    for refused in (storage.save(key, b"x"), storage.delete(key)):
        with pytest.raises(ValueError, match="Not a key"):
            await refused
    assert (tmp_path / "secret_key").read_text() == "secret"


async def test_lists_are_by_prefix(storage: Storage) -> None:
    everything = {"originals/1_a.jpg", "originals/2_b.jpg", "temp/1_c.png", "temp/deep/d.png"}
    for key in everything:
        await storage.save(key, b"x")
    assert await keys(storage) == everything
    assert await keys(storage, "originals/") == {"originals/1_a.jpg", "originals/2_b.jpg"}
    assert await keys(storage, "originals/1_") == {"originals/1_a.jpg"}
    assert await keys(storage, "temp/d") == {"temp/deep/d.png"}
    assert await keys(storage, "../") == set()
    assert {key async for key in storage.names()} == everything
    assert {key async for key in storage.names("temp/")} == {"temp/1_c.png", "temp/deep/d.png"}
    assert {key async for key in storage.names("originals/", "originals/2")} == {
        "originals/2_b.jpg"
    }


async def test_a_stream_that_breaks_leaves_nothing(storage: Storage) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await storage.save(KEY, broken())
    assert await keys(storage) == set()


async def test_writers_that_race_for_a_name_leave_one_whole_file(storage: Storage) -> None:
    bodies = [bytes([number]) * CHUNK for number in range(8)]
    outcomes = await asyncio.gather(
        *(storage.save(KEY, chunks(body[:9], body[9:])) for body in bodies), return_exceptions=True
    )
    assert outcomes.count(None) == 1
    assert await storage.read(KEY) == bodies[outcomes.index(None)]


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if not path.is_dir()]


async def test_files_are_read_only_and_no_others_are_left(tmp_path: Path) -> None:  # C9
    storage = LocalStorage(tmp_path)
    await storage.save(KEY, b"photo")
    await storage.save(KEY, b"photo")
    (file,) = on_disk(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o444


async def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.jpg").write_text("secret")
    storage = LocalStorage(tmp_path / "files")
    await storage.save(KEY, b"photo")
    (tmp_path / "files/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "files/originals/file.jpg").symlink_to(tmp_path / "outside/secret.jpg")
    for key in ("folder/secret.jpg", "originals/file.jpg"):
        with pytest.raises(NotFound):
            await storage.read(key)
        with pytest.raises(ValueError, match="symbolic link"):
            await storage.delete(key)
    with pytest.raises(ValueError, match="symbolic link"):
        await storage.save("folder/new.jpg", b"x")
    assert await keys(storage) == {KEY}
    assert on_disk(tmp_path / "outside") == [tmp_path / "outside/secret.jpg"]


async def test_a_cancelled_write_leaves_nothing(tmp_path: Path) -> None:
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * CHUNK
        started.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(LocalStorage(tmp_path).save(KEY, endless()))
    await started.wait()
    assert len(on_disk(tmp_path)) == 1
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert on_disk(tmp_path) == []


async def test_what_a_killed_writer_left_is_not_listed_and_swept_after_an_hour(
    tmp_path: Path,
) -> None:
    storage = LocalStorage(tmp_path)
    await storage.save(KEY, b"photo")
    old, young = (tmp_path / f"originals/.{name}.tmp" for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half")
    two_hours_ago = datetime.now().timestamp() - 7200
    os.utime(old, (two_hours_ago, two_hours_ago))
    assert await keys(storage) == {KEY}
    assert await storage.sweep(only_count=True) == 1
    assert old.exists()
    assert await storage.sweep() == 1
    assert not old.exists()
    assert young.exists()


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from errors import StorageFull
from storage.local import LocalStorage

async def main():
    storage = LocalStorage(Path(sys.argv[1]))
    await storage.save("a/small", b"x" * 1000)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        await storage.save("a/large", b"x" * 1_000_000)
    except StorageFull as error:
        print(error.code)
    assert await storage.read("a/small") == b"x" * 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert [path.name for path in Path(sys.argv[1], "a").iterdir()] == ["small"]
    await storage.save("a/large", b"x" * 1_000_000)

asyncio.run(main())
"""


def test_a_full_disk_refuses_keeps_what_is_there_and_heals(tmp_path: Path) -> None:  # C10
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.stderr) == ("STORAGE_FULL\n", "")


async def test_the_registry_keeps_files_under_the_data_folder(tmp_path: Path) -> None:
    storage = open_storage(Settings(data_dir=tmp_path))
    await storage.save(KEY, b"photo")
    assert (tmp_path / "files" / KEY).read_bytes() == b"photo"
    assert await storage.free()
    await storage.close()
