"""The page when its server is killed or not there yet, and what two tabs of it know."""

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.instant import Instant
from bus.mongo import MongoBus
from chaos.forks import Forks
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.registry import DOCUMENTS
from tests.browser import CHROMIUM, Browser, Page
from tests.callers import SECRET
from tests.forked import running
from tests.page_walks import PHOTO, ask_for, click, open_part, seen
from tests.programs import free_port
from tests.stories import working
from tests.studios import open_test_studio

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)

# A clock on which ten seconds take one, and a network that passes on no news once it is `deaf` and
# counts how many questions wait for their answer at a time.
LONELY = """
const { setTimeout: later } = window, { now } = Date;
window.setTimeout = (act, ms) => later(act, ms / 10);
Date.now = () => now() * 10;
const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", { set(hear) {
  set.call(this, (event) => (window.deaf && JSON.parse(event.data).type === "next") || hear(event));
} });
const { fetch: ask } = window;
let waiting = 0;
window.mostWaiting = 0;
window.fetch = (address, given) => {
  window.looked ||= given?.body?.includes("query Generation(");
  if (!given?.body?.includes("query Wait")) return ask(address, given);
  waiting += 1;
  window.mostWaiting = Math.max(window.mostWaiting, waiting);
  return ask(address, given).finally(() => { waiting -= 1; });
};
"""
# Some seconds later, no socket can be opened any more.
SOCKETLESS = """
new Promise((over) => setTimeout(over, 10_000)).then(() => {
  window.WebSocket = class extends WebSocket { constructor() { super("ws://127.0.0.1:1/"); } };
})
"""

# A long pause before something is tried again, in a tab that somebody looks at again.
COME_BACK = """import("/static/page/reach.js").then(({ pause }) => {
  const tried = pause(40_000).then(() => true);
  document.dispatchEvent(new Event("visibilitychange"));
  return Promise.race([tried, new Promise((over) => setTimeout(over, 20_000, false))]);
})"""

STATE = "document.querySelector('#connection')?.dataset.state"
TILES = "document.querySelectorAll('#strip li').length"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(1180, 860, still=True)
        yield opened


