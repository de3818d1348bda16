"""Judges an upload by its content and makes of it what is kept: upright, without metadata."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from errors import ImageTooLarge
from imaging import pixels
from imaging.headers import KNOWN
from imaging.variants import Variants, variants

SMALLEST_SIDE = 64  # pixels; in less there is nothing to draw


@dataclass(frozen=True)
class Limits:
    """How much may come in."""

    max_bytes: int
    max_pixels: int
    formats: tuple[str, ...] = KNOWN


@dataclass(frozen=True)
class Inspected(Variants):
    """An upload as it is kept, with its small copies."""

    image: bytes  # encoded anew: JPEG with quality 95, PNG and WebP without loss


def inspect(data: bytes, limits: Limits) -> Inspected:
    """Decode, turn upright, strip and describe an upload.

    Fails with `InvalidImage`, `UnsupportedImage` or `ImageTooLarge`. Meant for a process that can
    be killed: a hostile picture may take any time and memory.
    """
    check_bytes(len(data), limits)
    picture, format, full_colour = pixels.decode(
        data, limits.max_pixels, SMALLEST_SIDE, limits.formats
    )
    # Both only read the pixels, and Pillow lets go of the interpreter: a fifth less to wait for.
    with ThreadPoolExecutor(1) as beside:
        image = beside.submit(pixels.encode, picture, format, full_colour)
        described = variants(picture, format)
        return Inspected(**vars(described), image=image.result())


def check_bytes(size: int, limits: Limits) -> None:
    """`ImageTooLarge` for a file of so many bytes; cheap, to be asked before anything else."""
    if size > limits.max_bytes:
        raise ImageTooLarge(
            f"This file has {size:,} bytes; at most {limits.max_bytes:,} "
            f"({limits.max_bytes / 2**20:g} MB) are allowed. Send a smaller copy.",
            limit=limits.max_bytes,
            size=size,
        )
