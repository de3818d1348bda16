"""The dark lines of a photo."""

import cv2
import numpy as np

from imaging.arrays import U8, blurred, floats
from imaging.flows import shifted_along, tangents
from imaging.portraits import LINE_STEPS, LINE_ZERO

# Difference of Gaussians: widths in px, and how much of the wider one is taken away
# (Winnemöller et al. 2006: a little less than all leaves flat areas positive).
NARROW, WIDE, SHARE = 1.35, 2.05, 0.985
# Distances along the edge (px) and weights of a short line integral: joins broken lines.
TAPS = ((-5.0, 5), (-2.5, 8), (2.5, 8), (5.0, 5))
CENTRE_WEIGHT = 10


def dark_lines(crisp_luma: U8, luma: U8) -> U8:
    """Lines in two equally large brightness layers: LINE_ZERO where none, lower where dark ones.

    Half from the smoothed layer and half from the photo: calm, yet fine hair stays.
    """
    half = 0.5 / 255
    mean = blurred(floats(cv2.addWeighted(crisp_luma, half, luma, half, 0, dtype=cv2.CV_32F)), 0.8)
    difference = blurred(mean, NARROW) - np.float32(SHARE) * blurred(mean, WIDE)
    lines = np.clip(difference * np.float32(LINE_STEPS) + LINE_ZERO, 0, 255).astype(np.uint8)
    height, width = lines.shape
    small = cv2.resize(mean, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    x, y = tangents(floats(small), 0.8, 1.7)
    size = (width, height)
    across = floats(cv2.resize(x, size)), floats(cv2.resize(y, size))
    total = lines.astype(np.uint16) * CENTRE_WEIGHT
    for distance, weight in TAPS:
        total += shifted_along(lines, across, distance).astype(np.uint16) * np.uint16(weight)
    return (total // (CENTRE_WEIGHT + sum(weight for _, weight in TAPS))).astype(np.uint8)
