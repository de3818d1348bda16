"""Shoulders that the photo's side cuts, continued: mirrored cloth under a falling line."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, U8, floats, smoothstep
from imaging.flows import grid
from imaging.headshots.planes import softened

INSIDE = 4  # px: the photo's own edge is often not its colour
NEAR_FACE = 0.15  # distances of the eyes: nothing of a face is ever invented
SPAN = 1.6  # distances of the eyes: after so much of it, mirrored cloth turns back
SLOPE_OVER = 0.35  # distances of the eyes over which the shoulder's slope is found
SLOPES = (0.55, 7.0)
ROUNDING = 1.5  # distances of the eyes: the larger, the straighter the shoulder falls
DARKER = 0.22
LEAST = 0.03  # of the rows below the chin: less is no shoulder


@dataclass(frozen=True)
class _Side:
    """One side of a frame at which the photo ends."""

    edge: int  # px: the last good column
    left: bool

    def inwards(self, reach: int) -> int:
        return self.edge + reach if self.left else self.edge - reach

    def beyond(self, columns: F32) -> F32:
        """How far each column lies beyond the edge, px."""
        away = self.edge - columns if self.left else columns - self.edge
        return floats(np.maximum(away, 0))


def continued(
    picture: U8, person: F32, covered: U8, points: F32, distance: float
) -> tuple[U8, F32]:
    """Picture and person (0..1) of a frame, with shoulders where `covered` says the photo ends."""
    height, width = person.shape
    inside = np.flatnonzero((covered[int(height * 0.6) : int(height * 0.85)] > 250).mean(0) > 0.5)
    if not len(inside):
        return picture, person
    for side in (_Side(int(inside[0]) + INSIDE, True), _Side(int(inside[-1]) - INSIDE, False)):
        missing = side.edge if side.left else width - 1 - side.edge
        if missing > INSIDE + 2 and _clear_of_face(side, points, distance):
            picture, person = _with_side(picture, person, side, points, distance)
    return picture, person


def _clear_of_face(side: _Side, points: F32, distance: float) -> bool:
    room = points[:, 0].min() - side.edge if side.left else side.edge - points[:, 0].max()
    return bool(room > distance * NEAR_FACE)


def _with_side(
    picture: U8, person: F32, side: _Side, points: F32, distance: float
) -> tuple[U8, F32]:
    height, width = person.shape
    chin = int(np.clip(points[face.CHIN, 1], 0, height - 2))
    x, y = grid(height, width)
    beyond = side.beyond(x)
    outside = beyond > 0
    if float((_column(person, side.edge)[chin:] > 0.5).mean()) < LEAST:
        return picture, floats(np.where(outside, 0, person))
    slope = _slope(person, side, chin, distance)
    drop = beyond * np.float32(slope) + beyond * beyond / np.float32(distance * ROUNDING)
    rows = np.clip(y - drop, 0, height - 1)
    turned = _mirrored(beyond, distance * SPAN)
    columns = np.float32(side.edge) + (turned if side.left else -turned)
    cloth = cv2.remap(picture, floats(columns), floats(rows), cv2.INTER_LINEAR)
    dark = 1 - np.float32(DARKER) * smoothstep(0, distance * 3, beyond)
    cloth = floats(softened(floats(cloth), 2) * dark[..., None])
    edge = cv2.GaussianBlur(_column(person, side.edge)[:, None], (1, 5), 2)
    body = np.interp(rows.ravel(), np.arange(height), edge.ravel()).reshape(rows.shape)
    body[y < chin + drop * 0.2] = 0
    drawn = np.where(outside[..., None], cloth.astype(np.uint8), picture)
    return cast(U8, drawn), floats(np.where(outside, body, person))


def _column(person: F32, at: int) -> F32:
    return floats(person[:, max(0, at - 2) : at + 3].mean(1))


def _mirrored(beyond: F32, span: float) -> F32:
    """There and back again, never further than `span`."""
    period = np.float32(2 * span)
    return floats(np.abs((beyond + span) % period - np.float32(span)))


def _slope(person: F32, side: _Side, chin: int, distance: float) -> float:
    """How steeply the shoulder falls towards the edge, rows a column."""
    reach = max(1, int(distance * SLOPE_OVER))
    inner = int(np.clip(side.inwards(reach), 0, person.shape[1] - 1))
    tops = [int(np.argmax(_column(person, at)[chin:] > 0.5)) for at in (side.edge, inner)]
    return float(np.clip((tops[0] - tops[1]) / reach, *SLOPES))
