"""The matte: which pixels of a portrait belong to the person, hair included."""

from itertools import combinations_with_replacement
from typing import cast

import cv2
import numpy as np

from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blurred,
    floats,
    grown,
    mapped,
    product,
    shrunk,
    smoothstep,
    to_bytes,
    to_floats,
)
from imaging.crops import Crop
from imaging.portraits import SIDE
from imaging.vision import MATTE_SIDE, Vision

WIDER = 1.42  # the wide view's side in portraits
HALF = SIDE // 2
# Guided filter: radius and smoothness found by eye on hair.
GUIDE_RADIUS = SIDE // 64
GUIDE_EPSILON = 3e-4
EDGE = (0.36, 0.64)  # the soft part of the matte


def matte_of(vision: Vision, crop: Crop, portrait: U8, inside: F32) -> U8:
    """SIDE×SIDE matte of the person around the point `inside` (px of the portrait)."""
    rough = _mean_of_views(vision, crop, portrait)
    matte = blurred(guided(portrait, rough), SIDE / 450)
    matte = mapped(matte, smoothstep(*EDGE, LEVELS))
    if crop.leaves_photo:  # never draw the repeated border
        matte = product(matte, crop.covered())
    return only_part_at(matte, inside)


def _mean_of_views(vision: Vision, crop: Crop, portrait: U8) -> F32:
    """HALF×HALF: the mean of four views. Any one of them leaves pieces of background near hair."""
    small = shrunk(portrait, MATTE_SIDE)
    mirrored = vision.matte(np.ascontiguousarray(small[:, ::-1]))[:, ::-1]
    near = floats(vision.matte(small) + mirrored)
    views: list[F32] = [grown(near, HALF, smooth=True)]
    scale = HALF / MATTE_SIDE * WIDER
    shift = HALF / 2 * (1 - WIDER)
    wide = floats([[scale, 0, shift], [0, scale, shift]])
    views.append(_placed(vision.matte(crop.wider(WIDER, MATTE_SIDE)), wide))
    height, width = crop.photo.shape[:2]
    across, down = width / MATTE_SIDE * crop.zoom, height / MATTE_SIDE * crop.zoom
    left, top = crop.matrix[:, 2]
    whole = floats([[across, 0, left + across / 2], [0, down, top + down / 2]]) * np.float32(0.5)
    views.append(_placed(vision.matte(crop.photo), whole))
    return floats(np.clip(sum(views) * np.float32(0.25), 0, 1))


def _placed(matte: F32, matrix: F32) -> F32:
    placed = cv2.warpAffine(
        matte, matrix, (HALF, HALF), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cast(F32, placed)


def guided(image: U8, rough: F32) -> U8:
    """The rough matte (of any size) with the edges of the picture (guided filter, He et al. 2010).

    The linear coefficients are found at a quarter of the side (He and Sun 2015), which nobody sees.
    """
    full = image.shape[1], image.shape[0]
    quarter = full[0] // 4, full[1] // 4
    small = [cv2.resize(each, quarter, interpolation=cv2.INTER_AREA) for each in (image, rough)]
    coefficients = _coefficients(to_floats(cast(U8, small[0])), floats(small[1]), GUIDE_RADIUS // 4)
    slopes, offset = (cv2.resize(each, full) for each in coefficients)
    terms = cv2.multiply(slopes, image, scale=1 / 255, dtype=cv2.CV_32F)
    return to_bytes(floats(cv2.transform(terms, np.ones((1, 3), np.float32)) + offset))


def _mean(image: F32, radius: int) -> F32:
    size = (2 * radius + 1, 2 * radius + 1)
    return cast(F32, cv2.boxFilter(image, -1, size, borderType=cv2.BORDER_REFLECT))


def _coefficients(guide: F32, rough: F32, radius: int) -> tuple[F32, F32]:
    """Smoothed slopes (H×W×3) and offset (H×W) of the colour guided filter (eq. 19 and 20)."""
    mean, mean_rough = _mean(guide, radius), _mean(rough, radius)
    covariance = _mean(guide * rough[..., None], radius) - mean * mean_rough[..., None]
    spread = {}
    for i, j in combinations_with_replacement(range(3), 2):
        spread[i, j] = _mean(guide[..., i] * guide[..., j], radius) - mean[..., i] * mean[..., j]
        if i == j:
            spread[i, j] = spread[i, j] + np.float32(GUIDE_EPSILON)
    slopes = _solved(spread, covariance)
    offset = mean_rough - (slopes * mean).sum(2)
    return _mean(slopes, radius), _mean(offset, radius)


def _solved(matrix: dict[tuple[int, int], F32], right: F32) -> F32:
    """Solve a symmetric 3×3 system for each pixel, by its adjugate."""
    a, b, c = matrix[0, 0], matrix[0, 1], matrix[0, 2]
    d, e, f = matrix[1, 1], matrix[1, 2], matrix[2, 2]
    aa, ab, ac = d * f - e * e, c * e - b * f, b * e - c * d
    bb, bc, cc = a * f - c * c, b * c - a * e, a * d - b * b
    determinant = a * aa + b * ab + c * ac
    determinant = np.where(np.abs(determinant) < 1e-12, np.float32(1e-12), determinant)
    x, y, z = right[..., 0], right[..., 1], right[..., 2]
    rows = (aa * x + ab * y + ac * z, ab * x + bb * y + bc * z, ac * x + bc * y + cc * z)
    return floats(np.stack([row / determinant for row in rows], 2))


def only_part_at(matte: U8, point: F32) -> U8:
    """The matte without what is not connected to the part at `point` (x and y, px)."""
    full = matte.shape[1], matte.shape[0]
    half = full[0] // 2, full[1] // 2
    solid = (cv2.resize(matte, half, interpolation=cv2.INTER_AREA) > 76).astype(np.uint8)
    count, labels = cv2.connectedComponents(solid)
    column, row = np.clip((point / 2).astype(int), 0, [half[0] - 1, half[1] - 1])
    label = labels[row, column]
    if not label or count <= 2:
        return matte
    part = blurred(np.where(labels == label, np.uint8(255), np.uint8(0)), 1.2)
    return product(matte, cast(U8, cv2.resize(part, full)))
