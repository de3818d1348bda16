"""Files on the local disk, written whole or not at all."""

import asyncio
import itertools
import os
import secrets
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

import aiofiles

from errors import FULL_DISK, NO_ROOM, NotFound, StorageFull
from storage import keys
from storage.protocol import CHUNK, StoredFile

T = TypeVar("T")

_TEMPORARY = ".tmp"  # with a leading dot as well, which no key may have
_LISTED_AT_ONCE = 256  # files looked at in one visit to a thread


class LocalStorage:
    """Keeps each file under `root` at its key, read-only; symbolic links are never followed.

    A file is written to a temporary name in its folder, forced to the disk, and then given its
    name by a hard link, which unlike a rename never replaces what is there.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = Path(os.path.realpath(root))

    async def check(self) -> None:
        """There is nothing to be mended."""

    async def save(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        keys.check(key)
        path = self._root / key
        temporary = _beside(path)
        try:
            with _room():
                await asyncio.to_thread(self._prepare, path.parent)
                async with aiofiles.open(temporary, "xb") as file:
                    if isinstance(data, bytes):
                        await file.write(data)
                    else:
                        async for chunk in data:
                            await file.write(chunk)
                    await file.flush()
                    await asyncio.to_thread(_settle, file.fileno(), temporary, path)
        finally:
            await asyncio.to_thread(temporary.unlink, missing_ok=True)

    async def save_all(self, files: Mapping[str, bytes]) -> None:
        # All the room is taken under temporary names: to give the real ones needs next to none, so
        # a full disk never calls for the removal of a name that somebody else may have given too.
        for key in files:
            keys.check(key)
        staged = {self._root / key: _beside(self._root / key) for key in files}
        bodies = zip(staged.values(), files.values(), strict=True)
        try:
            with _room():
                await _finished([asyncio.to_thread(self._stage, *each) for each in bodies])
                await _finished([asyncio.to_thread(_name_all, staged)])
        finally:
            await asyncio.to_thread(_forget, staged)

    async def read(self, key: str) -> bytes:
        path = await self._find(key)
        with _missing():  # in one visit to a thread: a reader who is cancelled leaves nothing open
            return await asyncio.to_thread(path.read_bytes)

    async def stat(self, key: str) -> StoredFile:
        path = await self._find(key)
        with _missing():
            return _facts(key, await asyncio.to_thread(path.stat))

    async def stream(
        self, key: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        path = await self._find(key)
        with _missing():
            async with aiofiles.open(path, "rb", buffering=0) as file:
                await file.seek(start)
                left = max(0, stop - start) if stop is not None else None
                while chunk := await file.read(CHUNK if left is None else min(CHUNK, left)):
                    left = None if left is None else left - len(chunk)
                    yield chunk

    async def delete(self, key: str) -> None:
        keys.check(key)
        path = self._root / key
        with suppress(FileNotFoundError, NotADirectoryError):
            await asyncio.to_thread(self._refuse_links, path)
            await asyncio.to_thread(path.unlink)

    async def list(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        walk = _facts_of(self._walk("", prefix))
        while batch := await asyncio.to_thread(_take, walk):
            for facts in batch:
                yield facts

    async def names(self, prefix: str = "", after: str = "") -> AsyncIterator[str]:
        names = (key for key, _ in self._walk("", prefix) if key > after)
        while batch := await asyncio.to_thread(_take, names):
            for key in batch:
                yield key

    async def sweep(self, age: float = 3600, *, only_count: bool = False) -> int:
        return await asyncio.to_thread(self._sweep, time.time() - age, only_count)

    async def free(self) -> int | None:
        return (await asyncio.to_thread(shutil.disk_usage, self._root)).free

    async def close(self) -> None:
        """Nothing is held open between calls."""

    async def _find(self, key: str) -> Path:
        path = self._root / key
        if not keys.is_key(key) or not await asyncio.to_thread(_is_plain, path):
            raise NotFound("This file does not exist.")
        return path

    def _prepare(self, folder: Path) -> None:
        """Make the folder; a new one is durable only when its parent was forced to the disk too."""
        self._refuse_links(folder)
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            while folder != self._root:
                folder = folder.parent
                _force(folder)

    def _stage(self, temporary: Path, body: bytes) -> None:
        self._prepare(temporary.parent)
        with temporary.open("xb") as file:
            file.write(body)
            file.flush()
            _make_lasting(file.fileno())

    def _refuse_links(self, path: Path) -> None:
        if os.path.realpath(path) != str(path):
            raise ValueError("A symbolic link is in the way of this key.")

    def _walk(self, folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with os.scandir(self._root / folder) as entries:
            for entry in entries:
                key = folder + entry.name
                if not keys.is_key(key):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if prefix.startswith(f"{key}/") or key.startswith(prefix):
                        yield from self._walk(f"{key}/", prefix)
                elif key.startswith(prefix) and entry.is_file(follow_symlinks=False):
                    yield key, entry

    def _sweep(self, before: float, only_count: bool) -> int:
        removed = 0
        for path in self._root.rglob(f".*{_TEMPORARY}"):
            with suppress(FileNotFoundError):  # its writer was quicker
                if path.lstat().st_mtime < before:
                    if not only_count:
                        path.unlink()
                    removed += 1
        return removed


def _beside(path: Path) -> Path:
    """A temporary name in the same folder."""
    return path.with_name(f".{secrets.token_hex(8)}{_TEMPORARY}")


async def _finished(work: list[Coroutine[None, None, None]]) -> None:
    """All at once, and their first error; also when it is cancelled, none is left at it."""
    doing = asyncio.gather(*work, return_exceptions=True)
    try:
        outcomes = await asyncio.shield(doing)
    except asyncio.CancelledError:
        await doing
        raise
    for outcome in outcomes:
        if outcome is not None:
            raise outcome


def _settle(handle: int, temporary: Path, path: Path) -> None:
    """Make a written file durable, read-only and known by its name, in this order."""
    _make_lasting(handle)
    _name(temporary, path)
    _force(path.parent)


def _make_lasting(handle: int) -> None:
    os.fsync(handle)
    os.fchmod(handle, 0o444)


def _name_all(staged: Mapping[Path, Path]) -> None:
    for path, temporary in staged.items():
        _name(temporary, path)
    for folder in {path.parent for path in staged}:
        _force(folder)


def _forget(staged: Mapping[Path, Path]) -> None:
    for temporary in staged.values():
        temporary.unlink(missing_ok=True)


def _name(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path, follow_symlinks=False)
    except FileExistsError:
        # A step that is done again saves the same bytes again: that is no conflict.
        if not _is_plain(path) or not _same(temporary, path):
            raise
        os.utime(path)  # young again, so that no sweep takes it for left over
    _force(path.parent)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as a, other.open("rb") as b:
        return all(a_part == b_part for a_part, b_part in zip(_parts(a), _parts(b), strict=True))


def _parts(file: BufferedReader) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_plain(path: Path) -> bool:
    return path.is_file() and os.path.realpath(path) == str(path)


def _facts(key: str, status: os.stat_result) -> StoredFile:
    modified = datetime.fromtimestamp(status.st_mtime, UTC)
    etag = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    return StoredFile(key, status.st_size, modified, etag)


def _facts_of(walk: Iterator[tuple[str, os.DirEntry[str]]]) -> Iterator[StoredFile]:
    for key, entry in walk:
        with suppress(FileNotFoundError):  # gone since the folder was read
            yield _facts(key, entry.stat(follow_symlinks=False))


def _take(walk: Iterator[T]) -> list[T]:
    return list(itertools.islice(walk, _LISTED_AT_ONCE))


@contextmanager
def _room() -> Iterator[None]:
    """Turn the system's ways of saying that the disk is full into ours."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise StorageFull(NO_ROOM) from error
        raise


@contextmanager
def _missing() -> Iterator[None]:
    """A file that went away between two looks is as missing as one that never was."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("This file does not exist.") from error
