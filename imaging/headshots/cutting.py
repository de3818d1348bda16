"""The fine matte of a person, strands of hair included, and his colours without the background."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, U8, blurred, floats, smoothstep, stacked, to_bytes, to_floats
from imaging.headshots.planes import boxed, resized, shape_of, smaller, softened, summed
from imaging.headshots.strays import without_strays
from imaging.masks import curve
from imaging.mattes import guided, only_part_at

EDGE = (0.40, 0.72)  # the soft part of the guided matte
# How far the unknown band reaches inwards and outwards, in distances of the eyes.
HAIR, CLOTH = (0.075, 0.05), (0.022, 0.022)
NEARBY = 0.07  # distances of the eyes: where colours of person and background are taken from
SHRINKING = 4  # what of the matting is done at a quarter of the sides
# Colours nearby count most; those three and nine times as far only where there are none.
REACHES = ((1, 1.0), (3, 0.03), (9, 0.0008))
TUFT = 0.12  # distances of the eyes: what stands off the head and is thinner is background
TRUST = 0.015  # in the rough matte, against the colours; grows with how little they explain
FUSIONS = ((0.10, 4), (0.025, 2))  # radii in distances of the eyes; how far shrunk


@dataclass(frozen=True)
class _Bands:
    """Where a pixel is surely the person, surely not, and neither; each 0..1."""

    inside: F32
    outside: F32
    unknown: F32


def cut_out(picture: U8, person: F32, points: F32, distance: float) -> tuple[F32, F32]:
    """Matte (0..1) and colours (RGB 0..1, valid where the matte is) of a framed person.

    `person` is the rough matte, 0..1; `points` its 468 landmarks in px.
    """
    colours = to_floats(picture)
    rough = _rough_matte(picture, person, points, distance)
    bands = _bands_of(rough, points, distance)
    alpha = _by_colour(colours, rough, person, bands, distance)
    matte = rough + (alpha - rough) * bands.unknown
    matte = np.where(bands.inside > 0.99, np.float32(1), matte)
    matte = floats((matte + smoothstep(0.04, 0.97, floats(matte))) / 2)
    solid = matte * smoothstep(0.03, 0.10, matte)
    matte = floats(np.maximum(solid, _face(points, distance, rough.shape)))
    return matte, _fused(colours, matte, distance)


def _face(points: F32, distance: float, shape: tuple[int, ...]) -> F32:
    """The face, in which no matte has a hole."""
    oval = curve(points[face.OVAL], 4, closed=True)
    return shape_of((shape[0], shape[1]), oval, distance * 0.02)


def _rough_matte(picture: U8, person: F32, points: F32, distance: float) -> F32:
    """The mean of the networks, along the picture's edges, in one piece and without tufts."""
    side = max(person.shape)
    matte = blurred(to_floats(guided(picture, person)), side / 700)
    matte = without_strays(picture, smoothstep(*EDGE, matte), points, distance)
    part = only_part_at(to_bytes(matte), points[face.NOSE_TIP])
    whole = to_floats(part)
    small, disc = smaller(whole, SHRINKING), _disc(distance * TUFT)
    mass = cast(F32, cv2.dilate(cv2.erode(small, disc), disc))
    mass = smoothstep(0.15, 0.75, blurred(resized(mass, (whole.shape[1], whole.shape[0])), 2.0))
    trimmed = whole * np.maximum(mass, 1 - _head_rows(points, distance, len(whole)))
    return np.maximum(trimmed, _face(points, distance, person.shape))


def _head_rows(points: F32, distance: float, height: int) -> F32:
    """height×1: 1 down to the chin, then falling to 0."""
    chin = float(points[face.CHIN, 1])
    rows = np.arange(height, dtype=np.float32)[:, None]
    return smoothstep(chin + distance * 0.2, chin - distance * 0.5, rows)


