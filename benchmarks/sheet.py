"""A sheet of what the builtin engine draws: photo, each style, and the face that is cut out."""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks.checkerboards import on_checkerboard
from imaging.analysis import analyse
from imaging.arrays import U8
from imaging.cartoons import draw
from imaging.cutouts import cut_face
from imaging.looks import look
from imaging.photos import read_photo
from imaging.vision import Vision
from kinds import CartoonStyle

PHOTOS = Path(__file__).parent.parent / "tests" / "photos"
TILE = 300
# The first row's first seed; each row takes the next one.
SEED = 3


def main() -> None:
    """Write the sheet to the path that is given."""
    vision = Vision()
    names = ("astronaut.png", "grace_hopper.jpg")
    rows = [_row(vision, name, SEED + number) for number, name in enumerate(names)]
    Image.fromarray(np.vstack(rows)).save(sys.argv[1], quality=85)


def _row(vision: Vision, name: str, seed: int) -> U8:
    photo = read_photo((PHOTOS / name).read_bytes())
    portrait = analyse(vision, photo)
    assert portrait is not None
    drawings = [draw(portrait, look(style, seed)) for style in CartoonStyle]
    face = cut_face(drawings[0].picture(), drawings[0].landmarks, drawings[0].matte)
    tiles = [
        portrait.photo,
        *(each.picture() for each in drawings),
        on_checkerboard(_in_a_square(face)),
    ]
    small = [cv2.resize(tile, (TILE, TILE), interpolation=cv2.INTER_AREA) for tile in tiles]
    return np.asarray(np.hstack(small), np.uint8)


def _in_a_square(face: U8) -> U8:
    """A face in the middle of a clear square."""
    height, width = face.shape[:2]
    side = max(height, width) + 40
    square = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = face
    return square


if __name__ == "__main__":
    main()
