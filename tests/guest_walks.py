"""Walks through the states of the parts for events and for headshots, in a browser."""

from collections.abc import Callable, Iterator

from tests.browser import Page
from tests.page_walks import DRAWN_SECONDS, PHOTO, click, open_part, seen, write

GUEST = {
    "organization": "Sahya Arts",
    "name": "Asha Menon",
    "email": "Asha@Example.com",
    "dialCode": "+91",
    "phone": "98765 43210",
    "district": "Kollam",
    "category": "Students",
}
WRONG = """[...document.querySelectorAll('#guest .wrong:not([hidden])')]
  .map(({ id }) => id.split('-')[1])"""


def open_form(page: Page, url: str, part: str = "event") -> None:
    """The registration form, with its sketch."""
    open_part(page, url, part)
    page.until("document.querySelector('#event[data-ready] .sketch-head')")


def fill(page: Page) -> None:
    """Writes into all fields, and chooses a photo."""
    for field, words in GUEST.items():
        write(page, f"#guest-{field}", words)
    page.choose_file("#guest-photo-file", PHOTO)
    page.until(seen("#guest-photo-shown"))


def event_walk(page: Page, url: str) -> Iterator[str]:
    """From an empty form, by way of a wrong one, to an avatar, and to what is left of it."""
    open_form(page, url)
    yield "event, empty"
    write(page, "#guest-email", "asha at home")
    click(page, "#register")
    page.until(f"{WRONG}.length === 7")
    yield "event, to be mended"
    for chosen in ("gala", "WARRIOR", "FEMALE"):
        click(page, f"#guest input[value={chosen}]")
    fill(page)
    page.until("document.querySelectorAll('.sketch-words').length === 2")
    yield "event, sketched"
    click(page, "#register")
    page.until(seen("#stand-cancel"))
    yield "event, drawing"
    page.until("document.querySelector('#stand-picture .loaded')", seconds=2 * DRAWN_SECONDS)
    yield "event, drawn"
    write(page, "#seek", "98765-43210")
    click(page, "#seeking button")
    page.until("document.querySelector('#found .loaded')")
    yield "event, found"
    click(page, "#clear")
    page.until("document.querySelector('#flush').open")
    yield "event, asked before clearing"
    click(page, "#flush-go")
    page.until("document.querySelector('#found [role=status]')")
    page.until(seen("#guest"))  # what was shown above is gone too
    yield "event, cleared"


def ask(page: Page, link: str) -> None:
    """Asks for a headshot of whom a link leads to."""
    write(page, "#headshot-link", link)
    click(page, "#headshot-ask")


def headshot_walk(
    page: Page, url: str, sign_in: Callable[[Page], None], link: str
) -> Iterator[str]:
    """From an invitation to a headshot of the photo behind `link`, with a wrong one on the way."""
    open_part(page, url, "headshot")
    page.until(seen("#headshot-invitation"))
    yield "headshot, invited"
    sign_in(page)
    page.until(seen("#headshot-form"))
    yield "headshot, empty"
    ask(page, "https://192.168.0.1/me.jpg")
    page.until(seen("#headshot-link-wrong"))
    yield "headshot, refused"
    ask(page, link)
    page.until(seen("#shot-progress"))
    yield "headshot, drawing"
    page.until("document.querySelector('#shots .loaded')", seconds=DRAWN_SECONDS)
    page.until("document.querySelector('#headshots .loaded')")
    yield "headshot, drawn"
