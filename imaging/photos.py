"""From encoded photos to pixels of a workable size, and from pixels to encoded pictures."""

from io import BytesIO
from typing import cast

import cv2
import numpy as np
from PIL import Image, ImageOps

from errors import InvalidImage
from imaging.arrays import U8

LONGEST = 1600  # px: a face that fills a third of it still has all the detail a portrait shows
FORMATS = ("JPEG", "PNG", "WEBP")


def read_photo(data: bytes, longest: int = LONGEST) -> U8:
    """Upright RGB pixels, the longer side at most `longest`; transparency becomes white.

    A 12 MP JPEG takes a third of the time of decoding it whole: the decoder's own halving, then
    means of areas. Fails with `InvalidImage`.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            # The box must have the picture's own proportions, or `draft` does nothing.
            factor = longest / max(image.size)
            image.draft("RGB", (int(image.width * factor), int(image.height * factor)))
            pixels = np.asarray(_flat(ImageOps.exif_transpose(image)))
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidImage("This file is not a picture, or it is damaged.") from error
    return _limited(pixels, longest)


def _flat(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    front = image.convert("RGBA")
    ground = Image.new("RGBA", front.size, "white")
    return Image.alpha_composite(ground, front).convert("RGB")


def _limited(pixels: U8, longest: int) -> U8:
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cast(U8, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def write_jpeg(picture: U8) -> bytes:
    """An RGB picture as JPEG without metadata.

    Full colour resolution, because drawn edges between strong colours bleed without it: at quality
    92 it is 2 dB nearer to the drawing for 30 % more bytes.
    """
    body = BytesIO()
    Image.fromarray(picture).save(body, "JPEG", quality=92, subsampling=0)
    return body.getvalue()


def write_png(picture: U8) -> bytes:
    """An RGB or RGBA picture as PNG; run lengths only, a quarter of the usual time."""
    body = BytesIO()
    Image.fromarray(picture).save(body, "PNG", compress_level=2, compress_type=3)
    return body.getvalue()
