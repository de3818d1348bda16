"""What all headshots of one photo and size share: a person, framed, cut out and retouched."""

from dataclasses import dataclass

import numpy as np

from errors import NoFaceFound
from imaging.analysis import NO_FACE, largest
from imaging.arrays import F32, U8, blurred, floats, luma, to_floats
from imaging.headshots.colours import skin_samples
from imaging.headshots.cutting import cut_out
from imaging.headshots.enlarging import enlarged
from imaging.headshots.frames import frame_of
from imaging.headshots.grading import graded
from imaging.headshots.poses import pose_of, require_whole
from imaging.headshots.retouching import retouched
from imaging.headshots.shoulders import continued
from imaging.headshots.views import views_of
from imaging.vision import Vision

LONGEST = 2400  # px of a photo: a face that is a fifth of it still has all the detail that shows


@dataclass(frozen=True)
class Shot:
    """A person before no backdrop yet; never written to."""

    person: F32  # height×width×3, RGB 0..1, valid where the matte is
    matte: F32  # height×width, 0..1
    landmarks: F32  # 468×2, px
    distance: float  # between the eyes, px
    skin: F32  # CIELAB: what every style keeps
    key: float  # -1 or 1: the side the light comes from, left or right
    is_grey: bool  # a photo without colours gets a backdrop without colours
    grain: float  # of the photo, 0..1

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.matte.shape[1], self.matte.shape[0]


def shot(vision: Vision, photo: U8, size: tuple[int, int]) -> Shot:
    """The largest face of an RGB photo in a frame of `size`, width and height in px.

    Made for sizes of about a megapixel. NoFaceFound where there is no face, or a part of one.
    """
    faces = vision.faces(photo)
    if not faces:
        raise NoFaceFound(NO_FACE)
    pose = pose_of(vision.landmarks(photo, largest(faces)))
    shape = (photo.shape[0], photo.shape[1])
    require_whole(pose.landmarks, shape)
    views = views_of(vision, photo, pose)
    frame = frame_of(pose, views, shape, size)
    points, distance = frame.points(pose.landmarks), pose.distance * frame.zoom
    picture = enlarged(photo, frame)
    picture, person = continued(
        picture, views.seen_in(frame), frame.covered(shape), points, distance
    )
    matte, own = cut_out(picture, person, points, distance)
    skin = skin_samples(to_floats(photo), pose.landmarks, pose.distance)
    better = graded(own, matte, points, distance, skin)
    return Shot(
        person=retouched(better.colours, matte, points, distance, frame.zoom),
        matte=matte,
        landmarks=points,
        distance=distance,
        skin=better.skin,
        key=better.key,
        is_grey=better.is_grey,
        grain=_grain(picture, matte),
    )


def _grain(picture: U8, matte: F32) -> float:
    """How far neighbouring pixels differ, typically."""
    brightness = luma(floats(picture))
    fine = np.abs(brightness - blurred(brightness, 1.2))[matte > 0.95]
    return float(np.median(fine)) / 255 if fine.size else 0.0
