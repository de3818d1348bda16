"""Pictures of the page in each of its states: light, dark and on a phone, to be looked at.

`python -m tests.page_states FOLDER` starts a Visage of its own and writes PNG files there.
"""

import argparse
import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.servers import Running, running
from tests.browser import Browser, Page, open_browser
from tests.guest_walks import event_walk, headshot_walk
from tests.page_walks import PHOTO, photo_walk, trouble_walk, words_walk, you_walk
from tests.posing import open_site

SITTER = "sitter@example.com"
SCREENS = {"light": (1180, 860, False), "dark": (1180, 860, True), "phone": (360, 780, False)}
# Not the drawing of a headshot: it would be too late for the photo behind the link.
HELD = {"photo, drawing", "words, drawing", "event, drawing"}
# Longer than any transition of the page.
SETTLED_SECONDS = 0.5


def last_code(visage: Running, number: int = 1, seconds: float = 20) -> str:
    """The code that was sent last, and as the `number`th: a Visage without mail writes it to its
    log."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        codes = [record["code"] for record in visage.records if "code is here" in record["event"]]
        if len(codes) >= number:
            return str(codes[-1])
        time.sleep(0.05)
    raise AssertionError("no code was sent")


def workers_of(visage: Running) -> list[int]:
    """The processes that draw."""
    return [record["pid"] for record in visage.records if record.get("role") == "worker"]


def signal_all(processes: list[int], number: int) -> None:
    """Sends a signal to each of them."""
    for pid in processes:
        os.kill(pid, number)


def take(page: Page, folder: Path, state: str) -> None:
    """One picture of this state for each screen, and one of the whole length of it."""
    name = state.replace(", ", "-").replace(" ", "-")
    for screen, (width, height, dark) in SCREENS.items():
        page.screen(width, height, dark)
        time.sleep(SETTLED_SECONDS)
        (folder / f"{name}-{screen}.png").write_bytes(page.picture())
    page.screen(*SCREENS["light"])
    (folder / f"{name}-whole.png").write_bytes(page.picture(whole=True))


def sign_in(page: Page, visage: Running, number: int) -> None:
    """Signs somebody in by the `number`th code, without a look at the form."""
    page.js(f"""import("/static/page/api.js").then(({{ ask }}) =>
      ask('mutation {{ requestCode(email: "{SITTER}") {{ email }} }}'))""")
    code = last_code(visage, number)
    page.js(f"""import("/static/page/api.js").then(async ({{ ask }}) => {{
      const {{ begin }} = await import("/static/page/session.js");
      begin((await ask(`mutation {{ verifyCode(email: "{SITTER}", code: "{code}") {{
        token expiresAt viewer {{ id email }} }} }}`)).verifyCode);
    }})""")


def look(browser: Browser, visage: Running, folder: Path, photo: str) -> None:
    """Walks through all states, as a person of its own for each walk. `photo` is a link to one."""
    url = visage.url
    walks: list[Callable[[Page], Iterable[str]]] = [
        lambda page: photo_walk(page, url),
        lambda page: words_walk(page, url),
        lambda page: you_walk(page, url, lambda: last_code(visage)),
        lambda page: headshot_walk(page, url, lambda page: sign_in(page, visage, 2), photo),
        lambda page: event_walk(page, url),
        lambda page: trouble_walk(page, url),
    ]
    for walk in walks:
        with browser.open_page() as page:
            page.screen(*SCREENS["light"])
            for state in walk(page):
                print(state)
                workers = workers_of(visage) if state in HELD else []
                signal_all(workers, signal.SIGSTOP)
                take(page, folder, state)
                signal_all(workers, signal.SIGCONT)


async def main(folder: Path) -> None:
    """Start all, look, end all."""
    links = {"HEADSHOT_HTTP": "true", "LINK_NETWORKS": "127.0.0.1/32"}
    photo = await asyncio.to_thread(PHOTO.read_bytes)
    async with running(**links) as visage, open_site(photo=photo) as site:
        with open_browser() as browser:
            await asyncio.to_thread(look, browser, visage, folder, site.link("photo"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.page_states", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    chosen = parser.parse_args().folder
    chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(chosen))
