"""Exporting: every document with the files it names, into a folder."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pymongo
from beanie import Document
from pymongo.asynchronous.cursor import AsyncCursor

from documents.accounts import Account
from documents.base import Kept
from documents.database import Database
from documents.files import files_of, is_going
from documents.generations import Generation
from documents.migrations import Raw, version_of
from errors import Conflict, NotFound
from moving.ledgers import Ledgers
from moving.lines import Line, document_in, written
from moving.manifests import (
    DOCUMENTS,
    FILES,
    MANIFEST,
    UNFINISHED,
    Collection,
    Manifest,
    place_of,
    portable,
)
from moving.sums import Listed, Sum
from progress import Progress
from storage.local import LocalStorage
from storage.protocol import Storage

BATCH = 100  # documents that are fetched and written at once
# Before its first answer the embedded server reads and sorts all of a collection.
ANSWER_SECONDS = 60.0

# It holds people's photos, and what was read from their faces.
CLOSED_FOLDER, CLOSED_FILE = 0o700, 0o400


@dataclass(frozen=True)
class Exported:
    """What came of an export, and what its reader should know of it."""

    manifest: Manifest
    open_generations: int
    vanished: int  # documents that were deleted before their files were copied
    missing: Sequence[str]  # files that were not there, though named


async def export_house(
    database: Database,
    storage: Storage,
    folder: Path,
    models: Sequence[type[Document]],
    progress: Progress | None = None,
) -> Exported:
    """Write all documents of `models`, which are bound, and their files into `folder`.

    Each document is as it was when it was read, and comes with its files. What refers to others is
    read before them: beside a running Visage a step may be found half done, to be done again, but
    never one that counts as done while its outcome is not there. `Conflict` unless `folder` is
    empty or has an export that was cut off.
    """
    target = await _prepared(folder)
    export = Export(database, storage, folder, target, progress)
    collections = {}
    for name, model in reversed(portable(models).items()):
        collections[name] = await export.collection(name, model)
    manifest = Manifest.listing(collections)
    await target.save(MANIFEST, manifest.model_dump_json(indent=1).encode())
    await target.delete(UNFINISHED)
    return Exported(manifest, export.open_generations, export.vanished, export.missing)


async def _prepared(folder: Path) -> LocalStorage:
    """The folder as a store that holds nothing but the mark of an unfinished export."""
    names = await asyncio.to_thread(_names_in, folder)
    if MANIFEST in names:
        raise Conflict(f"{folder} has a whole export already: name an empty folder.")
    if names and UNFINISHED not in names:
        raise Conflict(f"{folder} is not empty: name an empty folder.")
    await asyncio.to_thread(folder.chmod, CLOSED_FOLDER)
    target = LocalStorage(folder)
    if not names:
        await target.save(UNFINISHED, b"{}\n")
    for ours in (DOCUMENTS, FILES):
        async for key in target.names(ours):
            await target.delete(key)
    await target.sweep(0)
    return target


def _names_in(folder: Path) -> set[str]:
    """What is in `folder`, made if need be, but for what a killed writer has left."""
    folder.mkdir(mode=CLOSED_FOLDER, parents=True, exist_ok=True)
    names = {path.name for path in folder.iterdir()}
    return {name for name in names if not (name.startswith(".") and name.endswith(".tmp"))}


class Export:
    """A database and a store on the way into the folder `target`, and what was met there."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        folder: Path,
        target: Storage,
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress or Progress()
        self._database = database
        self._storage = storage
        self._folder = folder
        self._target = target
        self._ledgers = Ledgers()
        self.open_generations = 0
        self.vanished = 0
        self.missing: list[str] = []

    async def collection(self, name: str, model: type[Kept]) -> Collection:
        """Export all documents of a collection with their files."""
        total, place, counted = Sum(), place_of(name), Collection()
        known = await self._database[name].estimated_document_count()
        self._progress.begin(f"Exporting {name}", known)
        async with aclosing(total.over(self._lines(model, counted))) as lines:
            await self._target.save(place, lines)
        await asyncio.to_thread((self._folder / place).chmod, CLOSED_FILE)
        listed = total.listed(place)
        return counted.model_copy(update={"size": listed.size, "sha256": listed.sha256})

    async def _lines(self, model: type[Kept], counted: Collection) -> AsyncGenerator[bytes, None]:
        documents = self._database[model.get_collection_name()]
        # One cursor for all: the embedded server reads everything anew for each page.
        order = [("email", -1), ("_id", 1)] if model is Account else [("_id", 1)]
        async with documents.find({}).sort(order).batch_size(BATCH) as cursor:
            while raws := await _next(cursor):
                lines = [await self._line(model, raw) for raw in raws]
                self._progress.advance(len(raws))
                for line in filter(None, lines):
                    _count(counted, line)
                yield b"".join(written(line) for line in lines if line is not None)

    async def _line(self, model: type[Kept], raw: Raw) -> Line | None:
        """The line of a document, its files copied; None when it was deleted meanwhile."""
        while True:
            document = document_in(model, raw)[1]
            copies = {key: await self._copied(key) for key in files_of(document)}
            missing = [key for key, copy in copies.items() if copy is None]
            if missing:
                newer = await self._database[model.get_collection_name()].find_one(
                    {"_id": raw["_id"]}
                )
                if newer is None:
                    self.vanished += 1
                    return None
                if newer != raw:
                    raw = newer
                    continue
                if not is_going(document):
                    self.missing += missing
            self._ledgers.saw(document)
            if isinstance(document, Account):
                raw = await self._ledgers.whole(raw, document)
            if isinstance(document, Generation) and not document.ended:
                self.open_generations += 1
            return Line(raw, [copy for copy in copies.values() if copy is not None])

    async def _copied(self, key: str) -> Listed | None:
        """What was copied under `key`; None when there is no such file."""
        total = Sum()
        try:
            async with aclosing(total.over(self._storage.stream(key))) as chunks:
                await self._target.save(FILES + key, chunks)
        except NotFound:
            return None
        await asyncio.to_thread((self._folder / FILES / key).chmod, CLOSED_FILE)
        return total.listed(key)


async def _next(cursor: AsyncCursor[Raw]) -> list[Raw]:
    with pymongo.timeout(ANSWER_SECONDS):
        return await cursor.to_list(BATCH)


def _count(counted: Collection, line: Line) -> None:
    version = version_of(line.raw)
    counted.documents += 1
    counted.files += len(line.files)
    counted.file_bytes += sum(file.size for file in line.files)
    counted.schema_versions[version] = counted.schema_versions.get(version, 0) + 1
