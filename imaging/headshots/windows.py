"""A window onto a photo: turned, scaled and moved, of any size."""

from dataclasses import dataclass
from math import cos, sin
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, floats
from imaging.crops import shrunk_for

LARGER = 1.02  # from this zoom on a picture is enlarged


@dataclass(frozen=True)
class Window:
    """What is seen of a photo in `size` (width, height) px."""

    matrix: F32  # 2×3, a similarity: from px of the photo to px of the window
    size: tuple[int, int]

    @property
    def zoom(self) -> float:
        """Pixels of the window for one of the photo."""
        return float(np.hypot(self.matrix[0, 0], self.matrix[0, 1]))

    def points(self, points: F32) -> F32:
        """Points of the photo, in px of the window."""
        return floats(points @ self.matrix[:, :2].T + self.matrix[:, 2])

    def origins(self, points: F32) -> F32:
        """Points of the window, in px of the photo."""
        back = cv2.invertAffineTransform(self.matrix)
        return floats(points @ back[:, :2].T + back[:, 2])

    def pixels(self, photo: U8) -> U8:
        """height×width×3; beyond the photo its border is repeated."""
        source = shrunk_for(photo, self.zoom)
        across, down = photo.shape[1] / source.shape[1], photo.shape[0] / source.shape[0]
        # The centre of a pixel lies at its index, so sizes are about −0.5.
        enlarging = floats([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2]])
        matrix = composed(self.matrix, enlarging)
        method = cv2.INTER_CUBIC if self.zoom > LARGER else cv2.INTER_LINEAR
        return cast(U8, _warped(source, matrix, self.size, method))

    def covered(self, shape: tuple[int, int]) -> U8:
        """height×width: 255 where a photo of `shape` has pixels."""
        return cast(U8, cv2.warpAffine(np.full(shape, 255, np.uint8), self.matrix, self.size))

    def seen_through(self, layer: F32, other: "Window") -> F32:
        """A layer of another window onto the same photo, as this one shows it."""
        back = floats(cv2.invertAffineTransform(other.matrix))
        matrix = composed(self.matrix, back)
        return cast(F32, _warped(layer, matrix, self.size, cv2.INTER_CUBIC))


def similarity(zoom: float, tilt: float, point: F32, target: F32, size: tuple[int, int]) -> Window:
    """The window in which `point` of the photo lies at `target`, levelled by `tilt` radians."""
    across, down = cos(tilt) * zoom, sin(tilt) * zoom
    turn = np.array([[across, down], [-down, across]])
    return Window(floats(np.hstack([turn, (target - turn @ point)[:, None]])), size)


def whole(shape: tuple[int, int], side: int) -> Window:
    """All of a photo of `shape` in a square, which may distort it."""
    height, width = shape
    across, down = side / width, side / height
    matrix = floats([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2]])
    return Window(matrix, (side, side))


def composed(second: F32, first: F32) -> F32:
    """One 2×3 matrix that does `first`, then `second`."""
    turn = second[:, :2] @ first[:, :2]
    shift = second[:, :2] @ first[:, 2] + second[:, 2]
    return floats(np.hstack([turn, shift[:, None]]))


def _warped(image: F32 | U8, matrix: F32, size: tuple[int, int], method: int) -> F32 | U8:
    warped = cv2.warpAffine(image, matrix, size, flags=method, borderMode=cv2.BORDER_REPLICATE)
    return cast(F32 | U8, warped)
