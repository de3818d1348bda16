"""Simplified versions of a portrait, all at half its side: crisp, in patches, and light alone."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, blurred, floats, grown, luma, shrunk, smoothstep
from imaging.flows import smoothed_along

KUWAHARA_REACH = 4  # px at half size
FRINGE_BOX = 9  # px: how far colours are fetched from inside


def crisped(half: U8) -> U8:
    """The picture without texture, its edges kept: three passes of a bilateral filter."""
    for _ in range(3):
        half = cast(U8, cv2.bilateralFilter(half, 7, 26, 6))
    return half


def patched(half: U8) -> U8:
    """The picture in patches of one colour that follow its flow."""
    calm = cast(U8, cv2.medianBlur(half, 3))
    return smoothed_along(_kuwahara(calm, KUWAHARA_REACH))


def softened(half: U8, eye_distance: float) -> U8:
    """What shades a face: no pores, no lashes. `eye_distance` in px of `half`."""
    side = half.shape[0]
    small = shrunk(blurred(half, eye_distance * 0.02), side // 2)
    for _ in range(2):
        small = cast(U8, cv2.bilateralFilter(small, 13, 40, 9))
    return grown(small, side, smooth=True)


def _kuwahara(image: U8, reach: int) -> U8:
    """Soft Kuwahara filter: of four neighbouring squares, the calm ones win (weight 1/variance⁴).

    Papari et al. 2007 with squares in place of sectors, which box filters do at once.
    """
    pixels = image.astype(np.float32)
    brightness = luma(pixels)
    squares = brightness * brightness
    size = (reach + 1, reach + 1)
    total = np.zeros_like(pixels)
    weights = np.zeros_like(brightness)
    for anchor in ((0, 0), (0, reach), (reach, 0), (reach, reach)):
        mean = cast(F32, cv2.boxFilter(pixels, -1, size, anchor=anchor))
        mean_luma = luma(mean)
        variance = cv2.boxFilter(squares, -1, size, anchor=anchor) - mean_luma * mean_luma
        # 0.3 keeps flat areas from taking all.
        weight = floats(np.maximum(variance, 0) + np.float32(0.3))
        weight *= weight
        weight *= weight
        np.divide(1, weight, out=weight)
        mean *= cv2.merge([weight, weight, weight])
        total += mean
        weights += weight
    return cast(U8, cv2.divide(total, cv2.merge([weights] * 3), dtype=cv2.CV_8U))


def defringed(image: U8, matte: F32) -> U8:
    """The picture with colours at the matte's edge replaced by ones from inside.

    Without it a rim of the old background shows. `matte` 0..1, of the picture's size.
    """
    inner = np.ones((3, 3), np.uint8)
    core = floats(cv2.erode(matte, inner))
    weight = smoothstep(0.85, 1.0, core)
    pixels = image.astype(np.float32)
    near, near_weight = _boxed(floats(pixels * weight[..., None]), weight, FRINGE_BOX)
    far, far_weight = _boxed(near, near_weight, 2 * FRINGE_BOX)
    # Near colours count 200 times as much; far ones only where there are no near ones.
    divisor = near_weight * 4 + far_weight * np.float32(0.02) + np.float32(1e-3)
    fetched = floats((near * 4 + far * np.float32(0.02)) / divisor[..., None])
    edge = smoothstep(0.98, 0.6, core) * (near_weight + far_weight * np.float32(0.01) > 1e-3)
    mixed = cv2.blendLinear(fetched, pixels, floats(edge), floats(1 - edge))
    return np.clip(mixed, 0, 255).astype(np.uint8)


def _boxed(image: F32, weight: F32, side: int) -> tuple[F32, F32]:
    size = (side, side)
    return cast(F32, cv2.boxFilter(image, -1, size)), cast(F32, cv2.boxFilter(weight, -1, size))
