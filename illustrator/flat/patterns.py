"""Patterns that flat shapes are filled with."""

from collections.abc import Callable, Sequence

import numpy as np

from illustrator.brushes.svgs import drawing, rasterised
from imaging.arrays import U8

SMALLEST, LARGEST = 32, 60  # px of a tile


def keyed(colour: str, number: int) -> str:
    """A colour one cannot tell from it, by which a shape's pixels are found again.

    `number` 0 to 14 tells one kind of shape from another.
    """
    return f"{colour[:6]}{(int(colour[6], 16) + 1 + number) % 16:x}"


def cover(pixels: U8, key: str, ink: str, dice: np.random.Generator) -> None:
    """Put a pattern of MOTIFS in `ink` on all that is `key` in an RGBA picture.

    resvg takes 0.1 to 0.5 s for a picture with patterns in it, and a fiftieth of that for a tile.
    """
    side = int(dice.integers(SMALLEST, LARGEST))
    motif = MOTIFS[int(dice.integers(len(MOTIFS)))](side, ink)
    ground = f'<rect width="{side}" height="{side}" fill="{key}"/>'
    tile = rasterised(drawing(ground + motif, "", side, side), side, side)
    height, width = pixels.shape[:2]
    sheet = np.tile(tile, (-(-height // side), -(-width // side), 1))[:height, :width]
    wanted = np.array([*bytes.fromhex(key[1:]), 255], np.uint8).view(np.uint32)[0]
    found = pixels.view(np.uint32)[..., 0] == wanted
    pixels[found] = sheet[found]


def _stroked(outline: str, ink: str, width: float) -> str:
    cap = 'stroke-linecap="round" fill="none"'
    return f'<path d="{outline}" stroke="{ink}" stroke-width="{width:.1f}" {cap}/>'


def _dots(q: int, ink: str) -> str:
    return f'<circle cx="{q / 2}" cy="{q / 2}" r="{q * 0.2:.1f}" fill="{ink}"/>'


def _stripes(q: int, ink: str) -> str:
    outline = (
        f"M0,{q} L{q},0 M{-q / 2},{q / 2} L{q / 2},{-q / 2} M{q / 2},{q * 1.5} L{q * 1.5},{q / 2}"
    )
    return f'<path d="{outline}" stroke="{ink}" stroke-width="{q * 0.3:.1f}"/>'


def _ripples(q: int, ink: str) -> str:
    rows = (
        f"M0,{q * at} Q{q / 4},{q * (at - 0.25)} {q / 2},{q * at} T{q},{q * at}"
        for at in (0.25, 0.75)
    )
    return _stroked(" ".join(rows), ink, q * 0.13)


def _zigzags(q: int, ink: str) -> str:
    return _stroked(f"M0,{q * 0.65} L{q / 2},{q * 0.3} L{q},{q * 0.65}", ink, q * 0.17)


def _crosses(q: int, ink: str) -> str:
    return _stroked(
        f"M{q / 2},{q * 0.24} V{q * 0.76} M{q * 0.24},{q / 2} H{q * 0.76}", ink, q * 0.14
    )


def _scales(q: int, ink: str) -> str:
    rings = (f'<circle cx="{q / 2}" cy="{q}" r="{q * r:.1f}" fill="none" stroke="{ink}"'
             f' stroke-width="{q * 0.09:.1f}"/>' for r in (0.46, 0.24))  # fmt: skip
    return "".join(rings)


def _checks(q: int, ink: str) -> str:
    half = q / 2
    square = f"h{half} v{half} h{-half}Z"
    return f'<path d="M0,0 {square} M{half},{half} {square}" fill="{ink}"/>'


def _rings(q: int, ink: str) -> str:
    return (
        f'<circle cx="{q / 2}" cy="{q / 2}" r="{q * 0.24:.1f}" fill="none" stroke="{ink}"'
        f' stroke-width="{q * 0.1:.1f}"/>'
    )


def _diamonds(q: int, ink: str) -> str:
    half, d = q / 2, q * 0.24
    return f'<path d="M{half},{half - d} l{d},{d} l{-d},{d} l{-d},{-d}Z" fill="{ink}"/>'


MOTIFS: Sequence[Callable[[int, str], str]] = (
    _dots, _stripes, _ripples, _zigzags, _crosses, _scales, _checks, _rings, _diamonds,
)  # fmt: skip
