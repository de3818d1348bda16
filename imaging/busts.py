"""The person of an event avatar: the cartoon's head on a costume, as one picture."""

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np

from events.templates import SIDE, Costume
from imaging.arrays import U8, floats, product
from imaging.cels import SHADE
from imaging.cloths import Cloth
from imaging.heads import Head, draw_head
from imaging.layers import divided, laid_over
from imaging.pngs import PngWriter
from imaging.portraits import Portrait
from imaging.vectors import BAND, Rasters

LARGEST = SIDE  # px of a bust: in a larger one everything would only be blurred
SHADOW = floats([0.74, 0.60, 0.60])  # what the head's shadow leaves of the neck's colours


def draw_bust(
    portrait: Portrait, costume: Costume, seed: int, side: int, rasters: Rasters | None = None
) -> U8:
    """side×side×4 RGBA, alpha not multiplied in: the person in costume, on the costume's viewBox.

    The chin comes to lie at `costume.chin`. The seed chooses the palette and how the cartoon is
    drawn; equal arguments give equal bytes.
    """
    head = draw_head(portrait, costume, seed, side)
    return np.vstack(list(dressed(head, costume, seed, rasters or Rasters())))


def write_bust(head: Head, costume: Costume, seed: int, rasters: Rasters) -> bytes:
    """The bust as a PNG; it never lies whole in memory. `rasters` remembers costumes."""
    writer = PngWriter(head.side, head.side)
    for rows in dressed(head, costume, seed, rasters):
        writer.add(rows)
    return writer.finish()


def dressed(head: Head, costume: Costume, seed: int, rasters: Rasters) -> Iterator[U8]:
    """The bust from top to bottom, some rows at a time, as `draw_bust` gives the whole."""
    palette = costume.palettes[seed % len(costume.palettes)] if costume.palettes else {}
    skin = {"skin": head.skin, "skin-shade": head.skin * SHADE[0]}
    side = head.side
    front, back = (
        None if svg is None else Cloth.of(svg, side, palette, skin, rasters)
        for svg in (costume.front, costume.back)
    )
    for top in range(0, side, BAND):
        yield divided(_band(front, back, head, top, min(top + BAND, side)))


def _band(front: Cloth | None, back: Cloth | None, head: Head, top: int, bottom: int) -> U8:
    """Some rows of the bust, alpha multiplied in."""
    side = head.side
    clothed = None if front is None else front.rows(top, bottom)
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
