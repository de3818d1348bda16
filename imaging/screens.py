"""Printed tone: dots of a halftone and lines of a hatching, as masks."""

from functools import lru_cache
from math import cos, pi, sin, sqrt

import cv2
import numpy as np

from imaging.arrays import F32, LEVELS, U8, floats, mapped, smoothstep, to_bytes, weighted

DOT_PITCH = 9.3  # px, at 1024 px a side
SOFTNESS = 0.09  # of the pitch, at the rim of a dot


@lru_cache(4)
def _dot_distances(height: int, width: int, pitch: float, angle: float) -> U8:
    """Distance to the nearest centre of a dot, 255 = one pitch; shared, never write to it."""
    x = np.arange(width, dtype=np.float32)[None] / np.float32(pitch)
    y = np.arange(height, dtype=np.float32)[:, None] / np.float32(pitch)
    across, down = x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)
    distances = to_bytes(floats(np.hypot(across - np.round(across), down - np.round(down))))
    distances.flags.writeable = False
    return distances


def dots(shade: U8, pitch: float = DOT_PITCH, angle: float = 0.5) -> U8:
    """Dots that cover as much as `shade` (255 = all), as a mask."""
    radii = mapped(shade, floats(np.sqrt(LEVELS / np.float32(pi)) * np.float32(1.02)))
    distances = _dot_distances(shade.shape[0], shade.shape[1], pitch, angle)
    gap = weighted(distances, 1, radii, -1, 128)
    return mapped(gap, smoothstep(SOFTNESS, -SOFTNESS, LEVELS - np.float32(128 / 255)))


def even_dots(shape: tuple[int, int], cover: float, pitch: float = DOT_PITCH) -> U8:
    """Dots of one size that cover a share of the paper, as a mask."""
    distances = _dot_distances(shape[0], shape[1], pitch, 0.5)
    radius = sqrt(cover / pi) * 1.02
    return mapped(distances, smoothstep(SOFTNESS, -SOFTNESS, LEVELS - np.float32(radius)))


def wobble(shape: tuple[int, int], random: np.random.Generator) -> F32:
    """Slow noise, 0 to 5 px: the unsteadiness of a hand."""
    cells = random.random((max(2, shape[0] // 48), max(2, shape[1] // 48)), dtype=np.float32)
    size = (shape[1], shape[0])
    return floats(cv2.resize(cells, size, interpolation=cv2.INTER_CUBIC) * np.float32(5))


def hatching(wobbly: F32, angle: float, pitch: float) -> U8:
    """A wave of parallel lines, 255 at the middle of each; `wobbly` px bend them."""
    height, width = wobbly.shape
    turn = 2 * pi / pitch
    x = np.arange(width, dtype=np.float32)[None] * np.float32(cos(angle) * turn)
    y = np.arange(height, dtype=np.float32)[:, None] * np.float32(sin(angle) * turn)
    return to_bytes(floats(np.sin(x + y + wobbly * np.float32(turn)) * 0.5 + 0.5))


def hatched(tone: U8, random: np.random.Generator, angle: float) -> U8:
    """Ink for a picture of brightness: solid blacks, then three crossing hatchings, then paper.

    Limits of brightness (0..1, where full and where gone), share of the wave that is inked,
    strength: darker tones get denser lines.
    """
    bend = wobble((tone.shape[0], tone.shape[1]), random)
    ink = mapped(tone, smoothstep(0.20, 0.10, LEVELS))
    for darkest, gone, wave, pitch, turn, strength in (
        (0.30, 0.36, (0.45, 0.65), 8.0, 0.0, 1.0),
        (0.50, 0.56, (0.55, 0.75), 9.0, -1.6, 0.85),
        (0.68, 0.72, (0.68, 0.85), 9.0, 0.35, 0.6),
    ):
        lines = mapped(hatching(bend, angle + turn, pitch), smoothstep(*wave, LEVELS))
        where = mapped(tone, smoothstep(gone, darkest, LEVELS) * np.float32(strength))
        np.maximum(ink, cv2.multiply(lines, where, scale=1 / 255).astype(np.uint8), out=ink)
    return ink


def stretched_tone(tone: U8, mask: U8, low: float, high: float) -> U8:
    """Brightness stretched so that the quantiles `low` and `high` of what `mask` covers span it."""
    seen = tone[mask > 127]
    if not seen.size:
        return tone
    dark, light = np.quantile(seen[::7], [low, high]) / 255
    return mapped(tone, floats((LEVELS - dark) / max(float(light - dark), 0.05)))
