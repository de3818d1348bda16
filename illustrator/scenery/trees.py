"""Trees and bushes, painted with dabs: dark ones behind, those that face the light on top."""

import math

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.brushes.frames import Frame
from illustrator.scenery.terrains import Land
from imaging.arrays import F32, U8, floats

FRACTION = 4  # bits of a pixel that OpenCV's pens know
Ink = tuple[float, float, float]


def ink_of(colour: F32) -> Ink:
    """For OpenCV."""
    red, green, blue = (float(value) for value in np.clip(colour, 0, 255))
    return red, green, blue


def dab(picture: U8, x: float, y: float, radius: float, ink: Ink) -> None:
    """A soft-edged disc; all in px."""
    at = (round(x * 16), round(y * 16))
    cv2.circle(picture, at, max(6, round(radius * 16)), ink, -1, cv2.LINE_AA, FRACTION)


def dabs(picture: U8, places: F32, radii: F32, tones: F32) -> None:
    """Many of them, in this order: n×2 px, n px, n×3 RGB."""
    at = np.round(places * 16).astype(np.int64).tolist()
    sizes = np.maximum(np.round(radii * 16), 6).astype(np.int64).tolist()
    inks = np.clip(tones, 0, 255).tolist()
    for place, size, ink in zip(at, sizes, inks, strict=True):
        cv2.circle(picture, place, size, ink, -1, cv2.LINE_AA, FRACTION)


def toned(dark: F32, light: F32, share: F32) -> F32:
    """n×3 RGB between two."""
    return floats(dark + (light - dark) * share[:, None])


def stroke(picture: U8, points: F32, width: float, ink: Ink) -> None:
    """A line through n×2 points in px."""
    line = np.round(points * 16).astype(np.int32)
    cv2.polylines(picture, [line], False, ink, max(1, round(width)), cv2.LINE_AA, FRACTION)


def shape(picture: U8, points: F32, ink: Ink) -> None:
    """A filled polygon of n×2 points in px."""
    cv2.fillPoly(picture, [np.round(points * 16).astype(np.int32)], ink, cv2.LINE_AA, FRACTION)


def _sunward(frame: Frame, x: float) -> tuple[float, float]:
    """From where the light comes to a thing at x: right and up, of length 1."""
    sun_x, sun_y = frame.sun
    right = (sun_x - x) * 1.4
    up = 0.55 + max(0.0, 0.5 - sun_y)
    length = math.hypot(right, up)
    return right / length, up / length


def round_tree(
    frame: Frame, picture: U8, x: float, y: float, height: float, tones: tuple[F32, F32]
) -> None:
    """A broad-leaved tree that stands at (x, y); `tones` are its lit and its shaded leaves."""
    side, dice = frame.side, frame.dice
    x, y, tall = x * side, y * side, height * side
    light, dark = tones
    trunk = dark * np.float32(0.55) + floats([34, 24, 18]) * floats(frame.light.ambient)
    _trunk(picture, x, y, tall, trunk * np.float32(0.8), dice)
    right, up = _sunward(frame, x / side)
    clumps = [(0.0, 0.66, 0.21)] + [
        (
            float(dice.uniform(-0.24, 0.24)),
            float(dice.uniform(0.45, 0.86)),
            float(dice.uniform(0.11, 0.19)),
        )
        for _ in range(9)
    ]
    clumps.sort(key=lambda clump: clump[0] * right + clump[1] * up)
    many = int(np.clip(tall / 4, 8, 80))
    for off, rise, radius in clumps:
        cx, cy = x + off * tall, y - rise * tall
        face = 0.42 + 1.1 * (off * right * 1.3 + (rise - 0.66) * up * 1.5)
        dab(
            picture,
            cx,
            cy,
            radius * tall * 0.86,
            ink_of(dark + (light - dark) * np.float32(face * 0.45)),
        )
        angles, far = dice.uniform(0, 2 * math.pi, many), np.sqrt(dice.random(many))
        px, py = np.cos(angles) * far, np.sin(angles) * far
        lit = face + 0.42 * (px * right - py * up) + dice.normal(0, 0.14, many)
        sizes = dice.uniform(0.4, 1.0, many) * tall * (0.036 if tall < 200 else 0.027)
        order = np.argsort(lit)
        places = np.stack([cx + px * radius * tall, cy + py * radius * tall], axis=1)
        tones_here = toned(dark, light, floats(np.clip(lit, -0.15, 1.2)))
        dabs(picture, floats(places[order]), floats(sizes[order]), tones_here[order])


