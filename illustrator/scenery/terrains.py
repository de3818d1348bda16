"""Land in true perspective: heights over a ground plane, their light, and what hides what.

The camera stands one unit above the ground and looks at the horizon. A point at the distance z,
x to the side and at the height h is seen at x / z to the right of the middle and
(1 - h) / z below the horizon, in shares of the picture's side.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm
from imaging.arrays import F32, floats

FAR = 120.0
SLICES = 360  # of equal ratio from the lower edge to FAR
MAP = 512  # px of a map of noise, which repeats


@dataclass(frozen=True)
class Grid:
    """Where the land is measured: slices×columns points, all of them on the picture."""

    z: F32  # slices×1
    x: F32  # slices×columns

    def sampled(self, field: F32, size: float, shift: float = 0.0) -> F32:
        """A map of noise laid on the land; `size` is how many units it covers before it repeats."""
        u = self.x * np.float32(MAP / size) + np.float32(shift * MAP)
        v = np.broadcast_to(self.z * np.float32(MAP / size), u.shape)
        return cast(F32, cv2.remap(field, u, np.ascontiguousarray(v), *_WRAPPED))


_WRAPPED = (cv2.INTER_LINEAR, None, cv2.BORDER_WRAP)


def grid_of(frame: Frame) -> Grid:
    """From the lower edge of a frame to FAR."""
    near = 0.75 / (1.02 - frame.horizon)  # what sinks below the lower edge is seen from here
    z = floats(near * (FAR / near) ** np.linspace(0, 1, SLICES))[:, None]
    return Grid(z, (frame.columns - np.float32(0.5)) * z)


def far_grid(frame: Frame, near: float, far: float, slices: int) -> Grid:
    """A part of it in equal steps: the crests of peaks need fine ones, or they look like combs."""
    z = floats(np.linspace(near, far, slices))[:, None]
    return Grid(z, (frame.columns - np.float32(0.5)) * z)


def noise_map(frame: Frame, cells: float, slope: float = 1.8, stretch: float = 1.0) -> F32:
    """MAP×MAP of noise that repeats, 0 to 1; a small frame shows no fine grain."""
    if frame.side >= MAP:
        return fbm(frame.dice, MAP, MAP, cells, stretch, slope)
    coarse = fbm(frame.dice, MAP // 4, MAP // 4, cells, stretch, slope)
    return cast(F32, cv2.resize(coarse, (MAP, MAP), interpolation=cv2.INTER_LINEAR))


def folded(field: F32) -> F32:
    """Noise with crests, 0 to 1."""
    away = field * 2 - 1
    return cast(F32, np.square(1.04 - np.sqrt(away * away + np.float32(0.0016))))


@dataclass
class Land:
    """Heights over a grid, and how they look."""

    frame: Frame
    grid: Grid
    heights: F32  # slices×columns, in heights of the camera

    @property
    def slices(self) -> int:
        """How many lie behind each other."""
        return int(self.heights.shape[0])

    @cached_property
    def slopes(self) -> tuple[F32, F32]:
        """Rise to the right and away from the viewer."""
        step = self.grid.z / self.frame.side
        across = np.gradient(self.heights, axis=1) / step
        return floats(across), floats(
            np.gradient(self.heights, axis=0) / np.gradient(self.grid.z, axis=0)
        )

    def lit(self, low: float = 0.45) -> F32:
        """How much light each point gets, about 1 on level ground (Lambert)."""
        across, away = self.slopes
        sun_x, sun_y = self.frame.sun
        side = float(np.clip((sun_x - 0.5) * 2.6, -0.9, 0.9))
        side += 0.35 if side >= 0 else -0.35
        # A sun that is in the picture stands behind it; straight against the light all is flat.
        up, back = 0.75 + 0.5 * (0.4 - sun_y), 0.12
        facing = (-across * side - away * back + up) / np.sqrt(across**2 + away**2 + 1)
        return floats(low + (1 - low) * np.clip(facing / up, 0, 1.6))

    def hazed(self, colours: F32, reach: float, most: float = 0.92) -> F32:
        """3×slices×columns: fading to the haze with the distance, by half within `reach`·0.7."""
        share = (1 - np.exp(-self.grid.z / np.float32(reach))) * np.float32(most)
        haze = rgb(self.frame.light.haze)[:, None, None]
        return cast(F32, (colours + (haze - colours) * share).astype(np.float32))

    @cached_property
    def crest(self) -> F32:
        """slices×columns: the row (px) that hides all that is farther, as the land rises."""
        y = self.frame.horizon + (1 - self.heights) / self.grid.z
        return floats(np.minimum.accumulate(y * self.frame.side, axis=0))

    @property
    def top(self) -> int:
        """The first row (px) with land in it."""
        return int(np.clip(self.crest[-1].min() - 1, 0, self.frame.side - 1))

    @cached_property
    def index(self) -> F32:
        """rows×columns: which slice is seen in each px from `top` on, a fraction between two."""
        crest, side = self.crest, self.frame.side
        rows = side - self.top
        above = np.clip(np.ceil(crest - self.top - 0.5), 0, rows).astype(np.int32)
        marks = above * side + np.arange(side, dtype=np.int32)[None]
        counts = np.bincount(marks.ravel(), minlength=(rows + 1) * side).reshape(rows + 1, side)
        hidden = self.slices - np.cumsum(counts[:rows], axis=0, dtype=np.int32)
        here = np.clip(hidden, 1, self.slices - 1)
        columns = np.arange(side)[None]
        upper, lower = crest[here, columns], crest[here - 1, columns]
        row = np.arange(rows, dtype=np.float32)[:, None] + np.float32(self.top + 0.5)
        part = (lower - row) / np.maximum(lower - upper, 1e-3)
        return floats(here - 1 + np.clip(part, 0, 1))

    @cached_property
    def cover(self) -> F32:
        """rows×columns: 1 from the crest to the nearest of the land, the edges soft."""
        row = np.arange(self.top, self.frame.side, dtype=np.float32)[:, None] + 1
        inside = row - self.crest[-1][None]
        if self.grid.z[0, 0] > 10:  # what lies nearer is not its own
            inside = np.minimum(inside, np.maximum(self.crest[0][None] - row + 1, 0))
        return floats(np.clip(inside, 0, 1))

    def seen(self, values: F32) -> F32:
        """rows×columns: what is measured on the grid, as it is seen."""
        columns = np.broadcast_to(np.arange(self.frame.side, dtype=np.float32), self.index.shape)
        return cast(F32, cv2.remap(values, np.ascontiguousarray(columns), self.index, 1))

    def paint(self, colours: F32) -> None:
        """Lay 3×slices×columns over the frame."""
        self.frame.lay(np.stack([self.seen(plane) for plane in colours]), self.cover, self.top)

    @cached_property
    def distance(self) -> F32:
        """rows×columns: z of what is seen."""
        return cast(
            F32, np.interp(self.index, np.arange(self.slices), self.grid.z[:, 0]).astype(np.float32)
        )

    def slice_at(self, z: float) -> int:
        """The slice nearest to a distance."""
        return int(np.clip(np.searchsorted(self.grid.z[:, 0], z), 0, self.slices - 1))

    def place(self, x: float, z: float) -> tuple[float, float] | None:
        """Where the ground at x (0 to 1 across the picture) and z is seen; None: hidden."""
        at, column = self.slice_at(z), int(np.clip(x * self.frame.side, 0, self.frame.side - 1))
        y = (self.frame.horizon + (1 - self.heights[at, column]) / z) * self.frame.side
        if at and y > self.crest[at - 1, column] + 2:
            return None
        return x, float(y / self.frame.side)


def tinted(first: F32, second: F32, share: F32) -> F32:
    """3×(shape of `share`): from one RGB or 3×… to another."""
    a, b = (c[:, None, None] if c.ndim == 1 else c for c in (first, second))
    return cast(F32, (a + (b - a) * share).astype(np.float32))


def grained(land: Land, field: F32, size: float, strength: float, reach: float) -> None:
    """Texture of the ground itself, in the picture's full resolution; it goes with the distance."""
    z = land.distance
    x = (land.frame.columns - np.float32(0.5)) * z
    u, v = x * np.float32(MAP / size), z * np.float32(MAP / size)
    grain = cv2.remap(field, u, v, *_WRAPPED) - np.float32(0.5)
    factor = 1 + grain * np.exp(-z / np.float32(reach)) * land.cover * np.float32(strength)
    for plane in land.frame.planes:
        plane[land.top :] *= factor
