"""Files as the objects of a bucket: S3 and what speaks like it, Google Cloud Storage, Azure.

A file is sent in one request, which a store takes whole or not at all; so there are no parts that
a writer who died leaves behind. That a name is never reused is the store's own promise: it is asked
to create (`If-None-Match: *`), and to write again only over what was just compared (`If-Match`).
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

from errors import NotFound, Unavailable, WrongSetup
from storage import keys
from storage.protocol import CHUNK, StoredFile
from storage.refusals import AWAY, at_start, out_of_range, told
from storage.stores import Place, client_for

if TYPE_CHECKING:
    from obstore import ObjectMeta, PutMode, PutResult, UpdateVersion

# Read at once, so that a reader who is slow keeps no connection to the store open.
PART = 4 * 1024 * 1024
LISTED_AT_ONCE = 1000
# Others may write or remove the same file between two looks of ours; so often is looked again.
LOOKS = 5
# A write that is under way when nobody waits for it any more may end for so long.
LAST_SECONDS = 2.0
# What `check` writes; no key begins with a dot.
PROBES = ".probes"


@dataclass(frozen=True)
class Patience:
    """How many seconds a question and a file's body may take, in one try and with all of them."""

    answer_try: float = 4.0
    answer: float = 10.0
    body_try: float = 15.0
    body: float = 30.0


