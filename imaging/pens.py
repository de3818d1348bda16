"""Filled shapes and lines laid straight onto a picture, each in its own box."""

from math import cos, sin

import cv2
import numpy as np

from imaging.arrays import F32, U8, blend, floats, product, scaled
from imaging.masks import polygon, stroke_in_box


def fill_shape(
    picture: U8,
    points: F32,
    colour: F32,
    blur: float = 0.0,
    strength: float = 1.0,
    clip: U8 | None = None,
) -> None:
    """A polygon in one colour, in place; only where the full-size mask `clip` is set."""
    box, mask = polygon(floats(points), (picture.shape[0], picture.shape[1]), blur)
    if clip is not None:
        mask = product(mask, np.ascontiguousarray(clip[box]))
    blend(picture[box], floats(colour), mask if strength == 1 else scaled(mask, strength))


def draw_line(
    picture: U8,
    points: F32,
    width: float,
    colour: F32,
    taper: tuple[float, float] = (0.2, 0.2),
    strength: float = 1.0,
) -> None:
    """A tapered stroke in one colour, in place."""
    shape = (picture.shape[0], picture.shape[1])
    box, mask = stroke_in_box(floats(points), width, shape, taper)
    blend(picture[box], floats(colour), mask if strength == 1 else scaled(mask, strength))


def ellipse(centre: F32, radii: tuple[float, float], angle: float = 0.0) -> F32:
    """40 points of an ellipse turned by `angle` radians."""
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x, y = radii[0] * np.cos(t), radii[1] * np.sin(t)
    turned = np.stack([x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)], 1)
    return floats(turned + centre)


def mask_of(points: F32, shape: tuple[int, int], blur: float) -> U8:
    """A polygon as a full-size mask, to clip others with."""
    mask = np.zeros(shape, np.uint8)
    box, piece = polygon(floats(points), shape, blur)
    mask[box] = piece
    return mask


def weight_of_darkness(luma: U8, mask: U8, blur: float) -> F32:
    """How much each pixel of a box pulls towards the dark (the iris of an eye)."""
    light = cv2.GaussianBlur(luma.astype(np.float32) / 255, (0, 0), blur)
    return floats(mask.astype(np.float32) / 255 * np.exp(-light * 14))
