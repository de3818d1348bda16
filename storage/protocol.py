"""The protocol every storage fits."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

CHUNK = 256 * 1024  # bytes read, sent or compared at once


@dataclass(frozen=True)
class StoredFile:
    """A file that exists: its key, size in bytes, time of the last change (UTC) and entity tag."""

    key: str
    size: int
    modified: datetime
    etag: str  # unquoted


class Storage(Protocol):
    """Keeps immutable files under keys like `originals/1760000000000_ori_01J….jpg`.

    One that is elsewhere raises `Unavailable` from everything while it does not answer.

    A key is relative, of printable ASCII, without empty, `.` or `..` segments; anything else is
    `NotFound` for readers and `ValueError` for writers.
    """

    async def check(self) -> None:
        """Make sure, once, that this can be used: `WrongSetup` with what is to be mended when it
        cannot, `Unavailable` when it does not answer."""
        ...

    async def save(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        """Keep `data`, durably and whole or not at all; `StorageFull` when there is no room.

        A name is never reused: the same bytes again are fine and make the file young again,
        others are `FileExistsError`.
        """
        ...

    async def save_all(self, files: Mapping[str, bytes]) -> None:
        """Keep all of these (key → body) as `save` does, or none: `StorageFull` leaves nothing.

        In a cloud what was kept before one was refused stays, and is left over.

        Somebody else may save the same under the same names meanwhile, and keeps it. When it ends
        by being cancelled, nothing is written any more, but all may be there.
        """
        ...

    async def read(self, key: str) -> bytes:
        """The whole file; `NotFound` when there is none."""
        ...

    async def stat(self, key: str) -> StoredFile:
        """What is known of a file without reading it; `NotFound` when there is none."""
        ...

    def stream(
        self, key: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The bytes [start, stop) in chunks; `NotFound` when there is none. Close it."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a file; one that is not there is no error."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        """Every file whose key starts with `prefix`, in no order."""
        ...

    def names(self, prefix: str = "", after: str = "") -> AsyncIterator[str]:
        """Every key that starts with `prefix` and comes after `after`, in no order.

        The order meant by `after` is that of strings, so of files named by their time the older
        ones can be left out. Cheaper than `list`: no file is looked at.
        """
        ...

    async def sweep(self, age: float = 3600, *, only_count: bool = False) -> int:
        """Remove what writers that died left behind, if older than `age` seconds; how many.

        With `only_count` it stays.
        """
        ...

    async def free(self) -> int | None:
        """Bytes for which there is room; None when no limit is known."""
        ...

    async def close(self) -> None: ...
