"""Headshots on the page, in a real browser: for whom they are, what is refused, what comes."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.accessibility import LIGHT, require_nothing_against
from tests.browser import CHROMIUM, Browser, Page
from tests.guest_walks import ask, headshot_walk
from tests.houses import served_house
from tests.page_houses import PageHouse, open_page_house, states, step
from tests.page_walks import click, open_part, seen

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)
house = served_house(open_page_house)

ELSEWHERE = "https://cdn.example/shot.png?sig=1"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(*LIGHT, still=True)
        yield opened


def assert_invited(page: Page) -> None:
    assert page.js("document.querySelector('#headshot-invitation a').hash") == "#/you"
    assert not page.js(seen("#headshot-form"))
    assert page.js("document.querySelector('#error').hidden")


def assert_told(page: Page, words: str) -> None:
    """It is said beside the link."""
    page.until(seen("#headshot-link-wrong"))
    assert page.js("document.activeElement.id") == "headshot-link"
    assert words in page.js("document.querySelector('#headshot-link-wrong').textContent")


def left(credits: int) -> str:
    price = "document.querySelector('#headshot-price').textContent"
    return f"{price}.endsWith('You have {credits} left.')"


def ask_for_what_is_gone(page: Page, house: PageHouse) -> None:
    page.until(left(9))
    ask(page, house.site.link("gone"))
    assert_told(page, "404")  # only following it could tell
    page.until(left(9))


def ask_for_one_that_is_kept_elsewhere(page: Page, house: PageHouse) -> None:
    house.engine.links = [ELSEWHERE]
    ask(page, house.site.link("photo"))
    page.until(seen("#shots .elsewhere a"))
    link = page.js("(({ href, rel }) => [href, rel])(document.querySelector('#shots a'))")
    assert link == [ELSEWHERE, "noopener noreferrer"]


def find_them_again(page: Page, url: str) -> None:
    open_part(page, url, "headshot")
    page.until("document.querySelectorAll('#headshots li').length === 2")
    for count in (1, 0):
        click(page, "#headshots .danger")
        click(page, "#confirm button[value=yes]")
        page.until(f"document.querySelectorAll('#headshots li').length === {count}")


async def test_whoever_signs_in_asks_for_headshots_by_link(  # H1, H3, H5, P8, S3
    house: PageHouse, page: Page
) -> None:
    sign_in = await house.signer_in("ann@example.com")
    house.engine.seconds = 0.3  # long enough to be seen
    async for state in states(headshot_walk(page, house.url, sign_in, house.site.link("photo"))):
        # The form is in the next states too; drawing is over before it could be looked at.
        if state not in {"headshot, empty", "headshot, drawing"}:
            await step(require_nothing_against, page, state)
        match state:
            case "headshot, invited":
                await step(assert_invited, page)
            case "headshot, refused":
                await step(assert_told, page, "public")
    await step(ask_for_what_is_gone, page, house)
    await step(ask_for_one_that_is_kept_elsewhere, page, house)
    await step(require_nothing_against, page, "headshot, kept elsewhere")
    await step(find_them_again, page, house.url)
    assert page.problems == []
    hosts = {urlsplit(each).netloc for each in page.requests if each.startswith(("http", "ws"))}
    assert hosts == {urlsplit(house.url).netloc}
