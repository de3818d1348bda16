"""Importing: what an export holds, into an empty database and store; cut off, it goes on."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from beanie import Document, init_beanie
from pymongo.errors import BulkWriteError

from documents.arrivals import ONLY, Arrival
from documents.base import Kept, change, find, insert_once, now
from documents.database import Database
from documents.migrations import Raw
from errors import BadUserInput, Conflict, NotFound, Unavailable
from failpoints import failpoint
from moving.lines import Line, document_in, read, split
from moving.manifests import FILES, Manifest, lines_of, place_of, portable, read_manifest
from moving.sums import check, checked
from progress import Progress
from storage.local import LocalStorage
from storage.protocol import Storage

DUPLICATE_KEY = 11000


@dataclass(frozen=True)
class Imported:
    """What was imported; `before` says when, if an earlier import had done it already."""

    manifest: Manifest
    before: datetime | None = None


async def import_house(
    database: Database,
    storage: Storage,
    folder: Path,
    models: Sequence[type[Document]],
    progress: Progress | None = None,
) -> Imported:
    """Bring the export in `folder` into `database`, to which `models` get bound, and `storage`.

    Everything is read and checked before anything is written. Then the files of each document come
    before it, and what others refer to before them. An import that was cut off is gone on with by
    calling this again. `BadUserInput` when the export is not whole, `Conflict` when the target is
    not empty, `Unavailable` when a newer Visage made the export or the target does not hold it.
    """
    if not await asyncio.to_thread(folder.is_dir):
        raise BadUserInput(f"{folder} is no folder: name the one that `export` has made.")
    source = LocalStorage(folder)
    await init_beanie(database, document_models=list(models), skip_indexes=True)
    manifest = await read_manifest(source, models)
    target = _Target(database, storage, source, manifest, portable(models), progress or Progress())
    arrival = await target.arrival()
    if arrival is not None and arrival.finished_at is not None:
        return Imported(manifest, arrival.finished_at)
    if arrival is None:
        await target.refuse_unless_empty()
    await target.check()
    await init_beanie(database, document_models=list(models))  # now with their indexes
    await target.fill()
    return Imported(manifest)


class _Target:
    """A database and a store on the way to hold what `source` does."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        source: Storage,
        manifest: Manifest,
        models: dict[str, type[Kept]],
        progress: Progress,
    ) -> None:
        self._progress = progress
        self._database = database
        self._storage = storage
        self._source = source
        self._manifest = manifest
        self._models = {name: models[name] for name in models if name in manifest.collections}
        self._all = models

    async def arrival(self) -> Arrival | None:
        """The import that was begun here, if any; `Conflict` when it was of another export."""
        arrival = await find(Arrival, ONLY)
        if arrival is not None and arrival.export != self._manifest.sha256:
            raise Conflict(
                f"Another export was imported into the database {self._database.name}: set "
                "MONGODB_DATABASE or MONGODB_URI to an empty one."
            )
        return arrival

    async def refuse_unless_empty(self) -> None:
        """`Conflict` when there are documents, or files that the export does not have."""
        for name in self._all:
            if await self._database[name].find_one({}, {"_id": 1}) is not None:
                raise Conflict(
                    f"The database {self._database.name} is not empty (it has {name}): set "
                    "MONGODB_DATABASE, MONGODB_URI or DATA_DIR to an empty one."
                )
        async for file in self._storage.list():
            try:
                await self._source.stat(FILES + file.key)
            except NotFound:
                raise Conflict(
                    f"The store has files of others, such as {file.key}: set DATA_DIR or "
                    "STORAGE_URL to an empty folder."
                ) from None

    async def check(self) -> None:
        """Read the whole export; `BadUserInput` when anything is not what was written."""
        for name, collection in self._manifest.collections.items():
            await check(self._source, place_of(name), lines_of(name, collection))
        for name, model in self._models.items():
            async for lines in self._batches(name, "Checking"):
                for line in lines:
                    document_in(model, line.raw)
                    for file in line.files:
                        await check(self._source, FILES + file.key, file)

    async def fill(self) -> None:
        """Bring everything over, and make sure that it is there."""
        with failpoint("import.begin"):
            await insert_once(Arrival(_id=ONLY, owner="", export=self._manifest.sha256))
        for name, model in self._models.items():
            async for lines in self._batches(name, "Importing"):
                await self._bring(model, lines)
        for name, collection in self._manifest.collections.items():
            found = await self._database[name].count_documents({})
            if found < collection.documents:
                raise Unavailable(
                    f"{found} of {collection.documents} documents of {name} are there: something "
                    "else works on this database. Stop it and import again."
                )
        with failpoint("import.finish"):
            await change(Arrival, ONLY, lambda arrival: arrival.but(finished_at=now()))

    async def _batches(self, name: str, doing: str) -> AsyncGenerator[list[Line], None]:
        collection = self._manifest.collections[name]
        wanted = lines_of(name, collection)
        self._progress.begin(f"{doing} {name}", collection.documents)
        async with aclosing(split(checked(self._source, place_of(name), wanted))) as batches:
            async for texts in batches:
                yield [read(text) for text in texts]
                self._progress.advance(len(texts))

    async def _bring(self, model: type[Kept], lines: Sequence[Line]) -> None:
        for line in lines:
            for file in line.files:
                async with aclosing(checked(self._source, FILES + file.key, file)) as chunks:
                    with failpoint("import.file"):
                        await self._save(file.key, chunks)
        with failpoint("import.documents"):
            await _insert(model, [document_in(model, line.raw)[0] for line in lines])

    async def _save(self, key: str, chunks: AsyncGenerator[bytes, None]) -> None:
        try:
            await self._storage.save(key, chunks)
        except FileExistsError as error:
            raise Conflict(
                f"The store has another file at {key}: set DATA_DIR or STORAGE_URL to an empty "
                "folder."
            ) from error


async def _insert(model: type[Kept], raws: Sequence[Raw]) -> None:
    """Insert what is not there; what an earlier import has brought may have changed since."""
    collection = model.get_pymongo_collection()
    while True:
        ids = [raw["_id"] for raw in raws]
        there = {each["_id"]: each async for each in collection.find({"_id": {"$in": ids}})}
        for raw in raws:
            known = there.get(raw["_id"], raw)
            if known != raw and known["revision"] <= raw["revision"]:
                raise Conflict(
                    f"The database has another document {raw['_id']} in {collection.name}: import "
                    "into an empty one."
                )
        new = [raw for raw in raws if raw["_id"] not in there]
        if not new:
            return
        try:
            await collection.insert_many(new, ordered=False)
        except BulkWriteError as error:
            errors = (error.details or {}).get("writeErrors", [])
            if not errors or any(each["code"] != DUPLICATE_KEY for each in errors):
                raise
