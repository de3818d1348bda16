"""The three networks on OpenCV's dnn module: face boxes, face landmarks, and the person's matte.

A network belongs to one thread: give each worker thread its own `Vision`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, floats, to_floats

MODELS = Path(__file__).parent / "models"
# OpenCV 5's default engine loses the second output of these networks; version 4 has only the first.
ENGINE = [cv2.dnn.ENGINE_CLASSIC] if hasattr(cv2.dnn, "ENGINE_CLASSIC") else []

DETECTOR_SIDE = 192  # px
DETECTOR_STRIDE = 4  # px: one anchor each
MESH_SIDE = 192
MATTE_SIDE = 256
# 0 false faces in 14 pictures without people, 11 of 11 portraits found.
FACE_THRESHOLD = 0.5
SAME_FACE_OVERLAP = 0.3


@dataclass(frozen=True)
class Face:
    """A face found in a picture, in its pixels."""

    score: float  # 0..1
    box: tuple[float, float, float, float]  # left, top, width, height
    points: F32  # 6×2: right eye, left eye, nose, mouth, right ear, left ear


class Vision:
    """Finds faces, their landmarks and people's mattes in RGB pictures of bytes."""

    def __init__(self) -> None:
        self._detector = _network("face_detection_full_range.tflite")
        self._mesh = _network("face_landmark.tflite")
        self._matte = _network("selfie_segmentation.tflite")
        self._anchors = _anchors()

    def faces(self, image: U8) -> list[Face]:
        """All faces, the surest first."""
        pixels, scale, offset = _letterbox(image, DETECTOR_SIDE)
        outputs = ["reshaped_regressor_face_4", "reshaped_classifier_face_4"]
        regressions, logits = _forward(self._detector, floats(pixels / 127.5 - 1), outputs)
        scores = 1 / (1 + np.exp(-np.clip(logits.reshape(-1), -80, 80)))
        sure = scores > FACE_THRESHOLD
        if not sure.any():
            return []
        points = regressions.reshape(-1, 8, 2)[sure] / DETECTOR_SIDE
        # Row 0 is the box's centre, row 1 its size, the rest the six points.
        points[:, [0, 2, 3, 4, 5, 6, 7]] += self._anchors[sure][:, None]
        found = _merged(floats(points), floats(scores[sure]))
        return [_in_picture(score, each, scale, offset) for score, each in found]

    def landmarks(self, image: U8, face: Face) -> F32:
        """468×2, x and y in px; the head may be tilted up to a right angle."""
        rotation, shift = _upright(face)
        crop = cv2.warpAffine(
            image,
            np.hstack([rotation, shift[:, None]]),
            (MESH_SIDE, MESH_SIDE),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        )
        (points,) = _forward(self._mesh, to_floats(cast(U8, crop)), ["conv2d_21"])
        return floats(points.reshape(-1, 3)[:, :2] @ rotation.T + shift)

    def matte(self, image: U8) -> F32:
        """256×256, 0..1: how likely each part of the picture (of any size) belongs to a person."""
        small = cv2.resize(image, (MATTE_SIDE, MATTE_SIDE), interpolation=cv2.INTER_AREA)
        (matte,) = _forward(self._matte, to_floats(cast(U8, small)), [])
        return floats(matte[0, 0])


def _network(name: str) -> cv2.dnn.Net:
    return cv2.dnn.readNetFromTFLite(str(MODELS / name), *ENGINE)


def _forward(network: cv2.dnn.Net, pixels: F32, outputs: list[str]) -> Sequence[F32]:
    """Run a network on one picture of floats; `outputs` empty: the last layer."""
    network.setInput(np.ascontiguousarray(pixels.transpose(2, 0, 1)[None]))
    if outputs:
        return cast(Sequence[F32], network.forward(outputs))
    return [cast(F32, network.forward())]


def _anchors() -> F32:
    """Centres (0..1) of the detector's cells, row by row."""
    cells = DETECTOR_SIDE // DETECTOR_STRIDE
    centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    x, y = np.meshgrid(centres, centres)
    return floats(np.stack([x.ravel(), y.ravel()], 1))


def _letterbox(image: U8, side: int) -> tuple[F32, F32, F32]:
    """The picture within a black square; its size in px of the picture, and its corner (0..1)."""
    height, width = image.shape[:2]
    ratio = side / max(height, width)
    inner = max(1, round(width * ratio)), max(1, round(height * ratio))
    left, top = (side - inner[0]) // 2, (side - inner[1]) // 2
    square = np.zeros((side, side, 3), np.float32)
    square[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        image, inner, interpolation=cv2.INTER_AREA
    )
    scale = floats([width * side / inner[0], height * side / inner[1]])
    return square, scale, floats([left / side, top / side])


def _overlaps(box: F32, boxes: F32) -> F32:
    """Intersection over union of one box with many, all as centre and size."""
    low = np.maximum(box[0] - box[1] / 2, boxes[:, 0] - boxes[:, 1] / 2)
    high = np.minimum(box[0] + box[1] / 2, boxes[:, 0] + boxes[:, 1] / 2)
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(box[1]) + np.prod(boxes[:, 1], axis=1) - shared
    return floats(shared / union)


def _merged(points: F32, scores: F32) -> list[tuple[float, F32]]:
    """One of each group of overlapping finds: their mean weighted by score, as MediaPipe does."""
    merged = []
    left = np.ones(len(scores), bool)
    for best in np.argsort(-scores):
        if not left[best]:
            continue
        group = left & (_overlaps(points[best, :2], points[:, :2]) > SAME_FACE_OVERLAP)
        left &= ~group
        mean = np.average(points[group], axis=0, weights=scores[group])
        merged.append((float(scores[best]), floats(mean)))
    return merged


def _in_picture(score: float, points: F32, scale: F32, offset: F32) -> Face:
    """A find (8×2, 0..1 of the letterbox) in px of the picture."""
    size = points[1] * scale
    left, top = (points[0] - offset) * scale - size / 2
    box = (float(left), float(top), float(size[0]), float(size[1]))
    return Face(score, box, floats((points[2:] - offset) * scale))


def _upright(face: Face) -> tuple[F32, F32]:
    """Rotation with scale (2×2) and shift that take the mesh's crop to the picture."""
    across = face.points[1] - face.points[0]
    angle = np.arctan2(across[1], across[0])
    left, top, width, height = face.box
    # The mesh wants the box half as large again, as MediaPipe's own pipeline gives it.
    scale = max(width, height) * 1.5 / MESH_SIDE
    cosine, sine = np.cos(angle), np.sin(angle)
    rotation = floats([[cosine, -sine], [sine, cosine]]) * np.float32(scale)
    centre = floats([left + width / 2, top + height / 2])
    middle = floats([MESH_SIDE / 2, MESH_SIDE / 2])
    return rotation, floats(centre - rotation @ middle)
