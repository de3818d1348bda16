"""The two public-domain photos that tests look at."""

from pathlib import Path

from imaging.arrays import U8
from imaging.photos import read_photo

ASTRONAUT, HOPPER = "astronaut.png", "grace_hopper.jpg"
NAMES = (ASTRONAUT, HOPPER)


def photo_bytes(name: str) -> bytes:
    """A photo as it would be uploaded."""
    return (Path(__file__).parent / "photos" / name).read_bytes()


def photo(name: str) -> U8:
    """A photo's pixels, RGB."""
    return read_photo(photo_bytes(name))
