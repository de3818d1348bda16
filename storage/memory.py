"""Files in memory: the same promises without a disk, for tests of ours and of others."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from errors import NotFound
from storage import keys
from storage.protocol import CHUNK, StoredFile


@dataclass(frozen=True)
class _Entry:
    data: bytes
    facts: StoredFile


class MemoryStorage:
    """Keeps everything until it is dropped."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    async def check(self) -> None:
        """There is nothing to be mended."""

    async def save(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        keys.check(key)
        whole = data if isinstance(data, bytes) else b"".join([chunk async for chunk in data])
        if key in self._entries and self._entries[key].data != whole:
            raise FileExistsError(f"Another file has this key already: {key}")
        etag = hashlib.sha256(whole).hexdigest()[:32]
        facts = StoredFile(key, len(whole), datetime.now(UTC), etag)
        self._entries[key] = _Entry(whole, facts)

    async def save_all(self, files: Mapping[str, bytes]) -> None:
        fresh = [key for key in files if key not in self._entries]
        try:
            for key, body in files.items():
                await self.save(key, body)
        except BaseException:
            for key in fresh:
                self._entries.pop(key, None)
            raise

    async def read(self, key: str) -> bytes:
        return self._find(key).data

    async def stat(self, key: str) -> StoredFile:
        return self._find(key).facts

    async def stream(
        self, key: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        data = self._find(key).data[start:stop]
        for at in range(0, len(data), CHUNK):
            yield data[at : at + CHUNK]

    async def delete(self, key: str) -> None:
        keys.check(key)
        self._entries.pop(key, None)

    async def list(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        for key, entry in list(self._entries.items()):
            if key.startswith(prefix):
                yield entry.facts

    async def names(self, prefix: str = "", after: str = "") -> AsyncIterator[str]:
        for key in list(self._entries):
            if key.startswith(prefix) and key > after:
                yield key

    async def sweep(self, age: float = 3600, *, only_count: bool = False) -> int:
        return 0

    async def free(self) -> int | None:
        return None

    async def close(self) -> None:
        self._entries.clear()

    def _find(self, key: str) -> _Entry:
        entry = self._entries.get(key)
        if entry is None:
            raise NotFound("This file does not exist.")
        return entry
