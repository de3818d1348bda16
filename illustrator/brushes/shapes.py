"""What flat scenes are cut out of: outlines that each have a part to play, and their pieces."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from illustrator.brushes.noise import curve
from illustrator.stages import SIDE

BOTTOM = SIDE + 20


class Role(StrEnum):
    """Which of a palette's colours a shape gets; each style has its own for them."""

    FAR = "far"
    MIDDLE = "middle"
    GROUND = "ground"
    FRONT = "front"
    LIGHT = "light"  # snow, a pane, foam
    DARK = "dark"
    ACCENT = "accent"
    SOFT = "soft"
    SNOW = "snow"
    WATER = "water"
    SAND = "sand"
    SUN = "sun"
    FLASH = "flash"  # of lightning
    MIST = "mist"  # half seen through
    GLOW = "glow"  # of northern lights


@dataclass(frozen=True)
class Shape:
    """An outline (SVG path data, px) and its part; what is `large` may carry a pattern."""

    outline: str
    role: Role
    large: bool = False

    @property
    def start(self) -> tuple[float, float]:
        """px: where its outline begins."""
        x, y = self.outline[1:].split(maxsplit=1)[0].split(",")
        return float(x), float(y)

    def is_within(self, low: float, high: float) -> bool:
        """Whether it begins in a square of the picture's middle."""
        return all(low <= each <= high for each in self.start)


def area(xs: Iterable[float], ys: Iterable[float], bottom: float = BOTTOM) -> str:
    """All that is below a line."""
    points = [f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True)]
    first, last = points[0].split(",")[0], points[-1].split(",")[0]
    return f"M{first},{bottom:.0f} L{' L'.join(points)} L{last},{bottom:.0f}Z"


def rolling(dice: np.random.Generator, y: float, swing: float, waves: int = 2) -> str:
    """Land below a gently wavy line."""
    return area(*curve(dice, y, swing, waves))


def polygon(*points: tuple[float, float]) -> str:
    """Closed, with straight sides."""
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """A rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    if not r:
        return f"M{x:.1f},{y:.1f} h{width:.1f} v{height:.1f} h{-width:.1f}Z"
    turn = f"a{r:.1f},{r:.1f} 0 0 1"
    return (
        f"M{x + r:.1f},{y:.1f} h{width - 2 * r:.1f} {turn} {r:.1f},{r:.1f} v{height - 2 * r:.1f}"
        f" {turn} {-r:.1f},{r:.1f} h{2 * r - width:.1f} {turn} {-r:.1f},{-r:.1f}"
        f" v{2 * r - height:.1f} {turn} {r:.1f},{-r:.1f}Z"
    )


def disc(x: float, y: float, radius: float, flat: float = 1.0) -> str:
    """A circle, or an ellipse that is `flat` times as high as wide."""
    r, high = radius, radius * flat
    return (
        f"M{x - r:.1f},{y:.1f} a{r:.1f},{high:.1f} 0 1 0 {2 * r:.1f},0"
        f" a{r:.1f},{high:.1f} 0 1 0 {-2 * r:.1f},0Z"
    )


def arch(x: float, base: float, width: float, height: float) -> str:
    """An upright shape with a round top, standing on `base` around `x`."""
    r = width / 2
    return (
        f"M{x - r:.1f},{base:.1f} V{base - height + r:.1f} a{r:.1f},{r:.1f} 0 0 1 {width:.1f},0"
        f" V{base:.1f}Z"
    )


def crescent(x: float, y: float, radius: float) -> str:
    """A moon that wanes."""
    r, inner = radius, radius * 0.86
    return (
        f"M{x + r * 0.3:.1f},{y - r * 0.95:.1f} A{r:.1f},{r:.1f} 0 1 0 {x + r * 0.95:.1f},"
        f"{y + r * 0.3:.1f} A{inner:.1f},{inner:.1f} 0 0 1 {x + r * 0.3:.1f},{y - r * 0.95:.1f}Z"
    )


def cloud(x: float, y: float, width: float) -> str:
    """Three bumps on a flat base, `x` and `y` its middle."""
    w, h = width, width * 0.3
    left, base = x - w / 2, y + h / 2
    return (
        f"M{left + h / 2:.1f},{base:.1f} a{h / 2:.1f},{h / 2:.1f} 0 0 1 {w * 0.02:.1f},{-h:.1f}"
        f" a{w * 0.17:.1f},{w * 0.17:.1f} 0 0 1 {w * 0.31:.1f},{-h * 0.28:.1f}"
        f" a{w * 0.15:.1f},{w * 0.15:.1f} 0 0 1 {w * 0.27:.1f},{h * 0.3:.1f}"
        f" a{h * 0.49:.1f},{h * 0.49:.1f} 0 0 1 {w * 0.08:.1f},{h * 0.98:.1f}Z"
    )


def star(x: float, y: float, radius: float) -> str:
    """Four long points."""
    r, q = radius, radius * 0.22
    points = [(0, -r), (q, -q), (r, 0), (q, q), (0, r), (-q, q), (-r, 0), (-q, -q)]
    return polygon(*((x + dx, y + dy) for dx, dy in points))


def pine(x: float, base: float, height: float) -> str:
    """Two tiers of a fir on a short trunk, one outline."""
    w, h = height * 0.24, height
    return polygon(
        (x, base - h), (x + w * 0.72, base - h * 0.46), (x + w * 0.36, base - h * 0.46),
        (x + w, base - h * 0.1), (x + w * 0.16, base - h * 0.1), (x + w * 0.16, base),
        (x - w * 0.16, base), (x - w * 0.16, base - h * 0.1), (x - w, base - h * 0.1),
        (x - w * 0.36, base - h * 0.46), (x - w * 0.72, base - h * 0.46),
    )  # fmt: skip
