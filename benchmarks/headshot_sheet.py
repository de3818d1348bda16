"""Sheets of the headshots that the builtin engine makes.

`python -m benchmarks.headshot_sheet FOLDER` writes one for each photo: a row for each size, all
styles in it, and one for each style with its first seeds. The picture in the documentation is
`python -m benchmarks.headshot_sheet docs/headshots.jpg`: each photo in each style.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from errors import VisageError
from imaging.arrays import U8
from imaging.headshots.headshots import headshot
from imaging.headshots.shots import LONGEST, Shot, shot
from imaging.photos import read_photo
from imaging.vision import Vision
from kinds import AspectRatio, HeadshotStyle

PHOTOS = Path(__file__).parent.parent / "tests" / "photos"
NAMES = ("astronaut.png", "grace_hopper.jpg")
SEEDS = 7  # as many as any style has backdrops
HEIGHT, SMALL = 480, 330  # px of a tile in a sheet, and in the documentation
QUALITY = 84
# What the documentation shows: for each photo, in the order of the styles.
SHOWN = ((0, 3, 1, 2), (5, 5, 0, 0))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sheets; the exit code. A photo without a face is told in one sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.headshot_sheet", description=__doc__
    )
    parser.add_argument("target", type=Path, help="a folder, or a picture (.jpg) of all styles")
    parser.add_argument("--photos", type=Path, nargs="+", help="photos of your own")
    parser.add_argument("--seed", type=int, default=0, help="added to every seed")
    wanted = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    photos = wanted.photos or [PHOTOS / name for name in NAMES]
    try:
        if wanted.target.suffix == ".jpg":
            _overview(photos, wanted.target, wanted.seed)
        else:
            _sheets(photos, wanted.target, wanted.seed)
    except (VisageError, OSError) as error:
        print(f"headshot_sheet: {error}", file=sys.stderr)
        return 1
    return 0


def _overview(photos: Sequence[Path], target: Path, first: int) -> None:
    """A row for each photo, a column for each style."""
    vision = Vision()
    rows = []
    for path, seeds in zip(photos, SHOWN, strict=False):
        taken = _taken(vision, path, AspectRatio.SQUARE.size)
        wishes = zip(HeadshotStyle, seeds, strict=True)
        tiles = [_tile(taken, style, seed + first, SMALL) for style, seed in wishes]
        rows.append(np.hstack(tiles))
    Image.fromarray(np.vstack(rows)).save(target, quality=QUALITY)


def _sheets(photos: Sequence[Path], folder: Path, first: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vision = Vision()
    for path in photos:
        shots = [_taken(vision, path, ratio.size) for ratio in AspectRatio]
        tiles = [[_tile(taken, style, first, HEIGHT) for style in HeadshotStyle] for taken in shots]
        _save(tiles, folder / f"{path.stem}_sizes.jpg")
        seeds = [
            [_tile(shots[0], style, first + seed, HEIGHT) for seed in range(SEEDS)]
            for style in HeadshotStyle
        ]
        _save(seeds, folder / f"{path.stem}_seeds.jpg")
        for taken, style in product(shots, HeadshotStyle):
            name = f"{path.stem}_{taken.size[0]}_{style.lower()}.png"
            Image.fromarray(headshot(taken, style, first)).save(folder / name)


def _taken(vision: Vision, path: Path, size: tuple[int, int]) -> Shot:
    return shot(vision, read_photo(path.read_bytes(), LONGEST), size)


def _tile(taken: Shot, style: HeadshotStyle, seed: int, height: int) -> U8:
    width = round(height * taken.size[0] / taken.size[1])
    picture = headshot(taken, style, seed)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _save(tiles: Sequence[Sequence[U8]], target: Path) -> None:
    """Rows below each other, the shorter ones filled up with white."""
    rows = [np.hstack(row) for row in tiles]
    widest = max(row.shape[1] for row in rows)
    full = [
        np.pad(row, ((0, 0), (0, widest - row.shape[1]), (0, 0)), constant_values=255)
        for row in rows
    ]
    Image.fromarray(np.vstack(full)).save(target, quality=QUALITY)


if __name__ == "__main__":
    sys.exit(main())
