"""Rough mattes of the same person in several views; any one of them leaves bits of background."""

from dataclasses import dataclass

import numpy as np

from imaging.arrays import F32, U8, floats
from imaging.headshots.poses import Pose
from imaging.headshots.windows import Window, similarity, whole
from imaging.vision import MATTE_SIDE, Vision

NEAR, WIDER = 8.2, 11.9  # sides of the views in distances of the eyes
EYES_AT = 0.42  # of a view's height
HALF_HEAD = 0.8  # in distances of the eyes, to one side of the middle


@dataclass(frozen=True)
class View:
    """How likely each part of a window belongs to a person, 0..1."""

    matte: F32
    window: Window


@dataclass(frozen=True)
class Views:
    """The photo as a whole, near the face, the same mirrored, and a little wider."""

    photo: View
    near: View
    others: tuple[View, ...]

    def seen_in(self, frame: Window) -> F32:
        """height×width, 0..1: the mean of all views in the frame."""
        every = (self.photo, self.near, *self.others)
        placed = [frame.seen_through(view.matte, view.window) for view in every]
        return floats(np.clip(sum(placed) * np.float32(1 / len(placed)), 0, 1))

    def crown(self, pose: Pose) -> float:
        """How far above the eyes the head ends, hair and hat included, in px of the photo."""
        window = self.near.window
        reach = round(HALF_HEAD * pose.distance * window.zoom)
        middle = MATTE_SIDE // 2
        head = self.near.matte[:, middle - reach : middle + reach].max(1) > 0.5
        eyes = round(EYES_AT * MATTE_SIDE)
        empty = np.flatnonzero(~head[:eyes])
        top = int(empty[-1]) + 1 if len(empty) else 0
        return (eyes - top) / window.zoom


def views_of(vision: Vision, photo: U8, pose: Pose) -> Views:
    """Four looks at a photo."""
    near = _around(pose, NEAR)
    pixels = near.pixels(photo)
    mirrored = vision.matte(np.ascontiguousarray(pixels[:, ::-1]))[:, ::-1]
    wider = _around(pose, WIDER)
    return Views(
        View(vision.matte(photo), whole((photo.shape[0], photo.shape[1]), MATTE_SIDE)),
        View(vision.matte(pixels), near),
        (
            View(np.ascontiguousarray(mirrored), near),
            View(vision.matte(wider.pixels(photo)), wider),
        ),
    )


def _around(pose: Pose, sides: float) -> Window:
    """An upright square around head and shoulders."""
    target = floats([0.5, EYES_AT]) * MATTE_SIDE
    zoom = MATTE_SIDE / (pose.distance * sides)
    return similarity(zoom, pose.tilt, pose.centre, target, (MATTE_SIDE, MATTE_SIDE))
