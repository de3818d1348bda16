"""Layers with alpha multiplied in: placed on a large picture, enlarged, laid over each other."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, blurred, floats, product, weighted

SHARPENING = 0.9


@dataclass(frozen=True)
class Patch:
    """A picture, of 1 channel or 4, somewhere on a larger one; may reach beyond its borders."""

    pixels: U8
    left: int  # px of the larger picture
    top: int

    def rows(self, top: int, bottom: int, width: int) -> U8 | None:
        """Those rows of the larger picture, zero around the patch; None where it has nothing."""
        height, across = self.pixels.shape[:2]
        first, last = max(top, self.top), min(bottom, self.top + height)
        left, right = max(0, self.left), min(width, self.left + across)
        if first >= last or left >= right:
            return None
        band = np.zeros((bottom - top, width, *self.pixels.shape[2:]), np.uint8)
        inner = self.pixels[
            first - self.top : last - self.top, left - self.left : right - self.left
        ]
        band[first - top : last - top, left:right] = inner
        return band


def laid_over(front: U8, back: U8) -> U8:
    """Porter and Duff's "over" of two RGBA pictures with alpha multiplied in."""
    clear = cast(U8, cv2.bitwise_not(front[..., 3]))
    return cast(U8, cv2.add(front, product(back, cast(U8, cv2.merge([clear] * 4)))))


def divided(rgba: U8) -> U8:
    """RGBA with alpha no longer multiplied in, as a PNG has it; what is clear stays black."""
    alpha = rgba[..., 3]
    if bool((alpha == 255).all()):
        return rgba
    scale = np.float32(255) / np.maximum(alpha, 1).astype(np.float32)
    # All four channels at once: without the alpha it takes four times as long.
    factors = cv2.merge([scale, scale, scale, np.ones_like(scale)])
    return cast(U8, cv2.multiply(rgba, factors, dtype=cv2.CV_8U))


def enlarged(layer: U8, zoom: float, shift: F32, size: tuple[int, int]) -> U8:
    """`size` (width, height) px of a layer `zoom` times as large and moved by `shift` px.

    Lanczos and unsharp masking, held between the darkest and the lightest of the pixels around:
    edges get steep, and none a halo. Without a zoom it is only moved.
    """
    moved = floats(shift) + np.float32(zoom / 2 - 0.5)
    matrix = floats([[zoom, 0, moved[0]], [0, zoom, moved[1]]])

    def sampled(image: U8, method: int) -> U8:
        return cast(U8, cv2.warpAffine(image, matrix, size, flags=method))

    if zoom <= 1:
        return sampled(blurred(layer, 0.4 / zoom), cv2.INTER_LINEAR)
    large = sampled(layer, cv2.INTER_LANCZOS4)
    soft = cast(U8, cv2.GaussianBlur(large, (0, 0), zoom * 0.8))
    large = weighted(large, 1 + SHARPENING, soft, -SHARPENING)
    around = np.ones((3, 3), np.uint8)
    np.minimum(large, sampled(cast(U8, cv2.dilate(layer, around)), cv2.INTER_LINEAR), out=large)
    np.maximum(large, sampled(cast(U8, cv2.erode(layer, around)), cv2.INTER_LINEAR), out=large)
    if large.ndim == 3:  # what has more colour than alpha would glow
        np.minimum(large[..., :3], large[..., 3:], out=large[..., :3])
    return large
