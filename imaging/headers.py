"""Tells from the first bytes of a file what it is, and how large its picture claims to be.

Nothing is decoded here: a claim of a trillion pixels costs no more than one of a hundred.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from errors import InvalidImage, UnsupportedImage

NAMES = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP"}  # of the formats we know, for people
KNOWN = tuple(NAMES)
BROKEN = "This picture is damaged or not complete. Choose another one."

# Signatures of what people send by mistake: offset, bytes, name.
_OTHERS = (
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"8BPS", "Photoshop"),
    (0, b"%PDF", "PDF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (4, b"ftypavi", "AVIF"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIF"),
    (4, b"ftypmsf1", "HEIF"),
    (4, b"ftyp", "video"),
)
_SVG = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?|<!--.*?-->|<!DOCTYPE\s+)?<?svg[\s>]", re.S)

# JPEG markers that open a frame: SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Header:
    """What a file claims to hold: its format (JPEG, PNG or WEBP) and its size in pixels."""

    format: str
    width: int
    height: int
    animated: bool = False


def read(data: bytes, formats: Sequence[str] = KNOWN) -> Header:
    """`UnsupportedImage` names a format that is none of `formats`, and those; `InvalidImage` is for
    all the rest."""
    if not data:
        raise InvalidImage(f"This file is empty. Send a {either(formats)} picture.")
    header = _jpeg(data) or _png(data) or _webp(data)
    if header is None:
        raise _stranger(data, formats)
    if header.format not in formats:
        raise _unsupported(NAMES[header.format], formats)
    return header


def either(formats: Sequence[str]) -> str:
    """`JPEG, PNG or WebP`."""
    *others, last = (NAMES[each] for each in formats)
    return f"{', '.join(others)} or {last}" if others else last


def _unsupported(name: str, formats: Sequence[str]) -> UnsupportedImage:
    return UnsupportedImage(
        f"This file is of the kind {name}. Send a {either(formats)} picture.",
        format=name,
        allowed=[NAMES[each] for each in formats],
    )


def _stranger(data: bytes, formats: Sequence[str]) -> InvalidImage | UnsupportedImage:
    name = next((name for at, start, name in _OTHERS if data.startswith(start, at)), None)
    if name is None and _SVG.match(data[:1024]):
        name = "SVG"
    if name is None:
        return InvalidImage(f"This file is not a picture. Send a {either(formats)} picture.")
    return _unsupported(name, formats)


def _jpeg(data: bytes) -> Header | None:
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            return Header("JPEG", _big(data, at + 7, 2), _big(data, at + 5, 2))
        # A marker may be filled up with any number of 0xFF, and some stand alone, without a length.
        if marker == 0xFF:
            at += 1
        else:
            at += 2 if marker == 0x01 or 0xD0 <= marker <= 0xD7 else 2 + _big(data, at + 2, 2)
    raise InvalidImage(BROKEN)


def _png(data: bytes) -> Header | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise InvalidImage(BROKEN)
    # An animated PNG says so before its first picture data.
    control = data.find(b"acTL", 33, data.find(b"IDAT"))
    frames = _big(data, control + 4, 4) if control > 0 else 1
    return Header("PNG", _big(data, 16, 4), _big(data, 20, 4), frames > 1)


def _webp(data: bytes) -> Header | None:
    """Sizes as in RFC 9649: one of three kinds of chunk comes first."""
    if not (data.startswith(b"RIFF") and data.startswith(b"WEBP", 8)):
        return None
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise InvalidImage(BROKEN)
    if kind == b"VP8X":
        animated = bool(body[0] & 2)
        return Header("WEBP", _little(body, 4, 3) + 1, _little(body, 7, 3) + 1, animated)
    if kind == b"VP8 ":
        return Header("WEBP", _little(body, 6, 2) & 0x3FFF, _little(body, 8, 2) & 0x3FFF)
    if kind == b"VP8L":
        bits = _little(body, 1, 4)
        return Header("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    raise InvalidImage(BROKEN)


def _big(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "big")


def _little(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "little")
