"""A backdrop while it is painted. Places and lengths are shares of its side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.plans import Hour, Plan
from illustrator.stages import SIDE, Light, Take
from imaging.arrays import F32, U8, floats


@dataclass
class Frame:
    """Three planes of float32, 0 to 255: washes over planes are three times as fast."""

    planes: F32  # 3×side×side
    horizon: float
    plan: Plan
    light: Light
    take: Take
    shore: int = 0

    @property
    def side(self) -> int:
        """px."""
        return int(self.planes.shape[1])

    @property
    def dice(self) -> np.random.Generator:
        """Those of the variant."""
        return self.take.dice

    @cached_property
    def rows(self) -> F32:
        """side×1: how far down each row is."""
        return floats((np.arange(self.side) + 0.5) / self.side)[:, None]

    @cached_property
    def columns(self) -> F32:
        """1×side: how far right each column is."""
        return floats((np.arange(self.side) + 0.5) / self.side)[None]

    @property
    def sun(self) -> tuple[float, float]:
        """Where the sun is, or would be."""
        return self.light.sun_at[0] / SIDE, self.light.sun_at[1] / SIDE

    def lit(self, colour: str) -> F32:
        """A colour in the ambient light, RGB 0 to 255; a low sun tinges everything."""
        low = self.light.hour in (Hour.DAWN, Hour.SUNSET)
        own = mixed(colour, self.light.haze, 0.08) if low else colour
        return rgb(own) * floats(self.light.ambient)

    def px(self, share: float) -> int:
        """A length in px, at least one."""
        return max(1, round(share * self.side))

    def wash(self, colour: str | F32, mask: F32, top: int = 0) -> None:
        """Lay one colour over the rows from `top` on, where `mask` (0 to 1) says."""
        values = rgb(colour) if isinstance(colour, str) else colour
        for plane, value in zip(self.planes, values, strict=True):
            part = plane[top : top + mask.shape[0]]
            part += (value - part) * mask

    def lay(self, colours: F32, mask: F32, top: int = 0) -> None:
        """Lay 3×rows×side colours over the rows from `top` on, where `mask` says."""
        for plane, values in zip(self.planes, colours, strict=True):
            part = plane[top : top + mask.shape[0]]
            part += (values - part) * mask

    def glow(self, colour: str | F32, mask: F32, top: int = 0) -> None:
        """Add light of a colour: screened, so that white is never exceeded."""
        values = rgb(colour) if isinstance(colour, str) else colour
        for plane, value in zip(self.planes, values, strict=True):
            part = plane[top : top + mask.shape[0]]
            part += np.maximum(255 - part, 0) * mask * np.float32(value / 255)

    def picture(self) -> U8:
        """side×side×3 bytes, dithered: OpenCV's pens draw on these."""
        grain = self.dice.random((self.side, self.side), dtype=np.float32)
        planes = [np.clip(plane + grain, 0, 255).astype(np.uint8) for plane in self.planes]
        return cast(U8, cv2.merge(planes))

    def put_back(self, picture: U8) -> None:
        """Go on with what was drawn on `picture`."""
        for plane, drawn in zip(self.planes, cv2.split(picture), strict=True):
            plane[:] = drawn

    def pixels(self) -> F32:
        """side×side×3, clipped."""
        return cast(F32, np.clip(cv2.merge(list(self.planes)), 0, 255))


def frame_of(plan: Plan, light: Light, take: Take, side: int, horizon: float) -> Frame:
    """An empty one."""
    return Frame(np.zeros((3, side, side), np.float32), horizon, plan, light, take)


def column_of(stops: Sequence[tuple[float, F32]], at: F32, soft: float = 0.03) -> F32:
    """3×n: colours read off a scale of (place, RGB) at n places, rounded within `soft` of a place.

    Straight pieces would show as bands where they meet.
    """
    places = np.array([place for place, _ in stops])
    mean = np.zeros((3, at.size))
    for shift in (-1.0, -0.5, 0.0, 0.5, 1.0):
        where = at.ravel() + shift * soft
        mean += [np.interp(where, places, [colour[i] for _, colour in stops]) for i in range(3)]
    return floats(mean / 5)
