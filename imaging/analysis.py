"""From a photo to a `Portrait`: the part of the work that all cartoons of a photo share."""

from imaging.abstractions import crisped, defringed, patched, softened
from imaging.arrays import F32, U8, grown, luma, mapped, shrunk, to_floats
from imaging.crops import crop_around
from imaging.lines import dark_lines
from imaging.masks import extent
from imaging.mattes import matte_of
from imaging.portraits import SIDE, Portrait, facial_features
from imaging.skin import colour_of, head_of, lift_of, marks_of, skin_of
from imaging.vision import Face, Vision

HALF = SIDE // 2
NO_FACE = "No face was found in this picture. Choose one that shows a face from the front."


def largest(faces: list[Face]) -> Face:
    """The face a portrait is made of: the largest, unless it is an unsure find."""
    return max(faces, key=lambda found: found.box[2] * found.box[3] * found.score)


def analyse(vision: Vision, photo: U8) -> Portrait | None:
    """The portrait of the largest face in an RGB photo; None when there is no face."""
    faces = vision.faces(photo)
    if not faces:
        return None
    landmarks = vision.landmarks(photo, largest(faces))
    crop = crop_around(photo, landmarks)
    landmarks = crop.points(landmarks)
    pixels = crop.pixels()
    matte = matte_of(vision, crop, pixels, landmarks[1])
    return _layered(pixels, landmarks, matte)


def _layered(pixels: U8, landmarks: F32, matte: U8) -> Portrait:
    head = head_of(landmarks, SIDE)
    half = shrunk(pixels, HALF)
    lift = lift_of(half, head)
    if lift is not None:
        pixels, half = mapped(pixels, lift), mapped(half, lift)
    half_matte = to_floats(shrunk(matte, HALF))
    crisp = defringed(crisped(half), half_matte)
    soft = softened(half, head.eye_distance)
    light = luma(soft)
    skin = skin_of(head, crisp, half_matte)
    marks = marks_of(head, crisp, light)
    features = facial_features(head.landmarks, marks)
    return Portrait(
        photo=pixels,
        landmarks=landmarks,
        matte=matte,
        lines=_lines(crisp, pixels, matte),
        skin_colour=colour_of(head, soft, skin, features),
        half_crisp=crisp,
        half_patches=defringed(patched(half), half_matte),
        half_light=light,
        half_skin=skin,
        half_marks=marks,
    )


def _lines(half_crisp: U8, pixels: U8, matte: U8) -> U8:
    """The photo's dark lines, within the box of the matte."""
    box = extent(matte) or (slice(0, SIDE), slice(0, SIDE))
    return dark_lines(grown(luma(half_crisp), SIDE, smooth=True)[box], luma(pixels)[box])
