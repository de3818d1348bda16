"""Artwork as pixels: rasterised, trimmed, coloured, and kept for the next picture."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from illustrator.artwork import critters, figures
from illustrator.artwork.afloat import dried
from illustrator.artwork.art import Art
from illustrator.artwork.recolouring import recoloured
from illustrator.brushes.svgs import drawing
from imaging.arrays import U8
from imaging.masks import extent
from imaging.vectors import Drawing

GRAIN = 64  # px: sprites are drawn at multiples of this, smaller ones are scaled from them
# px: beyond it set c is enlarged. It is all soft gradients and blurs, which resvg takes 0.5 s for
# at this size; nobody sees the difference.
LARGEST_SOFT = 416
PROBE = 64  # px of the drawing by which a shape is measured
COLUMNS = 16  # of a shape's upper edge
# Artwork that is better in another set: cups that stand upright, a bed seen from its side, a tent
# without a moon, a board that one can stand on.
BETTER = {"hot-beverage": "n", "bed": "n", "tent": "n", "skateboard": "n"}
# The sky rains, so that an umbrella needs no drops of its own, which would take its colour.
PLAINER = {"umbrella-with-rain-drops": "umbrella"}
ORANGE_SHIRT = "person-standing"  # in a colour near that of skin
FAINT = 24  # alpha up to which a pixel is glow or shade, and not the thing itself


@dataclass(frozen=True)
class Shape:
    """What a piece of artwork fills of the square it is fitted into: its longer side is 1."""

    wide: float = 1.0
    tall: float = 1.0
    # From left to right, the upper edge's height as a share of `tall`; 0 where there is nothing.
    tops: tuple[float, ...] = (1.0,) * COLUMNS
    foot: tuple[float, float] = (0.0, 1.0)  # what touches the ground, as shares of `wide`


class Sprites:
    """Sprites out of artwork, for any number of threads; at most about `most_bytes` are kept."""

    def __init__(self, art: Art, most_bytes: int = 48 << 20) -> None:
        self._art = art
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[object, ...], U8] = OrderedDict()
        self._lock = threading.Lock()

    def sprite(self, name: str, set: str, height: int, colour: str | None = None) -> U8:
        """RGBA (alpha not multiplied in), trimmed, its longer side `height` px; not to be written.

        `set` is c, f or n; a name that begins with @ is drawn by `artwork.figures`, a face in
        `artwork.critters` gets a body. KeyError when there is no such artwork.
        """
        height = max(8, height)
        large = -(-height // GRAIN) * GRAIN
        if set == "c" and not name.startswith("@"):
            large = min(large, LARGEST_SOFT)

        def master() -> U8:
            plain = self._once((name, set, large), lambda: self._drawn(name, set, large))
            vivid = name.startswith(ORANGE_SHIRT)
            return recoloured(plain, colour, vivid) if colour else plain

        whole = self._once((name, set, large, colour), master)
        if large == height:
            return whole
        key = (name, set, large, colour, height)
        return self._once(key, lambda: _scaled(whole, height / max(whole.shape[:2])))

    def shape(self, name: str, set: str) -> Shape:
        """The outline of a piece of artwork."""
        probe = self._once((name, set, "probe"), lambda: self._probe(name, set))
        return _shape_of(_trimmed(probe))

    def has(self, name: str) -> bool:
        """Whether there is such artwork."""
        return name in figures.FIGURES or self._art.body(name, "c") is not None

    def _once(self, key: tuple[object, ...], make: Callable[[], U8]) -> U8:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        made = make()  # outside of the lock: another thread may make it as well, with equal bytes
        made.flags.writeable = False
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += made.nbytes
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return made

    def _probe(self, name: str, set: str) -> U8:
        return _rasterised(self._svg(name, set), PROBE)

    def _drawn(self, name: str, set: str, longest: int) -> U8:
        """Trimmed, its longer side exactly `longest`."""
        probe = self._once((name, set, "probe"), lambda: self._probe(name, set))
        filled = max(_trimmed(probe).shape[:2])
        side = round(longest * PROBE / filled) + 2  # a little more, for what the probe missed
        whole = _trimmed(_rasterised(self._svg(name, set), side))
        return _scaled(whole, longest / max(whole.shape[:2]))

    def _svg(self, name: str, set: str) -> str:
        own = figures.figure(name)
        if own is not None:
            return own
        name = PLAINER.get(name, name)
        found = self._art.body(name, BETTER.get(name, set))
        if found is None:
            raise KeyError(name)
        body, units = dried(name, found[0]), found[1]
        coat = critters.COATS.get(name)
        if coat is not None and set in coat.sets:
            return critters.seated(coat, body, units, flat=set != "c")
        return drawing(body, "", units, units)


def _rasterised(svg: str, side: int) -> U8:
    # At once, and not in bands: the filters of soft artwork would be worked out for each.
    png = np.frombuffer(Drawing(svg, side).encoded(0, side), np.uint8)
    decoded = cv2.imdecode(png, cv2.IMREAD_UNCHANGED)
    assert decoded is not None  # it was encoded by ourselves
    return cast(U8, cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA))


def _trimmed(rgba: U8) -> U8:
    box = extent(rgba[..., 3], FAINT // 2)
    return rgba if box is None else rgba[box]


def _scaled(rgba: U8, factor: float) -> U8:
    """RGBA made smaller or a little larger, its colours weighted by alpha."""
    height, width = rgba.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if size == (width, height):
        return np.ascontiguousarray(rgba)
    alpha = rgba[..., 3:].astype(np.float32)
    heavy = np.dstack([rgba[..., :3] * (alpha / 255), alpha])
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = cv2.resize(heavy, size, interpolation=method)
    colours = small[..., :3] * (255 / np.maximum(small[..., 3:], 1))
    return cast(U8, np.clip(np.dstack([colours, small[..., 3]]) + 0.5, 0, 255).astype(np.uint8))


def _shape_of(rgba: U8) -> Shape:
    height, width = rgba.shape[:2]
    solid = rgba[..., 3] > FAINT * 3
    columns = np.array_split(np.arange(width), COLUMNS)
    tops = tuple(
        float(1 - rows.argmax() / height) if rows.any() else 0.0
        for rows in (solid[:, part].any(1) if len(part) else np.zeros(1, bool) for part in columns)
    )
    feet = np.flatnonzero(solid[-max(2, height // 12) :].any(0))
    foot = (feet[0] / width, (feet[-1] + 1) / width) if len(feet) else (0.2, 0.8)
    longest = max(height, width)
    return Shape(width / longest, height / longest, tops, (float(foot[0]), float(foot[1])))
