"""What paint and canvas do to light: ragged stroke ends, relief, the weave of the cloth."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, blurred, floats
from imaging.strokes import Field

WEAVE = 4.6  # px from thread to thread


def ragged(canvas: U8, field: Field, hairs: F32, reach: F32 | float) -> U8:
    """Every pixel shifted along the field by `hairs` × `reach` px: ends of strokes fray.

    `canvas` at full size with any channels; `field` and `hairs` at full size too.
    """
    height, width = canvas.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shift = floats(hairs * reach)
    maps = cv2.convertMaps(x + shift * field.x, y + shift * field.y, cv2.CV_16SC2)
    return cast(
        U8,
        cv2.remap(canvas, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
    )


def relief(heights: U8, hairs: F32, bristle: float, depth: float, keep: F32 | float) -> F32:
    """Factors around 1: light from the upper left over the heights of the strokes.

    `keep` 0..1 says where relief may show (little on eyes and lips).
    """
    surface = blurred(heights.astype(np.float32) * np.float32(1 / 255), 0.9)
    surface += hairs * np.float32(0.10 * bristle)
    slope = cv2.Sobel(surface, cv2.CV_32F, 1, 0) * np.float32(0.7)
    slope += cv2.Sobel(surface, cv2.CV_32F, 0, 1)
    # tanh: steep walls between thick strokes must not turn black or white
    return floats(1 + np.tanh(slope * keep * np.float32(0.9)) * np.float32(0.115 * depth))


def weave(hairs: F32, strength: float) -> F32:
    """Factors around 1: the threads of a canvas, a little uneven."""
    height, width = hairs.shape
    turn = np.float32(2 * np.pi / WEAVE)
    slip = hairs * np.float32(0.6)
    across = np.sin(np.arange(width, dtype=np.float32)[None] * turn + slip)
    down = np.sin(np.arange(height, dtype=np.float32)[:, None] * turn + slip)
    return floats(1 + across * down * np.float32(strength))


def lit(colours: U8, factors: F32) -> U8:
    """Colours times factors, one factor a pixel."""
    return cast(U8, cv2.multiply(colours, cv2.merge([factors] * 3), dtype=cv2.CV_8U))
