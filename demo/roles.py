"""What `main.py demo` does: open a house if need be, tell the story, leave the sheet."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from demo.clients import Client
from demo.houses import House, open_house
from demo.sheets import draw_sheet
from demo.stories import Chapter, Story
from errors import BadUserInput, Unavailable
from progress import Progress

SAMPLE = Path(__file__).parent / "astronaut.jpg"
CREDIT = "The photo is Eileen Collins, by NASA, public domain."


async def run_demo(
    url: str | None,
    photo: Path | None,
    sheet: Path,
    show: Callable[[str], object],
    progress: Progress,
) -> None:
    """Tell the story to the Visage at `url`, or to one of our own, and leave the contact sheet at
    `sheet`; `VisageError` when that cannot be."""
    body = await asyncio.to_thread(_read, photo or SAMPLE)
    await asyncio.to_thread(_require_writable, sheet)
    began = time.monotonic()
    chapters = await _told(url, body, progress)
    progress.begin("Drawing the contact sheet")
    subtitle = "One photo and a few words." + ("" if photo else f" {CREDIT}")
    drawn = await asyncio.to_thread(draw_sheet, "What Visage makes of it", subtitle, chapters)
    await asyncio.to_thread(_write, sheet, drawn)
    progress.end()
    for chapter in chapters:
        if chapter.missing:
            show(f"{chapter.title}: left out. {chapter.missing}")
    pictures = sum(len(chapter.shots) for chapter in chapters) - 1
    took = time.monotonic() - began
    place = await asyncio.to_thread(sheet.resolve)
    show(f"Made {pictures} pictures in {took:.0f} s. The contact sheet is {place}")


async def _told(url: str | None, photo: bytes, progress: Progress) -> list[Chapter]:
    progress.begin("Calling" if url else "Starting a Visage of its own")
    async with _place(url) as (address, house), Client(address) as client:
        story = Story(client, photo, house, progress)
        try:
            return await story.tell()
        finally:
            if house is None:
                with suppress(Unavailable, TimeoutError):  # it is away, and the story said so
                    await story.take_back()


@asynccontextmanager
async def _place(url: str | None) -> AsyncIterator[tuple[str, House | None]]:
    if url is not None:
        yield url, None
        return
    async with open_house() as house:
        yield house.url.result(), house


def _read(photo: Path) -> bytes:
    try:
        return photo.read_bytes()
    except OSError as error:
        raise BadUserInput(f"{photo} cannot be read: {error.strerror}.") from error


def _require_writable(sheet: Path) -> None:
    """`BadUserInput` now rather than after all the work."""
    if sheet.is_dir() or not sheet.absolute().parent.is_dir():
        raise BadUserInput(f"No contact sheet can be written to {sheet}: name a file in a folder.")


def _write(sheet: Path, drawn: bytes) -> None:
    try:
        sheet.write_bytes(drawn)
    except OSError as error:
        raise Unavailable(f"{sheet} cannot be written: {error.strerror}.") from error
