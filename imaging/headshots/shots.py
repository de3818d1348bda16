"""What all headshots of one photo and size share: a person, framed, cut out and retouched."""

from dataclasses import dataclass

import numpy as np

from errors import NoFaceFound
from imaging.analysis import NO_FACE, largest
from imaging.arrays import F32, LEVELS, U8, blurred, floats, luma, mapped, to_floats
from imaging.headshots.colours import skin_samples
from imaging.headshots.companions import only_one
from imaging.headshots.cutting import cut_out
from imaging.headshots.enlarging import enlarged
from imaging.headshots.frames import frame_of
from imaging.headshots.grading import graded
from imaging.headshots.poses import leaning, pose_of, require_usable
from imaging.headshots.retouching import retouched
from imaging.headshots.shoulders import continued
from imaging.headshots.views import views_of
from imaging.vision import Face, Vision

WHITES, DARK = 0.995, 0.55  # the share of pixels below a photo's whites; whites that are too dark
MOST_GAIN = 4.0
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
    photo, own, faces = _found(vision, _exposed(photo))
    pose = pose_of(vision.landmarks(photo, own))
    shape = (photo.shape[0], photo.shape[1])
    require_usable(pose, shape)
    views = views_of(vision, photo, pose)
    frame = frame_of(pose, views, shape, size)
    points, distance = frame.points(pose.landmarks), pose.distance * frame.zoom
    person = views.seen_in(frame)
    covered = only_one(person, frame.covered(shape), frame, own, faces)
    picture, person = continued(enlarged(photo, frame), person, covered, points, distance)
    matte, colours = cut_out(picture, person, points, distance)
    skin = skin_samples(to_floats(photo), pose.landmarks, pose.distance)
    better = graded(colours, matte, points, distance, skin)
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


def _exposed(photo: U8) -> U8:
    """A photo that is dark everywhere, as it would have been with enough light.

    Its whites tell, and not its skin: who is dark in a photo that has whites stays as he is.
    """
    whites = float(np.quantile(luma(photo)[::4, ::4], WHITES)) / 255
    if whites >= DARK:
        return photo
    gain = min(0.9 / max(whites, 0.01), MOST_GAIN)
    return mapped(photo, floats(np.clip(LEVELS * gain, 0, 1)))


def _found(vision: Vision, photo: U8) -> tuple[U8, Face, list[Face]]:
    """The photo, its largest face, and all faces; a photo that lies on its side is put upright."""
    faces = vision.faces(photo)
    if not faces:
        raise NoFaceFound(NO_FACE)
    own = largest(faces)
    turns = leaning(own.points)
    if turns:
        turned = np.ascontiguousarray(np.rot90(photo, turns))
        again = vision.faces(turned)
        if again and largest(again).score > own.score:
            return turned, largest(again), again
    return photo, own, faces


def _grain(picture: U8, matte: F32) -> float:
    """How far neighbouring pixels differ, typically."""
    brightness = luma(floats(picture))
    fine = np.abs(brightness - blurred(brightness, 1.2))[matte > 0.95]
    return float(np.median(fine)) / 255 if fine.size else 0.0
