"""Pictures that somebody else drew, in the shape that was asked for."""

from PIL import Image, ImageOps

from imaging import pixels

SMALLEST_SIDE = 64  # px
MOST_PIXELS = 20_000_000  # 4K of any shape


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