def _trunk(
    picture: U8, x: float, y: float, tall: float, colour: F32, dice: np.random.Generator
) -> None:
    wide, lean = 0.032 * tall, float(dice.normal(0, 0.02)) * tall
    foot = [[x - wide * 1.3, y], [x - wide * 0.6, y - 0.2 * tall], [x + lean - wide * 0.4,
            y - 0.62 * tall], [x + lean + wide * 0.4, y - 0.62 * tall]]  # fmt: skip
    foot += [[x + wide * 0.7, y - 0.2 * tall], [x + wide * 1.4, y]]
    shape(picture, floats(foot), ink_of(colour))
    for way in (-1, 1):
        limb = floats([[x, y - 0.3 * tall], [x + way * 0.16 * tall, y - 0.55 * tall]])
        stroke(picture, limb, wide * 0.6, ink_of(colour))


def pine(
    frame: Frame, picture: U8, x: float, y: float, height: float, tones: tuple[F32, F32]
) -> None:
    """A conifer that stands at (x, y), of drooping branches in whorls."""
    side, dice = frame.side, frame.dice
    x, y, tall = x * side, y * side, height * side
    light, dark = tones
    right, _ = _sunward(frame, x / side)
    wide = tall * float(dice.uniform(0.17, 0.24))
    trunk = floats([[x, y - 0.9 * tall], [x, y]])
    stroke(picture, trunk, tall * 0.035, ink_of(dark * np.float32(0.6)))
    core = floats([[x, y - tall], [x - wide * 0.62, y - 0.1 * tall], [x + wide * 0.62,
                   y - 0.1 * tall]])  # fmt: skip
    shape(picture, core, ink_of(dark))
    whorls = int(np.clip(tall / 5, 12, 40))
    share = np.repeat((np.arange(whorls) + 0.6) / whorls, 6)
    way = np.tile([-1.0, 1.0], whorls * 3)
    level = y - tall * (1 - 0.92 * share)
    out = wide * (0.08 + 0.92 * share) * dice.uniform(0.5, 1.15, share.size) * way
    droop = np.abs(out) * dice.uniform(0.35, 0.65, share.size)
    thick = tall / whorls * 0.9
    lit = 0.38 + 0.5 * right * way + dice.normal(0, 0.15, share.size)
    inks = np.clip(toned(dark, light, floats(np.clip(lit, 0, 1))), 0, 255).tolist()
    across = x + np.stack([0 * out, out * 0.6, out, out * 0.35, 0 * out], axis=1)
    down = [-thick * 0.5 + 0 * droop, droop * 0.35, droop, thick * 0.75 + 0 * droop]
    rows = level[:, None] + np.stack([*down, thick + 0 * droop], axis=1)
    leaves = np.round(np.stack([across, rows], axis=2) * 16).astype(np.int32)
    for leaf, ink in zip(leaves, inks, strict=True):
        cv2.fillPoly(picture, [leaf], ink, cv2.LINE_AA, FRACTION)


def bush(
    frame: Frame, picture: U8, x: float, y: float, height: float, tones: tuple[F32, F32]
) -> None:
    """Leaves near the ground."""
    side, dice = frame.side, frame.dice
    x, y, tall = x * side, y * side, height * side
    light, dark = tones
    right, up = _sunward(frame, x / side)
    many = int(np.clip(tall * 2.5, 30, 130))
    px, rise = dice.normal(0, 0.62, many), np.abs(dice.normal(0, 0.42, many)).clip(0, 1)
    lit = 0.25 + 0.35 * px * right + 0.7 * rise * up + dice.normal(0, 0.15, many)
    order = np.argsort(lit)
    places = np.stack([x + px * tall, y - rise * tall * 0.85], axis=1)[order]
    sizes = dice.uniform(0.045, 0.10, many) * tall
    dabs(picture, floats(places), floats(sizes), toned(dark, light, floats(lit[order])))


def tones_of(frame: Frame, leaves: tuple[str, str], z: float, reach: float) -> tuple[F32, F32]:
    """Lit and shaded RGB of leaves at a distance, in the light and the haze."""
    haze, share = rgb(frame.light.haze), np.float32(0.9 * (1 - math.exp(-z / reach)))
    glow = rgb(frame.light.sun or frame.light.haze) * np.float32(0.10)
    light, dark = (frame.lit(colour) for colour in leaves)
    bright = np.clip(light * np.float32(1.12) + glow * (1 - frame.light.darkness * 0.6), 0, 255)
    return bright + (haze - bright) * share, dark + (haze - dark) * share


def planted(
    land: Land,
    picture: U8,
    kinds: tuple[str, ...],
    spots: list[tuple[float, float, float]],
    leaves: list[tuple[str, str]],
    reach: float,
) -> None:
    """Trees at (x 0 to 1, z, height in heights of the eye), the far ones first."""
    frame = land.frame
    drawn = {"round": round_tree, "pine": pine, "bush": bush}
    for x, z, tall in sorted(spots, key=lambda spot: -spot[1]):
        kind = kinds[int(frame.dice.integers(len(kinds)))]
        tones = tones_of(frame, leaves[int(frame.dice.integers(len(leaves)))], z, reach)
        if place := land.place(x, z):
            drawn[kind](frame, picture, *place, tall / z, tones)
