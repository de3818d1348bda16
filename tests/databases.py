"""A database that tests use one after the other, emptied in between: a new one, with all its
indexes, costs several times as much."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from documents.database import Database, connect, open_database
from documents.registry import DOCUMENTS


class Reused:
    """The database for the next test; a fresh one where the last test has left traces that
    emptying would not remove."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._name = ""  # none yet, or none any more
        self._collections: set[str] = set()

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[Database]:
        """With every document class bound to it, over connections of its own: while tests do not
        let the event loop run, a client would take the server for dead."""
        async with self._known() if self._name else self._made() as database:
            yield database
            if {*await database.list_collection_names()} != self._collections:
                await database.client.drop_database(database.name)  # an index may be gone as well
                self._name = ""
                return
            for name in self._collections:
                await database[name].delete_many({})

    @asynccontextmanager
    async def _made(self) -> AsyncIterator[Database]:
        name = f"test_{uuid.uuid4().hex[:12]}"
        async with open_database(self._uri, name, DOCUMENTS) as database:
            self._name = name
            self._collections = {*await database.list_collection_names()}
            yield database

    @asynccontextmanager
    async def _known(self) -> AsyncIterator[Database]:
        async with connect(self._uri) as client:
            database = client[self._name]
            _rebind(database)
            yield database


def _rebind(database: Database) -> None:
    """Lead the document classes to this database. They know all else since the first one; to find
    it out again, as Beanie's own way does, takes half of what a test costs before it begins."""
    for model in DOCUMENTS:
        settings = model.get_settings()
        settings.pymongo_db = database
        settings.pymongo_collection = database[model.get_collection_name()]
