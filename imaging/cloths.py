"""A drawing of a costume in anybody's skin colour, without rasterising it for each person.

What an SVG drawing shows at a pixel is an affine function of each of its colours (Porter and Duff's
"over" is, and so are gradients), and the same one for red, green and blue. So two pictures give it
for every skin: with no light on the skin, and with red skin that has green shades, which tells both
shares at once. They can be kept for whoever comes next.
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
LIGHTS = "#ff0000", "#00ff00", "#0000ff"  # one for each colour of a skin, of which there are two

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
        drawn = self._lit(dict.fromkeys(self.skin, BLACK), top, bottom)
        if not _meet(self.bare, top, bottom):
            return drawn
        lights = dict(zip(self.skin, LIGHTS, strict=False))
        light = cv2.subtract(self._lit(lights, top, bottom), drawn)
        return cast(U8, cv2.add(drawn, cv2.transform(light, self._tint())))

    def _lit(self, skin: Mapping[str, str], top: int, bottom: int) -> U8:
        """With a skin of these colours."""
        colours = {**self.palette, **skin}
        return multiplied(self.rasters.rows(Drawing(self.svg, self.side, colours), top, bottom))

    def _tint(self) -> F32:
        """4×4: the share of each light → RGB of the skin under it, and no alpha."""
        tint = np.zeros((4, 4), np.float32)
        for light, colour in enumerate(self.skin.values()):
            tint[:3, light] = colour
        return tint


def _between(picture: U8, scale: float) -> range:
    """From the first to the last row that is not all 0, and one more at each end."""
    found = np.flatnonzero(picture.reshape(GLANCE, -1).any(1))
    if not len(found):
        return range(0)
    return range(int((found[0] - 1) * scale), int((found[-1] + 2) * scale))


def _meet(rows: range, top: int, bottom: int) -> bool:
    return rows.start < bottom and top < rows.stop
