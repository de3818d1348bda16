"""Photos as services want them, and their pictures in the shape that was asked for."""

from typing import cast

import cv2
from PIL import Image, ImageOps

from errors import ImageTooLarge, InvalidImage
from imaging import headers, pixels
from imaging.arrays import U8
from imaging.photos import read_photo, write_jpeg

SIDE = 1024  # px
SMALLEST_SIDE = 64
MOST_PIXELS = 20_000_000  # of a picture: 4K of any shape
MOST_PHOTO_PIXELS = 50_000_000
UPPER = 0.4  # of what a tall photo has too much, so much goes above: there are the faces


def square_photo(photo: bytes) -> bytes:
    """1024×1024 JPEG, upright, without metadata, never distorted: the middle of a wide photo, a bit
    above the middle of a tall one. Fails with an `ImageRefused`."""
    header = headers.read(photo)
    if header.width * header.height > MOST_PHOTO_PIXELS:
        raise ImageTooLarge("This photo has too many pixels. Send a smaller copy.")
    found = read_photo(photo, SIDE * 2)
    height, width = found.shape[:2]
    side = min(height, width)
    if side < 1:
        raise InvalidImage(headers.BROKEN)
    left, top = (width - side) // 2, int((height - side) * UPPER)
    square = found[top : top + side, left : left + side]
    method = cv2.INTER_AREA if side > SIDE else cv2.INTER_CUBIC
    return write_jpeg(cast(U8, cv2.resize(square, (SIDE, SIDE), interpolation=method)))


def fitted(picture: bytes, size: tuple[int, int], exact: bool) -> bytes:
    """The picture cropped to the shape of `size` around its middle and made as small; with `exact`
    also as large. One that fits already stays as it is, to the last byte.

    It is decoded as a whole in any case, so that nothing broken passes: fails with an
    `ImageRefused`, before a pixel is decoded where the header tells.
    """
    image, format, full_colour = pixels.decode(picture, MOST_PIXELS)
    if image.size == size:
        return picture
    width, height = size
    factor = min(image.width / width, image.height / height)
    if factor < 1 and not exact:
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if image.size == size:
        return picture
    fit = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    return pixels.encode(fit, format, full_colour)


def as_png(picture: bytes) -> bytes:
    """The picture as a PNG, decoded as a whole in any case; fails with an `ImageRefused`."""
    image, format, _ = pixels.decode(picture, MOST_PIXELS)
    return picture if format == "PNG" else pixels.encode(image, "PNG", full_colour=True)
