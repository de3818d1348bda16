"""From SVG to pixels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import cv2
import numpy as np
import resvg_py

from imaging.arrays import U8

# px: resvg holds the interpreter while it draws and encodes, some 10 to 100 ms for 4096×128.
BAND = 128
SVG = "http://www.w3.org/2000/svg"

_ROOT = re.compile(r"<svg\b[^>]*>")
_PLACE = re.compile(r"""\s(?:x|y|width|height|overflow)\s*=\s*(?:"[^"]*"|'[^']*')""")
# resvg reads the files that an image names; entities could hide one from this search.
_OUTWARD = re.compile(r"""<!DOCTYPE|<!ENTITY|href\s*=\s*["']\s*[^#"'\s]""", re.IGNORECASE)


def rasterised(svg: str, side: int, colours: Mapping[str, str] | None = None) -> U8:
    """side×side×4: a square drawing as RGBA, its alpha not multiplied in.

    A shape of class `fill-NAME`, `stroke-NAME` or `stop-NAME` takes the colour NAME of `colours`
    (#rrggbb), and keeps its own where there is none.
    """
    drawing = Drawing(svg, side, colours or {})
    whole = np.empty((side, side, 4), np.uint8)
    for top in range(0, side, BAND):
        bottom = min(top + BAND, side)
        whole[top:bottom] = drawing.rows(top, bottom)
    return whole


@dataclass(frozen=True)
class Drawing:
    """A square drawing (its root is an `svg` with a viewBox), to be rasterised at `side` px.

    ValueError when it links to anything outside itself.
    """

    svg: str
    side: int
    colours: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if _OUTWARD.search(self.svg):
            raise ValueError("This drawing leads outside itself.")

    def rows(self, top: int, bottom: int) -> U8:
        """(bottom - top)×side×4: some of its rows as RGBA, alpha not multiplied in."""
        encoded = resvg_py.svg_to_bytes(
            svg_string=self._window(top, bottom - top),
            width=self.side,
            height=bottom - top,
            style_sheet=self._sheet() or None,
            skip_system_fonts=True,
        )
        decoded = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_UNCHANGED)
        assert decoded is not None  # it was encoded by ourselves
        return cast(U8, cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA))

    def _window(self, top: int, height: int) -> str:
        """The drawing within another, which shows `height` rows of it."""
        root = _ROOT.search(self.svg)
        if root is None:
            raise ValueError("This is no SVG drawing.")
        side, place = self.side, _PLACE.sub("", root[0])
        # Without overflow resvg would clip by way of a mask, which takes three times as long.
        inner = f'{place[:4]} width="{side}" height="{side}" overflow="visible"{place[4:]}'
        return (
            f'<svg xmlns="{SVG}" viewBox="0 {top} {side} {height}" width="{side}"'
            f' height="{height}">{inner}{self.svg[root.end() :]}</svg>'
        )

    def _sheet(self) -> str:
        return "".join(
            f".fill-{name}{{fill:{colour}}}.stroke-{name}{{stroke:{colour}}}"
            f".stop-{name}{{stop-color:{colour}}}"
            for name, colour in self.colours.items()
        )
