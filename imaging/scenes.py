"""Pictures without a face: the whole frame drawn in the spirit of each style."""

from collections.abc import Callable
from math import pi

import cv2
import numpy as np

from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blend,
    blurred,
    filled,
    floats,
    luma,
    mapped,
    product,
    saturation,
    smoothstep,
    soft_steps,
    stacked,
    to_bytes,
    to_floats,
)
from imaging.canvases import lit, ragged, relief, weave
from imaging.ink import ANGLES, PAPER
from imaging.looks import Look
from imaging.paint import medium_of, palette_of, primed, simplified
from imaging.pop import colours_of, printed
from imaging.scene_layers import Scene, scene_of
from imaging.screens import dots, hatched
from imaging.strokes import Brush, Subject, bristles, lay, tangents
from kinds import CartoonStyle

FLAT_COLOURS = 14
# Light of an anime sky: what is added at the top, and to the lights.
SKIES = (
    (floats([0.10, 0.20, 0.34]), floats([1.04, 1.02, 0.96])),  # noon
    (floats([0.34, 0.14, 0.10]), floats([1.08, 0.99, 0.90])),  # evening
    (floats([0.24, 0.14, 0.34]), floats([1.03, 0.98, 1.05])),  # dusk
    (floats([0.12, 0.30, 0.26]), floats([1.00, 1.04, 0.98])),  # spring
)


def draw_scene(rgb: U8, look: Look) -> U8:
    """The whole picture in the look's style, RGB; keeps its ratio, the longest side 1024 px."""
    return _STYLES[look.style](scene_of(rgb), look)


def _stepped(picture: U8, tones: float, hardness: float, colour: float) -> U8:
    """Brightness in steps, hues kept, more colourful."""
    steps = soft_steps(np.minimum(LEVELS, np.float32(0.999)), tones, hardness)
    gains = floats((steps + np.float32(0.02)) / (LEVELS + np.float32(0.02)))
    gain = floats(cv2.LUT(luma(picture), gains))
    toned = cv2.multiply(picture, stacked(gain), dtype=cv2.CV_8U)
    return cv2.transform(toned, saturation(colour)).astype(np.uint8, copy=False)


def _comic(scene: Scene, look: Look) -> U8:
    """Tone steps, dots in the shades, strong lines."""
    picture = _stepped(scene.patches, look.tones + 2, 3.6, look.saturation * 1.2)
    shade = mapped(blurred(scene.tone, 2.0), floats(np.clip((0.55 - LEVELS) * 1.3, 0, 0.5)))
    deep = look.palette.floats[1] * np.float32(0.35)
    blend(picture, deep, product(dots(shade), np.full_like(shade, 255), 0.34))
    blend(picture, look.ink_colour, scene.lines(look.line))
    return picture


def _flat(scene: Scene, look: Look) -> U8:
    """A few colours in clean cut areas, like paper on paper."""
    small = cv2.resize(scene.calm, (96, 96), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)
    cv2.setRNGSeed(1 + look.seed)
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    count = FLAT_COLOURS + look.seed % 3
    found = cv2.kmeans(lab, count, np.empty(0, np.int32), criteria, 2, cv2.KMEANS_PP_CENTERS)
    labels = _nearest(
        cv2.cvtColor(scene.calm, cv2.COLOR_RGB2LAB).astype(np.uint8), floats(found[2])
    )
    centres = np.clip(found[2], 0, 255).astype(np.uint8).reshape(1, -1, 3)
    colours = cv2.cvtColor(centres, cv2.COLOR_LAB2RGB)
    bright = cv2.transform(colours, saturation(look.saturation * 1.25)).astype(np.uint8)
    return _filled_areas(labels, _leaning(floats(bright[0]), look))


def _leaning(colours: F32, look: Look) -> F32:
    """Colours (0..255, n×3) that belong together: lights lean to the palette, darks to its deep."""
    light, deep = look.palette.floats
    level = luma(colours[None])[0][:, None] / 255
    towards = (deep * np.float32(0.35) * (1 - level) + light * level) * 255
    return floats(colours + (towards - colours) * np.float32(0.22))