@asynccontextmanager
async def drawing_by_hand(uri: str, folder: Path) -> AsyncIterator[tuple[Instant, dict[str, str]]]:
    """An engine whose worker is in this process, and what a web process beside it needs."""
    name, engine = f"test_{uuid.uuid4().hex[:12]}", Instant(name="builtin")
    place = {"MONGODB_URI": uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    async with (
        open_database(uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, engine) as studio,
        working(replace(studio, bus=MongoBus(database))),  # wishes come from another process
    ):
        yield engine, {**place, "SECRET_KEY": SECRET}
        await database.client.drop_database(name)


def begin(page: Page, url: str) -> Page:
    """A photo that is being drawn, and seen so from two tabs."""
    other = page.another_tab()
    other.screen(1180, 860, still=True)
    open_part(other, url, "photo")
    open_part(page, url, "photo")
    page.choose_file("#photo", PHOTO)
    for tab in (page, other):
        tab.until(f"{TILES} === 2")
        tab.until(seen("#progress"))
    return other


def lose(page: Page) -> None:
    """It is said, once that lasts; what is asked for now is asked for when the server is back."""
    page.until(f"{STATE} === 'lost'")
    click(page, "#wish [data-style=INK]")


def come_back(page: Page, other: Page) -> None:
    """Both know what has happened meanwhile, and nobody was told of an error."""
    for tab in (page, other):
        tab.until(f"{STATE} !== 'lost'")
        tab.until(f"{TILES} === 3 && !document.querySelector('#strip .running')")
        assert tab.js("document.querySelector('#error').hidden")


def agree(page: Page, other: Page) -> None:
    """What is kept and deleted in one tab shows in the other."""
    click(page, "#keep")
    for tab in (page, other):
        tab.until("document.querySelector('#canvas .checker .loaded')")
        tab.until("document.querySelectorAll('#faces .loaded').length === 1")
    for list_ in ("photos", "faces"):
        click(other, f"#{list_} .danger")
        click(other, "dialog button[value=yes]")
        for tab in (page, other):
            tab.until(f"document.querySelector('#{list_}').hidden")
    page.until(seen("#empty"))
    other.until(seen("#empty"))


def open_early(page: Page, url: str) -> None:
    """A page whose server does not answer yet comes to life when it does, or when it is seen."""
    assert page.js(COME_BACK)
    page.call("Network.setBlockedURLs", urls=["*/graphql", "*/healthz"])
    page.goto("about:blank")
    page.goto(f"{url}#/photo")
    page.until(f"{STATE} === 'lost'")
    page.call("Network.setBlockedURLs", urls=[])
    page.until("document.querySelector('#ready')")
    page.until(f"{STATE} !== 'lost'")
    assert page.js("document.querySelectorAll('#wish [data-style]').length") == 6
    assert page.js("document.querySelector('#error').hidden")


def ask_and_reload(page: Page, url: str) -> None:
    """Pictures that were asked for are waited for again after a reload."""
    click(page, "nav a[href='#/words']")
    ask_for(page, "a fig")
    page.until("document.querySelectorAll('#frames .waiting').length === 2")
    open_part(page, url, "words")
    page.until("document.querySelectorAll('#frames .waiting').length === 2")


def reload_and_cancel(page: Page, url: str) -> None:
    """A cartoon that was being drawn before a reload is still, and can be cancelled."""
    click(page, "nav a[href='#/photo']")
    page.choose_file("#photo", PHOTO)
    page.until(seen("#cancel"))
    open_part(page, url, "photo")
    click(page, "#cancel")
    page.until(f"{TILES} === 1 && !document.querySelector('#strip .running')")
    assert page.js("document.querySelector('#error').hidden")


def hear_nothing(page: Page, url: str) -> None:
    """Something that is drawn, in a tab to which no news come."""
    page.call("Page.addScriptToEvaluateOnNewDocument", source=LONELY)
    open_part(page, url, "photo")
    page.js("window.deaf = true")
    click(page, "#wish [data-style=FLAT]")
    page.until(seen("#cancel"))


def lose_the_socket(page: Page) -> None:
    """All that is drawn, in a tab whose socket is lost after a while, and not to be had."""
    page.js("window.deaf = false")
    for style in ("ANIME", "COMIC", "INK", "PAINT"):
        click(page, f"#wish [data-style={style}]")
    page.until("document.querySelectorAll('#strip .running').length === 4")
    page.js(SOCKETLESS)
    page.js("window.looked = false")
    page.offline(True)
    page.offline(False)
    page.until("window.mostWaiting === 3 && window.looked")


def learn(page: Page) -> None:
    """What was drawn is seen."""
    page.until("document.querySelector('#strip li') && !document.querySelector('#strip .running')")
    page.until(seen("#keep"))


async def test_a_killed_server_costs_nothing_and_two_tabs_agree(  # G6
    page: Page, server: EmbeddedServer, forks: Forks, tmp_path: Path
) -> None:
    async with drawing_by_hand(server.uri, tmp_path) as (engine, place):
        engine.gate = asyncio.Event()
        async with running(forks, "web", **place, PORT=str(free_port())) as web:
            other = await asyncio.to_thread(begin, page, web.url)
            web.send(signal.SIGKILL)
        engine.gate.set()
        await asyncio.to_thread(lose, page)
        async with running(forks, "web", **place, PORT=str(urlsplit(web.url).port)):
            await asyncio.to_thread(come_back, page, other)
            await asyncio.to_thread(agree, page, other)
            await asyncio.to_thread(open_early, other, web.url)
            engine.gate = asyncio.Event()
            await asyncio.to_thread(ask_and_reload, page, web.url)
            engine.gate.set()
            await asyncio.to_thread(page.until, "document.querySelectorAll('#frames .loaded')[1]")
            engine.gate = asyncio.Event()
            await asyncio.to_thread(reload_and_cancel, page, web.url)
            engine.gate = asyncio.Event()
            await asyncio.to_thread(hear_nothing, page, web.url)
            engine.gate.set()
            await asyncio.to_thread(learn, page)
            engine.gate = asyncio.Event()
            await asyncio.to_thread(lose_the_socket, page)
            engine.gate.set()
            await asyncio.to_thread(learn, page)
            assert await asyncio.to_thread(page.js, "window.mostWaiting") == 3
