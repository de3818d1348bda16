"""Cut the head with its hair out of a picture, by what is known of it or by looking."""

from typing import cast

import cv2
import numpy as np

from imaging.abstractions import defringed
from imaging.analysis import largest
from imaging.arrays import F32, U8, floats, product, to_floats
from imaging.crops import crop_around
from imaging.head_shapes import (
    HeadShape,
    keep_mask,
    oval_mask,
    plain_head,
    shape_of,
    without_collar,
)
from imaging.masks import extent
from imaging.mattes import matte_of
from imaging.vision import Vision

LONGEST = 768  # px of the finished cut
MARGIN = 8  # px around the head, before it is scaled
LEAST_COVER = 0.8  # of the face oval; a matte with less has failed (line drawings)
ROOM = 2.3  # side of the crop in heights of the face: all hair, little else


def cut_face(rgb: U8, landmarks: F32, matte: U8) -> U8:
    """The head in a tight RGBA picture, its longest side LONGEST px.

    `landmarks` 468×2 in px of `rgb`; `matte` the person, of `rgb`'s height and width. A matte that
    misses the face is replaced by the plain shape of a head.
    """
    shape = shape_of(landmarks)
    cover = _trusted(matte, shape)
    mask = without_collar(product(cover, keep_mask(shape, rgb)), shape)
    mask = _only_at(mask, landmarks)
    box = extent(mask, 5) or (slice(0, rgb.shape[0]), slice(0, rgb.shape[1]))
    rows, columns = (slice(max(0, s.start - MARGIN), s.stop + MARGIN) for s in box)
    # Colours come from inside the person, not of the cut: the jaw's skin is its own neighbour.
    colours = defringed(rgb[rows, columns], to_floats(cover[rows, columns]))
    return _scaled(np.dstack([colours, mask[rows, columns]]))


def find_and_cut(vision: Vision, rgb: U8) -> U8 | None:
    """The largest head of any picture as `cut_face` cuts it; None when there is no face."""
    faces = vision.faces(rgb)
    if not faces:
        return None
    landmarks = vision.landmarks(rgb, largest(faces))
    crop = crop_around(rgb, landmarks, ROOM)
    pixels, points = crop.pixels(), crop.points(landmarks)
    return cut_face(pixels, points, matte_of(vision, crop, pixels, points[1]))


def _trusted(matte: U8, shape: HeadShape) -> U8:
    """The matte, or the plain shape of a head when it leaves out too much of the face."""
    oval = oval_mask(shape, (matte.shape[0], matte.shape[1])) > 127
    covered = float((matte[oval] > 127).mean()) if oval.any() else 0.0
    if covered >= LEAST_COVER:
        return matte
    return plain_head(shape, (matte.shape[0], matte.shape[1]))


def _only_at(mask: U8, landmarks: F32) -> U8:
    """The mask without pieces that do not hang together with the nose."""
    height, width = mask.shape
    _, labels = cv2.connectedComponents((mask > 76).astype(np.uint8))
    x, y = np.clip(landmarks[1].astype(int), 0, [width - 1, height - 1])
    if not labels[y, x]:
        return mask
    part = (labels == labels[y, x]).astype(np.uint8) * np.uint8(255)
    near = cv2.GaussianBlur(cv2.dilate(part, np.ones((3, 3), np.uint8)), (0, 0), 1.2)
    return product(mask, cast(U8, near))


def _scaled(rgba: U8) -> U8:
    """The cut at its final size."""
    factor = LONGEST / max(rgba.shape[:2])
    size = (max(1, round(rgba.shape[1] * factor)), max(1, round(rgba.shape[0] * factor)))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(floats(rgba), size, interpolation=method)
    return cast(U8, np.clip(scaled + 0.5, 0, 255).astype(np.uint8))
