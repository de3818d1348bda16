"""Blurs, resizing and soft shapes on pictures of floats, as large as a headshot."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, blurred, floats, to_floats
from imaging.masks import add_polygon

FINEST = 3.0  # px: the blur that is still done on a shrunk picture
PLAIN = 6.0  # px: up to this blur nothing is gained by shrinking


def resized(image: F32, size: tuple[int, int], smooth: bool = False) -> F32:
    """`size` (width, height) px; means of areas when smaller, linear or cubic when larger."""
    if size[0] < image.shape[1]:
        return cast(F32, cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    method = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return cast(F32, cv2.resize(image, size, interpolation=method))


def smaller(image: F32, factor: int) -> F32:
    """The picture with its sides divided, at least 2 px each."""
    height, width = image.shape[:2]
    return resized(image, (max(2, width // factor), max(2, height // factor)))


def softened(image: F32, sigma: float) -> F32:
    """Gaussian blur of any width, the wide ones at a smaller size, where nobody sees it."""
    factor = int(sigma / FINEST)
    if sigma < PLAIN or factor < 2:
        return blurred(image, max(sigma, 0.3))
    small = blurred(smaller(image, factor), sigma / factor)
    return resized(small, (image.shape[1], image.shape[0]))


def boxed(image: F32, radius: int) -> F32:
    """The mean of each pixel's square."""
    return cast(F32, cv2.boxFilter(image, -1, (2 * radius + 1, 2 * radius + 1)))


def summed(image: F32) -> F32:
    """The sum of three channels."""
    return cast(F32, cv2.transform(image, np.ones((1, 3), np.float32)))


def mixed(a: F32, b: F32, weight: F32) -> F32:
    """`b` where `weight` is 1, `a` where it is 0; of the same shape, H×W×3."""
    return cast(F32, cv2.blendLinear(b, a, weight, floats(1 - weight)))


def shape_of(shape: tuple[int, int], points: F32, blur: float) -> F32:
    """A polygon as a mask 0..1 with a soft edge."""
    mask = np.zeros(shape, np.uint8)
    add_polygon(mask, points, blur)
    return to_floats(mask)
