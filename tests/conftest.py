"""What many tests share: one database server a session, a database a test, a running Visage."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chaos.forks import Forks, open_forks
from documents.database import Database
from documents.embedded import EmbeddedServer
from tests.browser import Browser, open_browser
from tests.databases import Reused
from tests.forked import running

# The files that take longest, which `--dist loadfile` shall hand out first: at the end, when one
# processor has nothing left to do, the other one is then busy with something short.
LONG = (
    "test_page",
    "test_stopping",
    "test_processes",
    "test_doctor",
    "test_outage",
    "test_kills",
    "test_avatars_drawn",
    "test_merging_races",
    "test_worker",
    "test_busts",
    "test_builtin_engine",
    "test_cartoons_drawn",
    "test_fairness",
    "test_moving_trouble",
    "test_full_disk",
    "test_graphiql",
    "test_faces",
    "test_many_processes",
    "test_redis_processes",
    "test_endpoint",
    "test_moving",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, all others as they were."""
    items.sort(key=lambda it: LONG.index(it.path.stem) if it.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedServer]:
    """The embedded server, once for all tests."""
    async with EmbeddedServer(tmp_path_factory.mktemp("embedded")) as embedded:
        yield embedded


@pytest.fixture(scope="session")
def reused(server: EmbeddedServer) -> Reused:
    """Where `database` comes from."""
    return Reused(server.uri)


@pytest.fixture
async def database(reused: Reused) -> AsyncIterator[Database]:
    """An empty database with every document class bound to it."""
    async with reused.empty() as database:
        yield database


@pytest.fixture(scope="session")
async def forks() -> AsyncIterator[Forks]:
    """What processes of Visage are forked from, for tests that do not look at how they start."""
    async with open_forks() as opened:
        yield opened


@pytest.fixture(scope="session")
async def visage(
    server: EmbeddedServer, forks: Forks, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """The address of a running Visage: a web and a worker process, once for all tests."""
    folder = str(tmp_path_factory.mktemp("visage"))
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": "visage", "DATA_DIR": folder}
    async with running(forks, "web", **place) as web, running(forks, "worker", **place):
        yield web.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, once for all tests that want one."""
    with open_browser() as opened:
        yield opened
