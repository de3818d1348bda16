"""A house to move: a database and a store with all kinds of things in them, and its export."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.instant import Instant
from documents.base import now
from documents.codes import put_code
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS
from moving.exporting import export_house
from moving.manifests import portable
from resolvers.credits import credits_of
from resolvers.faces import download
from resolvers.pictures import download as download_picture
from storage.local import LocalStorage
from tests.drawn_pictures import ask_for_pictures, perform_next
from tests.guests import EMAIL
from tests.registered import deliver, register
from tests.stories import another, ask, cartoon_from, create_viewer, face_from, working
from tests.studios import open_test_studio
from tests.wishes import pictured


@dataclass(frozen=True)
class House:
    """A database, a store and an export of both."""

    database: Database
    storage: LocalStorage
    export: Path


async def create_house(database: Database, folder: Path) -> House:
    """A house with a face, a cartoon, private notes, an avatar, a code, a picture from words that
    was downloaded, and two generations that nobody works at, of which one has a picture."""
    async with open_test_studio(database, folder / "old", Instant(gives=[1, 1])) as studio:
        viewer = await create_viewer()
        async with working(studio):
            first, asked = await ask(studio, viewer, "a key")
            cartoon = await cartoon_from(studio, viewer, asked)
            cut = await download(studio, viewer, cartoon.id, None)
            await face_from(studio, viewer, cut.id)
            await cartoon_from(studio, viewer, await another(studio, viewer, first))
            (painting,) = await pictured(studio, viewer, count=1)
            await download_picture(studio, viewer, painting.id)
        await credits_of(studio, viewer.id)
        await ask_for_pictures(studio, viewer, 2)
        await perform_next(studio)
        await deliver(studio, await register(studio, viewer))
        await put_code(EMAIL, "sealed", now())
        await ask(studio, viewer)
    storage = LocalStorage(folder / "old" / "files")
    await export_house(database, storage, folder / "export", DOCUMENTS)
    return House(database, storage, folder / "export")


@asynccontextmanager
async def empty_database(server: EmbeddedServer) -> AsyncIterator[Database]:
    """A database to which nothing is bound."""
    name = f"test_{uuid4().hex[:12]}"
    async with open_database(server.uri, name, []) as opened:
        yield opened
        await opened.client.drop_database(name)


async def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All that an export takes along."""
    names = portable(DOCUMENTS)
    return {name: await database[name].find({}).sort("_id").to_list() for name in names}


async def bodies(storage: LocalStorage) -> dict[str, bytes]:
    """All files."""
    return {file.key: await storage.read(file.key) async for file in storage.list()}
