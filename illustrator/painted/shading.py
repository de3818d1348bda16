"""A sprite in the light of its picture: ambient colour, a bright side, a rim, haze by distance."""

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.stages import Light
from imaging.arrays import F32, U8, floats

RIM = 4.0  # px
PAD = 12  # px of nothing around a sprite, where its outline may go


def turned(sprite: U8, flipped: bool, degrees: float) -> U8:
    """RGBA, mirrored and turned clockwise about its middle; larger where it must be."""
    if flipped:
        sprite = np.ascontiguousarray(sprite[:, ::-1])
    if not degrees:
        return sprite
    height, width = sprite.shape[:2]
    turn = np.radians(abs(degrees))
    wide = int(width * np.cos(turn) + height * np.sin(turn)) + 2
    high = int(width * np.sin(turn) + height * np.cos(turn)) + 2
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    # Without colours of its own, what is transparent would darken the edges.
    return np.asarray(cv2.warpAffine(_bled(sprite), matrix, (wide, high)), np.uint8)


def _bled(sprite: U8) -> U8:
    """Transparent pixels in the colour of their neighbours."""
    solid = (sprite[..., 3] > 128).astype(np.float32)
    weight = cv2.blur(solid, (9, 9))[..., None]
    near = cv2.blur(sprite[..., :3] * solid[..., None], (9, 9)) / np.maximum(weight, 1e-3)
    colours = np.where(sprite[..., 3:] > 128, sprite[..., :3], near)
    return np.dstack([np.clip(colours, 0, 255), sprite[..., 3]]).astype(np.uint8)


def shaded(sprite: U8, light: Light, x: float, depth: float) -> F32:
    """RGBA float32 0..255: the sprite as it looks at `x` px; `depth` 0 is the horizon, 1 near."""
    ambient = floats(0.25 + 0.75 * floats(light.ambient))
    height, width = sprite.shape[:2]
    alpha = sprite[..., 3].astype(np.float32) * np.float32(1 / 255)
    colours = sprite[..., :3].astype(np.float32) * ambient
    across = np.linspace(0, 1, width, dtype=np.float32)[None]
    bright = 1 - across if light.sun_at[0] < x else across
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    side = 0.18 if light.sun else 0.05
    colours *= (1 + np.float32(side) * (bright - np.float32(0.5)) - np.float32(0.10) * down)[
        ..., None
    ]
    if light.sun and light.darkness > 0.05:
        _rimmed(colours, alpha, light, x)
    haze = 0.34 * (1 - min(max(depth, 0.0), 1.0)) ** 2
    if haze > 0.01:
        colours += (rgb(light.haze) - colours) * np.float32(haze)
    return floats(np.dstack([np.clip(colours, 0, 255), sprite[..., 3]]))


def _rimmed(colours: F32, alpha: F32, light: Light, x: float) -> None:
    """The edge that looks to a low sun or the moon shines."""
    way = 1 if light.sun_at[0] < x else -1
    height, width = alpha.shape
    # Shifting the soft outline away from the light lays its edge bare on the near side. There is
    # nothing around a sprite: without that room its upper edge would shine as a straight bar.
    room = cv2.copyMakeBorder(alpha, PAD, PAD, PAD, PAD, cv2.BORDER_CONSTANT, value=0)
    shift = np.array([[1, 0, way * RIM], [0, 1, RIM * 0.8]], np.float32)
    soft = cv2.GaussianBlur(room, (0, 0), 2.2)
    covered = cv2.warpAffine(soft, shift, (room.shape[1], room.shape[0]))
    covered = covered[PAD : PAD + height, PAD : PAD + width]
    edge = np.clip(alpha * (1 - covered) * 1.5 - 0.12, 0, 1)
    strength = 0.85 * min(1.0, light.darkness * 3) if light.darkness < 0.9 else 0.6
    # What shines keeps a part of its own colour, or everybody would wear the same ribbon.
    bright = np.minimum(colours * np.float32(1.2) + rgb(light.sun or light.haze) * 0.34, 255)
    colours += (bright - colours) * (edge * np.float32(strength))[..., None]
