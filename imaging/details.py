"""Small things that make a face alive: teeth, lips, whites of the eyes, brows, catch lights."""

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    LEVELS,
    LUMA,
    U8,
    blend,
    blurred,
    floats,
    mapped,
    product,
    scaled,
    smoothstep,
    to_bytes,
    to_floats,
)
from imaging.looks import Look
from imaging.masks import box_around, curve, polygon
from imaging.portraits import Portrait

TEETH = floats([0.985, 0.975, 0.955])
SCLERA = floats([0.97, 0.97, 0.98])
LIPS = floats([0.0, 0.45, 0.36])  # how much of each channel full colour takes
WHITE = floats([1, 1, 1])


def polished(figure: U8, portrait: Portrait) -> None:
    """Draw teeth, lips, whites and brows into `figure`."""
    _mouth(figure, portrait)
    for eye in face.EYES:
        _sclera(figure, portrait, eye)
    for brow in face.BROWS:
        _brow(figure, portrait, brow)


def _mouth(figure: U8, portrait: Portrait) -> None:
    lips = portrait.landmarks[face.LIPS]
    box = box_around(lips, portrait.eye_distance * 0.12, portrait.shape)
    light = mapped(portrait.luma[box], smoothstep(0.36, 0.58, LEVELS))
    blend(figure[box], TEETH, product(portrait.inner_mouth[box], light, 0.8))
    outer = cv2.subtract(portrait.lips[box], portrait.inner_mouth[box])
    factors = floats(1 - floats(outer)[..., None] * np.float32(0.34 / 255) * LIPS)
    part = np.ascontiguousarray(figure[box])
    figure[box] = cv2.multiply(part, factors, dtype=cv2.CV_8U)


def _sclera(figure: U8, portrait: Portrait, eye: list[int]) -> None:
    box, mask = polygon(portrait.landmarks[eye], portrait.shape, 0.8, padding=2)
    inside = portrait.luma[box][mask > 127]
    if not inside.size:
        return
    middle = float(np.quantile(inside, 0.45)) / 255
    light = mapped(portrait.luma[box], smoothstep(middle, middle + 0.16, LEVELS))
    blend(figure[box], SCLERA, product(mask, light, 0.65))


def _brow(figure: U8, portrait: Portrait, brow: list[int]) -> None:
    """The brow in the colour of its darkest hairs."""
    soft = max(1.2, portrait.eye_distance * 0.012)
    outline = curve(portrait.landmarks[brow], 4, closed=True)
    box, mask = polygon(outline, portrait.shape, soft)
    hairs = to_floats(portrait.photo[box][mask > 127])
    if not hairs.size:
        return
    brightness = hairs @ LUMA
    dark = hairs[brightness <= np.quantile(brightness, 0.35)]
    blend(figure[box], floats(np.median(dark, 0) * 0.85), scaled(mask, 0.6))


def catch_lights(figure: U8, portrait: Portrait, look: Look) -> None:
    """A spark in each eye, beside its darkest place, on the side the light comes from."""
    distance = portrait.eye_distance
    offset = floats([0.045 if look.mirrored else -0.045, -0.05]) * np.float32(distance)
    radius = distance * 0.036
    for eye in face.EYES:
        box, mask = polygon(portrait.landmarks[eye], portrait.shape, 1.0, padding=4)
        lid = to_floats(mask)
        soft = blurred(to_floats(portrait.luma[box]), distance * 0.03)
        weight = lid * np.exp(-soft * 14)
        if weight.sum() <= 1:
            continue
        y, x = np.mgrid[box].astype(np.float32)
        centre = floats([(x * weight).sum(), (y * weight).sum()]) / weight.sum() + offset
        spark = smoothstep(radius * 1.1, radius * 0.8, np.hypot(x - centre[0], y - centre[1]))
        blend(figure[box], WHITE, to_bytes(floats(spark * lid * 0.95)))
