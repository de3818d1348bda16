"""What is behind a headshot: its style's backdrops, which take turns with the seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, floats, smoothstep
from imaging.flows import grid
from imaging.headshots import outdoors, rooms
from imaging.headshots.colours import hexed
from imaging.headshots.lights import Lighting, Rim
from imaging.headshots.planes import resized
from imaging.headshots.scenery import Scenery
from imaging.headshots.shots import Shot
from kinds import HeadshotStyle

SHRINKING = 4  # backdrops are out of focus: a quarter of the sides is enough
CORPORATE = (
    ("5d6b7c", "27303c"),
    ("8b98a8", "4b5867"),
    ("a3a9b0", "62686f"),
    ("4c6784", "1c2b40"),
    ("9c948b", "57504a"),
    ("70798a", "333a4a"),
    ("6d7f7a", "2f3b3a"),
)
GELS = (
    ("ff2f6d", "1b3bff"),
    ("18d6c4", "a02cff"),
    ("ff7a1a", "1464c8"),
    ("6a5cff", "ff4fb0"),
    ("ffb02e", "d4225f"),
    ("21c58e", "2455d6"),
    ("ff5a4e", "7a1fd0"),
)
CANVASES = ("6f6a5e", "5b6468", "7a6455")  # painted by hand, in olive, slate and umber
PLACES = (
    rooms.office,
    outdoors.park,
    rooms.cafe,
    rooms.home,
    outdoors.terrace,
    rooms.loft,
    outdoors.street,
)


@dataclass(frozen=True)
class Backdrop:
    """Linear light, H×W×3 at a quarter of the headshot's sides, and how it lights a person."""

    pixels: F32
    lighting: Lighting


class _Stage:
    """Where things are, in px of the backdrop, and chance."""

    def __init__(self, shot: Shot, seed: int, random: np.random.Generator) -> None:
        self.width, self.height = (side // SHRINKING for side in shot.size)
        self.x, self.y = grid(self.height, self.width)
        self.eyes = shot.landmarks[face.BETWEEN_BROWS] / SHRINKING
        self.distance = shot.distance / SHRINKING
        self.key, self.seed, self.random = shot.key, seed, random

    def pool(self, across: float, down: float, wide: float, high: float) -> F32:
        """A pool of light, 0..1; its place from the eyes and its radii in their distances."""
        x = (self.x - np.float32(self.eyes[0] + across * self.distance)) / (wide * self.distance)
        y = (self.y - np.float32(self.eyes[1] + down * self.distance)) / (high * self.distance)
        return cast(F32, cv2.exp(floats(-(x * x) - y * y)))

    def mottle(self, cell: float) -> F32:
        """Clouds as on painted canvas, about −0.5 to 0.5; `cell` in distances of the eyes."""
        total = np.zeros((self.height, self.width), np.float32)
        for finer, weight in ((1.0, 0.5), (2.2, 0.3), (5.0, 0.2)):
            step = cell * self.distance / finer
            shape = max(3, int(self.height / step)), max(3, int(self.width / step))
            noise = self.random.random(shape, dtype=np.float32) - np.float32(0.5)
            total += resized(noise, (self.width, self.height), smooth=True) * np.float32(weight)
        return total

    def chance(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))


def backdrop(shot: Shot, style: HeadshotStyle, seed: int, random: np.random.Generator) -> Backdrop:
    """What a style puts behind a shot; neighbouring seeds never get the same."""
    return _DRAWN[style](_Stage(shot, seed, random))


def _corporate(stage: _Stage) -> Backdrop:
    """A seamless paper, lit from the side that the face is not."""
    near, far = (hexed(code) for code in CORPORATE[stage.seed % len(CORPORATE)])
    across = -stage.key * stage.chance(0.9, 1.4)
    pool = stage.pool(across, stage.chance(0.4, 1.2), 4.8, 4.4)
    pool = pool * (1 + np.float32(0.10) * stage.mottle(1.2))
    low = far * np.float32(0.55)
    return Backdrop(floats(low + (near * 1.25 - low) * pool[..., None]), Lighting(contrast=0.05))


def _studio(stage: _Stage) -> Backdrop:
    """White, black, canvas and grey take turns."""
    return (_white, _black, _canvas, _grey)[stage.seed % 4](stage)


