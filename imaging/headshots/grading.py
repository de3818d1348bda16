"""White balance and exposure by the face alone; a skin keeps the class it has in the photo."""

from dataclasses import dataclass
from itertools import product
from math import atan2, cos, degrees, radians, sin, tan

import numpy as np

from imaging.arrays import F32, LUMA, floats, luma
from imaging.headshots import colours as light
from imaging.headshots.planes import softened

GREY = 3.0  # chroma of a photo without colours
HUES, CHROMAS = (44.0, 57.0), (14.0, 28.0)  # of skin, in degrees and CIELAB units
BALANCED = 0.75  # how much of the way
BRIGHT = (66.0, 86.0)  # L of the lighter skin
BRIGHTER, DARKER = 10.0, -8.0  # L at most
MARGIN = 1.2  # L: the class must hold after retouching too
SURE = 0.5  # L: what a result may be off
NUDGES = [sign * step / 2 for step in range(17) for sign in (1, -1)]  # L
STRENGTHS = (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
CHEEKS = ((50, 101, 205), (280, 330, 425))  # right, left
CHEEK_BLUR = 0.12  # distances of the eyes


@dataclass(frozen=True)
class Graded:
    """A person's colours as a photographer would have taken them."""

    colours: F32  # RGB 0..1
    is_grey: bool
    skin: F32  # CIELAB
    key: float  # -1 or 1: the side the light comes from, as seen


def graded(colours: F32, matte: F32, points: F32, distance: float, samples: F32) -> Graded:
    """The person (RGB 0..1) with better light; `points` 468×2, `samples` of the photo's skin."""
    is_grey = _is_grey(colours, matte)
    tone = floats(np.median(samples, 0))
    balances = [np.ones(3, np.float32)] if is_grey else [_balance(tone), _less_red(tone)]
    lighter = float(np.percentile(samples[:, 0], 90))
    change = float(np.clip(np.clip(lighter, *BRIGHT) - lighter, DARKER, BRIGHTER))
    gains = _gains(tone, balances, change, is_grey)
    lit = light.linear(colours) * gains
    over = np.maximum(luma(floats(lit)) - np.float32(0.75), 0)
    result = light.shown(floats(lit / (1 + np.float32(0.18 / 0.25) * over)[..., None]))
    skin = _of_class(light.skin_tone(result, points, distance), light.skin_class(tone))
    return Graded(result, is_grey, skin, _key_side(result, points, distance))


def _is_grey(colours: F32, matte: F32) -> bool:
    lab = light.lab_of(floats(colours[::4, ::4]))[matte[::4, ::4] > 0.9]
    return bool(len(lab)) and float(np.median(np.hypot(lab[:, 1], lab[:, 2]))) < GREY


def _balance(tone: F32) -> F32:
    """Factors of linear light that bring a skin's hue and chroma where skins have them."""
    chroma = float(np.hypot(tone[1], tone[2]))
    if chroma <= GREY:
        return np.ones(3, np.float32)
    hue = radians(float(np.clip(degrees(atan2(float(tone[2]), float(tone[1]))), *HUES)))
    chroma = float(np.clip(chroma, *CHROMAS))
    return _towards(tone, floats([tone[0], chroma * cos(hue), chroma * sin(hue)]))


def _less_red(tone: F32) -> F32:
    """The same where only the red may go: ITA, which knows no a, stays nearly what it is."""
    most = float(tone[2]) / tan(radians(HUES[1]))
    return _towards(tone, floats([tone[0], min(float(tone[1]), max(most, 0.0)), tone[2]]))


def _towards(tone: F32, wanted: F32) -> F32:
    """Factors of linear light that lead most of the way from a tone to another."""
    factors = (_light_of(wanted) / _light_of(tone)) ** np.float32(BALANCED)
    return floats(np.clip(factors / float(factors @ LUMA), 0.75, 1.35))


def _light_of(tone: F32) -> F32:
    return light.linear(floats(np.clip(light.rgb_of(tone[None])[0], 0.01, 1)))


def _gains(tone: F32, balances: list[F32], change: float, is_grey: bool) -> F32:
    """Factors of linear light, as strong as the class of the skin allows."""
    before = light.skin_class(tone)
    skin = light.linear(light.rgb_of(tone[None])[0])
    shifts = (floats([-MARGIN, 0, 0]), floats([MARGIN, 0, 0]))
    lightness = max(float(tone[0]), 5.0)
    for strength, balance in product(STRENGTHS, balances):
        exposure = ((lightness + change * strength + 16) / (lightness + 16)) ** 3
        gains = floats((1 + (balance - 1) * strength) * exposure)
        after = light.lab_of(light.shown(floats(skin * gains))[None])[0]
        if is_grey or all(light.skin_class(floats(after + shift)) == before for shift in shifts):
            break
    return gains


def _of_class(tone: F32, wanted: int) -> F32:
    """The tone, or the nearest lighter or darker one that surely is of that class."""
    for change in NUDGES:
        near = tone + floats([change, 0, 0])
        sure = (near - floats([SURE, 0, 0]), near + floats([SURE, 0, 0]))
        if all(light.skin_class(floats(each)) == wanted for each in sure):
            return floats(near)
    return tone


def _key_side(colours: F32, points: F32, distance: float) -> float:
    """The side of the brighter cheek."""
    blur = softened(luma(colours), distance * CHEEK_BLUR)
    height, width = blur.shape
    columns, rows = np.clip(points.astype(int), 0, [width - 1, height - 1]).T
    right, left = (float(blur[rows[list(at)], columns[list(at)]].sum()) for at in CHEEKS)
    return -1.0 if right >= left else 1.0
