"""From SVG to pixels."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import cv2
import numpy as np
import resvg_py

from events.drawings import style_sheet
from imaging.arrays import U8

# px: resvg holds the interpreter while it draws and encodes, 5 to 150 ms for 4096×32.
BAND = 32
SVG = "http://www.w3.org/2000/svg"

Columns = tuple[int, int]  # px: the first, and the one after the last

_ROOT = re.compile(r"<svg\b[^>]*>")
_PLACE = re.compile(r"""\s(?:x|y|width|height|overflow)\s*=\s*(?:"[^"]*"|'[^']*')""")
# resvg reads the files that an image names; entities could hide one from this search.
_OUTWARD = re.compile(r"""<!DOCTYPE|<!ENTITY|href\s*=\s*["']\s*[^#"'\s]""", re.IGNORECASE)


def rasterised(svg: str, side: int, colours: Mapping[str, str] | None = None) -> U8:
    """side×side×4: a square drawing as RGBA, its alpha not multiplied in.

    A shape of class `fill-NAME`, `stroke-NAME` or `stop-NAME` takes the colour NAME of `colours`
    (#rrggbb), and keeps its own where there is none.
    """
    return Drawing(svg, side, colours or {}).rows(0, side)


def _joined(encoded: Callable[[int, int], bytes], top: int, bottom: int) -> U8:
    """Rows out of PNGs of BAND rows."""
    first, *others = (
        _decoded(encoded(start, min(start + BAND, bottom))) for start in range(top, bottom, BAND)
    )
    return np.concatenate([first, *others]) if others else first


def _decoded(png: bytes) -> U8:
    decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None  # it was encoded by ourselves
    return cast(U8, cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA))


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
        return _joined(self.encoded, top, bottom)

    def encoded(self, top: int, bottom: int, columns: Columns | None = None) -> bytes:
        """The same at once, as a PNG; of these columns only, if any are named."""
        left, right = columns or (0, self.side)
        return resvg_py.svg_to_bytes(
            svg_string=self._window(left, top, right - left, bottom - top),
            width=right - left,
            height=bottom - top,
            style_sheet=style_sheet(self.colours) or None,
            skip_system_fonts=True,
        )

    def _window(self, left: int, top: int, width: int, height: int) -> str:
        """The drawing within another, which shows a part of it."""
        root = _ROOT.search(self.svg)
        if root is None:
            raise ValueError("This is no SVG drawing.")
        side, place = self.side, _PLACE.sub("", root[0])
        # Without overflow resvg would clip by way of a mask, which takes three times as long.
        inner = f'{place[:4]} width="{side}" height="{side}" overflow="visible"{place[4:]}'
        return (
            f'<svg xmlns="{SVG}" viewBox="{left} {top} {width} {height}" width="{width}"'
            f' height="{height}">{inner}{self.svg[root.end() :]}</svg>'
        )


class Rasters:
    """Rasterised rows, kept for drawings that come again: those of a template. For any threads.

    At 4096 px a background takes resvg 3 to 7 s, and reading its rows again a third of one; they
    take about 1 MB encoded, of which there are `most_bytes` at most.
    """

    def __init__(self, most_bytes: int = 32 << 20) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def rows(self, drawing: Drawing, top: int, bottom: int, columns: Columns | None = None) -> U8:
        """`Drawing.rows`; of these columns only, if any are named."""
        return _joined(partial(self._encoded, drawing, columns), top, bottom)

    def _encoded(self, drawing: Drawing, columns: Columns | None, top: int, bottom: int) -> bytes:
        part = (top, bottom, columns)
        key = (drawing.svg, drawing.side, frozenset(drawing.colours.items()), part)
        with self._lock:
            png = self._kept.get(key)
            if png is not None:
                self._kept.move_to_end(key)  # the last to go
                return png
        png = drawing.encoded(top, bottom, columns)
        with self._lock:
            if key not in self._kept:  # another thread may have drawn it as well
                self._kept[key] = png
                self._bytes += len(png)
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return png
