"""The photo as engines for avatars get it: a square around the face."""

from imaging.analysis import largest
from imaging.arrays import U8
from imaging.crops import Crop, crop_around, crop_of
from imaging.photos import read_photo, write_jpeg
from imaging.vision import Vision

LONGEST = 2400  # px: a face a quarter as high as the photo still fills its square


def frame(photo: bytes, vision: Vision) -> bytes:
    """1024×1024 JPEG without metadata, never distorted; fails with an `ImageRefused`.

    Around the largest face, as wide as a cartoon's portrait; the middle of a photo without a face.
    """
    pixels = read_photo(photo, LONGEST)
    return write_jpeg(_crop(pixels, vision).pixels())


def _crop(pixels: U8, vision: Vision) -> Crop:
    faces = vision.faces(pixels)
    if faces:
        return crop_around(pixels, vision.landmarks(pixels, largest(faces)))
    height, width = pixels.shape[:2]
    side = min(height, width)
    return crop_of(pixels, (width - side) / 2, (height - side) / 2, side)
