"""Painting a sprite in the colour that the words ask for, its eyes and noses left as they are."""

from typing import cast

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from imaging.arrays import F32, U8, floats, smoothstep

NEUTRAL = 14.0  # chroma in Lab below which a colour counts as grey
NEAR = 32.0  # degrees: a red fox is not the red of paint, so near hues go half of the way
PALE = 38.0  # chroma that no skin has
BINS = 72  # of the histogram of hues, 5 degrees each


def recoloured(sprite: U8, colour: str, vivid: bool = False) -> U8:
    """RGBA with its main colour turned into `colour` (#rrggbb); shades keep their order.

    `vivid` leaves what is pale as it is: the skin of somebody in an orange shirt.

    What is meant by the main colour is found by hue and chroma in CIE Lab: the hue that covers
    most, or the greys where hardly anything is coloured (an elephant, a white cat).
    """
    lab = floats(cv2.cvtColor(sprite[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB))
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), _hue(lab)
    opaque = sprite[..., 3] > 40
    if not opaque.any():
        return sprite
    wanted = floats(cv2.cvtColor(rgb(colour)[None, None] / np.float32(255), cv2.COLOR_RGB2LAB))
    coat, main = _coat(lab[..., 0], chroma, hue, opaque)
    coat = coat * opaque
    if vivid:
        coat = coat * smoothstep(PALE, PALE + 14, chroma)
    painted = _painted(lab, chroma, hue, coat, main, wanted[0, 0])
    result = lab + (painted - lab) * coat[..., None]
    pixels = cv2.cvtColor(floats(result), cv2.COLOR_LAB2RGB)
    bytes_ = (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
    return cast(U8, np.dstack([bytes_, sprite[..., 3]]))


def _hue(lab: F32) -> F32:
    """Degrees, 0 to 360."""
    return floats(np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360)


def apart(first: F32 | float, second: float) -> F32:
    """Degrees from a hue to another, -180 to 180."""
    return floats((np.asarray(first, np.float32) - np.float32(second) + 180) % 360 - 180)


def _coat(light: F32, chroma: F32, hue: F32, opaque: np.ndarray) -> tuple[F32, float | None]:
    """How far each pixel belongs to the main colour, 0 to 1, and its hue; None: it is grey."""
    coloured = opaque & (chroma > NEUTRAL) & (light > 12)
    if coloured.sum() < 0.30 * opaque.sum():
        grey = smoothstep(NEUTRAL + 12, NEUTRAL - 4, chroma) * smoothstep(26, 40, light)
        return floats(grey), None
    main = _commonest(hue[coloured], np.minimum(chroma[coloured], 50))
    # Orange fur has brown stripes and a yellow sheen: all of one family, 30 degrees wide.
    family = smoothstep(48, 30, np.abs(apart(hue, main)))
    return floats(family * smoothstep(5, 15, chroma) * smoothstep(8, 20, light)), main


def _commonest(hue: F32, weight: F32) -> float:
    """The middle of the 35 degrees that cover most."""
    bins = np.bincount((hue * (BINS / 360)).astype(int) % BINS, weight, BINS)
    smooth = sum(np.roll(bins, shift) for shift in range(-3, 4))
    return (float(np.argmax(smooth)) + 0.5) * 360 / BINS


def _painted(lab: F32, chroma: F32, hue: F32, coat: F32, main: float | None, wanted: F32) -> F32:
    """All pixels as if they were of the coat: Lab around `wanted`, spread as they were."""
    weight = coat / max(float(coat.sum()), 1e-6)
    light, full = float((lab[..., 0] * weight).sum()), float((chroma * weight).sum())
    to_light, to_chroma = float(wanted[0]), float(np.hypot(wanted[1], wanted[2]))
    to_hue = float(_hue(wanted[None, None])[0, 0])
    if main is not None and to_chroma > NEUTRAL:
        gap = float(apart(to_hue, main))
        if abs(gap) < NEAR:
            to_hue, to_light = main + gap * 0.62, light + (to_light - light) * 0.5
            to_chroma = full + (to_chroma - full) * 0.5
    # Whites and blacks have little room for shades on one side: they are drawn together.
    room = 0.42 + 0.5 * float(np.clip(min(to_light, 100 - to_light) / 45, 0, 1))
    brightness = to_light + (lab[..., 0] - light) * np.float32(room)
    brightness = np.clip(brightness, min(17.0, to_light), 98)
    if to_chroma <= NEUTRAL:
        strength = np.full_like(chroma, to_chroma)
    elif main is None:
        strength = np.full_like(chroma, to_chroma * 0.85)
    else:
        ratio = np.clip(chroma / max(full, 1.0), 0.35, 1.5)
        strength = to_chroma * ratio
    drift = apart(hue, main) * np.float32(0.3) if main is not None else np.zeros_like(hue)
    angle = np.radians(to_hue + drift)
    return floats(np.dstack([brightness, strength * np.cos(angle), strength * np.sin(angle)]))