def _bands_of(matte: F32, points: F32, distance: float) -> _Bands:
    """Wide around the head, where hair is, and narrow along cloth."""
    height, width = matte.shape
    hair = _head_rows(points, distance, height)
    small = smaller(matte, SHRINKING)
    steps = []
    for change, at in ((cv2.erode, 0), (cv2.dilate, 1)):
        wide, narrow = (
            resized(cast(F32, change(small, _disc(distance * reach[at]))), (width, height))
            for reach in (HAIR, CLOTH)
        )
        steps.append(narrow + (wide - narrow) * hair)
    inside = smoothstep(0.9, 1.0, floats(steps[0]))
    outside = 1 - smoothstep(0.0, 0.1, floats(steps[1]))
    return _Bands(inside, floats(outside), floats((1 - inside) * (1 - outside)))


def _disc(radius: float) -> U8:
    side = 2 * int(radius / SHRINKING) + 1
    return cast(U8, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))


def _by_colour(colours: F32, rough: F32, person: F32, bands: _Bands, distance: float) -> F32:
    """Where each colour lies on the line from the background's to the person's, nearby.

    The rough matte is trusted more where the colour is off that line or the background busy.
    """
    radius = max(1, round(distance * NEARBY / SHRINKING))
    small = smaller(colours, SHRINKING)
    size = (rough.shape[1], rough.shape[0])
    within, around = smaller(floats(bands.inside * rough), SHRINKING), smaller(bands.outside, 4)
    front, behind = _nearby(small, within, radius), _nearby(small, around, radius)
    busy = sum(
        summed(floats(np.maximum(_nearby(small * small, where, radius) - mean * mean, 0)))
        for where, mean in ((around, behind), (within, front))
    )
    front, behind = resized(front, size), resized(behind, size)
    line, off = front - behind, colours - behind
    length, along = summed(line * line), summed(off * line)
    alpha = np.clip(along / (length + np.float32(1e-3)), 0, 1)
    beside = off - alpha[..., None] * line
    trust = TRUST + 3 * blurred(summed(beside * beside), 1.5) + 1.5 * resized(floats(busy), size)
    alpha = np.clip((trust * rough + along) / (trust + length), 0, 1)
    alpha = to_floats(cast(U8, cv2.medianBlur(to_bytes(floats(alpha)), 5)))  # specks of curly hair
    # No strands far from the mass, nor where the networks see nobody.
    near = smoothstep(0.10, 0.42, softened(rough, distance * 0.03)) * smoothstep(0.22, 0.42, person)
    return floats(alpha * np.maximum(near, rough * 0.8 * smoothstep(0.3, 0.5, person)))


def _nearby(picture: F32, weight: F32, radius: int) -> F32:
    """For each pixel the mean colour of what `weight` covers around it."""
    total = np.zeros_like(picture)
    weights = np.zeros_like(weight)
    for factor, share in REACHES:
        reach = radius * factor
        for sums, layer in ((total, picture * weight[..., None]), (weights, weight)):
            sums += np.float32(share) * boxed(boxed(floats(layer), reach), reach)
    return floats(total / (weights + np.float32(1e-6))[..., None])


def _fused(colours: F32, matte: F32, distance: float) -> F32:
    """The person's own colours at its edge: blur fusion (Forte 2021) with two radii."""
    cover = stacked(matte)
    front = behind = colours
    for share, factor in FUSIONS:
        radius = max(1, round(distance * share / factor))
        front_mean = _mean_within(front, cover, radius, factor)
        behind_mean = _mean_within(behind, floats(1 - cover), radius, factor)
        off = colours - cover * front_mean - (1 - cover) * behind_mean
        front = floats(np.clip(front_mean + cover * off, 0, 1))
        behind = behind_mean
    return floats(np.where(cover > 0.995, colours, front))


def _mean_within(picture: F32, cover: F32, radius: int, factor: int) -> F32:
    """The mean of what is covered around each pixel; found on a picture shrunk by `factor`."""
    weights = boxed(smaller(cover, factor), radius) + np.float32(1e-4)
    mean = boxed(smaller(floats(picture * cover), factor), radius) / weights
    return resized(floats(mean), (picture.shape[1], picture.shape[0]))
