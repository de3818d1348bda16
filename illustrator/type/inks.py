"""How well a colour can be read on another (WCAG 2.2, contrast ratio)."""

from typing import cast

import numpy as np

from illustrator.brushes.colours import mixed, rgb
from imaging.arrays import F32, U8, floats

READABLE = 4.5  # WCAG 2.2, 1.4.3
_WEIGHTS = floats([0.2126, 0.7152, 0.0722])


def luminances(pixels: F32 | U8) -> F32:
    """Relative luminance 0 to 1 of RGB 0 to 255, along the last axis."""
    share = pixels.astype(np.float32) / np.float32(255)
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return cast(F32, linear.astype(np.float32) @ _WEIGHTS)


def luminance(colour: str) -> float:
    """Of #rrggbb."""
    return float(luminances(rgb(colour)))


def contrast(first: str, second: str) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str, least: float = READABLE + 0.3) -> str:
    """The colour itself, or as much darker or lighter as it takes to be read on `ground`."""
    end = max(("#ffffff", "#120f24"), key=lambda each: contrast(each, ground))
    steps = (mixed(colour, end, share / 10) for share in range(10))
    return next((each for each in steps if contrast(each, ground) >= least), end)
