"""Retouching as a photographer does it: shadows lifted, skin evened, pores and lashes kept."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, blurred, floats, smoothstep
from imaging.headshots import colours as light
from imaging.headshots.planes import boxed, resized, shape_of, smaller, softened
from imaging.masks import box_around, corner_of, curve

AROUND = 1.35  # of the face's oval: ears, neck
FINE, COARSE = 0.011, 0.060  # distances of the eyes: what lies between is evened
EVENED = 0.62  # how much of it, on skin
SHADOWS, LIGHTS, MOST = 0.28, 0.22, 7.0  # how much of broad unevenness goes; L at most
CALM = 8.0  # L: the spread of an evenly lit skin; a harder one is brought nearer
LEAST_SPREAD = 0.74
EDGES = 0.0016  # what counts as an edge, variance of brightness (0..1)
BLOTCHES = 0.45
REDNESS = 0.30  # of the way to the skin's own hue
NOISE = (0.006**2, 0.014**2)  # energy of the finest detail from which on it counts as noise


@dataclass(frozen=True)
class _Face:
    """The masks of a retouch, 0..1."""

    points: F32
    distance: float
    oval: F32
    skin: F32  # bare skin of face and neck


def retouched(colours: F32, matte: F32, points: F32, distance: float, zoom: float) -> F32:
    """A graded person (RGB 0..1), better looking and still himself.

    `zoom` is how much the photo was enlarged: what is small in it is noisier and softer.
    """
    lab = light.lab_of(colours)
    tone = light.skin_tone(colours, points, distance)
    oval = face.stretched(points[face.OVAL], AROUND)
    box = box_around(oval, distance * 0.4, (matte.shape[0], matte.shape[1]))
    found = _face_of(floats(lab[box]), matte[box], points - corner_of(box), distance, tone)
    level, noise = _even(_evenly_lit(floats(lab[box][..., 0]), found, float(tone[0])), found, zoom)
    chroma = _unblotched(floats(lab[box][..., 1:]), found, tone)
    level, chroma = _bright_eyes(level, chroma, found)
    lab[box] = np.dstack([level * 100, chroma])
    if noise > 0.005**2 or zoom > 1.2:  # colour noise of small or dark photos
        calm = blurred(floats(lab[..., 1:]), max(1.2, 1.3 * zoom))
        lab[..., 1:] += (calm - lab[..., 1:]) * np.float32(0.8)
    lab[..., 1:] *= np.float32(0.96)
    soft = np.zeros_like(matte)
    soft[box] = found.skin
    lab[..., 0] = _crisp(floats(lab[..., 0] / 100), soft, distance, noise, zoom) * 100
    return light.rgb_of(lab)


def _face_of(lab: F32, matte: F32, points: F32, distance: float, tone: F32) -> _Face:
    """Skin is what has the face's colour in it and around it, without eyes, brows and lips."""
    shape = (matte.shape[0], matte.shape[1])
    contour = points[face.OVAL]
    oval = shape_of(shape, curve(contour, 4, closed=True), distance * 0.05)
    off = (lab - tone) / floats([26, 8, 9])
    likely = np.exp(-np.maximum((off * off).sum(2) - 1.5, 0) * np.float32(0.25))
    nose = points[face.NOSE_TIP]
    wide = nose + (contour - nose) * np.float32(AROUND)
    around = shape_of(shape, floats(wide), distance * 0.12)
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    brows = float(points[face.BETWEEN_BROWS, 1])
    below = oval * smoothstep(brows - distance * 0.6, brows - distance * 0.1, rows)
    skin = np.maximum(below * np.float32(0.35), blurred(floats(likely), 2.5) * around)
    bare = 1 - _features(shape, points, distance)
    return _Face(points, distance, oval, floats(np.clip(skin * matte * bare, 0, 1)))


def _features(shape: tuple[int, int], points: F32, distance: float) -> F32:
    parts = [(eye, (1.25, 1.5), 0.03) for eye in face.EYES]
    parts += [(brow, (1.1, 1.1), 0.03) for brow in face.BROWS]
    parts += [(face.LIPS, (1.06, 1.06), 0.02)]
    mask = np.zeros(shape, np.float32)
    for part, stretch, blur in parts:
        drawn = shape_of(shape, face.stretched(points[part], stretch), distance * blur)
        np.maximum(mask, drawn, out=mask)
    return mask


