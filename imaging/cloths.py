"""A drawing of a costume in anybody's skin colour, without rasterising it for each person.

What an SVG drawing shows at a pixel is an affine function of each of its colours (Porter and Duff's
"over" is, and so are gradients). So three pictures give it for every skin: with no light on the
skin, with white skin, and with white shaded skin. They can be kept for whoever comes next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

import cv2
import numpy as np

from events.templates import Palette
from imaging.arrays import F32, U8, multiplied
from imaging.vectors import Drawing, Rasters

GLANCE = 128  # px: the side of a drawing that is only looked at
BLACK, WHITE = "#000000", "#ffffff"

Skin = Mapping[str, F32]  # the names of its colours in drawings → RGB 0..1


@dataclass(frozen=True)
class Cloth:
    """A drawing, the skin it is to show, and the rows where there is any of it, and any skin."""

    svg: str
    side: int
    palette: Palette
    skin: Skin
    rasters: Rasters
    filled: range
    bare: range

    @classmethod
    def of(cls, svg: str, side: int, palette: Palette, skin: Skin, rasters: Rasters) -> Self:
        """Look at it in small first: half of a picture is above a costume, and shows no skin."""
        dark, light = (
            rasters.rows(
                Drawing(svg, GLANCE, {**palette, **dict.fromkeys(skin, colour)}), 0, GLANCE
            )
            for colour in (BLACK, WHITE)
        )
        scale = side / GLANCE
        filled = _between(dark[..., 3], scale)
        return cls(
            svg,
            side,
            palette,
            skin,
            rasters,
            filled,
            _between(cast(U8, cv2.absdiff(dark, light)), scale),
        )

    def rows(self, top: int, bottom: int) -> U8 | None:
        """(bottom - top)×side×4 RGBA with alpha multiplied in; None where there is nothing."""
        if not _meet(self.filled, top, bottom):
            return None
        drawn = self._lit(None, top, bottom)
        if not _meet(self.bare, top, bottom):
            return drawn
        shares = [
            _tinted(cast(U8, cv2.subtract(self._lit(name, top, bottom), drawn)), colour)
            for name, colour in self.skin.items()
        ]
        for share in shares:
            drawn = cast(U8, cv2.add(drawn, share))
        return drawn

    def _lit(self, name: str | None, top: int, bottom: int) -> U8:
        """With black skin, but for the one colour called `name`, which is white."""
        colours = {**self.palette, **{each: WHITE if each == name else BLACK for each in self.skin}}
        return multiplied(self.rasters.rows(Drawing(self.svg, self.side, colours), top, bottom))


def _tinted(light: U8, colour: F32) -> U8:
    """White light as light of a colour; alpha becomes 0."""
    return cast(U8, cv2.transform(light, np.diag([*colour.tolist(), 0.0])))


def _between(picture: U8, scale: float) -> range:
    """From the first to the last row that is not all 0, and one more at each end."""
    found = np.flatnonzero(picture.reshape(GLANCE, -1).any(1))
    if not len(found):
        return range(0)
    return range(int((found[0] - 1) * scale), int((found[-1] + 2) * scale))


def _meet(rows: range, top: int, bottom: int) -> bool:
    return rows.start < bottom and top < rows.stop
