"""Anime eyes: large drawn lids, iris and lights where the photo's eyes are; brows and glasses."""

from dataclasses import dataclass
from math import atan2, cos, sin

import numpy as np

from imaging import landmarks as face
from imaging.anime_hair import tinted
from imaging.arrays import F32, LUMA, U8, floats, to_floats
from imaging.masks import curve, polygon
from imaging.outlines import BROW_PAIRS, middle_of
from imaging.pens import draw_line, ellipse, fill_shape, mask_of, weight_of_darkness
from imaging.portraits import Portrait

WHITE = floats([0.975, 0.972, 0.98])
LID_SHADOW = floats([0.74, 0.74, 0.84])
BRIDGE, BELOW_EYES = (168, 6), ((230, 229, 228), (450, 449, 448))


@dataclass(frozen=True)
class Eyes:
    """Measures both eyes share, so that they are drawn alike, px."""

    centres: tuple[F32, F32]
    lids: tuple[F32, F32]  # upper lids, n×2, from their centre, unturned
    turn: F32  # 2×2: from unturned to the picture
    angle: float
    width: float
    height: float
    gaze: float  # how far the irises are from the middle
    iris: F32  # colour


def measured(portrait: Portrait) -> Eyes:
    """How wide, how open and where the eyes look, and the colour of their irises."""
    points = portrait.landmarks
    axis = points[263] - points[33]
    angle = atan2(float(axis[1]), float(axis[0]))
    turn = floats([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    centres, lids, widths, opened, gazes = [], [], [], [], []
    for i, eye in enumerate(face.EYES):
        upper, lower = points[face.UPPER_LIDS[i]], points[face.LOWER_LIDS[i]]
        centre = floats((upper[0] + upper[-1]) / 2)
        high, low = (upper - centre) @ turn.T, (lower - centre) @ turn.T
        widths.append(float(np.ptp(high[:, 0])))
        gap = np.median(np.sort(low[:, 1])[-3:]) - np.median(np.sort(high[:, 1])[:3])
        opened.append(float(gap) / widths[-1])
        gazes.append(float(((_pupil(portrait, eye) - centre) @ turn.T)[0]))
        centres.append(centre)
        lids.append(floats(high))
    mean = float(np.mean(widths))
    width = mean * 1.18  # larger than life, but still this person's
    height = width * float(np.clip(0.36 + 0.80 * np.clip(np.mean(opened), 0.08, 0.42), 0.40, 0.66))
    gaze = float(np.clip(np.mean(gazes), -0.16 * mean, 0.16 * mean))
    return Eyes(
        (centres[0], centres[1]), (lids[0], lids[1]), turn, angle, width, height, gaze,
        _iris_colour(portrait),
    )  # fmt: skip


def _pupil(portrait: Portrait, eye: list[int]) -> F32:
    """Centre of the darkness within an eye."""
    box, mask = polygon(portrait.landmarks[eye], portrait.shape, 0.8, 2)
    weight = weight_of_darkness(portrait.luma[box], mask, portrait.eye_distance * 0.03)
    y, x = np.mgrid[box]
    total = max(float(weight.sum()), 1e-3)
    return floats([(x * weight).sum() / total, (y * weight).sum() / total])


def _iris_colour(portrait: Portrait) -> F32:
    """The colour between pupil and white, stronger and not too dark to be seen."""
    pixels = []
    for eye in face.EYES:
        box, mask = polygon(portrait.landmarks[eye], portrait.shape, 0.8, 2)
        pixels.append(to_floats(portrait.photo[box][mask > 200]))
    colours = np.vstack(pixels)
    light = colours @ LUMA
    colour = floats([0.3, 0.2, 0.15])
    if len(light) > 20:
        iris = (light > np.quantile(light, 0.08)) & (light < np.quantile(light, 0.38))
        colour = floats(np.median(colours[iris], 0)) if iris.sum() > 8 else colour
    colour = tinted(colour, 1.35)
    return floats(colour * np.clip(0.50 / max(float(colour.max()), 0.05), 1.0, 2.6))


def draw_eyes(picture: U8, portrait: Portrait, skin: F32, ink: F32, mirrored: bool) -> Eyes:
    """Both eyes over a patch of skin that hides the photo's; their measures for what follows."""
    eyes = measured(portrait)
    for i in (0, 1):
        _draw_eye(picture, portrait, eyes, i, skin, ink, mirrored)
    return eyes


def _draw_eye(
    picture: U8, portrait: Portrait, eyes: Eyes, i: int, skin: F32, ink: F32, mirrored: bool
) -> None:
    distance = portrait.eye_distance
    upper, lower, corners = _lid_curves(eyes, i)
    smooth_upper, smooth_lower = curve(upper, 6), curve(lower, 6)
    opening = np.vstack([smooth_upper, smooth_lower[::-1]])
    clip = mask_of(opening, portrait.shape, 0.7)
    around = eyes.centres[i] + (opening - eyes.centres[i]) * floats([1.10, 1.16])
    fill_shape(picture, around, skin, distance * 0.03, 0.9)
    fill_shape(picture, opening, WHITE, 0.7)
    shade = np.vstack(
        [smooth_upper - floats([0, 4]), (smooth_upper + floats([0, eyes.height * 0.20]))[::-1]]
    )
    fill_shape(picture, shade, LID_SHADOW, distance * 0.006, 0.8, clip)
    _draw_iris(picture, eyes, i, clip, mirrored)
    lashes = np.vstack([corners, upper[:1] * 0.5 + upper[1:2] * 0.5, upper[1:]])
    draw_line(picture, lashes, distance * 0.062, ink * 0.8, (0.22, 0.45))
    draw_line(picture, lower[:5], distance * 0.018, ink, (0.15, 0.7), 0.8)
    crease = upper[1:8] - floats([0, distance * 0.068])
    draw_line(picture, crease, distance * 0.018, tinted(skin, 1.5, 0.4), (0.3, 0.4), 0.85)


def _lid_curves(eyes: Eyes, i: int) -> tuple[F32, F32, F32]:
    """Upper and lower lid from the outer corner, 9 points each, and the tip of the lashes."""
    lid = eyes.lids[i]
    t = np.linspace(0, 1, 9)
    x = np.interp(t, np.linspace(0, 1, len(lid)), lid[:, 0]) * 1.18
    rest = np.interp(t, [0, 1], [lid[0, 1], lid[-1, 1]])
    high = rest - eyes.height * 0.66 * np.sin(np.pi * t**0.86) ** 0.62
    low = rest + eyes.height * 0.36 * np.sin(np.pi * np.minimum(t**0.92, 1)) ** 0.75
    out = (-1, 1)[i]
    tip = [[x[0] + out * eyes.width * 0.05, high[0] - eyes.height * 0.05]]
    placed = [
        floats(np.nan_to_num(part) @ eyes.turn + eyes.centres[i])
        for part in (np.stack([x, high], 1), np.stack([x, low], 1), np.asarray(tip))
    ]
    return placed[0], placed[1], placed[2]


def _draw_iris(picture: U8, eyes: Eyes, i: int, clip: U8, mirrored: bool) -> None:
    """Rim, colour, shade above, glow below, pupil and two lights."""
    centre = floats(floats([eyes.gaze, -eyes.height * 0.13]) @ eyes.turn + eyes.centres[i])
    high = eyes.height * 0.55
    wide = high * 0.84
    iris, side = eyes.iris, (1 if mirrored else -1)

    def disc(x: float, y: float, rx: float, ry: float, colour: F32, blur: float, k: float) -> None:
        place = centre + floats([x * wide, y * high])
        shape = ellipse(floats(place), (wide * rx, high * ry), eyes.angle)
        fill_shape(picture, shape, colour, blur, k, clip)

    disc(0, 0, 1, 1, iris * 0.30, 0.8, 1)
    disc(0, 0, 0.88, 0.90, iris, 0.8, 1)
    disc(0, -0.42, 0.95, 0.62, iris * 0.42, high * 0.16, 0.9)
    disc(0, 0.52, 0.56, 0.30, 1 - (1 - iris) * 0.45, high * 0.10, 0.8)
    disc(0, 0, 0.40, 0.46, iris * 0.10, 0.8, 1)
    disc(side * 0.36, -0.40, 0.30, 0.27, floats([1, 1, 1]), 0.7, 1)
    disc(-side * 0.38, 0.42, 0.14, 0.12, floats([1, 1, 1]), 0.6, 0.9)


def draw_brows(picture: U8, portrait: Portrait, eyes: Eyes, colour: F32) -> None:
    """Tapered brows, a little higher than the photo's: the eyes have grown."""
    for pairs in BROW_PAIRS:
        middle = middle_of(portrait, pairs)
        points = middle - floats([0, eyes.height * 0.17])
        draw_line(picture, points, portrait.eye_distance * 0.078, colour, (0.35, 0.06), 0.95)


def wears_glasses(portrait: Portrait) -> bool:
    """Whether a frame runs over the bridge of the nose and below an eye.

    The steepest step of brightness there, of 255: over the bridge 25.1 and 7.7 with glasses,
    2.3 to 4.9 without (six photos).
    """
    below = max(_steepest(portrait, place, 0.04) for place in BELOW_EYES)
    return _steepest(portrait, BRIDGE, 0.0) > 6.5 and below > 9


def _steepest(portrait: Portrait, place: tuple[int, ...], lower: float) -> float:
    """The steepest step on a short way downwards through a place."""
    distance = portrait.eye_distance
    centre = portrait.landmarks[list(place)].mean(0) + floats([0, lower * distance])
    way = centre + np.linspace(-0.16, 0.16, 33)[:, None] * distance * floats([0, 1])
    x, y = np.clip(np.round(way).astype(int), 0, portrait.side - 1).T
    profile = portrait.luma[y, x].astype(float)
    smooth = np.convolve(
        np.pad(profile, 2, mode="edge"), [0.054, 0.244, 0.404, 0.244, 0.054], "valid"
    )
    return float(np.abs(np.gradient(smooth)).max())


def draw_glasses(picture: U8, portrait: Portrait, eyes: Eyes) -> None:
    """Round frames in the colour of the darkest around the eyes, bridge and temples."""
    distance, colour = portrait.eye_distance, _frame_colour(portrait)
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    x = np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.75 * distance * 0.40
    y = np.sign(np.sin(t)) * np.abs(np.sin(t)) ** 0.8 * distance * 0.33
    rims = []
    for centre, out in zip(eyes.centres, (-1, 1), strict=True):
        rim = floats(
            np.stack([x, y], 1) @ eyes.turn + centre + floats([out * 0.02, 0.045]) * distance
        )
        draw_line(picture, np.vstack([rim, rim[:2]]), distance * 0.030, colour, (0, 0), 0.95)
        top = rim[np.argsort(rim[:, 1])[:20]]
        top = top[np.argsort(top[:, 0])]
        draw_line(picture, top, distance * 0.06, colour, (0.1, 0.1), 0.95)
        fill_shape(picture, rim, floats([1, 1, 1]), 1.0, 0.07)
        rims.append(rim)
    right, left = rims[0][rims[0][:, 0].argmax()], rims[1][rims[1][:, 0].argmin()]
    middle = (right + left) / 2 - floats([0, distance * 0.05])
    draw_line(picture, np.stack([right, middle, left]), distance * 0.034, colour, (0, 0), 0.95)
    ends = (rims[0][rims[0][:, 0].argmin()], rims[1][rims[1][:, 0].argmax()])
    for end, ear in zip(ends, (127, 356), strict=True):
        temple = np.stack([end, (end + portrait.landmarks[ear]) / 2, portrait.landmarks[ear]])
        draw_line(picture, temple, distance * 0.034, colour, (0, 0.3), 0.95)


def _frame_colour(portrait: Portrait) -> F32:
    points, distance = portrait.landmarks, portrait.eye_distance
    top = int(max(0, points[70][1] - distance * 0.05))
    rows, columns = (
        slice(top, top + int(distance * 0.4)),
        slice(int(points[46][0]), int(points[276][0])),
    )
    pixels = to_floats(portrait.photo[rows, columns]).reshape(-1, 3)
    light = pixels @ LUMA
    return floats(np.median(pixels[light <= np.quantile(light, 0.10)], 0))
