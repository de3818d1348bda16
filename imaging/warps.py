"""Caricature: parts of a finished figure grow or shrink, and matte and landmarks go along."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from imaging.arrays import F32, U8, Box, floats
from imaging.masks import box_around, within


@dataclass(frozen=True)
class Swell:
    """A round place that grows (factor above 1) or shrinks, fading out to its rim."""

    centre: F32  # x and y, px
    radius: float  # px
    factor: float


def warp(figure: U8, matte: U8, landmarks: F32, swells: Sequence[Swell]) -> tuple[U8, U8, F32]:
    """Figure, matte and landmarks with every swell applied in turn; only their box is touched."""
    shape = matte.shape
    corners = [(s.centre - s.radius, s.centre + s.radius) for s in swells]
    box = box_around(np.vstack(corners), 1, (shape[0], shape[1]))
    x, y = _sources(box, swells)
    layers = cv2.merge([*cv2.split(figure), matte])
    maps = cv2.convertMaps(x, y, cv2.CV_16SC2)
    moved = cv2.remap(layers, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    figure, matte = figure.copy(), matte.copy()
    figure[box], matte[box] = moved[..., :3], moved[..., 3]
    return figure, matte, _moved_points(landmarks, swells)


def _sources(box: Box, swells: Sequence[Swell]) -> tuple[F32, F32]:
    """Where each pixel of the box takes its colour from."""
    y, x = np.mgrid[box].astype(np.float32)
    for swell in swells:
        ends = np.stack([swell.centre - swell.radius, swell.centre + swell.radius])
        full = (box[0].stop, box[1].stop)
        part = within(box_around(ends, 1, full), box)
        dx, dy = x[part] - swell.centre[0], y[part] - swell.centre[1]
        pull = 1 - (1 - 1 / swell.factor) * _falloff(dx, dy, swell.radius)
        x[part], y[part] = swell.centre[0] + dx * pull, swell.centre[1] + dy * pull
    return x, y


def _falloff(dx: F32, dy: F32, radius: float) -> F32:
    """1 in the centre, 0 with a level slope at the rim."""
    inside = np.clip(1 - (dx * dx + dy * dy) / np.float32(radius * radius), 0, 1)
    return floats(inside * inside)


def _moved_points(points: F32, swells: Sequence[Swell]) -> F32:
    """Where landmarks end up: the way back of `_sources`, found by a few steps of iteration."""
    for swell in reversed(swells):
        home = points - swell.centre
        moved = home
        for _ in range(6):  # factors are near 1: it settles to a tenth of a pixel in four
            falloff = _falloff(moved[:, 0], moved[:, 1], swell.radius)[:, None]
            moved = home / (1 - (1 - 1 / swell.factor) * falloff)
        points = floats(swell.centre + moved)
    return points
