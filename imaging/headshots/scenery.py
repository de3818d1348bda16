"""A board on which places are drawn in light, and the lens that puts them out of focus."""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, blurred, floats
from imaging.flows import grid
from imaging.headshots import colours as light

DISC = 0.30  # radius of the blur, in distances of the eyes
COLOURS = 3
BITS = 4  # of a pixel, in which corners are given


class Scenery:
    """A picture of linear light; all places are shares of its width and height."""

    def __init__(self, size: tuple[int, int], distance: float, random: np.random.Generator) -> None:
        """`size` (width, height) and `distance` (of the eyes) in px; `random` for what varies."""
        self.margin = int(distance * 1.2)  # so that the lens sees what is beside
        self.inner = size
        self.width, self.height = size[0] + 2 * self.margin, size[1] + 2 * self.margin
        self.distance = distance
        self.random = random
        self.pixels: F32 = np.zeros((self.height, self.width, COLOURS), np.float32)
        self._mirrored = bool(random.integers(2))

    def between(self, low: float, high: float) -> float:
        """A number by chance."""
        return float(self.random.uniform(low, high))

    def one_of(self, codes: Sequence[str]) -> F32:
        """The light of one of several colours."""
        return light.hexed(codes[int(self.random.integers(len(codes)))])

    def ramp(self, top: F32, bottom: F32) -> None:
        """Fill it all, from the top down."""
        rows = (np.arange(self.height, dtype=np.float32) / self.height)[:, None, None]
        self.pixels[:] = top + (bottom - top) * rows

    def shape(self, corners: Sequence[tuple[float, float]], colour: F32) -> None:
        """A polygon."""
        points = floats(corners) * floats([self.width, self.height])
        if self._mirrored:
            points[:, 0] = self.width - points[:, 0]
        fixed = np.round(points * (1 << BITS)).astype(np.int32)
        cv2.fillPoly(self.pixels, [fixed], _scalar(colour), cv2.LINE_8, BITS)

    def box(self, left: float, top: float, right: float, bottom: float, colour: F32) -> None:
        """An upright rectangle."""
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def disc(self, x: float, y: float, radius: float, colour: F32) -> None:
        """A disc; its radius in distances of the eyes."""
        self.leaf(x, y, (radius, radius), 0.0, colour)

    def leaf(
        self, x: float, y: float, radii: tuple[float, float], turn: float, colour: F32
    ) -> None:
        """An ellipse turned by degrees; its radii in distances of the eyes."""
        across = (1 - x if self._mirrored else x) * self.width
        axes = tuple(max(1, round(radius * self.distance)) for radius in radii)
        centre = (round(across), round(y * self.height))
        cv2.ellipse(self.pixels, centre, axes, turn, 0, 360, _scalar(colour), -1)

    def glow(self, x: float, y: float, radius: float, colour: F32) -> None:
        """Light that spreads softly over what is there; its radius in distances of the eyes."""
        across, down = grid(self.height, self.width)
        off_x = across - np.float32((1 - x if self._mirrored else x) * self.width)
        off_y = down - np.float32(y * self.height)
        reach = np.float32(-1 / (radius * self.distance) ** 2)
        self.pixels += cv2.exp((off_x * off_x + off_y * off_y) * reach)[..., None] * colour

    def out_of_focus(self, exposure: float) -> F32:
        """What a fast lens makes of it: highlights become discs; without the margin."""
        radius = max(3, round(self.distance * DISC))
        soft = blurred(self.pixels, max(0.6, self.distance * 0.05))
        soft = cast(F32, cv2.filter2D(soft, -1, _disc(radius), borderType=cv2.BORDER_REFLECT))
        soft = blurred(soft, max(0.6, self.distance * 0.03))
        seen = soft[self.margin :, self.margin :][: self.inner[1], : self.inner[0]]
        seen = seen * np.float32(exposure)
        return floats(seen * (1 + np.float32(0.06) * seen) / (1 + np.float32(0.42) * seen))


def _disc(radius: int) -> F32:
    side = 2 * radius + 1
    disc = np.zeros((side, side), np.uint8)
    cv2.circle(disc, (radius, radius), radius, 255, -1, cv2.LINE_AA)
    return floats(disc / disc.sum())


def _scalar(colour: F32) -> tuple[float, ...]:
    return tuple(float(value) for value in colour)
