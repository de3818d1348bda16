"""The story in GraphiQL, in a real browser, from the house's own files."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser import CHROMIUM, Browser, Page
from web.vendor import differing

PHOTO = Path(__file__).parent / "photos" / "astronaut.png"
ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror"
QUERY = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror"

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)


@pytest.fixture
def page(visage: str, browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(1400, 900)
        opened.goto(urljoin(visage, "/graphql"))
        opened.until("document.querySelectorAll('.graphiql-tab').length > 5")
        opened.until("document.querySelector('.graphiql-execute-button')")
        yield opened


def run(page: Page, tab: str, seen: str, **variables: Any) -> str:
    """Runs a tab, with these variables put over its own; its answer as soon as `seen` is in it."""
    titles = "[...document.querySelectorAll('.graphiql-tab-button')]"
    page.js(f"{titles}.find((one) => one.textContent === {json.dumps(tab)}).click()")
    editor = "document.querySelector('.graphiql-editor-tool .CodeMirror').CodeMirror"
    page.until(f"{QUERY}.getValue().includes(' {tab}')")  # each operation is named as its tab
    page.js(f"{ANSWER}.setValue('')")
    if variables:
        own = json.loads(page.js(f"{editor}.getValue()"))
        page.js(f"{editor}.setValue({json.dumps(json.dumps(own | variables))})")
    time.sleep(0.15)  # GraphiQL takes an edit over 100 ms later
    page.until(f"{QUERY}.operationName === {json.dumps(tab)}")
    page.js("document.querySelector('.graphiql-execute-button').click()")
    page.until(f"{ANSWER}.getValue().includes({json.dumps(seen)})", seconds=60)
    answer: str = page.js(f"{ANSWER}.getValue()")
    return answer


@needs_browser
def test_the_tabs_tell_the_whole_story(  # C1, C4, C5, G7, A1, A5, I2, P1, P7, P8
    page: Page, visage: str
) -> None:
    assert json.loads(run(page, "Viewer", "deviceId"))["data"]["viewer"]["deviceId"]
    assert "COMIC" in run(page, "Catalog", "cartoonStyles")
    assert "above the editor" in run(page, "Upload", "Choose a file")

    page.choose_file("#file", PHOTO)
    upload = json.loads(run(page, "Upload", '"generation"'))["data"]["upload"]
    followed = run(page, "Follow", "SUCCEEDED", id=upload["generation"]["id"])
    assert '"COMIC"' in followed
    again = json.loads(run(page, "Regenerate", '"id"', originalId=upload["original"]["id"]))
    run(page, "Wait", "SUCCEEDED", id=again["data"]["regenerate"]["id"])
    originals = json.loads(run(page, "Originals", "cartoons"))["data"]["originals"]["edges"]
    cartoons = originals[0]["node"]["cartoons"]
    assert len(cartoons) == 2

    face = json.loads(run(page, "Download", '"FACE"', cartoonId=cartoons[0]["id"]))
    run(page, "Wait", "SUCCEEDED", id=face["data"]["download"]["id"])
    assert '"totalCount": 1' in run(page, "Faces", "totalCount")
    run(page, "Cancel", '"id"', id=run_id(page, upload["original"]["id"]))
    assert upload["original"]["id"] in run(page, "Delete", "data", id=upload["original"]["id"])

    guest = json.loads(run(page, "Register", '"QUEUED"', look="WARRIOR"))["data"]["generateAvatar"]
    run(page, "Cancel", '"id"', id=guest["generation"]["id"])  # it would take a while
    avatar = json.loads(run(page, "Avatar", "finalImage"))["data"]["avatar"]
    assert (avatar["id"], avatar["look"]) == (guest["id"], "WARRIOR")

    assert '"asha@example.com"' in run(page, "RequestCode", "expiresAt")
    assert "Ask for a new one" in run(page, "SignIn", "errors")

    draw_from_words(page)
    assert page.problems == []
    hosts = {urlsplit(url).netloc for url in page.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(visage).netloc}


def draw_from_words(page: Page) -> None:
    """The tabs about pictures from words, and about what they cost."""
    wish = json.loads(run(page, "Wish", '"QUEUED"', count=1, style="MINIMAL"))
    run(page, "Wait", "SUCCEEDED", id=wish["data"]["generatePictures"]["id"])
    pictures = json.loads(run(page, "Pictures", '"totalCount": 1'))["data"]["pictures"]["edges"]
    assert "download" in run(page, "Save", "expiresAt", id=pictures[0]["node"]["id"])
    assert pictures[0]["node"]["id"] in run(page, "Usage", "IMAGE_DOWNLOAD")
    credits = json.loads(run(page, "Credits", "remaining"))["data"]["viewer"]["credits"]
    assert credits["total"] - credits["remaining"] == credits["used"] == 1
    assert "FORBIDDEN" in run(page, "Grant", "errors")
    assert "FORBIDDEN" in run(page, "Analytics", "errors")


def run_id(page: Page, original: str) -> str:
    """Id of a cartoon just asked for."""
    answer = json.loads(run(page, "Regenerate", '"id"', originalId=original))
    name: str = answer["data"]["regenerate"]["id"]
    return name


def test_vendored_files_are_the_ones_named_as_their_source() -> None:
    assert differing() == []