class CloudStorage:
    """Keeps each file as an object at its key, below the folder of a place.

    Times are those of the store, for some to the second. Of several files that belong together
    those that were kept before one was refused stay, and are left over: somebody else may have
    saved the same.
    """

    def __init__(self, place: Place, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._place = str(place)
        self._quick = client_for(place, self._patience.answer_try)
        self._bulk = client_for(place, self._patience.body_try)

    async def check(self) -> None:
        try:
            async with asyncio.timeout(self._patience.body):
                if not await self._probe(f"{PROBES}/{secrets.token_hex(8)}"):
                    raise WrongSetup(
                        f"{self._place} writes over what is there though it is asked not to (by "
                        "If-None-Match): use another store, or a newer release of its server."
                    )
                await anext(obstore.list(self._quick, PROBES), None)
        except (BaseError, FileNotFoundError, TimeoutError) as error:
            raise at_start(error, self._place) from None

    async def _probe(self, name: str) -> bool:
        """Whether what is there is not written over, but by who knows what it is."""
        first = await self._put(name, b"one", "create")
        try:
            await self._put(name, b"other", "create")
        except (AlreadyExistsError, PreconditionError):
            await self._put(name, b"one", _version(first["e_tag"], first["version"]))
            return True
        finally:
            await obstore.delete_async(self._quick, name)
        return False

    async def save(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        keys.check(key)
        body = data if isinstance(data, bytes) else b"".join([chunk async for chunk in data])
        await _finished([self._keep(key, body)])

    async def save_all(self, files: Mapping[str, bytes]) -> None:
        for key in files:
            keys.check(key)
        await _finished([self._keep(key, body) for key, body in files.items()])

    async def read(self, key: str) -> bytes:
        with told("reading"):
            async with asyncio.timeout(self._patience.body):
                found = await obstore.get_async(self._bulk, _checked(key))
                return bytes(await found.bytes_async())

    async def stat(self, key: str) -> StoredFile:
        with told("looking"):
            async with asyncio.timeout(self._patience.answer):
                return _facts(await obstore.head_async(self._quick, _checked(key)))

    async def stream(
        self, key: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        if stop is not None and start >= stop:
            await self.stat(key)
        while stop is None or start < stop:
            wanted = PART if stop is None else min(PART, stop - start)
            part = await self._part(key, start, start + wanted)
            for begin in range(0, len(part), CHUNK):
                yield part[begin : begin + CHUNK]
            if len(part) < wanted:
                return
            start += wanted

    async def delete(self, key: str) -> None:
        keys.check(key)
        try:
            with told("deleting"):
                async with asyncio.timeout(self._patience.answer):
                    await obstore.delete_async(self._quick, key)
        except NotFound:
            return

    async def list(self, prefix: str = "") -> AsyncIterator[StoredFile]:
        async for each in self._objects(prefix):
            yield _facts(each)

    async def names(self, prefix: str = "", after: str = "") -> AsyncIterator[str]:
        async for each in self._objects(prefix, after):
            yield each["path"]

    async def sweep(self, age: float = 3600, *, only_count: bool = False) -> int:
        before, count = datetime.now(UTC) - timedelta(seconds=age), 0
        async for each in self._pages(PROBES):
            if each["last_modified"] < before:
                count += 1
                if not only_count:
                    with told("sweeping"):
                        await obstore.delete_async(self._quick, each["path"])
        return count

    async def free(self) -> int | None:
        return None

    async def close(self) -> None:
        """Connections end with the clients."""

    async def _put(self, key: str, body: bytes, mode: "PutMode") -> "PutResult":
        return await obstore.put_async(self._bulk, key, body, mode=mode, use_multipart=False)

    async def _keep(self, key: str, body: bytes) -> None:
        """Create the file; make it young when it is there and the same, else `FileExistsError`."""
        mode: PutMode = "create"
        with told("writing"):
            async with asyncio.timeout(self._patience.body):
                for _ in range(LOOKS):
                    try:
                        await self._put(key, body, mode)
                        return
                    except (AlreadyExistsError, PreconditionError):
                        mode = await self._over_the_same(key, body)
        raise Unavailable(AWAY)

    async def _over_the_same(self, key: str, body: bytes) -> "PutMode":
        """How to write over what is there, if that is `body`."""
        try:
            known = await obstore.get_async(self._bulk, key)
        except FileNotFoundError:  # removed since
            return "create"
        if known.meta["size"] != len(body) or bytes(await known.bytes_async()) != body:
            raise FileExistsError(f"Another file has this key already: {key}")
        return _version(known.meta["e_tag"], known.meta["version"])

    async def _part(self, key: str, start: int, stop: int) -> bytes:
        """The bytes [start, stop), or as many of them as there are."""
        with told("reading"):
            async with asyncio.timeout(self._patience.body):
                try:
                    found = await obstore.get_async(
                        self._bulk, _checked(key), options={"range": (start, stop)}
                    )
                    return bytes(await found.bytes_async())
                except BaseError as error:
                    if out_of_range(error):
                        return b""
                    raise

    async def _objects(self, prefix: str, after: str = "") -> AsyncGenerator["ObjectMeta", None]:
        """What is at a key that begins with `prefix` and comes after `after`."""
        folder = prefix.rpartition("/")[0]
        if folder and not keys.is_key(folder):
            return
        async for each in self._pages(folder, after):
            key = each["path"]
            if key.startswith(prefix) and key > after and keys.is_key(key):
                yield each

    async def _pages(self, folder: str, after: str = "") -> AsyncGenerator["ObjectMeta", None]:
        """Everything in a folder, page by page."""
        found = obstore.list(
            self._quick, folder or None, offset=after or None, chunk_size=LISTED_AT_ONCE
        )
        while True:
            with told("listing"):
                async with asyncio.timeout(self._patience.answer):
                    try:
                        page = await anext(found)
                    except StopAsyncIteration:
                        return
            for each in page:
                yield each


def _checked(key: str) -> str:
    """The key, which may have been made up by whoever asks; `NotFound` unless it is one."""
    if not keys.is_key(key):
        raise NotFound("This file does not exist.")
    return key


def _version(e_tag: str | None, version: str | None) -> "UpdateVersion":
    """How to name what is there, to be written over; clouds tell one of the two, or both."""
    known = {"e_tag": e_tag, "version": version}
    return {name: value for name, value in known.items() if value is not None}  # type: ignore[return-value]


def _facts(found: "ObjectMeta") -> StoredFile:
    modified, size = found["last_modified"], found["size"]
    tag = (found["e_tag"] or f"{modified.timestamp():x}-{size:x}").removeprefix("W/").strip('"')
    return StoredFile(found["path"], size, modified, tag)


async def _finished(work: list[Coroutine[None, None, None]]) -> None:
    """All at once, and their first error; when it is cancelled, they may end for a moment."""
    tasks = [asyncio.create_task(each) for each in work]
    errors: list[BaseException | None] = []
    try:
        if tasks:
            await asyncio.wait(tasks)  # which lets them be when it is cancelled itself
    except asyncio.CancelledError:
        await asyncio.wait(tasks, timeout=LAST_SECONDS)
        raise
    finally:
        for task in tasks:
            task.cancel()
        errors += [task.exception() for task in tasks if task.done() and not task.cancelled()]
    for error in errors:
        if error is not None:
            raise error