def _evenly_lit(level: F32, found: _Face, middle: float) -> F32:
    """Brightness (0..1) of L, broad shadows and hard lights of the face nearer to its middle."""
    reach = found.distance * 0.22
    weight = softened(found.skin, reach)
    low = softened(floats(level * found.skin), reach) / (weight + np.float32(1e-3))
    sure = found.skin > 0.5
    bare = level[sure]
    centre = float(np.median(bare)) if bare.size else middle
    off = low - np.float32(centre)
    where = softened(found.skin, found.distance * 0.12) * found.oval
    share = np.where(off < 0, np.float32(SHADOWS), np.float32(LIGHTS))
    change = np.clip(-off * share * where, -MOST, MOST)
    spread = float(np.std(bare)) if bare.size else CALM
    calmer = float(np.clip(CALM / max(spread, 1e-3), LEAST_SPREAD, 1))
    even = level + change + (centre - level) * (found.skin * np.float32(1 - calmer))
    return floats(even / 100)


def _even(level: F32, found: _Face, zoom: float) -> tuple[F32, float]:
    """Brightness without the middle band of detail on skin; and how much noise there is.

    The finest band, where pores are, stays, but for noise (Wiener coring).
    """
    base = _edge_keeping(level, max(1, int(found.distance * COARSE)))
    detail = level - base
    fine = detail - blurred(detail, max(0.8, found.distance * FINE))
    middle = detail - fine
    energy = cv2.boxFilter(fine * fine, -1, (9, 9))
    sure = found.skin > 0.6
    noise = float(np.percentile(energy[sure], 25)) if sure.any() else 0.0
    noisy = float(smoothstep(*NOISE, floats(noise)))
    cored = np.clip(2.2 * noise / (energy + np.float32(1.2 * noise + 1e-9)), 0, 1)
    fine = fine * (1 - np.float32(0.9 * noisy) * cored * found.skin)
    sharper = 1 + np.float32(0.10 if zoom < 1 else 0.0) * found.skin
    return floats(base + middle * (1 - np.float32(EVENED) * found.skin) + fine * sharper), noise


def _edge_keeping(level: F32, radius: int) -> F32:
    """Self-guided filter at half the sides."""
    small = smaller(level, 2)
    reach = max(1, radius // 2)
    mean = boxed(small, reach)
    variance = boxed(floats(small * small), reach) - mean * mean
    slope = variance / (variance + np.float32(EDGES))
    size = (level.shape[1], level.shape[0])
    offset = resized(boxed(floats(mean * (1 - slope)), reach), size)
    return floats(resized(boxed(floats(slope), reach), size) * level + offset)


def _unblotched(chroma: F32, found: _Face, tone: F32) -> F32:
    """a and b with the blotches of skin gone, and its reddest places nearer to its own hue."""
    reach = found.distance * 0.07
    weight = softened(found.skin, reach) + np.float32(1e-3)
    mean = softened(floats(chroma * found.skin[..., None]), reach) / weight[..., None]
    wanted = mean + (tone[1:] - mean) * np.float32(REDNESS)
    return floats(chroma + (wanted - chroma) * (found.skin * np.float32(BLOTCHES))[..., None])


def _bright_eyes(level: F32, chroma: F32, found: _Face) -> tuple[F32, F32]:
    """Less shadow below the eyes, clearer eyes, whiter whites and teeth: all of it a little."""
    points, distance = found.points, found.distance
    shape = (level.shape[0], level.shape[1])
    grey = np.zeros(shape, np.float32)
    for eye, lid in zip(face.EYES, face.LOWER_LIDS, strict=True):
        rim = points[lid]
        low, high = rim + floats([0, distance * 0.19]), rim + floats([0, distance * 0.05])
        pouch = shape_of(shape, floats(np.vstack([high, low[::-1]])), distance * 0.05)
        level = floats(level + pouch * found.skin * np.float32(0.018))
        inside = shape_of(shape, points[eye], 1.2)
        level = level + (level - softened(level, distance * 0.03)) * (inside * np.float32(0.35))
        white = inside * smoothstep(0.42, 0.62, floats(level))
        level = level + white * np.float32(0.03)
        grey += white * np.float32(0.35)
    teeth = shape_of(shape, points[face.INNER_LIPS], 1.0) * smoothstep(0.5, 0.68, floats(level))
    level = level + teeth * np.float32(0.015)
    return floats(level), floats(chroma * (1 - grey - teeth * np.float32(0.35))[..., None])


def _crisp(level: F32, skin: F32, distance: float, noise: float, zoom: float) -> F32:
    """Sharper where that is not skin, and a little local contrast."""
    fine = level - blurred(level, max(0.8, distance * 0.008))
    amount = 0.38 / (1 + noise / 0.009**2) * (1 if zoom < 1.3 else 0.5)
    visible = smoothstep(0.04, 0.30, level)  # not the noise in dark cloth
    level = level + fine * visible * (np.float32(amount) * (1 - np.float32(0.6) * skin))
    broad = level - softened(floats(level), distance * 0.30)
    return floats(np.clip(level + broad * (np.float32(0.05) * (1 - np.float32(0.7) * skin)), 0, 1))
