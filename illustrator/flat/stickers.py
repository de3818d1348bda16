"""Edges around subjects, and when one is lost on its ground without."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, floats

BORDER = 6  # px: how wide the borders are that are compared
APART = 22.0  # how far they are in Lab, where the eye tells one from the other at once
LOST = 0.45  # of a border that is nearer than that


def widened(alpha: U8, by: int) -> U8:
    """A mask `by` px wider on all sides, in a frame 2 × `by` px larger on each."""
    framed = np.pad(alpha, 2 * by)
    away = cv2.distanceTransform((framed < 128).astype(np.uint8), cv2.DIST_L2, 5)
    return cast(U8, (np.clip(by + 0.5 - away, 0, 1) * 255).astype(np.uint8))


def is_lost(pixels: F32, sprite: U8, x: int, y: int) -> bool:
    """Whether much of an RGBA sprite's border is much like what lies under it, if put at x, y."""
    height, width = pixels.shape[:2]
    left, top = max(0, -x), max(0, -y)
    part = sprite[top : max(top, height - y), left : max(left, width - x)]
    if part.shape[0] <= 2 * BORDER or part.shape[1] <= 2 * BORDER:
        return False
    solid = (part[..., 3] > 200).astype(np.uint8)
    inner = cv2.erode(solid, np.ones((BORDER, BORDER), np.uint8), borderValue=0)
    border = (solid > inner)[::2, ::2]
    if not border.any():
        return False
    under = pixels[y + top : y + top + part.shape[0], x + left : x + left + part.shape[1]]
    apart = _lab(part[::2, ::2][border][:, :3]) - _lab(under[::2, ::2][border])
    return bool((np.sqrt((apart**2).sum(1)) < APART).mean() > LOST)


def _lab(colours: F32 | U8) -> F32:
    """Of a row of RGB 0 to 255."""
    row = colours.astype(np.float32)[None] / np.float32(255)
    return floats(cv2.cvtColor(row, cv2.COLOR_RGB2LAB)[0])
