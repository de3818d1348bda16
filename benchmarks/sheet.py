"""A sheet of what the builtin engine draws: photo, each style, and the face that is cut out."""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

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
    tiles = [portrait.photo, *(each.picture() for each in drawings), _on_checkerboard(face)]
    small = [cv2.resize(tile, (TILE, TILE), interpolation=cv2.INTER_AREA) for tile in tiles]
    return np.asarray(np.hstack(small), np.uint8)


def _on_checkerboard(face: U8) -> U8:
    """A face in the middle of a square of light and dark fields."""
    height, width = face.shape[:2]
    side = max(height, width) + 40
    fields = np.indices((side, side)) // (side // 12)
    board = np.where(fields.sum(0) % 2, 255, 214).astype(np.uint8)[..., None].repeat(3, 2)
    top, left = (side - height) // 2, (side - width) // 2
    place = board[top : top + height, left : left + width]
    alpha = face[..., 3:].astype(np.float32) / 255
    place[:] = (face[..., :3] * alpha + place * (1 - alpha)).astype(np.uint8)
    return board


if __name__ == "__main__":
    main()
