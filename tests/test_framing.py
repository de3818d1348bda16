"""The photo as engines for avatars get it: a square, around the face, never distorted."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from errors import InvalidImage
from imaging.analysis import largest
from imaging.arrays import U8
from imaging.framing import frame
from imaging.photos import write_jpeg
from imaging.vision import Vision
from tests.portrait_photos import NAMES, photo


@pytest.fixture(scope="module")
def vision() -> Vision:
    return Vision()


def framed(pixels: U8, vision: Vision) -> U8:
    """What an engine gets of a photo."""
    jpeg = frame(write_jpeg(pixels), vision)
    with Image.open(BytesIO(jpeg)) as image:
        assert image.format == "JPEG"
        assert image.size == (1024, 1024)
        assert not image.getexif()
        return np.asarray(image)


def beside(pixels: U8) -> U8:
    """A wide photo, the person at its right."""
    return np.hstack([np.full((pixels.shape[0], 900, 3), 120, np.uint8), pixels])


@pytest.mark.parametrize("name", NAMES)
def test_the_face_is_in_the_middle_wherever_it_was(name: str, vision: Vision) -> None:  # A3
    for pixels in (photo(name), beside(photo(name))):
        face = largest(vision.faces(framed(pixels, vision)))
        left, top, width, height = face.box
        assert abs(left + width / 2 - 512) < 170  # photos end where they end
        assert 250 < top + height / 2 < 700
        assert 250 < height < 560


def test_a_photo_without_a_face_gives_its_middle_undistorted(vision: Vision) -> None:  # A3
    for height, width in ((600, 900), (900, 600), (70, 64)):
        pixels = np.full((height, width, 3), 255, np.uint8)
        radius = min(height, width) // 4
        cv2.circle(pixels, (width // 2, height // 2), radius, (0, 90, 0), -1)
        rows, columns = np.nonzero(framed(pixels, vision)[..., 0] < 128)
        assert abs(int(np.ptp(rows)) - int(np.ptp(columns))) <= 8
        assert abs(int(np.ptp(rows)) - 512) <= 24
        assert abs(float(rows.mean()) - 512) < 12
        assert abs(float(columns.mean()) - 512) < 12


def test_what_is_no_photo_is_refused(vision: Vision) -> None:  # A1
    with pytest.raises(InvalidImage):
        frame(b"no photo", vision)
