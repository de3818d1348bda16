"""The story on the page by keyboard alone, and what is said of it to who cannot see it."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.browser import CHROMIUM, Browser, Page
from tests.houses import served_house
from tests.page_houses import PageHouse, open_page_house, step
from tests.page_walks import DRAWN_SECONDS, PHOTO, drawn, open_part, seen

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)

house = served_house(open_page_house)

# More than there is on any part: a walk through all that can be reached ends before.
MOST_TABS = 90


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(1180, 860, still=True)
        yield opened


def tab_to(page: Page, selector: str) -> None:
    """Presses the tabulator until the focus is there, where it can be seen."""
    page.until(seen(selector))
    for _ in range(MOST_TABS):
        page.press("Tab")
        if page.js(f"document.activeElement.matches({json.dumps(selector)})"):
            break
    else:
        raise AssertionError(f"no way to {selector}")
    assert page.js("""(() => {
      const { top, bottom, width } = document.activeElement.getBoundingClientRect();
      return width > 0 && top < innerHeight && bottom > 0;
    })()"""), f"{selector} has the focus out of sight"


def listen(page: Page) -> None:
    """From now on, keeps what the live regions say in `window.told`."""
    page.js("""(() => {
      window.told = [];
      const live = "[role=status], [role=alert]";
      const place = (target) => target.closest ? target : target.parentElement;
      const regionOf = ({ target }) => place(target)?.closest(live);
      const note = (mutations) => {
        for (const region of new Set(mutations.map(regionOf))) {
          const words = region?.textContent.trim();
          if (region && (region.getClientRects().length || !words)) {
            window.told.push([region.id, words]); // no words: what comes next is new
          }
        }
      };
      new MutationObserver(note).observe(document.body,
        { subtree: true, childList: true, characterData: true });
    })()""")


def bring_a_photo(page: Page) -> None:
    """Chosen in the dialog for files that a press of Enter opens."""
    page.call("Page.setInterceptFileChooserDialog", enabled=True)
    tab_to(page, "#empty .choose")
    page.press("Enter")
    page.choose_file("#photo", PHOTO)
    drawn(page, 2)


def compare(page: Page) -> None:
    tab_to(page, "#compare")
    page.press("Enter")
    page.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
    assert page.js("document.activeElement.type") == "range"
    page.press("ArrowRight", "ArrowRight")
    assert page.js("document.activeElement.getAttribute('aria-valuetext')") == "52 % Photo"


def draw_another_and_keep_it(page: Page) -> None:
    tab_to(page, "#wish [data-style=FLAT]")
    page.press("Enter")
    drawn(page, 3)
    tab_to(page, "#keep")
    page.press("Enter")
    page.until("document.querySelector('#faces .loaded')", seconds=DRAWN_SECONDS)


def delete_it(page: Page) -> None:
    """The focus is not lost with what had it."""
    tab_to(page, "#faces .danger")
    page.press("Enter")
    page.until("document.querySelector('dialog').open")
    page.press("Tab", "Enter")
    page.until("document.querySelector('#faces').hidden")
    assert page.js("document.activeElement.matches('h2')")


def ask_for_a_picture(page: Page) -> None:
    """On another part, whose heading is where one begins."""
    tab_to(page, "nav a[href='#/words']")
    page.press("Enter")
    page.until("document.activeElement.matches('#from-words h2')")
    tab_to(page, "#prompt")
    page.press(*"a fig")
    tab_to(page, "#words input[name=style]")
    page.press("ArrowRight", "ArrowRight")
    assert page.js("document.activeElement.value") == "MINIMAL"
    tab_to(page, "#words input[name=count]")
    page.press("ArrowRight")  # from the last one to the first
    tab_to(page, "#imagine")
    page.press("Enter")
    page.until("document.querySelector('#pictures .loaded')", seconds=DRAWN_SECONDS)


def go_by_keyboard(page: Page, url: str) -> None:
    """The whole story, without a mouse."""
    open_part(page, url, "photo")
    page.press("Tab")
    assert page.js("document.activeElement.id") == "skip"
    listen(page)
    bring_a_photo(page)
    compare(page)
    draw_another_and_keep_it(page)
    delete_it(page)
    assert_said_once(page.js("window.told"))
    ask_for_a_picture(page)
    assert page.problems == []


async def test_the_whole_story_goes_by_keyboard(page: Page, house: PageHouse) -> None:
    await step(go_by_keyboard, page, house.url)


def assert_said_once(told: list[list[str]]) -> None:
    """Each region speaks when there is something new, and not at each change of a number."""
    spoken = [words for region, words in told if region == "stage"]
    assert "Sending the photo" in spoken
    assert all(one != next_one for one, next_one in pairwise(spoken)), spoken
    assert len(spoken) < 40
    assert ["notice", "The face is yours. Its cartoons are gone."] in told
