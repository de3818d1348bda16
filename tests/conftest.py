"""What many tests share: one database server a session, a database a test, a running Visage."""

from collections.abc import AsyncIterator, Iterator

import pytest

from benchmarks.servers import Running
from chaos.forks import Forks, open_forks
from documents.database import Database
from documents.embedded import EmbeddedServer
from tests.browser import Browser, open_browser
from tests.databases import Reused
from tests.forked import running
from tests.s3_servers import S3Server, s3_server
from tests.studios import shared_sandbox

# The files that take longest, which `--dist loadfile` shall hand out first: at the end, when one
# processor has nothing left to do, the other one is then busy with something short.
LONG = (
    "test_page",
    "test_page_connection",
    "test_clients_served",
    "test_stopping",
    "test_processes",
    "test_doctor",
    "test_graphiql",
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
    "test_clouds",
    "test_faces",
    "test_many_processes",
    "test_redis_processes",
    "test_endpoint",
    "test_moving",
    "test_avatars",
    "test_command_line",
    "test_behaviour_table",
    "test_cartoons",
    "test_bad_input",
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


@pytest.fixture(scope="session", autouse=True)
async def _end_of_the_sandbox() -> AsyncIterator[None]:
    yield
    await shared_sandbox().close()


@pytest.fixture
async def database(reused: Reused) -> AsyncIterator[Database]:
    """An empty database with every document class bound to it."""
    async with reused.empty() as database:
        yield database


@pytest.fixture(scope="session")
async def s3(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[S3Server]:
    """A store that speaks S3, once for all tests that want one."""
    async with s3_server(tmp_path_factory.mktemp("s3")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def forks() -> AsyncIterator[Forks]:
    """What processes of Visage are forked from, for tests that do not look at how they start."""
    async with open_forks() as opened:
        yield opened


@pytest.fixture(scope="session")
async def served(
    server: EmbeddedServer, forks: Forks, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    """The web process of a running Visage, with its worker beside it, once for all tests. Photos
    of headshots may be on this machine."""
    place = {
        "MONGODB_URI": server.uri,
        "MONGODB_DATABASE": "visage",
        "DATA_DIR": str(tmp_path_factory.mktemp("visage")),
        "HEADSHOT_HTTP": "true",
        "LINK_NETWORKS": "127.0.0.1/32",
    }
    async with running(forks, "web", **place) as web, running(forks, "worker", **place):
        yield web


@pytest.fixture(scope="session")
def visage(served: Running) -> str:
    """The address of a running Visage, once for all tests."""
    return served.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, once for all tests that want one."""
    with open_browser() as opened:
        yield opened
