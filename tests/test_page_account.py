"""Signing in and out on the page, by a code: for all tabs, and when it was ended elsewhere."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from benchmarks.servers import Running
from chaos.forks import Forks
from tests.accessibility import LIGHT, require_nothing_against
from tests.browser import CHROMIUM, Browser, Page
from tests.forked import running
from tests.houses import served_house
from tests.page_states import last_code
from tests.page_walks import click, open_part, seen, write, you_walk

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)

SESSION = "JSON.parse(localStorage.getItem('visage.session'))"

# A notice is there for some seconds only: what they have said is kept here.
LISTEN = """{
  const line = document.querySelector("#notice");
  window.told = [];
  const hear = () => { if (line.textContent) window.told.push(line.textContent); };
  new MutationObserver(hear).observe(line, { childList: true });
}"""
OVER = "Your session is over. Please sign in again."
OUT = "You have signed out, on all devices."


@asynccontextmanager
async def open_web(forks: Forks, uri: str, folder: Path) -> AsyncIterator[Running]:
    """A web process alone, which writes codes to its log: two an hour for each address."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    place = {"MONGODB_URI": uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    async with running(forks, "web", **place, CODES_PER_HOUR="2") as web:
        yield web
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri)
    await client.drop_database(name)
    await client.close()


house = served_house(open_web)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(*LIGHT, still=True)
        yield opened


def said(page: Page, selector: str) -> str:
    """What stands there, once it is to be seen."""
    page.until(seen(selector))
    words: str = page.js(f"document.querySelector({json.dumps(selector)}).textContent")
    return words


def told(page: Page, *sentences: str) -> None:
    """Waits until one of them was said."""
    page.until(f"{json.dumps(sentences)}.some((each) => window.told.includes(each))")


def two_tabs(page: Page, house: Running) -> Page:
    """Signing in and out goes for both tabs, and is said in both."""
    other = page.another_tab()
    open_part(other, house.url, "you")
    other.js(LISTEN)
    for state in you_walk(page, house.url, lambda: last_code(house)):
        if state == "you, signed out":
            other.until(seen("#signing"))
            told(other, OUT, OVER)  # who was told first: it, or its socket
        if state not in {"you, nobody", "you, a code is on its way"}:  # later states show all
            require_nothing_against(page, state)
        if state == "you, a code is on its way":
            page.js("document.activeElement.blur()")
        if state == "you, a wrong code":
            assert "new one" in said(page, "#sign-said")
            assert page.js("document.activeElement.id") == "code"
            other.js("document.querySelector('#balance').replaceChildren()")
        if state == "you, signed in":
            assert said(other, "#who") == "guest@example.com"
            other.until("document.querySelector('#balance strong')?.textContent === '10'")
    assert page.problems == other.problems == []
    return other


def stay(page: Page, house: Running) -> None:
    """A session outlasts the page, and is renewed when half of it is over; here even all of it, to
    judge by the clock of the device."""
    write(page, "#email", "guest@example.com")
    click(page, "#sign-email button")
    page.until(seen("#code"))
    open_part(page, house.url, "you")  # as phones do to who reads his mail meanwhile
    assert "guest@example.com" in said(page, "#sent")
    write(page, "#code", last_code(house, number=2))
    page.until(seen("#self"))
    page.js(f"""localStorage.setItem("visage.session", JSON.stringify({{
      ...{SESSION}, beganAt: "2020-01-01T00:00:00.000Z", expiresAt: "2020-02-01T00:00:00.000Z",
    }}))""")
    open_part(page, house.url, "you")
    assert said(page, "#who") == "guest@example.com"
    page.until(f"{SESSION}.beganAt > '2021'")  # within a second the token itself is the same


def be_put_out(page: Page, other: Page) -> None:
    """A session that was ended elsewhere is dropped at the next call, and that is said in both."""
    page.js(LISTEN)
    page.js(f"""fetch("/graphql", {{
      method: "POST", body: '{{"query": "mutation {{ signOut }}"}}',
      headers: {{
        authorization: `Bearer ${{{SESSION}.token}}`, "content-type": "application/json",
      }},
    }})""")
    page.until("""import("/static/page/api.js").then(({ ask }) => ask("{ viewer { id } }")).then(
      () => document.querySelector("#self").hidden, () => false)""")
    for tab in (page, other):
        told(tab, OVER)
        assert tab.js(SESSION) is None


def come_back_late(page: Page, house: Running) -> None:
    """A page that is opened when its session is over finds that out by itself."""
    kept = {"token": "ended", "person": {"id": "acc_1", "email": "guest@example.com"}}
    page.js(f"localStorage.setItem('visage.session', {json.dumps(json.dumps(kept))})")
    open_part(page, house.url, "you")
    page.until(seen("#signing"))
    assert page.js(SESSION) is None
    assert page.js("document.querySelector('#error').hidden")
    page.js(LISTEN)


def sign_out_while_asking(page: Page) -> None:
    """A question of somebody who is gone when it is refused is asked again, by nobody."""
    asked = page.js("""import("/static/page/api.js").then(async ({ ask }) => {
      const { begin, end } = await import("/static/page/session.js");
      const viewer = { id: "acc_1", email: "guest@example.com" };
      begin({ token: "ended", expiresAt: "2100-01-01T00:00:00Z", viewer });
      const asking = ask("{ viewer { email } }");
      end("Gone.");
      return asking;
    })""")
    assert asked == {"viewer": {"email": None}}
    assert page.js("window.told.at(-1)") == "Gone."


def ask_too_often(page: Page) -> None:
    """How long to wait is said in words, beside the form."""
    write(page, "#email", "guest@example.com")
    click(page, "#sign-email button")
    assert "try again in" in said(page, "#sign-said")
    assert page.js(seen("#sign-email"))


async def test_people_sign_in_by_a_code_in_every_tab(page: Page, house: Running) -> None:  # I2, S5
    other = await asyncio.to_thread(two_tabs, page, house)
    await asyncio.to_thread(stay, page, house)
    await asyncio.to_thread(be_put_out, page, other)
    await asyncio.to_thread(come_back_late, page, house)
    await asyncio.to_thread(sign_out_while_asking, page)
    await asyncio.to_thread(ask_too_often, page)