def _nearest(lab: U8, centres: F32) -> U8:
    """The index of the nearest colour for each pixel, by half-size distances."""
    half = cv2.resize(lab, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    best = np.full(half.shape[:2], np.inf, np.float32)
    labels = np.zeros(half.shape[:2], np.uint8)
    for index, centre in enumerate(centres):
        off = cv2.transform((half - centre) ** 2, np.ones((1, 3), np.float32))
        closer = off < best
        best[closer], labels[closer] = off[closer], index
    return labels


def _filled_areas(labels: U8, colours: F32) -> U8:
    """Areas of one colour with smooth outlines, at twice the size of `labels`.

    Each area is blurred and grown; the strongest wins: crumbs vanish and edges become curves.
    """
    size = (labels.shape[1] * 2, labels.shape[0] * 2)
    total = np.zeros((size[1], size[0], 3), np.float32)
    weights = np.full((size[1], size[0]), 1e-12, np.float32)
    for index, colour in enumerate(colours):
        area = (labels == index).astype(np.float32)
        cover = cv2.resize(blurred(area, 2.8), size, interpolation=cv2.INTER_LINEAR)
        # A high power picks the winner and leaves a pixel of antialiasing; the floor only keeps
        # the division whole where many areas meet.
        cover = floats(cv2.pow(cover, 12.0))
        total += cover[..., None] * colour
        weights += cover
    return np.clip(total / weights[..., None], 0, 255).astype(np.uint8)


def _paint(scene: Scene, look: Look) -> U8:
    """Strokes along the edges, four brushes, relief and canvas."""
    medium, random = medium_of(look), look.chance(3)
    tones = scene.doubled(simplified(scene.half_patches, look, medium))
    inside = np.ones(scene.shape, bool)
    field = tangents(scene.half_patches, 3.0)
    palette = palette_of(tones, look.seed)
    fine = cv2.addWeighted(tones, 0.5, scene.crisp, 0.5, 0).astype(np.uint8)
    canvas, wide = primed(tones), medium.width
    for width, tolerance, source, tubes in (
        (40 * wide, None, tones, palette),
        (21 * wide, 14, tones, palette),
        (11 * wide, 18, tones, palette),
        (6.0, 22, fine, None),
        (3.6, 30, fine, None),
    ):
        length = (3.4 if width > 9 else 2.6) * medium.length
        brush = Brush(width, length, medium.jitter, None, tolerance, tubes)
        soft = blurred(source, max(0.6, width * 0.16))
        lay(canvas, Subject(soft, inside), field, brush, random)
    hairs = floats(cv2.resize(bristles(field, random), scene.shape[::-1]))
    canvas = ragged(canvas, field.doubled(), hairs, 2.2 * medium.bristle)
    light = relief(canvas[..., 3], hairs, medium.bristle, medium.relief, 1.0)
    return lit(np.ascontiguousarray(canvas[..., :3]), light * weave(hairs, medium.cloth))


def _pop(scene: Scene, look: Look) -> U8:
    """Four colours, dots and lines."""
    picture = printed(blurred(scene.tone, 1.4), colours_of(look))
    blend(picture, look.ink_colour, scene.lines(look.line * 0.8))
    return picture


def _ink(scene: Scene, look: Look) -> U8:
    """Hatching and lines on paper, with a free margin of the paper."""
    tone = mapped(blurred(scene.tone, 1.2), floats(0.08 + LEVELS * 0.95))
    drawn = hatched(tone, look.chance(2), ANGLES[look.mirrored])
    np.maximum(drawn, scene.lines(look.line), out=drawn)
    picture = filled(scene.shape, PAPER)
    blend(picture, look.ink_colour, product(drawn, _vignette(scene, look)))
    return picture


def _vignette(scene: Scene, look: Look) -> U8:
    """255 inside, fading unevenly to the edges, as a hand stops drawing."""
    height, width = scene.shape
    noise = look.chance(4).random((9, 9), dtype=np.float32)
    uneven = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) * 26
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    edge = np.minimum(np.minimum(x, width - 1 - x)[None], np.minimum(y, height - 1 - y))
    return to_bytes(smoothstep(12, 30, floats(edge + uneven - 8)))


def _anime(scene: Scene, look: Look) -> U8:
    """Clean tones, cool shades, light from the sky, a glow around all that is bright."""
    mixed = cv2.addWeighted(scene.calm, 0.35, scene.patches, 0.65, 0).astype(np.uint8)
    picture = _stepped(mixed, 6 + look.seed % 2, 3.2, look.saturation * 1.3)
    blend(
        picture, product(picture, filled(scene.shape, floats([0.36, 0.30, 0.46]))), scene.lines(0.8)
    )
    sky, warmth = SKIES[look.seed % len(SKIES)]
    level = luma(picture)
    cool = mapped(level, smoothstep(0.55, 0.05, LEVELS) * np.float32(0.30))
    blend(picture, floats([0.22, 0.24, 0.50]), cool)
    colours = picture.astype(np.float32) / 255
    bright = colours * smoothstep(0.55, 0.95, to_floats(level))[..., None]
    glow = blurred(floats(bright), 18) * np.float32(0.42)
    light = _sky_light(scene, look)[..., None] * sky * np.float32(0.7)
    colours = 1 - (1 - colours * warmth) * (1 - light) * (1 - glow)
    return to_bytes(floats(colours))


def _sky_light(scene: Scene, look: Look) -> F32:
    """0..1: strongest in an upper corner, with two soft shafts of light."""
    height, width = scene.shape
    x = np.arange(width, dtype=np.float32)[None] / width
    y = np.arange(height, dtype=np.float32)[:, None] / height
    x = 1 - x if look.mirrored else x
    fall = np.exp(-(((x - 0.1) / 0.9) ** 2 + (y / 0.75) ** 2))
    start, spread = look.chance(5).uniform(0.4, 0.9), 0.11
    angle = np.arctan2(y + 0.25, x + 0.15)
    shafts = sum(np.exp(-(((angle - start * pi / 2 - step) / spread) ** 2)) for step in (0.0, 0.34))
    return floats(np.clip(fall * (0.8 + 0.35 * shafts), 0, 1))


_STYLES: dict[CartoonStyle, Callable[[Scene, Look], U8]] = {
    CartoonStyle.COMIC: _comic,
    CartoonStyle.ANIME: _anime,
    CartoonStyle.FLAT: _flat,
    CartoonStyle.PAINT: _paint,
    CartoonStyle.POP: _pop,
    CartoonStyle.INK: _ink,
}
