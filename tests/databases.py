"""A database that tests use one after the other, emptied in between: a new one, with all its
indexes, costs six times as much."""

import uuid
from contextlib import AsyncExitStack
from typing import Self

from documents.database import Database, open_database
from documents.registry import DOCUMENTS


class Reused:
    """The database for the next test; a fresh one where the last test has left traces that
    emptying would not remove."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._opened = AsyncExitStack()
        self._database: Database | None = None
        self._collections: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._throw_away()

    async def empty(self) -> Database:
        """With every document class bound to it."""
        if self._database is None or not _is_bound(self._database):
            await self._throw_away()
            name = f"test_{uuid.uuid4().hex[:12]}"
            opening = open_database(self._uri, name, DOCUMENTS)
            self._database = await self._opened.enter_async_context(opening)
            self._collections = {*await self._database.list_collection_names()}
        return self._database

    async def take_back(self) -> None:
        """After each test."""
        assert self._database is not None
        if {*await self._database.list_collection_names()} != self._collections:
            await self._throw_away()  # one was dropped, with its indexes, or made
            return
        for name in self._collections:
            await self._database[name].delete_many({})

    async def _throw_away(self) -> None:
        if self._database is not None:
            await self._database.client.drop_database(self._database.name)
        await self._opened.aclose()
        self._database = None


def _is_bound(database: Database) -> bool:
    """Whether no other one has been opened meanwhile: there is one for all document classes."""
    return all(each.get_pymongo_collection().database is database for each in DOCUMENTS)
