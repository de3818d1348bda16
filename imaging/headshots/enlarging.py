"""Faces that are small in their photo, enlarged: without noise, without halos, and sharp."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, blurred, floats, luma, smoothstep
from imaging.headshots.windows import Window
from imaging.masks import box_around

FROM = 1.15  # the zoom from which on a picture wants it
MARGIN = 8  # px of the photo around what is seen
STRENGTH = 3.6  # of the denoising, for each level of noise
LEAST, MOST = 1.6, 5.0  # levels
PATCH, SEARCH = 3, 9  # px: as little as takes out the blocks of a JPEG
LARGEST = 3.0  # the zoom beyond which edges are not made any steeper
STEEP, BROAD = 1.1, 0.25
DARK = (10, 70)  # levels: what a JPEG leaves in dark cloth is not made any steeper


def enlarged(photo: U8, frame: Window) -> U8:
    """What a frame shows of a photo; restored, if that makes it much larger.

    Noise is taken out of the photo first (non-local means, Buades et al. 2005): enlarged, it would
    look like cloth. Then edges are made steeper within the range of the pixels around.
    """
    if frame.zoom <= FROM:
        return frame.pixels(photo)
    picture = floats(frame.pixels(_calmed(photo, frame)))
    brightness = luma(picture)
    steeper = _steeper(brightness, min(frame.zoom, LARGEST))
    return cast(U8, np.clip(picture + (steeper - brightness)[..., None], 0, 255).astype(np.uint8))


def _calmed(photo: U8, frame: Window) -> U8:
    """The photo without noise in the part that the frame shows."""
    width, height = frame.size
    corners = frame.origins(floats([[0, 0], [width, 0], [0, height], [width, height]]))
    box = box_around(corners, MARGIN, (photo.shape[0], photo.shape[1]))
    part = np.ascontiguousarray(photo[box])
    brightness = luma(part)
    fine = np.abs(brightness - blurred(floats(brightness), 1.0))
    strength = float(np.clip(STRENGTH * np.quantile(fine, 0.25), LEAST, MOST))
    calm = cv2.fastNlMeansDenoising(brightness, None, strength, PATCH, SEARCH)
    change = calm.astype(np.int16) - brightness
    result = photo.copy()
    result[box] = np.clip(part + change[..., None], 0, 255)
    return result


def _steeper(brightness: F32, scale: float) -> F32:
    radius = max(0.8, 0.55 * scale)
    fine = brightness - blurred(brightness, radius)
    broad = brightness - blurred(brightness, radius * 2.2)
    visible = smoothstep(*DARK, brightness)
    sharp = brightness + visible * (fine * np.float32(STEEP) + broad * np.float32(BROAD))
    side = 3 if scale < 2 else 5
    around = np.ones((side, side), np.uint8)
    low, high = cv2.erode(brightness, around) - 2, cv2.dilate(brightness, around) + 2
    return floats(np.clip(sharp, low, high))
