"""Where to cut a portrait out of a photo, and cutting it."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, floats
from imaging.portraits import SIDE

ROOM = 2.55  # side of the portrait in heights of the face
LEAST_ROOM = 1.75  # when the photo is too small: then its border is repeated
SHRINK_FIRST = 0.6  # below this zoom, means of areas look better than linear interpolation


@dataclass(frozen=True)
class Crop:
    """A square of the photo, ready to be sampled at SIDE px."""

    left: float  # px of the photo; may be negative
    top: float
    side: float
    photo: U8  # the whole photo, as it came
    sampled: U8  # the same, already shrunk when the zoom is small

    @property
    def zoom(self) -> float:
        """Pixels of the portrait for one of the photo."""
        return SIDE / self.side

    @property
    def matrix(self) -> F32:
        """2×3: from px of the photo to px of the portrait."""
        zoom = self.zoom
        return floats([[zoom, 0, -self.left * zoom], [0, zoom, -self.top * zoom]])

    @property
    def sampled_matrix(self) -> F32:
        """2×3: from px of `sampled` to px of the portrait."""
        if self.sampled is self.photo:
            return self.matrix
        return floats([[1, 0, -self.left * self.zoom], [0, 1, -self.top * self.zoom]])

    @property
    def leaves_photo(self) -> bool:
        """Whether the square reaches beyond the photo."""
        return bool(min(self.photo.shape[:2]) < self.side)

    def pixels(self) -> U8:
        """The portrait, SIDE×SIDE×3; beyond the photo its border is repeated."""
        method = cv2.INTER_LINEAR if self.zoom < 1 else cv2.INTER_CUBIC
        return self._warped(self.sampled, self.sampled_matrix, SIDE, method)

    def wider(self, factor: float, side: int) -> U8:
        """A square `factor` times as wide with the same centre, `side` px."""
        matrix = self.sampled_matrix * np.float32(side / SIDE / factor)
        matrix[:, 2] += side / 2 * (1 - 1 / factor)
        return self._warped(self.sampled, matrix, side, cv2.INTER_AREA)

    def covered(self) -> U8:
        """SIDE×SIDE: 255 where the photo has pixels, with a soft edge."""
        whole = np.full(self.sampled.shape[:2], 255, np.uint8)
        mask = cv2.warpAffine(whole, self.sampled_matrix, (SIDE, SIDE))
        return cast(U8, cv2.GaussianBlur(cv2.erode(mask, np.ones((5, 5), np.uint8)), (0, 0), 2))

    def points(self, points: F32) -> F32:
        """Points of the photo, in px of the portrait."""
        return floats(points @ self.matrix[:, :2].T + self.matrix[:, 2])

    @staticmethod
    def _warped(image: U8, matrix: F32, side: int, method: int) -> U8:
        warped = cv2.warpAffine(
            image, matrix, (side, side), flags=method, borderMode=cv2.BORDER_REPLICATE
        )
        return cast(U8, warped)


def crop_around(photo: U8, landmarks: F32, room: float = ROOM) -> Crop:
    """The square around a face (468×2, px of the photo), moved into the photo where it fits."""
    low, high = landmarks.min(0), landmarks.max(0)
    face = float((high - low).max())
    centre = (low + high) / 2
    height, width = photo.shape[:2]
    side = max(min(face * room, width, height), face * LEAST_ROOM)
    left = _inside(float(centre[0]) - side / 2, side, width, (width - side) / 2)
    # A photo that is too low keeps its lower edge: better air above than below the shoulders.
    top = _inside(float(centre[1]) - side / 2, side, height, height - side)
    return crop_of(photo, left, top, side)


def crop_of(photo: U8, left: float, top: float, side: float) -> Crop:
    """Any square, in px of the photo."""
    return Crop(left, top, side, photo, shrunk_for(photo, SIDE / side))


def _inside(start: float, side: float, length: int, otherwise: float) -> float:
    if length < side:
        return otherwise
    return min(max(start, 0.0), length - side)


def shrunk_for(photo: U8, zoom: float) -> U8:
    """The photo as it is best sampled with a zoom: shrunk to it first, when that is small."""
    if zoom >= SHRINK_FIRST:
        return photo
    return cast(U8, cv2.resize(photo, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA))
