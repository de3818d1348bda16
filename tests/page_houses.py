"""A Visage for page and clients where the tests say when something is drawn, and by whom."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.instant import Instant
from chaos.forks import Forks
from documents.database import open_database
from documents.identities import account_of_email
from documents.registry import DOCUMENTS
from tests.browser import Page
from tests.callers import SECRET, ours
from tests.forked import running
from tests.pictures import jpeg
from tests.posing import NEARBY, Site, open_site
from tests.stories import working
from tests.studios import open_test_studio

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class PageHouse:
    """A web process; in this one a worker whose engine takes no time, and which brokers what that
    links to, and a site with a photo."""

    url: str
    engine: Instant
    site: Site

    async def signer_in(self, email: str) -> Callable[[Page], None]:
        """What signs somebody in on a page."""
        account = await account_of_email(email)
        session = {
            "token": ours(account.id),
            "expiresAt": "2100-01-01T00:00:00.000Z",
            "viewer": {"id": account.id, "email": email},
        }
        module = "import('/static/page/session.js')"
        begin = f"{module}.then(({{ begin }}) => begin({json.dumps(session)}))"
        return lambda page: page.js(begin)


async def step(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a browser does, while the worker in this process goes on."""
    return await asyncio.to_thread(do, *args, **kwargs)


async def states(walk: Iterator[str]) -> AsyncIterator[str]:
    """The states of a walk, while the worker in this process goes on."""
    while (state := await step(next, walk, "")) != "":
        yield state


@asynccontextmanager
async def open_page_house(forks: Forks, uri: str, folder: Path) -> AsyncIterator[PageHouse]:
    """One on a database of its own, with its files in `folder`, until the block ends."""
    name, engine = f"test_{uuid.uuid4().hex[:12]}", Instant(name="builtin")
    place = {"MONGODB_URI": uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    links = {"HEADSHOT_HTTP": "true", "LINK_NETWORKS": "127.0.0.1/32"}
    async with (
        running(forks, "web", **place, **links, SECRET_KEY=SECRET) as web,
        open_database(uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, engine, headshot_results="broker", **NEARBY) as studio,
        working(studio),
        open_site(photo=jpeg()) as site,
    ):
        yield PageHouse(web.url, engine, site)
        await database.client.drop_database(name)
