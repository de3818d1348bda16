"""Paint: strokes over simplified tones, from broad to fine, with relief, canvas and backdrop."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    U8,
    blend,
    blurred,
    floats,
    grown,
    luma,
    over,
    product,
    saturation,
    scaled,
    shrunk,
    smoothstep,
    soft_steps,
    to_bytes,
    to_floats,
    unit,
    weighted,
)
from imaging.canvases import lit, ragged, relief, weave
from imaging.looks import Look, palette_at
from imaging.masks import add_polygon, box_around, curve, polygon, stroke_in_box
from imaging.portraits import Drawing, Portrait
from imaging.strokes import Brush, Field, Subject, bristles, joined, lay, tangents
from imaging.warps import Swell, warp


@dataclass(frozen=True)
class Medium:
    """A kind of paint and how it is put on."""

    width: float  # of brushes, relative
    length: float  # of strokes, relative
    relief: float
    tones: int  # steps of brightness
    saturation: float
    jitter: float  # spread of colours among neighbours, 0..1
    bristle: float  # how much single hairs show
    cloth: float  # how much the canvas shows


OIL = Medium(1.0, 1.0, 0.75, 7, 1.28, 0.035, 0.8, 0.022)
IMPASTO = Medium(1.2, 1.5, 1.35, 6, 1.45, 0.06, 1.0, 0.022)
GOUACHE = Medium(1.45, 0.8, 0.28, 5, 1.22, 0.02, 0.45, 0.012)
MEDIA = (OIL, IMPASTO, GOUACHE)

WARM_LIGHT = floats([0.035, 0.012, -0.045])  # added to lit places, as painters do
COOL_SHADES = (
    floats([-0.035, -0.008, 0.06]),  # blue
    floats([0.02, -0.03, 0.05]),  # violet
    floats([-0.045, 0.012, 0.02]),  # green
)
LASH_COLOUR = unit((48, 26, 30))
IVORY = floats([0.98, 0.965, 0.93])
PALETTE_SIZE = 28  # tubes on the palette: fewer looks posterised, more like a photo


def medium_of(look: Look) -> Medium:
    """Which paint a seed takes."""
    return MEDIA[look.seed % len(MEDIA)]


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait painted to the edges; the matte's rim is ragged like the strokes."""
    medium, random = medium_of(look), look.chance(1)
    tones = simplified(portrait.half_patches, look, medium)
    behind = _backdrop(portrait, look, _is_light(portrait, tones), random)
    half_matte = shrunk(portrait.matte, portrait.side // 2)
    subject = Subject(
        over(grown(tones, portrait.side, smooth=True), behind, portrait.matte),
        portrait.matte > 127,
    )
    person = tangents(portrait.half_patches, 3.0)
    field = joined(person, _sweep(portrait, look, random), half_matte > 127)
    canvas = _painted(portrait, subject, field, medium, random)
    hairs = grown(bristles(field, random), portrait.side, smooth=True)
    keep = _free_of_detail(portrait)
    canvas = ragged(canvas, field.doubled(), hairs, keep * np.float32(2.6 * medium.bristle))
    figure = np.ascontiguousarray(canvas[..., :3])
    _redraw_features(figure, portrait)
    light = relief(canvas[..., 3], hairs, medium.bristle, medium.relief, keep)
    figure = lit(figure, light * weave(hairs, medium.cloth))
    return _with_larger_eyes(figure, _frayed(portrait.matte, hairs), portrait, look)


def simplified(half: U8, look: Look, medium: Medium) -> U8:
    """A half-size picture in few tones, richer in colour, lights warmer and shades cooler."""
    colours = to_floats(half)
    bright = luma(colours)
    steps = soft_steps(np.clip(bright, 0, floats(0.999)), medium.tones, 3.0)
    colours *= ((steps + np.float32(0.02)) / (bright + np.float32(0.02)))[..., None]
    amount = look.saturation / 1.28 * medium.saturation
    colours = cv2.transform(np.clip(colours, 0, 1), saturation(amount)).astype(np.float32)
    lightness = np.clip((steps - np.float32(0.45)) * 2, -1, 1)[..., None]
    cool = COOL_SHADES[look.seed // 3 % len(COOL_SHADES)]
    return to_bytes(colours + np.where(lightness > 0, lightness * WARM_LIGHT, -lightness * cool))


def _is_light(portrait: Portrait, tones: U8) -> bool:
    """Whether the head is light, so that a darker backdrop sets it off."""
    chin = int(portrait.landmarks[face.CHIN, 1])
    head = portrait.matte[:chin] > 127
    bright = grown(luma(tones), portrait.side)[:chin][head]
    return bool(bright.size and bright.mean() > 0.46 * 255)


def _backdrop(portrait: Portrait, look: Look, darker: bool, random: np.random.Generator) -> U8:
    """Clouds of the palette's colours, lighter around the head, with blots of a third colour."""
    half = portrait.side // 2

    def clouds(cells: int) -> F32:
        noise = random.random((cells, cells), dtype=np.float32)
        return floats(cv2.resize(noise, (half, half), interpolation=cv2.INTER_CUBIC))

    drift = np.clip(clouds(4) * 0.6 + clouds(9) * 0.4 - 0.5, -0.5, 0.5)
    down = (np.arange(half, dtype=np.float32) / half)[:, None]
    mix = np.clip(down * 0.55 + 0.25 + drift * 0.9, 0, 1)[..., None]
    light, deep = look.palette.floats
    dim = np.float32(0.62 if darker else 1.0)
    colours = light * dim * (1 - mix) + deep * dim * np.float32(0.8 if darker else 0.95) * mix
    colours += (1 - colours) * (np.float32(0.28) * _halo(portrait))[..., None]
    accent = unit(palette_at(look.seed * 3 + 4).light) * dim
    blots = smoothstep(0.62, 0.85, clouds(7)) * np.float32(0.5)
    colours += (accent - colours) * blots[..., None]
    return grown(to_bytes(floats(colours)), portrait.side)


def _halo(portrait: Portrait) -> F32:
    """1 at the nose, fading over about two heads, at half size."""
    half = portrait.side // 2
    steps = np.arange(half, dtype=np.float32) * 2
    x, y = portrait.landmarks[face.NOSE_TIP]
    wide, high = 3.6 * portrait.eye_distance, 3.9 * portrait.eye_distance
    distance = np.hypot((steps[None] - x) / wide, (steps[:, None] - y) / high)
    return floats(np.exp(-distance * distance))


def _sweep(portrait: Portrait, look: Look, random: np.random.Generator) -> Field:
    """How the brush moves behind the person: slanting, around the head, level or in swirls."""
    half = portrait.side // 2
    y, x = np.mgrid[0:half, 0:half].astype(np.float32) / np.float32(half)
    noise = random.random((5, 5), dtype=np.float32)
    drift = cv2.resize(noise, (half, half), interpolation=cv2.INTER_CUBIC) - np.float32(0.5)
    slant = np.float32(random.uniform(0.5, 1.1))
    angle = (
        lambda: slant + drift * 2.2,
        lambda: np.arctan2(y - 0.45, x - 0.5) + np.float32(np.pi / 2) + drift * 1.2,
        lambda: drift * 1.6,
        lambda: drift * 9.0,
    )[look.seed % 4]()
    return Field(floats(np.cos(angle)), floats(np.sin(angle)))


def palette_of(picture: U8, seed: int) -> F32:
    """The PALETTE_SIZE typical colours of a picture, float32 0..255, n×3."""
    small = cv2.resize(picture, (72, 72), interpolation=cv2.INTER_AREA)
    cv2.setRNGSeed(1 + seed)  # OpenCV's generator belongs to the thread; k-means draws from it
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    samples = small.reshape(-1, 3).astype(np.float32)
    start = np.empty(0, np.int32)
    found = cv2.kmeans(samples, PALETTE_SIZE, start, criteria, 1, cv2.KMEANS_PP_CENTERS)
    return floats(found[2])


def primed(colours: U8) -> U8:
    """A canvas to paint on: RGB a little paler than the subject, and a stroke height."""
    ground = weighted(colours, 0.85, colours, 0, 25)
    return np.dstack([ground, np.full(colours.shape[:2], 90, np.uint8)])


def _painted(
    portrait: Portrait, subject: Subject, field: Field, medium: Medium, random: np.random.Generator
) -> U8:
    """Five layers of strokes on a primed canvas."""
    canvas = primed(subject.colours)
    palette = palette_of(subject.colours, int(random.integers(1 << 16)))
    soft = Subject(subject.colours, subject.inside)
    fine = Subject(weighted(subject.colours, 0.4, portrait.crisp, 0.6), subject.inside)
    for brush in _brushes(portrait, medium, palette):
        source = fine if brush.width <= 5 else soft
        smooth = blurred(source.colours, max(0.6, brush.width * 0.16))
        lay(canvas, Subject(smooth, source.inside), field, brush, random)
    return canvas


def _brushes(portrait: Portrait, medium: Medium, palette: F32) -> list[Brush]:
    """From a house painter's brush to the one for eyes and lips; only broad ones use the palette.

    Later layers go where the canvas is still off (`tolerance`) and mostly onto the person.
    """
    matte, face_mask = portrait.matte, _face_mask(portrait)
    lips = blurred(portrait.lips, portrait.eye_distance * 0.02)
    features = np.maximum(portrait.features, lips)
    wide, long, jitter = medium.width, medium.length, medium.jitter
    return [
        Brush(46 * wide, 3.4 * long, jitter * 1.3, 255 - scaled(face_mask, 0.5), None, palette),
        Brush(
            25 * wide, 3.4 * long, jitter * 1.3, weighted(matte, 0.65, matte, 0, 89), None, palette
        ),
        Brush(13 * wide, 3.4 * long, jitter, np.maximum(scaled(matte, 0.9), 10), 16, palette),
        Brush(
            7.5 * (wide * 0.5 + 0.5),
            2.4 * long,
            jitter * 0.5,
            np.maximum(scaled(face_mask, 0.8), scaled(matte, 0.55)),
            22,
        ),
        Brush(4.2, 2.4 * long, jitter * 0.5, scaled(features, 0.95), 10),
    ]


def _face_mask(portrait: Portrait) -> U8:
    mask = np.zeros(portrait.shape, np.uint8)
    oval = curve(portrait.landmarks[face.OVAL], 4, closed=True)
    add_polygon(mask, oval, portrait.eye_distance * 0.10)
    return product(mask, portrait.matte)


def _free_of_detail(portrait: Portrait) -> F32:
    """0..1 where strokes may fray and cast relief: less on features and along the outline."""
    edge = to_floats(blurred(scaled(portrait.matte // 128, 255), 5))
    features = to_floats(portrait.features)
    return floats((1 - np.float32(0.85) * features) * (1 - np.float32(3.2) * edge * (1 - edge)))


def _redraw_features(figure: U8, portrait: Portrait) -> None:
    """Eyes, brows and mouth keep their drawing, whatever the strokes made of them."""
    distance, points = portrait.eye_distance, portrait.landmarks
    box = box_around(points[face.OVAL], distance * 0.3, portrait.shape)
    part = figure[box]
    crisp = portrait.crisp[box]
    detail = weighted(crisp, 1.7, blurred(crisp, distance * 0.03), -0.7)
    detail = cast(U8, cv2.transform(detail, saturation(1.2)))
    eyes, lips = _eye_mask(portrait)[box], portrait.lips[box]
    blend(part, detail, scaled(eyes, 0.80))
    blend(part, detail, scaled(lips, 0.42))
    blend(part, detail, scaled(cv2.subtract(portrait.features[box], eyes).astype(np.uint8), 0.30))
    teeth = to_bytes(smoothstep(0.40, 0.60, to_floats(portrait.luma[box])))
    blend(part, IVORY, product(portrait.inner_mouth[box], teeth, 0.55))
    for lid in face.UPPER_LIDS:
        _line(figure, points[lid], distance * 0.045, (0.1, 0.3))
    _line(figure, points[face.MOUTH_LINE], distance * 0.020, (0.25, 0.25))
    _line(figure, points[face.NOSE_BASE], distance * 0.018, (0.35, 0.35))
    for eye in face.EYES:
        _catch_light(figure, portrait, eye)


def _line(figure: U8, points: F32, width: float, taper: tuple[float, float]) -> None:
    box, mask = stroke_in_box(points, width, (figure.shape[0], figure.shape[1]), taper)
    blend(figure[box], LASH_COLOUR, scaled(mask, 0.72))


def _eye_mask(portrait: Portrait) -> U8:
    mask = np.zeros(portrait.shape, np.uint8)
    for eye in face.EYES:
        points = face.stretched(portrait.landmarks[eye], (1.12, 1.25))
        add_polygon(mask, points, portrait.eye_distance * 0.018)
    return mask


def _catch_light(figure: U8, portrait: Portrait, eye: list[int]) -> None:
    distance = portrait.eye_distance
    centre = portrait.landmarks[eye].mean(0) - floats([0.03, 0.035]) * distance
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False, dtype=np.float32)
    circle = centre + np.stack([np.cos(angles), np.sin(angles)], 1) * (distance * 0.028)
    box, mask = polygon(floats(circle), portrait.shape, distance * 0.006)
    blend(figure[box], floats([1, 1, 0.97]), scaled(mask, 0.9))


def _frayed(matte: U8, hairs: F32) -> U8:
    """The matte with a rim of brush hairs."""
    cover = to_floats(matte)
    return to_bytes(smoothstep(0.35, 0.65, cover + hairs * np.float32(0.12) * (cover > 0.05)))


def _with_larger_eyes(figure: U8, matte: U8, portrait: Portrait, look: Look) -> Drawing:
    radius = portrait.eye_distance * 0.62
    swells = [Swell(eye, radius, look.eyes + 0.05) for eye in portrait.eyes]
    return Drawing(*warp(figure, matte, portrait.landmarks, swells))
