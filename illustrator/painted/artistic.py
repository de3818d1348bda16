"""Paint: a scene in oil strokes that follow its forms, or as a watercolour on rough paper."""

from zlib import crc32

import cv2
import numpy as np
import numpy.typing as npt

from illustrator.artwork.sprites import Sprites
from illustrator.painted.paintings import painted
from illustrator.painted.watercolours import watercolour
from illustrator.plans import Plan
from illustrator.stages import SIDE, Take
from imaging.arrays import (
    F32,
    U8,
    blend,
    blurred,
    floats,
    grown,
    saturation,
    scaled,
    shrunk,
    weighted,
)
from imaging.canvases import lit, ragged, relief, weave
from imaging.strokes import Brush, Field, Subject, bristles, lay, tangents

WARMTHS = ((255, 236, 206), (255, 228, 214), (232, 238, 255), (255, 246, 226))
# Width in px, length in widths, spread of colour; the difference from which on a place is painted.
BROAD = ((38.0, 3.6, 0.030, None), (19.0, 3.6, 0.026, 12))
NARROW = ((10.5, 3.2, 0.020, 28), (5.8, 2.8, 0.012, 30))
FINE = Brush(3.6, 2.4, 0.008, None, 28)


def draw(plan: Plan, take: Take, sprites: Sprites) -> U8:
    """SIDE×SIDE×3."""
    painting = painted(plan, take, sprites, "n")
    dice = take.dice
    warmth = floats(WARMTHS[int(dice.integers(len(WARMTHS)))])
    tones = painting.pixels * (np.float32(0.55) + np.float32(0.45 / 255) * warmth)
    picture = np.clip(cv2.transform(tones, saturation(1.16)), 0, 255).astype(np.uint8)
    if is_watercolour(plan.words, take.number):
        return watercolour(picture, painting.mask, dice)
    return _in_oil(picture, painting.mask, dice)


def is_watercolour(words: str, number: int) -> bool:
    """A third of all, spread so that one or two of four variants are, and never all."""
    told = crc32(words.encode())
    return number == told % 4 or (told // 4 % 3 == 0 and number == (told + 2) % 4)


def _in_oil(picture: U8, mask: U8, dice: np.random.Generator) -> U8:
    """Strokes from broad to fine; the finest only on subjects, so that they can be read."""
    half = shrunk(picture, SIDE // 2)
    field = _wandering(tangents(half, 3.0), half, dice)
    inside = mask > 127
    canvas = _underpainted(half, inside, field, dice)
    for width, length, jitter, tolerance in NARROW:
        chance = np.maximum(scaled(mask, 0.8), 100) if width < 8 else None
        brush = Brush(width, length, jitter, chance, tolerance)
        lay(canvas, Subject(blurred(picture, width * 0.18), inside), field, brush, dice)
    near = np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), np.uint8)
    fine = Brush(FINE.width, FINE.length, FINE.jitter, near, FINE.tolerance)
    lay(canvas, Subject(picture, inside), field, fine, dice)
    return _finished(canvas, picture, mask, field, dice)


def _underpainted(
    half: U8, inside: npt.NDArray[np.bool_], field: Field, dice: np.random.Generator
) -> U8:
    """The broad strokes, as a canvas: RGB and stroke height.

    They are laid at half the size: their cost is their area, and they have no fine detail.
    """
    size = (SIDE // 4, SIDE // 4)
    quarter = Field(floats(cv2.resize(field.x, size)), floats(cv2.resize(field.y, size)))
    heights = np.full(half.shape[:2], 90, np.uint8)
    canvas = np.dstack([weighted(half, 0.8, half, 0, 30), heights])
    for width, length, jitter, tolerance in BROAD:
        brush = Brush(width / 2, length, jitter, None, tolerance)
        subject = Subject(blurred(half, width * 0.09), np.ascontiguousarray(inside[::2, ::2]))
        lay(canvas, subject, quarter, brush, dice)
    return grown(canvas, SIDE, smooth=True)


def _wandering(field: Field, half: U8, dice: np.random.Generator) -> Field:
    """Along the forms; in flat places the brush goes its own way, in sweeps."""
    side = half.shape[0]
    grey = cv2.cvtColor(half, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    trust = cv2.GaussianBlur(slope, (0, 0), 5) * np.float32(1 / 14)
    trust = np.clip(trust, 0, 1)
    noise = dice.random((5, 5), dtype=np.float32) - np.float32(0.5)
    drift = cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC)
    angle = np.float32(dice.uniform(-0.5, 0.5)) + drift * np.float32(2.6)
    sweep_x, sweep_y = np.cos(angle), np.sin(angle)
    sign = np.where(field.x * sweep_x + field.y * sweep_y < 0, np.float32(-1), np.float32(1))
    x = field.x * sign * trust + sweep_x * (1 - trust)
    y = field.y * sign * trust + sweep_y * (1 - trust)
    length = cv2.magnitude(floats(x), floats(y)) + np.float32(1e-4)
    return Field(floats(x / length), floats(y / length))


def _finished(canvas: U8, picture: U8, mask: U8, field: Field, dice: np.random.Generator) -> U8:
    """Frayed ends, eyes and edges of the subjects kept, light on the relief, the canvas."""
    hairs = floats(cv2.resize(bristles(field, dice), (SIDE, SIDE)))
    calm = 1 - blurred(mask, 2).astype(np.float32) * np.float32(0.7 / 255)
    canvas = ragged(canvas, field.doubled(), hairs, floats(2.4 * calm))
    paint = np.ascontiguousarray(canvas[..., :3])
    # Fine drawing inside the subjects shows through, or faces of 40 px would dissolve.
    blend(paint, cv2.bilateralFilter(picture, 5, 30, 4).astype(np.uint8), scaled(mask, 0.58))
    light = relief(canvas[..., 3], hairs, 0.8, 0.85, calm)
    return lit(paint, _woven(light, hairs))


def _woven(light: F32, hairs: F32) -> F32:
    return floats(light * weave(hairs, 0.016))
