"""ThumbHash: a blurred picture in about 25 bytes, shown while the real one loads.

The algorithm is Evan Wallace's (https://github.com/evanw/thumbhash, MIT): a few cosine
coefficients of brightness, of two colour differences and of opacity, four bits each.
"""

import math
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image

_LONGEST = 32  # pixels; the highest frequency kept is 6, so more would change next to nothing


@dataclass(frozen=True)
class _Channel:
    mean: float
    waves: list[float]  # 0 to 1
    scale: float


def thumbhash(image: Image.Image) -> str:
    """The hash of a picture of mode RGB or RGBA, in base64."""
    longest = max(image.size)
    size = tuple(max(1, side * _LONGEST // longest) for side in image.size)
    small = image.convert("RGBA").resize((size[0], size[1]), Image.Resampling.BOX)
    return b64encode(_encode(*small.size, small.tobytes())).decode()


def _encode(width: int, height: int, rgba: bytes) -> bytes:
    *colours, alpha = ([value / 255 for value in rgba[at::4]] for at in range(4))
    opaque = sum(alpha)
    has_alpha = opaque < width * height
    red, green, blue = (_on_average(colour, alpha, opaque) for colour in colours)
    luminance = [(r + g + b) / 3 for r, g, b in zip(red, green, blue, strict=True)]
    yellow_blue = [(r + g) / 2 - b for r, g, b in zip(red, green, blue, strict=True)]
    red_green = [r - g for r, g in zip(red, green, strict=True)]
    most, longest = (5 if has_alpha else 7), max(width, height)
    across, down = (max(1, _round(most * side / longest)) for side in (width, height))
    light = _channel(luminance, width, height, max(3, across), max(3, down))
    p, q = (_channel(plane, width, height, 3, 3) for plane in (yellow_blue, red_green))
    first = _round(63 * light.mean) | _round(31.5 + 31.5 * p.mean) << 6
    first |= _round(31.5 + 31.5 * q.mean) << 12 | _round(31 * light.scale) << 18 | has_alpha << 23
    second = (down if width > height else across) | _round(63 * p.scale) << 3
    second |= _round(63 * q.scale) << 9 | (width > height) << 15
    head = first.to_bytes(3, "little") + second.to_bytes(2, "little")
    waves = light.waves + p.waves + q.waves
    if has_alpha:
        opacity = _channel(alpha, width, height, 5, 5)
        head += bytes([_round(15 * opacity.mean) | _round(15 * opacity.scale) << 4])
        waves += opacity.waves
    return head + _nibbles(waves)


def _on_average(colour: list[float], alpha: list[float], opaque: float) -> list[float]:
    """A colour laid over its own average, so that what is transparent stays neutral."""
    mean = sum(c * a for c, a in zip(colour, alpha, strict=True)) / opaque if opaque else 0.0
    return [mean * (1 - a) + c * a for c, a in zip(colour, alpha, strict=True)]


def _channel(plane: list[float], width: int, height: int, across: int, down: int) -> _Channel:
    """The cosine transform's lowest coefficients: a triangle of `across` by `down`."""
    columns = [_cosine(width, n) for n in range(across)]
    rows = [_cosine(height, n) for n in range(down)]
    lines = [plane[at : at + width] for at in range(0, len(plane), width)]
    sums = [[_dot(line, column) for line in lines] for column in columns]
    waves = [
        _dot(sums[x], rows[y]) / len(plane)
        for y in range(down)
        for x in range(across)
        if x * down < across * (down - y)
    ]
    scale = max(map(abs, waves[1:]))
    return _Channel(waves[0], [0.5 + 0.5 / scale * w if scale else w for w in waves[1:]], scale)


def _cosine(length: int, frequency: int) -> list[float]:
    return [math.cos(math.pi / length * frequency * (at + 0.5)) for at in range(length)]


def _dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _nibbles(waves: list[float]) -> bytes:
    values = [_round(15 * wave) for wave in waves] + [0]
    return bytes(values[at] | values[at + 1] << 4 for at in range(0, len(waves), 2))


def _round(value: float) -> int:
    """As JavaScript rounds, so that hashes equal those of the first implementation."""
    return math.floor(value + 0.5)
