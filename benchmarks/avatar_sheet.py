"""A sheet of what an event's avatars look like: a row for each look, a column for each gender.

`python -m benchmarks.avatar_sheet sheet.png` draws all shipped events; see docs/events.md.
"""

import argparse
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.checkerboards import on_checkerboard
from errors import VisageError
from events.loading import read_events
from events.templates import Template, TextField
from imaging.analysis import analyse
from imaging.arrays import U8
from imaging.busts import draw_bust
from imaging.compositions import compose
from imaging.photos import read_photo
from imaging.portraits import Portrait
from imaging.vision import Vision
from kinds import AvatarLook, Gender

PHOTO = Path(__file__).parent.parent / "tests" / "photos" / "astronaut.png"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sheet; the exit code. A mistake in a template is told in one sentence."""
    wanted = _parser().parse_args(arguments)
    try:
        events = read_events(wanted.events_dir)
        chosen = [wanted.event] if wanted.event else sorted(events)
        if unknown := set(chosen) - set(events):
            print(f"There is no event {min(unknown)}; there are: {', '.join(sorted(events))}.")
            return 1
        vision = Vision()
        portrait = analyse(vision, read_photo(wanted.photo.read_bytes()))
        if portrait is None:
            print("There is no face in this photo.")
            return 1
        words: dict[TextField, str] = {"organization": wanted.organization, "name": wanted.name}
        sheet = [
            _row(vision, portrait, events[slug], look, words, wanted.seed, wanted.side)
            for slug in chosen
            for look in AvatarLook
        ]
    except (VisageError, OSError) as error:
        print(f"visage: {error}", file=sys.stderr)
        return 1
    Image.fromarray(np.vstack(sheet)).save(wanted.file)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.avatar_sheet", description=__doc__)
    parser.add_argument("file", type=Path, help="where to write the sheet (.png)")
    parser.add_argument("--event", help="only this event")
    parser.add_argument("--events-dir", type=Path, help="a folder with events of your own")
    parser.add_argument("--photo", type=Path, default=PHOTO)
    parser.add_argument("--name", default="Eileen Collins")
    parser.add_argument("--organization", default="Institute of Technology")
    parser.add_argument(
        "--seed", type=int, default=0, help="of each row's first; each next one is its own"
    )
    parser.add_argument("--side", type=int, default=480, help="px of each avatar, up to 4096")
    return parser


def _row(
    vision: Vision,
    portrait: Portrait,
    template: Template,
    look: AvatarLook,
    words: Mapping[TextField, str],
    seed: int,
    side: int,
) -> U8:
    """One look as each gender; the seed steps, so that the palettes are seen."""
    tiles = []
    for number, gender in enumerate(Gender):
        costume = template.scenes[look].costume(gender)
        bust = io.BytesIO()
        Image.fromarray(draw_bust(portrait, costume, seed + number, side)).save(bust, "PNG")
        made = compose(bust.getvalue(), template, look, words, seed + number, vision, side)
        tiles.append(on_checkerboard(np.asarray(Image.open(io.BytesIO(made)), np.uint8)))
    return np.hstack(tiles)


if __name__ == "__main__":
    sys.exit(main())