def _white(stage: _Stage) -> Backdrop:
    x, y = stage.x / stage.width - 0.5, stage.y / stage.height - 0.45
    level = np.clip(0.985 - 0.16 * np.maximum(np.hypot(x, y) - 0.25, 0), 0, 1) ** 2.2
    tint = floats([1, 1 - stage.chance(0, 0.015), 1 - stage.chance(-0.02, 0.04)])
    lighting = Lighting(wrap=0.34, exposure=1.03, vignette=0, floor=0)
    return Backdrop(floats(level[..., None] * np.clip(tint, 0, 1)), lighting)


def _black(stage: _Stage) -> Backdrop:
    pool = stage.pool(-stage.key * 1.2, 1.0, 4.0, 4.4) * (1 + np.float32(0.12) * stage.mottle(1))
    tint = floats([1, 1.02, 1 + stage.chance(0.02, 0.2)])
    level = np.float32(0.0045) + np.float32(0.045) * pool
    rim = Rim(-stage.key, floats(np.array([0.85, 0.92, 1.0]) * 0.85))
    lighting = Lighting(wrap=0.12, rims=[rim], contrast=0.12, exposure=0.98, vignette=0.30)
    return Backdrop(floats(level[..., None] * tint), lighting)


def _canvas(stage: _Stage) -> Backdrop:
    """Oil paint on canvas, as old masters of the portrait hang up."""
    tone = hexed(CANVASES[stage.seed // 4 % len(CANVASES)])
    clouds = 1 + np.float32(0.75) * stage.mottle(1.7) + np.float32(0.35) * stage.mottle(0.6)
    pool = stage.pool(-stage.key * 0.8, 0.6, 4.4, 4.0)
    level = (np.float32(0.30) + np.float32(0.95) * pool) * clouds
    return Backdrop(
        floats(level[..., None] * tone), Lighting(wrap=0.22, contrast=0.08, vignette=0.24)
    )


def _grey(stage: _Stage) -> Backdrop:
    level = np.float32(0.10) + np.float32(0.48) * stage.pool(0, 0.6, 6.2, 5.2)
    tint = floats([1, 0.995, 1 - stage.chance(0.0, 0.05)])
    return Backdrop(floats(level[..., None] * tint), Lighting(wrap=0.28))


def _creative(stage: _Stage) -> Backdrop:
    """Two coloured lights: from both sides, or one as a halo behind the head."""
    first, second = (hexed(code) for code in GELS[stage.seed % len(GELS)])
    if stage.key > 0:
        first, second = second, first
    clouds = 1 + np.float32(0.10) * stage.mottle(1.5)
    if stage.seed % 3 == 1:
        glow = stage.pool(0, stage.chance(0.1, 0.5), 2.6, 2.7)
        wash = 1 - stage.pool(0, 0.5, 4.2, 4.2) * np.float32(0.75)
        pixels = (first * 0.75) * glow[..., None] + (second * 0.34) * (wash * clouds)[..., None]
    else:
        left = stage.pool(-3.2, stage.chance(-0.4, 0.8), 4.2, 4.8) * clouds
        right = stage.pool(3.2, stage.chance(0.6, 1.8), 4.2, 4.8)
        pixels = (first * 0.62) * left[..., None] + (second * 0.62) * right[..., None]
    rims = [Rim(-1, floats(first * 0.9)), Rim(1, floats(second * 0.9))]
    lighting = Lighting(wrap=0.26, rims=rims, contrast=0.08, vignette=0.16)
    return Backdrop(floats(pixels + np.float32(0.012)), lighting)


def _casual(stage: _Stage) -> Backdrop:
    """A place out of focus."""
    board = Scenery((stage.width, stage.height), stage.distance, stage.random)
    place = PLACES[stage.seed % len(PLACES)]
    return Backdrop(place(board), Lighting(wrap=0.34, warmth=0.02, vignette=0.12))


def with_vignette(pixels: F32, amount: float) -> F32:
    """Linear light, darker towards the corners."""
    height, width = pixels.shape[:2]
    x, y = grid(height, width)
    away = np.hypot(x / width - 0.5, y / height - 0.5)
    return floats(
        pixels * (1 - np.float32(amount * 1.2) * smoothstep(0.38, 0.78, floats(away)))[..., None]
    )


_DRAWN: Mapping[HeadshotStyle, Callable[[_Stage], Backdrop]] = {
    HeadshotStyle.CORPORATE: _corporate,
    HeadshotStyle.CREATIVE: _creative,
    HeadshotStyle.CASUAL: _casual,
    HeadshotStyle.STUDIO: _studio,
}
