"""The protocol every storage fits."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class StoredFile:
    """A file that exists: its key, size in bytes, time of the last change (UTC) and entity tag."""

    key: str
    size: int
    modified: datetime
    etag: str  # unquoted


class Storage(Protocol):
    """Keeps immutable files under keys like `originals/1760000000000_ori_01J….jpg`.

    A key is relative, of printable ASCII, without empty, `.` or `..` segments; anything else is
    `NotFound` for readers and `ValueError` for writers.
    """

    async def save(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        """Keep `data`, durably and whole or not at all; `StorageFull` when there is no room."""
        ...

    async def read(self, key: str) -> bytes:
        """The whole file; `NotFound` when there is none."""
        ...

    async def stat(self, key: str) -> StoredFile:
        """What is known of a file without reading it; `NotFound` when there is none."""
        ...

    def stream(self, key: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """The bytes [start, stop) in chunks; `NotFound` when there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a file; one that is not there is no error."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        """Every file whose key starts with `prefix`, in no order."""
        ...

    async def close(self) -> None: ...
