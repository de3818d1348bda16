"""How a face stands in a photo: how large, how tilted, and whether it is whole."""

from dataclasses import dataclass
from math import atan2

import numpy as np

from errors import NoFaceFound
from imaging import landmarks as face
from imaging.arrays import F32, floats

LYING = 0.55  # radians, as the detector finds them
MOST_TILT = 0.45  # radians that are levelled; who lies down stays tilted
TEMPLES = [234, 454]
# Turned heads: the eyes come together, the height of the face does not change.
LEAST_DISTANCE = 0.40  # of the height of the face
MOST_BEYOND = 0.10  # of the face's width or height that may lie beyond the photo: an ear, a chin
SMALLEST = 10.0  # px between the eyes: fifteen times as large, less is only a blur
TOO_SMALL = "The face in this picture is too small. Choose a larger picture, or one taken closer."
CUT_OFF = "The face in this picture is cut off at its edge. Choose one that shows the whole face."


@dataclass(frozen=True)
class Pose:
    """A face in px of its photo."""

    landmarks: F32  # 468×2
    distance: float  # between the eyes: the measure of all strokes and blurs
    tilt: float  # radians, clockwise
    centre: F32  # x and y, at the height of the eyes


def pose_of(landmarks: F32) -> Pose:
    """Where the face looks from; `landmarks` 468×2, px."""
    right, left = face.eye_centres(landmarks)
    across = left - right
    tilt = float(np.clip(atan2(float(across[1]), float(across[0])), -MOST_TILT, MOST_TILT))
    height = float(np.linalg.norm(landmarks[face.FOREHEAD] - landmarks[face.CHIN]))
    distance = max(float(np.linalg.norm(across)), height * LEAST_DISTANCE)
    # Between the eyes' middle and the face's: a head that is turned aside is not off its frame.
    centre = (left + right) / 4 + landmarks[TEMPLES].sum(0) / 4
    return Pose(landmarks, distance, tilt, floats(centre))


def leaning(points: F32) -> int:
    """1 for a head that seems to lie to the right (as seen), −1 to the left, 0 for most.

    `points` are the six of a `Face`, of which the eyes come first. Lying heads look less tilted to
    the detector than they are.
    """
    across = points[1] - points[0]
    angle = atan2(float(across[1]), float(across[0]))
    return 0 if abs(angle) < LYING else (1 if angle > 0 else -1)


def require_usable(pose: Pose, shape: tuple[int, int]) -> None:
    """NoFaceFound for a face that is too small, or too much of which lies beyond a photo of
    `shape`."""
    if pose.distance < SMALLEST:
        raise NoFaceFound(TOO_SMALL)
    points = pose.landmarks[face.OVAL]
    low, high = points.min(0), points.max(0)
    beyond = np.maximum(-low, high - floats([shape[1], shape[0]])) / np.maximum(high - low, 1)
    if float(beyond.max()) > MOST_BEYOND:
        raise NoFaceFound(CUT_OFF)
