"""What many tests share: one database server a session, a database a test, a running Visage."""

import uuid
from collections.abc import AsyncIterator

import pytest

from benchmarks.servers import running
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    """The embedded server, once for all tests."""
    async with EmbeddedServer(tmp_path_factory.mktemp("embedded")) as embedded:
        yield embedded


@pytest.fixture
async def database(server: EmbeddedServer) -> AsyncIterator[Database]:
    """A fresh database with every document class bound to it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    async with open_database(server.uri, name, DOCUMENTS) as opened:
        yield opened
        await opened.client.drop_database(name)


@pytest.fixture(scope="session")
async def visage() -> AsyncIterator[str]:
    """The address of a running Visage: main.py with all its processes, once for all tests."""
    async with running() as server:
        yield server.url
