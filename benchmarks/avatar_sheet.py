"""A sheet of what an event's avatars look like: a row for each look, a column for each gender.

`python -m benchmarks.avatar_sheet sheet.png` draws all shipped events; see docs/events.md, whose
picture is `python -m benchmarks.avatar_sheet docs/avatars.jpg --overview --side 270`.
"""

import argparse
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.checkerboards import on_checkerboard
from errors import NoFaceFound, VisageError
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

PHOTOS = Path(__file__).parent.parent / "tests" / "photos"
GUESTS = {PHOTOS / "astronaut.png": "Eileen Collins", PHOTOS / "grace_hopper.jpg": "Grace Hopper"}
ORGANIZATION = "Institute of Technology"
QUALITY = 82  # of a JPEG: with it the overview has 240 KB
WHITE = (255, 255, 255, 255)


@dataclass(frozen=True)
class Guest:
    """Who is drawn."""

    portrait: Portrait
    words: Mapping[TextField, str]


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
        shown = GUESTS if wanted.overview else {wanted.photo: wanted.name}
        guests = [_guest(vision, *each, wanted.organization) for each in shown.items()]
        draw = _overview if wanted.overview else _sheet
        sheet = draw(vision, guests, [events[slug] for slug in chosen], wanted.seed, wanted.side)
    except (VisageError, OSError) as error:
        print(f"visage: {error}", file=sys.stderr)
        return 1
    Image.fromarray(sheet).save(wanted.file, quality=QUALITY)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.avatar_sheet", description=__doc__)
    parser.add_argument("file", type=Path, help="where to write the sheet (.png or .jpg)")
    parser.add_argument(
        "--overview", action="store_true", help="a row for each event: all looks, of two guests"
    )
    parser.add_argument("--event", help="only this event")
    parser.add_argument("--events-dir", type=Path, help="a folder with events of your own")
    parser.add_argument("--photo", type=Path, default=PHOTOS / "astronaut.png")
    parser.add_argument("--name", default="Eileen Collins")
    parser.add_argument("--organization", default=ORGANIZATION)
    parser.add_argument(
        "--seed", type=int, default=0, help="of each row's first; each next one is its own"
    )
    parser.add_argument("--side", type=int, default=480, help="px of each avatar, up to 4096")
    return parser


def _guest(vision: Vision, photo: Path, name: str, organization: str) -> Guest:
    portrait = analyse(vision, read_photo(photo.read_bytes()))
    if portrait is None:
        raise NoFaceFound("There is no face in this photo.")
    return Guest(portrait, {"organization": organization, "name": name})


def _sheet(
    vision: Vision, guests: Sequence[Guest], events: Sequence[Template], seed: int, side: int
) -> U8:
    """A row for each look, a column for each gender; the seed steps, so that palettes are seen."""
    return np.vstack(
        [
            np.hstack(
                [
                    on_checkerboard(_avatar(vision, guest, template, look, gender, seed + at, side))
                    for at, gender in enumerate(Gender)
                ]
            )
            for guest in guests
            for template in events
            for look in AvatarLook
        ]
    )


def _overview(
    vision: Vision, guests: Sequence[Guest], events: Sequence[Template], seed: int, side: int
) -> U8:
    """A row for each event, each look of each guest in it; genders and palettes take turns."""
    genders = list(Gender)
    rows = []
    for row, template in enumerate(events):
        wishes = enumerate(product(AvatarLook, guests), start=row)
        tiles = [
            _avatar(vision, guest, template, look, genders[at % 3], seed + at, side)
            for at, (look, guest) in wishes
        ]
        rows.append(np.hstack(tiles))
    picture = Image.fromarray(np.vstack(rows))
    white = Image.new("RGBA", picture.size, WHITE)
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB"))


def _avatar(
    vision: Vision,
    guest: Guest,
    template: Template,
    look: AvatarLook,
    gender: Gender,
    seed: int,
    side: int,
) -> U8:
    """side×side×4."""
    costume = template.scenes[look].costume(gender)
    bust = io.BytesIO()
    Image.fromarray(draw_bust(guest.portrait, costume, seed, side)).save(bust, "PNG")
    made = compose(bust.getvalue(), template, look, guest.words, seed, vision, side)
    return np.asarray(Image.open(io.BytesIO(made)), np.uint8)


if __name__ == "__main__":
    sys.exit(main())
