"""The finished avatar: what is behind the person, the person, what is before, words, card.

It is made a band of rows at a time, each encoded at once: the whole of 4096×4096 would take 64 MB
a layer. Within a band all layers are RGBA with alpha multiplied in, so that laying one over another
neither divides nor shows what transparent pixels hide.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import cv2
import numpy as np

from events.templates import SIDE, UNITS, Template, TextField
from imaging.arrays import U8, multiplied, product, quadrupled
from imaging.layers import divided, laid_over
from imaging.letterings import letter
from imaging.people import placed_person
from imaging.pngs import PngWriter
from imaging.typefaces import Fonts
from imaging.vectors import Columns, Drawing, Rasters
from imaging.vision import Vision
from kinds import AvatarLook

GLANCE = 256  # px: a drawing in small
APART = 8  # px of it: gaps of less than about twice that are drawn along
BAND = 128  # px: rows at a time


class Layer(Protocol):
    """Something that covers the avatar, or part of it."""

    def rows(self, top: int, bottom: int) -> U8 | None:
        """(bottom - top)×side×4 RGBA, alpha multiplied in; None where it has nothing."""
        ...


def compose(
    picture: bytes,
    template: Template,
    look: AvatarLook,
    words: Mapping[TextField, str],
    seed: int,
    vision: Vision,
    side: int = SIDE,
    rasters: Rasters | None = None,
) -> bytes:
    """PNG of side×side px with real alpha: an engine's square picture of a person as a template's
    avatar, with the guest's `words` on it.

    A picture without transparency has its person cut out. `rasters` remembers the
    template's drawings from one avatar to the next. Fails with an `ImageRefused`.
    """
    rasters = rasters or Rasters()
    scene = template.scenes[look]
    colours = scene.palettes[seed % len(scene.palettes)] if scene.palettes else {}
    person = placed_person(picture, vision, template.person, side)
    layers: list[Layer] = [Drawn.of(Drawing(scene.background, side, colours), rasters), person]
    if scene.overlay is not None:
        layers.append(Drawn.of(Drawing(scene.overlay, side, colours), rasters))
    layers += _written(template, words, side)
    card = Drawn.of(Drawing(template.card, side), rasters) if template.card is not None else None
    writer = PngWriter(side, side)
    for top in range(0, side, BAND):
        bottom = min(top + BAND, side)
        writer.add(divided(_band(layers, card, top, bottom, side)))
    return writer.finish()


@dataclass(frozen=True)
class Drawn:
    """A drawing of a template as a layer."""

    drawing: Drawing
    rasters: Rasters
    alpha: U8  # GLANCE×GLANCE: the drawing in small, to know what is empty and what is full

    @classmethod
    def of(cls, drawing: Drawing, rasters: Rasters) -> Self:
        """Look at a drawing in small first."""
        small = Drawing(drawing.svg, GLANCE, drawing.colours)
        return cls(drawing, rasters, rasters.rows(small, 0, GLANCE)[..., 3])

    def rows(self, top: int, bottom: int) -> U8 | None:
        """See Layer."""
        inked = self._runs(self._glance(top, bottom))
        return multiplied(self._filled(inked, top, bottom, 0)) if inked else None

    def mask(self, top: int, bottom: int) -> U8 | None:
        """(bottom - top)×side: its alpha; None where it is full."""
        edges = self._runs(255 - self._glance(top, bottom))
        return self._filled(edges, top, bottom, 255)[..., 3] if edges else None

    def _filled(self, runs: Sequence[Columns], top: int, bottom: int, rest: int) -> U8:
        """(bottom - top)×side×4: these columns as they are drawn, and `rest` in all others."""
        whole = np.full((bottom - top, self.drawing.side, 4), rest, np.uint8)
        for left, right in runs:
            whole[:, left:right] = self.rasters.rows(self.drawing, top, bottom, (left, right))
        return whole

    def _runs(self, small: U8) -> list[Columns]:
        """The columns of the drawing where these rows of GLANCE px are not 0, or next to it."""
        scale = self.drawing.side / GLANCE
        near = cv2.dilate(small.max(0)[None], np.ones((1, 2 * APART + 1)))
        joined = cv2.erode(near, np.ones((1, 2 * APART - 1)))[0] > 0
        steps = np.flatnonzero(np.diff(joined, prepend=False, append=False))
        return [
            (math.floor(left * scale), math.ceil(right * scale))
            for left, right in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True)
        ]

    def _glance(self, top: int, bottom: int) -> U8:
        """The small rows around these: each has a pixel's share of the thinnest line."""
        scale = GLANCE / self.drawing.side
        return self.alpha[max(0, int(top * scale) - 1) : int(bottom * scale) + 2]


@dataclass(frozen=True)
class Written:
    """A guest's words as a layer."""

    drawing: Drawing
    top: float  # px: what of the avatar they touch
    bottom: float

    def rows(self, top: int, bottom: int) -> U8 | None:
        """See Layer."""
        if bottom <= self.top or self.bottom <= top:
            return None
        return multiplied(self.drawing.rows(top, bottom))


def _written(template: Template, words: Mapping[TextField, str], side: int) -> Iterator[Written]:
    """The template's texts; what is empty, or seen as nothing, has none."""
    fonts, scale = Fonts.open(), side / UNITS
    for style in template.texts:
        lettering = letter(words.get(style.field, ""), style, fonts)
        if lettering is not None:
            top, height = lettering.ink.y * scale, lettering.ink.height * scale
            yield Written(Drawing(lettering.svg(), side), top - 1, top + height + 1)


def _band(layers: Sequence[Layer], card: Drawn | None, top: int, bottom: int, side: int) -> U8:
    """Some rows of the avatar, alpha multiplied in."""
    band = np.zeros((bottom - top, side, 4), np.uint8)
    for layer in layers:
        rows = layer.rows(top, bottom)
        if rows is not None:
            band = laid_over(rows, band)
    mask = card.mask(top, bottom) if card else None
    return band if mask is None else product(band, quadrupled(mask))
