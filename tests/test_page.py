"""The story on the page, in a real browser against a running server, from photo to face."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.accessibility import LIGHT, require_nothing_against
from tests.browser import CHROMIUM, Browser, Page
from tests.page_walks import (
    PHOTO,
    ask_for,
    click,
    drawn,
    open_part,
    photo_walk,
    words_walk,
)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(*LIGHT, still=True)
        yield opened


def test_a_photo_becomes_a_face_on_the_page(page: Page, visage: str) -> None:  # C4, C5, C7
    for state in photo_walk(page, visage):
        require_nothing_against(page, state)
    corner = """(async () => {
      const blob = await (await fetch(document.querySelector("#actions a").href)).blob();
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.drawImage(await createImageBitmap(blob), 0, 0);
      return [blob.type, canvas.getImageData(0, 0, 1, 1).data[3]];
    })()"""
    assert page.js(corner) == ["image/png", 0]

    open_part(page, visage, "photo")
    page.until("document.querySelectorAll('#photos li').length === 1")
    page.until("document.querySelectorAll('#strip li').length === 1")  # the cartoons are gone
    click(page, "#photos .danger")
    click(page, "dialog button[value=yes]")
    page.until("document.querySelectorAll('#photos li').length === 0")
    assert page.js("document.querySelectorAll('#faces li').length") == 1  # C13

    assert page.problems == []  # nothing that the policy refuses among them
    assert foreign(page, visage) == set()


FITTED = """import("/static/page/fitting.js").then(async ({ fitted }) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 1500 });
  canvas.getContext("2d");
  const photo = await new Promise((made) => canvas.toBlob(made, "image/webp"));
  const fit = await fitted(photo, { maxUploadBytes: 1e9, mimeTypes: ["image/png"] });
  const { width, height } = await createImageBitmap(fit);
  return [fit.type, width, height];
})"""
DROPPED = """((where) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData("text/plain", "A fox");
  const told = { dataTransfer, bubbles: true, cancelable: true };
  return document.querySelector(where).dispatchEvent(new DragEvent("drop", told));
})"""


def test_words_drop_into_fields_only_and_what_is_not_read_is_made_to_fit_or_refused(  # C2
    page: Page, visage: str, tmp_path: Path
) -> None:
    open_part(page, visage, "photo")
    assert page.js(f"{DROPPED}('#prompt')")
    assert not page.js(f"{DROPPED}('body')")  # as a link it would replace the page
    assert page.js(FITTED) == ["image/jpeg", 2400, 1200]
    note = tmp_path / "note.jpg"
    note.write_text("not a picture")
    page.choose_file("#photo", note)
    page.until("!document.querySelector('#error').hidden")
    assert len(page.js("document.querySelector('#error p').textContent")) > 20
    assert page.js("!document.querySelector('#empty').hidden")


NOTHING_KEPT = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied.", "SecurityError"); },
})"""
WISHES = """import("/static/page/api.js").then(async ({ ask }) =>
  (await ask("{ generations(first: 9) { edges { node { id } } } }")).generations.edges.length)"""


def test_a_browser_that_keeps_nothing_will_do_and_a_double_click_is_one_wish(  # C4
    page: Page, visage: str
) -> None:
    page.call("Page.addScriptToEvaluateOnNewDocument", source=NOTHING_KEPT)
    open_part(page, visage, "photo")
    assert "keeps nothing" in page.js("document.querySelector('#notice').textContent")
    page.choose_file("#photo", PHOTO)
    drawn(page, 2)
    page.js("""{
      const flat = document.querySelector("#wish [data-style=FLAT]");
      flat.click();
      flat.click();
    }""")
    drawn(page, 3)
    assert page.js(WISHES) == 2
    assert page.problems == []


def test_words_become_pictures_on_the_page(page: Page, visage: str) -> None:  # P1, P3, P4, P7
    for state in words_walk(page, visage):
        if state != "words, empty":  # of which the next state shows all
            require_nothing_against(page, state)
    ask_for(page, "a LIGHTHOUSE, in the storm")
    page.until("document.querySelector('#anew').getClientRects().length")
    click(page, "#anew")
    page.until("document.querySelectorAll('#pictures li .loaded').length === 4", seconds=60)
    click(page, "#frames li .danger")
    click(page, "dialog button[value=yes]")
    page.until("document.querySelectorAll('#frames li').length === 1")
    page.until("document.querySelectorAll('#pictures li').length === 3")
    assert (
        page.js("document.querySelector('#wall-note').textContent")
        == "“a LIGHTHOUSE, in the storm”"
    )
    assert page.problems == []
    assert foreign(page, visage) == set()


PRICE = "document.querySelector('#price')?.textContent"


def test_what_is_left_is_shown_and_stays_right_in_every_tab(  # P5, P8, P9
    page: Page, visage: str
) -> None:
    open_part(page, visage, "photo")
    assert page.js("document.querySelector('#photo-price').hidden")  # free: nothing is said
    other = page.another_tab()
    for tab in (page, other):
        tab.goto(f"{visage}#/words")
        tab.until(f"{PRICE} === '4 pictures: 4 credits. You have 10 left.'")
    ask_for(page, "A boat on a lake")
    other.until(f"{PRICE} === '4 pictures: 4 credits. You have 8 left.'", seconds=60)
    page.until(f"{PRICE} === '2 pictures: 2 credits. You have 8 left.'")

    page.js("""import("/static/page/api.js").then(({ ask }) => Promise.all(["a pear", "a fig"].map(
      (prompt) => ask(`mutation { generatePictures(input: { prompt: "${prompt}" }) { id } }`))))""")
    page.until(f"{PRICE}.endsWith('8 held for what is being drawn.')")
    ask_for(page, "A blue whale")
    page.until("!document.querySelector('#short').hidden")
    assert "2 more are needed" in page.js("document.querySelector('#short').textContent")
    page.js("""import("/static/page/api.js").then(async ({ ask }) => {
      const { generations } = await ask("{ generations(first: 2) { edges { node { id } } } }");
      for (const { node } of generations.edges) {
        await ask(`mutation { cancelGeneration(id: "${node.id}") { id } }`);
      }
    })""")
    page.until(f"!{PRICE}.includes('held')", seconds=60)
    told_price = page.js(PRICE)
    click(page, "nav a[href='#/you']")
    page.until("document.querySelector('#usage li').getClientRects().length")
    entries = "[...document.querySelectorAll('#usage li b')].map((one) => one.textContent)"
    told = [int(text.replace("−", "-")) for text in page.js(entries)]
    assert told[-1] == 10
    assert f"You have {sum(told)} left." in told_price
    assert page.problems == other.problems == []


def foreign(page: Page, visage: str) -> set[str]:
    """Hosts asked for anything that are not the server; pictures kept in memory have none."""
    hosts = {
        urlsplit(url).netloc for url in page.requests if not url.startswith(("blob:", "data:"))
    }
    return hosts - {urlsplit(visage).netloc}
