"""Where skin is, what marks it, and what colour it has. All layers at half the portrait's side."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blurred,
    floats,
    grown,
    luma,
    mapped,
    product,
    smoothstep,
    to_bytes,
    to_floats,
)
from imaging.masks import add_polygon, curve

# Added to the samples' covariance in CIELAB: light may vary most, red-green least.
LEAST_VARIANCE = (70, 7, 10)
KEPT_SAMPLES = 0.8  # the rest are lashes, glasses and reflections


@dataclass(frozen=True)
class Head:
    """What is known of a face before its skin is: all in px of the half-size portrait."""

    landmarks: F32  # 468×2
    eye_distance: float
    oval: U8  # half×half: the face oval


def head_of(landmarks: F32, side: int) -> Head:
    """The head at half of `side`; `landmarks` in px of the full portrait."""
    points = floats(landmarks / 2)
    right, left = face.eye_centres(points)
    distance = float(np.linalg.norm(right - left))
    oval = np.zeros((side // 2, side // 2), np.uint8)
    add_polygon(oval, curve(points[face.OVAL], 4, closed=True), distance * 0.03)
    return Head(points, distance, oval)


def skin_of(head: Head, crisp: U8, matte: F32) -> U8:
    """Skin of face and neck, within the matte (0..1)."""
    likely = _likely(head, crisp)
    place = np.maximum(to_floats(_around(head)), _neck(head, len(crisp)))
    below = to_floats(head.oval) * _below_brows(head, len(crisp))
    # Below the brows the oval is face, whatever its colour; a beard stays detail all the same.
    bold = np.maximum(likely, np.float32(0.55) * smoothstep(0.02, 0.2, likely))
    skin = np.maximum(likely * place, below * bold) * matte
    return blurred(to_bytes(smoothstep(0.3, 0.6, floats(skin))), 1.1)


def marks_of(head: Head, crisp: U8, light: U8) -> U8:
    """What is dark or strong within the face: glasses, beard, moles."""
    crisp_luma = luma(crisp)
    window = int(head.eye_distance * 0.5) | 1
    wide = cast(U8, cv2.blur(light, (window, window)))
    fine = mapped(cast(U8, cv2.subtract(light, crisp_luma)), smoothstep(12, 34, LEVELS * 255))
    broad = cast(U8, cv2.subtract(wide, crisp_luma))
    dark = mapped(broad, smoothstep(40, 85, LEVELS * 255) * np.float32(0.9))
    return product(blurred(np.maximum(fine, dark), 0.8), head.oval, 0.9)


def lift_of(half: U8, head: Head) -> F32 | None:
    """A gentle lift for a dark face, as 256 values 0..1; None for a face that is light enough.

    Never more than gamma 1.45: a face that is dark by nature looks the same to this statistic.
    """
    brightness = float(np.median(luma(half)[head.oval > 204])) / 255
    gamma = float(np.clip((0.52 / max(brightness, 0.05)) ** 0.45, 1.0, 1.45))
    return floats(LEVELS ** np.float32(1 / gamma)) if gamma > 1.01 else None


def colour_of(head: Head, soft: U8, skin: U8, features: U8) -> F32:
    """The lit skin's colour, RGB 0..1: a little above the median of what is surely skin."""
    sure = (skin > 204) & (features < 25) & (head.oval > 127)
    pixels = soft[sure if sure.sum() > 50 else head.oval > 204][::3]
    return floats(np.quantile(to_floats(pixels), 0.58, axis=0))


def bare_pixels(picture: F32, landmarks: F32, distance: float) -> F32:
    """n×3: pixels at places bare in nearly every face; `landmarks` and `distance` in its px."""
    reach = max(2, int(distance * 0.06))
    pieces = []
    for x, y in landmarks[face.SKIN_SAMPLES].astype(int):
        piece = picture[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]
        pieces.append(piece.reshape(-1, 3))
    return floats(np.vstack(pieces))


def _samples(head: Head, lab: F32) -> tuple[F32, F32]:
    """Colours at places bare in nearly every face, without the outliers, and their median."""
    samples = bare_pixels(lab, head.landmarks, head.eye_distance)
    centre = floats(np.median(samples, 0))
    off = np.abs(samples - centre).sum(1)
    return floats(samples[off <= np.quantile(off, KEPT_SAMPLES)]), centre


def _likely(head: Head, crisp: U8) -> F32:
    """0..1 by the Mahalanobis distance in CIELAB to the face's own skin."""
    lab = floats(cv2.cvtColor(to_floats(crisp), cv2.COLOR_RGB2LAB))
    samples, centre = _samples(head, lab)
    inverse = np.linalg.inv(np.cov(samples.T) + np.diag(LEAST_VARIANCE))
    whiten = np.linalg.cholesky(inverse).T
    matrix = floats(np.hstack([whiten, -(whiten @ centre)[:, None]]))
    off = cv2.transform(lab, matrix)
    distance = floats(cv2.transform(off * off, np.ones((1, 3), np.float32)))
    likely = cv2.exp(np.maximum(distance - 2, 0) * np.float32(-0.5 / 2.2))
    return to_floats(cast(U8, cv2.medianBlur(to_bytes(floats(likely)), 7)))


def _around(head: Head) -> U8:
    """The oval, a third larger, with a wide soft edge: forehead, ears, jaw."""
    quarter = len(head.oval) // 2
    mask = np.zeros((quarter, quarter), np.uint8)
    nose = head.landmarks[face.NOSE_TIP]
    oval = nose + (head.landmarks[face.OVAL] - nose) * np.float32(1.34)
    add_polygon(mask, oval / 2, head.eye_distance * 0.05)
    return grown(mask, len(head.oval))


def _rows(side: int) -> F32:
    return np.arange(side, dtype=np.float32)[:, None]


def _neck(head: Head, side: int) -> F32:
    """Rows below the chin, fading out."""
    chin, distance = float(head.landmarks[face.CHIN][1]), head.eye_distance
    rows = _rows(side)
    fading = smoothstep(chin + distance * 1.5, chin + distance * 0.4, rows)
    return floats(fading * (rows > chin - distance * 0.2))


def _below_brows(head: Head, side: int) -> F32:
    brows = float(head.landmarks[face.BETWEEN_BROWS][1])
    return smoothstep(brows - head.eye_distance * 0.25, brows, _rows(side))
