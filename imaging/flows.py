"""The direction in which a picture runs, and smoothing along it."""

from functools import lru_cache
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, blurred, floats, luma


def tangents(brightness: F32, before: float, after: float) -> tuple[F32, F32]:
    """Unit vectors across the edges, x and y, each H×W.

    From the structure tensor (Kang et al. 2009 use its other axis); `before` and `after` are the
    blurs of picture and tensor in px. (−y, x) runs along the edge.
    """
    smooth = blurred(brightness, before)
    gx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)
    gy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    xx, yy, xy = cv2.split(cv2.GaussianBlur(cv2.merge([gx * gx, gy * gy, gx * gy]), (0, 0), after))
    angle = floats(cv2.phase(floats(xx - yy), floats(2 * xy))) * np.float32(0.5)
    x, y = cv2.polarToCart(np.ones_like(angle), angle)
    return cast(F32, x), cast(F32, y)


@lru_cache(8)
def grid(height: int, width: int) -> tuple[F32, F32]:
    """x and y of every pixel; shared, never write to them."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x.flags.writeable = y.flags.writeable = False
    return x, y


def shifted_along(image: U8, across: tuple[F32, F32], distance: float) -> U8:
    """Each pixel from `distance` px along the edge, by one straight step."""
    x, y = grid(*image.shape[:2])
    maps = cv2.convertMaps(
        floats(x - across[1] * np.float32(distance)),
        floats(y + across[0] * np.float32(distance)),
        cv2.CV_16SC2,
    )
    moved = cv2.remap(image, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return cast(U8, moved)


def smoothed_along(image: U8) -> U8:
    """A picture smoothed along its edges: turns Kuwahara's blocks into brush strokes."""
    across = tangents(luma(floats(image)), 1.0, 2.5)
    total = image.astype(np.uint16)
    distances = (-3.6, -2.2, -1.1, 1.1, 2.2, 3.6)
    for distance in distances:
        total += shifted_along(image, across, distance)
    return cast(U8, (total // (len(distances) + 1)).astype(np.uint8))
