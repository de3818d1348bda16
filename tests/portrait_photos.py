"""The two public-domain photos that tests look at."""

from functools import cache
from pathlib import Path

from imaging.analysis import analyse
from imaging.arrays import U8
from imaging.photos import read_photo
from imaging.portraits import Portrait
from imaging.vision import Vision

ASTRONAUT, HOPPER = "astronaut.png", "grace_hopper.jpg"
NAMES = (ASTRONAUT, HOPPER)


def photo_bytes(name: str) -> bytes:
    """A photo as it would be uploaded."""
    return (Path(__file__).parent / "photos" / name).read_bytes()


def photo(name: str) -> U8:
    """A photo's pixels, RGB."""
    return read_photo(photo_bytes(name))


@cache
def portrait_of(name: str) -> Portrait:
    """A photo as analysed for drawing, once for all tests of a process."""
    found = analyse(Vision(), photo(name))
    assert found is not None
    return found
