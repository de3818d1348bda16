"""The lower edge of a face without what the photo shows behind it: collars, neck, glare."""

from dataclasses import replace
from typing import cast

import cv2
import numpy as np

from imaging.arrays import U8, blend, blurred, floats, product, shrunk, to_floats
from imaging.masks import add_polygon
from imaging.portraits import Portrait

BORDER = 0.2  # eye distances: how far inside the jaw's line other things than skin are mended
BEARDED = 0.45  # the share of skin at the chin below which there is a beard
CHIN_PATCH = [140, 171, 175, 396, 369, 421, 200, 201]  # between the lip and the chin's edge


def mended_jaw(portrait: Portrait, lower_face: U8) -> Portrait:
    """The portrait with skin along its jaw, in the colours of the skin beside; beards stay.

    `lower_face`: mask of what the jaw bounds, of the portrait's side.
    """
    half = portrait.side // 2
    if _bearded(portrait):
        return portrait
    inside = shrunk(lower_face, half)
    distance = portrait.eye_distance / 2
    wrong = product(_border(inside, distance * BORDER), 255 - portrait.half_skin)
    wrong = blurred(cast(U8, cv2.dilate(wrong, np.ones((5, 5), np.uint8))), distance * 0.03)
    known = product(product(inside, portrait.half_skin), 255 - wrong)
    if not (wrong > 127).any() or not (known > 127).any():
        return portrait

    def mended(layer: U8) -> U8:
        result = layer.copy()
        blend(result, _spread(layer, known, distance * 0.12), wrong)
        return result

    return replace(
        portrait,
        half_crisp=mended(portrait.half_crisp),
        half_patches=mended(portrait.half_patches),
        half_light=mended(portrait.half_light),
        half_skin=np.maximum(portrait.half_skin, product(wrong, inside)),
        half_marks=product(portrait.half_marks, 255 - wrong),
    )


def _bearded(portrait: Portrait) -> bool:
    chin = np.zeros((portrait.side // 2, portrait.side // 2), np.uint8)
    add_polygon(chin, floats(cv2.convexHull(portrait.landmarks[CHIN_PATCH] / 2)[:, 0]))
    skin = portrait.half_skin[chin > 127]
    return bool(skin.size and skin.mean() < BEARDED * 255)


def _border(inside: U8, width: float) -> U8:
    """What of a mask is near its lower edge."""
    distance = cv2.distanceTransform((inside > 127).astype(np.uint8), cv2.DIST_L2, 3)
    near = np.clip((np.float32(width) - distance) / np.float32(width) * 3, 0, 1)
    return cast(U8, np.where(inside > 127, near * 255, inside).astype(np.uint8))


def _spread(layer: U8, known: U8, reach: float) -> U8:
    """The layer with colours of what is known spread over what is not."""
    small = shrunk(layer, layer.shape[0] // 4).astype(np.float32)
    weight = to_floats(shrunk(known, len(known) // 4))
    planes = weight[..., None] if small.ndim == 3 else weight
    total = np.zeros_like(small)
    share = np.full(weight.shape, 1e-6, np.float32)
    for sigma, part in ((reach / 4, 1.0), (reach, 1e-3)):  # far colours only where none are near
        total += blurred(floats(small * planes), sigma) * np.float32(part)
        share += blurred(weight, sigma) * np.float32(part)
    filled = total / (share[..., None] if small.ndim == 3 else share)
    size = (layer.shape[1], layer.shape[0])
    return cast(U8, cv2.resize(np.clip(filled, 0, 255).astype(np.uint8), size))
