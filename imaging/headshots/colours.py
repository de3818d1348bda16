"""Colours as headshots need them: CIELAB, linear light, and the class of a skin by its ITA."""

from math import atan2, degrees
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, floats
from imaging.skin import bare_pixels

GAMMA = 2.2
# Individual typology angle (Chardon et al. 1991): very light, light, intermediate, tan, brown,
# dark.
CLASSES = (55.0, 41.0, 28.0, 10.0, -30.0)
KEPT = 0.75  # of the samples of a skin; the rest are lashes, glasses and reflections


def lab_of(rgb: F32) -> F32:
    """RGB 0..1 as L 0..100, a, b; a picture or a list of colours."""
    return _converted(rgb, cv2.COLOR_RGB2LAB)


def rgb_of(lab: F32) -> F32:
    """The way back, clipped to 0..1."""
    return floats(np.clip(_converted(lab, cv2.COLOR_LAB2RGB), 0, 1))


def _converted(colours: F32, code: int) -> F32:
    pixels = np.ascontiguousarray(colours.reshape(-1, 1, 3) if colours.ndim < 3 else colours)
    return cast(F32, cv2.cvtColor(pixels, code).reshape(colours.shape))


def linear(rgb: F32) -> F32:
    """From what a screen shows to light."""
    return cast(F32, cv2.pow(rgb, GAMMA).reshape(rgb.shape))


def shown(light: F32) -> F32:
    """From light, clipped to 0..1, to what a screen shows."""
    return cast(F32, cv2.pow(np.clip(light, 0, 1), 1 / GAMMA).reshape(light.shape))


def hexed(code: str) -> F32:
    """The light of a colour written as "rrggbb"."""
    return linear(floats([int(code[at : at + 2], 16) for at in (0, 2, 4)]) / np.float32(255))


def skin_samples(rgb: F32, landmarks: F32, distance: float) -> F32:
    """n×3 CIELAB: what is surely bare skin of a face."""
    lab = lab_of(bare_pixels(rgb, landmarks, distance))
    off = np.abs(lab - np.median(lab, 0)).sum(1)
    return floats(lab[off <= np.quantile(off, KEPT)])


def skin_tone(rgb: F32, landmarks: F32, distance: float) -> F32:
    """A face's typical skin, CIELAB."""
    return floats(np.median(skin_samples(rgb, landmarks, distance), 0))


def skin_class(tone: F32) -> int:
    """0 (very light) to 5 (dark), of a colour in CIELAB."""
    angle = degrees(atan2(float(tone[0]) - 50, max(float(tone[2]), 1e-3)))
    return sum(angle <= limit for limit in CLASSES)
