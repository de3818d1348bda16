"""Guests of an event on the page, in a real browser: the form, its sketch, the avatar, a flush."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from imaging.letterings import letter
from imaging.typefaces import Fonts
from tests.accessibility import LIGHT, require_nothing_against
from tests.browser import CHROMIUM, Browser, Page
from tests.guest_walks import WRONG, event_walk, fill, open_form
from tests.houses import served_house
from tests.page_houses import PageHouse, open_page_house, states, step
from tests.page_walks import click, open_part, seen, write
from tests.studios import shipped_events

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)
house = served_house(open_page_house)

WRITTEN = "[...document.querySelectorAll('.sketch-words')].map((each) => each.textContent)"
LAYERS = "[...document.querySelectorAll('#sketch image')].map((each) => each.href.baseVal)"
ASKED_ANEW = """(() => {
  document.querySelector("#flush input[value=ALL]").click();
  return document.querySelector("#flush-go").disabled;
})()"""
SENT = """{
  const [line, bar] = document.querySelectorAll("#stand-progress :is(p, progress)");
  const note = () => { if (line.textContent === "Sending the photo") window.sent = bar.value; };
  new MutationObserver(note).observe(bar, { attributes: true });
}"""
LONG = "Government College of Engineering and Technology for Women, Kollam"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(*LIGHT, still=True)
        yield opened


def assert_told(page: Page) -> None:
    fields = ["photo", "organization", "name", "email", "phone", "district", "category"]
    assert page.js(WRONG) == fields
    assert page.js("document.activeElement.id") == "guest-photo-choose"
    for field in fields[1:]:
        control = f"document.querySelector('#guest-{field}')"
        assert page.js(f"{control}.getAttribute('aria-invalid')") == "true"
        assert f"guest-{field}-wrong" in page.js(f"{control}.getAttribute('aria-describedby')")


def come_back(page: Page, url: str) -> None:
    open_part(page, url, "event")
    page.until(seen("#stand-cancel"))
    page.until(f"{WRITTEN}.join() === 'Asha Menon,Sahya Arts'")
    page.until("document.querySelector('#stand-stage').textContent === 'Drawing'")


def assert_kept(page: Page) -> None:
    link = "document.querySelector('#guest-actions a')"
    kept = f"fetch({link}.href).then((answer) => answer.headers.get('content-type'))"
    assert page.js(kept) == "image/png"
    assert page.js(f"{link}.download").startswith("avatar-gala-")


def look_in_another_tab(page: Page, url: str) -> Page:
    other = page.another_tab()
    other.goto(f"{url}#/event")
    other.until("document.querySelector('#stand-picture .loaded')")
    page.call("Page.bringToFront")  # a page behind another hears late of what it does itself
    return other


def hesitate(page: Page) -> None:
    click(page, "#flush button[value=no]")
    assert page.js(seen("#found .loaded"))  # nothing has gone
    click(page, "#clear")
    page.until("!document.querySelector('#flush-go').disabled")
    assert page.js(ASKED_ANEW)
    page.until("document.querySelector('#flush-told').textContent.includes('one registration')")
    page.until("!document.querySelector('#flush-go').disabled")


async def test_a_guest_registers_comes_back_to_the_avatar_and_clears_it(  # A1, A4, A5, A6
    house: PageHouse, page: Page
) -> None:
    gate = house.engine.gate = asyncio.Event()
    async for state in states(event_walk(page, house.url)):
        if state not in {"event, empty", "event, found"}:  # of which other states show all
            await step(require_nothing_against, page, state)
        match state:
            case "event, to be mended":
                await step(assert_told, page)
            case "event, sketched":
                assert await step(page.js, WRONG) == []
                await step(page.js, SENT)
            case "event, drawing":
                assert await step(page.js, "window.sent") == 1
                await step(come_back, page, house.url)
                gate.set()
            case "event, drawn":
                await step(assert_kept, page)
            case "event, found":
                other = await step(look_in_another_tab, page, house.url)
            case "event, asked before clearing":
                await step(hesitate, page)
    house.engine.gate = None
    assert not page.js("document.querySelector('#found .picture')")
    other.until(seen("#guest"))
    assert page.problems == other.problems == []


def test_the_sketch_follows_what_is_typed_and_chosen(house: PageHouse, page: Page) -> None:  # A3
    open_form(page, house.url, "event/default")
    before = page.js(LAYERS)
    for chosen in ("WARRIOR", "FEMALE", "gala"):
        click(page, f"#guest input[value={chosen}]")
        page.until(f"{LAYERS}.join() !== {','.join(before)!r}")
        before = page.js(LAYERS)
    assert page.js("location.hash") == "#/event/gala"
    fill(page)
    page.until(f"{WRITTEN}.join() === 'Asha Menon,Sahya Arts'")
    page.until(f"{LAYERS}.some((link) => link.startsWith('blob:'))")
    write(page, "#guest-organization", LONG)
    page.until(f"{WRITTEN}.length === 3")
    assert " ".join(page.js(WRITTEN)[1:]) == LONG
    assert_lettered_alike(page)
    page.js("location.hash = '#/event/50%'")
    page.until("document.querySelector('#error p').textContent.includes('no event “50%” here')")
    page.js("location.hash = '#/photo'")
    page.until("document.querySelector('#error').hidden")
    assert page.problems == []


def assert_lettered_alike(page: Page) -> None:
    """Words in the sketch are as large, and where, as the server will write them."""
    fonts, style = Fonts.open(), shipped_events()["default"].texts[0]
    place = {
        **{name: getattr(style, name) for name in ("size", "lines", "outline")},
        "outlineWidth": style.outline_width,
        "area": asdict(style.box),
    }
    for text in (LONG, "കേരള സർവകലാശാല", "جامعة القاهرة", "A" * 70):
        written, said = letter(text, style, fonts), json.dumps(text)
        sketched = page.js(f"""import("/static/page/event-lettering.js").then(async (letters) => {{
          await letters.fontsFor({said});
          return letters.lettered({said}, {json.dumps(place)});
        }})""")
        assert written is not None
        assert [each["text"] for each in sketched["lines"]] == [each.text for each in written.lines]
        assert sketched["size"] == pytest.approx(written.size, rel=0.02)
        heights = [each["y"] for each in sketched["lines"]]
        assert heights == pytest.approx(written.base_lines, abs=1)
