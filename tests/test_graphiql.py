"""The flows of examples in GraphiQL, in a real browser, from the house's own files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from benchmarks.servers import Running
from tests.browser import CHROMIUM, Browser, Page
from tests.callers import newest_code
from web.examples import read_examples
from web.vendor import differing

PHOTO = Path(__file__).parent / "photos" / "astronaut.png"
ANSWER = "document.querySelector('.result-window .CodeMirror').CodeMirror"
QUERY = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror"
VARIABLES = "document.querySelector('.graphiql-editor-tool .CodeMirror').CodeMirror"
TITLES = "[...document.querySelectorAll('.graphiql-tab-button')].map((one) => one.textContent)"

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)


@pytest.fixture
def page(visage: str, browser: Browser) -> Iterator[Page]:
    with browser.open_page() as opened:
        opened.screen(1400, 900)
        opened.goto(urljoin(visage, "/graphql"))
        opened.until(f"{TITLES}.includes('Upload')")
        opened.until("document.querySelector('.graphiql-execute-button')")
        yield opened


def go(page: Page, flow: str, first: str) -> None:
    """Follows the link to a flow, up to the tab it begins with."""
    links = "[...document.querySelectorAll('#flows a')]"
    page.js(f"{links}.find((one) => one.textContent === {json.dumps(flow)}).click()")
    page.until(f"{TITLES}.includes({json.dumps(first)})")
    page.until("document.querySelector('.graphiql-execute-button')")


def run(page: Page, tab: str, seen: str, **variables: Any) -> Any:
    """Runs a tab, with these variables put over its own: the one field of its answer, or its text
    if that is an error, as soon as `seen` is in it."""
    titles = "[...document.querySelectorAll('.graphiql-tab-button')]"
    page.js(f"{titles}.find((one) => one.textContent === {json.dumps(tab)}).click()")
    page.until(f"{QUERY}.getValue().includes(' {tab}')")  # each operation is named as its tab
    page.js(f"{ANSWER}.setValue('')")
    if variables:
        own = json.loads(page.js(f"{VARIABLES}.getValue()"))
        if "input" in own:
            variables = {"input": own["input"] | variables}
        page.js(f"{VARIABLES}.setValue({json.dumps(json.dumps(own | variables))})")
    # GraphiQL takes an edit over 100 ms later, by a timer of the page: this one comes after it.
    page.js("new Promise((done) => setTimeout(done, 150))")
    page.until(f"{QUERY}.operationName === {json.dumps(tab)}")
    page.js("document.querySelector('.graphiql-execute-button').click()")
    page.until(f"{ANSWER}.getValue().includes({json.dumps(seen)})", seconds=60)
    answer: str = page.js(f"{ANSWER}.getValue()")
    data = json.loads(answer).get("data")
    return next(iter(data.values())) if data else answer


@needs_browser
async def test_the_tabs_of_a_flow_run_from_left_to_right(  # C1, C2, C5, C13, I2
    page: Page, served: Running
) -> None:
    draw_a_photo(page)
    go(page, "Account", "RequestCode")
    assert "six digits" in run(page, "VerifyCode", "in the place of")
    run(page, "RequestCode", "expiresAt")
    session = run(page, "VerifyCode", '"token"', code=await newest_code(served))
    assert run(page, "Me", "emailVerified")["id"] == session["viewer"]["id"]
    go(page, "Operator", "GrantCredits")
    assert "main.py operator" in run(page, "GrantCredits", "in the place of")
    go(page, "Account", "SignOut")
    assert run(page, "SignOut", "true") is True

    assert page.problems == []
    hosts = {urlsplit(url).netloc for url in page.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(served.url).netloc}


@needs_browser
def test_a_page_that_is_left_while_it_is_asked_is_asked_again_where_it_led(page: Page) -> None:
    page.js("setTimeout(() => { location.href = '/' }, 300)")
    page.until("location.pathname === '/' || new Promise(() => {})")


def draw_a_photo(page: Page) -> None:
    """The flow that comes first, from whose tabs no id has to be copied."""
    assert page.js(TITLES) == [each.operation for each in read_examples() if each.flow == "Photo"]
    assert run(page, "Viewer", "deviceId")["deviceId"]
    assert "above the editor" in run(page, "Upload", "Choose a file")
    assert "Upload.generation.id" in run(page, "Follow", "Run the tab Upload first")
    page.choose_file("#file", PHOTO)
    original = run(page, "Upload", '"generation"', style="FLAT")["original"]
    assert run(page, "Follow", "SUCCEEDED")["images"][0]["style"] == "FLAT"
    assert run(page, "Download", '"FACE"')["status"] == "QUEUED"
    assert run(page, "DeleteImage", "data") == original["id"]


def test_vendored_files_are_the_ones_named_as_their_source() -> None:
    assert differing() == []
