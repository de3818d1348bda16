"""Colours as #rrggbb: mixing, multiplying, turning their hue."""

import colorsys
from collections.abc import Iterable

import numpy as np

from imaging.arrays import F32, floats


def rgb(colour: str) -> F32:
    """#rrggbb as three float32 0 to 255."""
    return floats([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


def hexed(values: Iterable[float]) -> str:
    """Three numbers 0 to 255, clipped and rounded, as #rrggbb."""
    return "#" + "".join(f"{round(min(255.0, max(0.0, float(value)))):02x}" for value in values)


def mixed(first: str, second: str, share: float) -> str:
    """`share` 0 is the first colour, 1 the second; beyond them it goes on in a straight line."""
    return hexed(rgb(first) * (1 - share) + rgb(second) * share)


def multiplied(colour: str, factors: Iterable[float] | float) -> str:
    """Each of its channels times a factor: what a coloured light makes of it."""
    factor = factors if isinstance(factors, int | float) else floats(list(factors))
    return hexed(rgb(colour) * np.float32(factor))


def turned(colour: str, degrees: float, saturation: float = 1.0) -> str:
    """Its hue turned round the wheel, its saturation multiplied; its lightness stays (HLS)."""
    hue, lightness, strength = colorsys.rgb_to_hls(*(rgb(colour) / 255).tolist())
    strength = min(1.0, strength * saturation)
    channels = colorsys.hls_to_rgb((hue + degrees / 360) % 1, lightness, strength)
    return hexed(channel * 255 for channel in channels)


def brightness(colour: str) -> float:
    """0 to 1 (BT.601)."""
    return float(rgb(colour) @ floats([0.299, 0.587, 0.114])) / 255


def hue(colour: str) -> float:
    """Degrees round the wheel, red at 0; greys are at 0 too (HLS)."""
    return colorsys.rgb_to_hls(*(rgb(colour) / 255).tolist())[0] * 360
