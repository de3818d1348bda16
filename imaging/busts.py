"""The person of an event avatar: the cartoon's head on a costume, as one picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from events.templates import SIDE, Costume, Palette
from imaging.arrays import F32, U8, floats, multiplied, product, to_bytes
from imaging.cels import SHADE
from imaging.heads import Head, draw_head
from imaging.layers import divided, laid_over
from imaging.pngs import PngWriter
from imaging.portraits import Portrait
from imaging.vectors import BAND, Drawing, rasterised

LARGEST = SIDE  # px of a bust: in a larger one everything would only be blurred
GLANCE = 128  # px: the side of a costume that is only looked at
SHADOW = floats([0.74, 0.60, 0.60])  # what the head's shadow leaves of the neck's colours


def draw_bust(portrait: Portrait, costume: Costume, seed: int, side: int) -> U8:
    """side×side×4 RGBA, alpha not multiplied in: the person in costume, on the costume's viewBox.

    The chin comes to lie at `costume.chin`. The seed chooses the palette and how the cartoon is
    drawn; equal arguments give equal bytes.
    """
    head = draw_head(portrait, costume, seed, side)
    return np.vstack(list(dressed(head, costume, seed)))


def write_bust(head: Head, costume: Costume, seed: int) -> bytes:
    """The bust as a PNG; it never lies whole in memory."""
    writer = PngWriter(head.side, head.side)
    for rows in dressed(head, costume, seed):
        writer.add(rows)
    return writer.finish()


def dressed(head: Head, costume: Costume, seed: int) -> Iterator[U8]:
    """The bust from top to bottom, some rows at a time, as `draw_bust` gives the whole."""
    colours = dict(costume.palettes[seed % len(costume.palettes)]) if costume.palettes else {}
    colours |= {"skin": _hex(head.skin), "skin-shade": _hex(head.skin * SHADE[0])}
    side = head.side
    front = _cloth(costume.front, side, colours)
    back = None if costume.back is None else _cloth(costume.back, side, colours)
    for top in range(0, side, BAND):
        yield divided(_band(front, back, head, top, min(top + BAND, side)))


@dataclass(frozen=True)
class _Cloth:
    """A drawing of a costume, and between which rows there is anything of it."""

    drawing: Drawing
    top: int
    bottom: int

    def rows(self, top: int, bottom: int) -> U8 | None:
        """RGBA with alpha multiplied in; None where there is nothing."""
        if bottom <= self.top or top >= self.bottom:
            return None
        return multiplied(self.drawing.rows(top, bottom))


def _cloth(svg: str, side: int, colours: Palette) -> _Cloth:
    """Half of a picture is above a costume: a glance at a small one spares drawing that."""
    filled = np.flatnonzero(rasterised(svg, GLANCE, colours)[..., 3].any(1))
    if not len(filled):
        return _Cloth(Drawing(svg, side, colours), 0, 0)
    scale = side / GLANCE
    low, high = int((filled[0] - 1) * scale), int((filled[-1] + 2) * scale)
    return _Cloth(Drawing(svg, side, colours), low, high)


def _band(front: _Cloth, back: _Cloth | None, head: Head, top: int, bottom: int) -> U8:
    """Some rows of the bust, alpha multiplied in."""
    side = head.side
    clothed = front.rows(top, bottom)
    shadow = head.shadow.rows(top, bottom, side)
    if clothed is not None and shadow is not None:
        _darken(clothed, shadow)
    band = np.zeros((bottom - top, side, 4), np.uint8)
    for layer in (
        None if back is None else back.rows(top, bottom),
        None if head.behind is None else head.behind.rows(top, bottom, side),
        clothed,
        head.front.rows(top, bottom, side),
    ):
        if layer is not None:
            band = laid_over(layer, band)
    return band


def _darken(band: U8, shadow: U8) -> None:
    for channel, left in enumerate(SHADOW):
        kept = 255 - cv2.convertScaleAbs(shadow, alpha=float(1 - left))
        band[..., channel] = product(np.ascontiguousarray(band[..., channel]), cast(U8, kept))


def _hex(colour: F32) -> str:
    return "#" + to_bytes(colour).tobytes().hex()
