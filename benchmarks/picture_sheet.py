"""Sheets of what the illustrator draws.

`python -m benchmarks.picture_sheet docs/pictures.jpg` shows each style with a few wishes;
`--words "A red fox" "A blue car"` shows wishes of your own instead, `--lexicon-dir DIR` knows words
of your own as well; `python -m benchmarks.picture_sheet --forty FOLDER` writes forty wishes of many
kinds, in one style each, to be looked at: single pictures and sheets of ten.
"""

import argparse
import io
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from illustrator.illustrating import Illustrator
from illustrator.words.entries import InvalidLexicon
from imaging.arrays import U8
from kinds import PictureStyle

QUALITY = 80  # of a JPEG
TILE = 200  # px of the sheet that is shown in the documentation
LARGE = 480
OVERVIEW = (
    ("A red fox under a lighthouse at dawn", 1),
    ("A girl flying a red kite in a field", 1),
    ("Two penguins on ice under the northern lights", 3),
    ("A cup of coffee and a croissant on the table", 2),
    ("A sailboat on the sea at sunset", 0),
    ("In the middle of difficulty lies opportunity. — Albert Einstein", 1),
)
FORTY = (
    "A red fox reading under a lighthouse at dawn",
    "Three cats on a rooftop under the stars",
    "Rainy day in Tokyo with a yellow taxi",
    "Whale swimming in the ocean at sunset",
    "Happy birthday to our amazing team!",
    "Cozy autumn forest with a deer",
    "A chef cooking pasta in the kitchen",
    "Two penguins on ice under the northern lights",
    "A dragon guarding a castle on a stormy night",
    "Turtle swimming in a coral reef",
    "A girl flying a red kite in a field",
    "Snowy village with a christmas tree",
    "Grow your sales with smart marketing",
    "10 tips for better sleep",
    "Astronaut exploring a distant planet",
    "A hot air balloon over mountains at sunset",
    "Launching our new coffee blend this Friday!",
    "Woman doing yoga by the lake in the morning",
    "A blue sailboat near a tropical island",
    "In the middle of difficulty lies opportunity. — Albert Einstein",
    "Five ducks on a pond in spring",
    "Camel in the desert at noon",
    "Concert tonight: guitar on stage",
    "Working from home with a laptop and a cat",
    "A bear in a foggy forest at night",
    "Spooky pumpkin in front of a house at night",
    "Surfing waves at the beach",
    "Fresh strawberries and a slice of cake",
    "An old train crossing a bridge over a river",
    "Robot holding a flower",
    "A green car on a mountain road",
    "Hiring: senior backend engineer, remote",
    "Никогда не сдавайся",
    "生活就像一盒巧克力",
    "Believe in yourself 🚀",
    "Elephant and a tiny mouse",
    "New recipe: tacos with avocado",
    "Cherry blossoms falling in the park",
    "Football match under the rain",
    "Thank you for 1000 followers",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sheet or the folder; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.picture_sheet", description=__doc__)
    parser.add_argument("target", type=Path, help="the sheet (.jpg), or with --forty a folder")
    parser.add_argument("--forty", action="store_true", help="forty wishes to be looked at")
    parser.add_argument("--words", nargs="+", help="wishes to show instead of those of the sheet")
    parser.add_argument("--lexicon-dir", type=Path, help="a folder with words of your own")
    parser.add_argument("--seed", type=int, default=0, help="added to every seed")
    wanted = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    try:
        illustrator = Illustrator.open(wanted.lexicon_dir)
    except InvalidLexicon as error:
        print(f"picture_sheet: {error}", file=sys.stderr)
        return 1
    if wanted.forty:
        _forty(illustrator, wanted.target, wanted.seed)
    else:
        wishes = [(words, 0) for words in wanted.words] if wanted.words else OVERVIEW
        _overview(illustrator, wanted.target, wishes, wanted.seed)
    return 0


def _overview(
    illustrator: Illustrator, target: Path, wishes: Sequence[tuple[str, int]], first: int
) -> None:
    """A row for each style, a column for each wish, which are words and a seed."""
    rows = [
        np.hstack(
            [_small(illustrator.pixels(words, style, seed + first), TILE) for words, seed in wishes]
        )
        for style in PictureStyle
    ]
    Image.fromarray(np.vstack(rows)).save(target, quality=QUALITY)


def _forty(illustrator: Illustrator, folder: Path, first: int) -> None:
    """Styles take turns; each sheet of ten has two rows."""
    folder.mkdir(parents=True, exist_ok=True)
    tiles, styles = [], list(PictureStyle)
    for number, words in enumerate(FORTY):
        style = styles[number % len(styles)]
        started = time.process_time()
        body = illustrator.draw(words, style, first + number // len(styles))
        taken = time.process_time() - started
        extension = "jpg" if body[:2] == b"\xff\xd8" else "png"
        (folder / f"{number + 1:02d}_{style.lower()}.{extension}").write_bytes(body)
        print(f"{number + 1:2d} {style:<10} {taken:5.2f} s {len(body) // 1024:5d} KB  {words}")
        tiles.append(_small(np.asarray(Image.open(io.BytesIO(body)), np.uint8), LARGE))
    for sheet in range(0, len(tiles), 10):
        rows = [np.hstack(tiles[at : at + 5]) for at in (sheet, sheet + 5)]
        name = folder / f"sheet_{sheet // 10 + 1}.jpg"
        Image.fromarray(np.vstack(rows)).save(name, quality=QUALITY)


def _small(picture: U8, side: int) -> U8:
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    sys.exit(main())
