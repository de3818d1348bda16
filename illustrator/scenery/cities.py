"""A city street and a country road."""

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm_large
from illustrator.plans import Weather
from illustrator.scenery.countries import Country, in_weather, paint_country
from illustrator.scenery.outdoors import CONIFERS, GRASS, GREENS, dressed, flanks, leaves_of
from illustrator.scenery.skies import paint_sky
from illustrator.scenery.trees import ink_of, planted, shape
from illustrator.scenery.waters import CALM, between, paint_water
from imaging.arrays import F32, U8, blurred, floats

FACADES = ("#8a93a8", "#a5968c", "#7c8799", "#b09a86", "#6f7c92", "#98a0ac", "#8f7f86")
LAMP = "#ffd98a"


def _tower(frame: Frame, picture: U8, box: tuple[int, int, int, int], depth: float) -> None:
    """One house: left, right, top and foot in px; `depth` 0 is far, 1 near."""
    left, right, top, foot = box
    dice, light = frame.dice, frame.light
    share = 0.72 - 0.52 * depth
    wall = frame.lit(FACADES[int(dice.integers(len(FACADES)))])
    wall = wall * np.float32(1 - 0.35 * light.darkness)
    wall += (rgb(light.haze) - wall) * np.float32(share)
    to_sun = 1 if frame.sun[0] * frame.side > (left + right) / 2 else -1
    wide = right - left
    fold = left + int(wide * (0.72 if to_sun < 0 else 0.28))
    shade = ink_of(wall * np.float32(0.80))
    cv2.rectangle(picture, (left, top), (right, foot), ink_of(wall), -1)
    dark_box = (fold, right) if to_sun < 0 else (left, fold)
    cv2.rectangle(picture, (dark_box[0], top), (dark_box[1], foot), shade, -1)
    roof = ink_of(np.minimum(wall * np.float32(1.13), 255))
    cv2.rectangle(picture, (left, top), (right, top + frame.px(0.003)), roof, -1)
    if dice.random() < 0.4:
        hut = int(left + wide * dice.uniform(0.2, 0.6))
        high = frame.px(float(dice.uniform(0.01, 0.03)))
        cv2.rectangle(picture, (hut, top - high), (hut + wide // 4, top), shade, -1)
    if dice.random() < 0.25:
        mast = (left + right) // 2
        high = frame.px(float(dice.uniform(0.03, 0.08)))
        cv2.line(picture, (mast, top), (mast, top - high), shade, frame.px(0.002), cv2.LINE_AA)
    _windows(frame, picture, box, wall, depth)


def _windows(
    frame: Frame, picture: U8, box: tuple[int, int, int, int], wall: F32, depth: float
) -> None:
    """Rows of panes; after dark many of them are lit."""
    left, right, top, foot = box
    dice, dark = frame.dice, frame.light.darkness
    step_x, step_y = (frame.px(v * (0.55 + 0.45 * depth)) for v in (0.022, 0.029))
    wide, high = max(2, int(step_x * 0.5)), max(2, int(step_y * 0.56))
    lit_share = 0.0 if dark < 0.25 else 0.22 + 0.3 * dark
    glass = mixed(frame.light.sky[1], "#22304a", 0.5 + 0.3 * dark)
    pane = ink_of(wall + (rgb(glass) - wall) * np.float32(0.35 + 0.3 * depth))
    lamps = [rgb(colour) for colour in (LAMP, "#ffc56a", "#fff0c4", "#cfe4ff")]
    for y in range(top + step_y, foot - step_y // 2, step_y):
        for x in range(left + step_x // 2, right - wide, step_x):
            ink = pane
            if lit_share and dice.random() < lit_share:
                lamp = lamps[int(dice.integers(4))] * np.float32(0.62 + 0.38 * dice.random())
                ink = ink_of(wall + (lamp - wall) * np.float32(0.5 + 0.45 * depth))
            cv2.rectangle(picture, (x, y), (x + wide - 1, y + high - 1), ink, -1)


def _skyline(frame: Frame, picture: U8, depth: float, foot: float) -> None:
    """One row of houses; the highest stand on the side where the hero is not."""
    side, dice = frame.side, frame.dice
    x = -0.04
    peak = 0.5 - 0.27 * (frame.take.side or (1 if frame.take.number else -1))
    while x < 1.02:
        wide = float(dice.uniform(0.05, 0.10)) * (0.75 + 0.6 * depth)
        hill = np.exp(-(((x - peak) / 0.3) ** 2))
        tall = float(dice.uniform(0.09, 0.24)) + 0.16 * hill * (1.15 - 0.5 * depth)
        tall *= 1.15 - 0.25 * depth
        box = (int(x * side), int((x + wide) * side), int((frame.horizon - tall) * side))
        _tower(frame, picture, (*box, int(foot * side)), depth)
        x += wide + (float(dice.uniform(0.0, 0.02)) if depth > 0.5 else 0.0)


def city(frame: Frame) -> None:
    """A square before houses; their windows are lit after dark, and wet ground mirrors them."""
    paint_sky(frame)
    kerb = frame.horizon + 0.045
    picture = frame.picture()
    for depth in (0.0, 0.5, 1.0):
        _skyline(frame, picture, depth, kerb)
    frame.put_back(picture)
    mist = np.exp(-np.maximum(kerb - frame.rows, 0) / np.float32(0.09)) * (frame.rows < kerb)
    frame.wash(frame.light.haze, floats(mist * 0.45))
    if frame.light.darkness > 0.4:
        _shine(frame, kerb)
    _pavement(frame, kerb)
    wet = frame.plan.weather in (Weather.RAIN, Weather.STORM)
    if wet or frame.light.darkness > 0.8:
        mask = between(frame, kerb, 2.0)
        paint_water(frame, mask, kerb, "#7d838e", CALM, 0.5 if wet else 0.85)


def _shine(frame: Frame, kerb: float) -> None:
    """The glow of the lit windows in the air."""
    rows = int(kerb * frame.side)
    small = cv2.resize(frame.planes[0][:rows] - frame.planes[2][:rows], (128, 128))
    warm = blurred(floats(np.clip((small - 25) / 60, 0, 1)), 3)
    warm = floats(cv2.resize(warm, (frame.side, rows)))
    frame.glow("#ffb860", warm * np.float32(0.45))


def _pavement(frame: Frame, kerb: float) -> None:
    """Pavement, kerb and road in perspective."""
    mask = between(frame, kerb, 2.0)
    t = np.clip((frame.rows - kerb) / (1 - kerb), 0, 1)
    far = rgb(frame.light.haze) * np.float32(0.3) + frame.lit("#9a9ca2") * np.float32(0.7)
    dim = np.float32(1 - 0.45 * frame.light.darkness)
    for plane, a, b in zip(frame.planes, far, frame.lit("#6a6d76"), strict=True):
        plane += (((a + (b - a) * np.sqrt(t)) * dim) - plane) * mask
    grain = fbm_large(frame.dice, frame.side, frame.side, 30, 2.6, 1.1)
    factor = 1 + (grain - np.float32(0.5)) * mask * np.float32(0.2) * (0.3 + t)
    for plane in frame.planes:
        plane *= factor
    picture = frame.picture()
    vanish = 0.5 - 0.12 * frame.take.side
    line = ink_of(frame.lit("#3f4148") * dim)
    light = ink_of(frame.lit("#c9c6bf") * dim)
    side, top = frame.side, kerb
    for x in np.arange(-2.6, 3.7, 0.18):  # joints between the slabs
        ends = [(vanish + (x - vanish) * 0.12, top), (x, 1.0)]
        line_px = np.round(np.array(ends) * side * 16).astype(np.int32)
        cv2.polylines(picture, [line_px], False, line, 1, cv2.LINE_AA, 4)
    for k in range(1, 9):
        y = round((top + (1 - top) * (k / 9) ** 2.0) * side)
        cv2.line(picture, (0, y), (side, y), line, 1, cv2.LINE_AA)
    curb = floats([[0, top], [1, top], [1, top + 0.007], [0, top + 0.007]]) * side
    shape(picture, floats(curb), light)
    drawn = frame.planes.copy()
    frame.put_back(picture)
    frame.lay(drawn, floats(np.full((side, 1), 0.45)))  # joints are faint


def road(frame: Frame) -> None:
    """A road that runs through the country to the horizon."""
    paint_sky(frame)
    number = frame.take.number
    peaks = (20.0, 0.0, 26.0, 15.0)[number]
    country = Country(GRASS, hills=1.6, peaks=peaks, snow_line=0.45, hill_start=9)
    country = in_weather(country, frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    leaves = leaves_of(frame, CONIFERS if number % 2 else GREENS)
    kind = ("pine",) if number % 2 and frame.plan.weather is not Weather.LEAVES else ("round",)
    planted(land, picture, kind, flanks(frame, 22, 9, 50, 2.8, 0.55), leaves, 75)
    frame.put_back(picture)
    dressed(land, country, 160, 700)
    _tarmac(frame)
    if frame.plan.weather in (Weather.RAIN, Weather.STORM):
        paint_water(frame, _road_mask(frame, 1.35), frame.horizon + 0.02, "#59606c", CALM, 0.45)


def _centre(frame: Frame, z: F32) -> F32:
    """Where the middle of the road is at a distance: it bends, by variant."""
    bend = (0.10, -0.12, 0.03, 0.14)[frame.take.number]
    return floats(0.5 + bend * (np.sin(z * 0.10) - 0.35) * np.minimum(z / 10, 1))


def _road_mask(frame: Frame, half: float) -> F32:
    """side×side: 1 on the road, `half` as wide as the eye is high."""
    z = 1 / np.maximum(frame.rows - np.float32(frame.horizon), np.float32(1e-3))
    off = np.abs(frame.columns - _centre(frame, floats(z))) * z
    soft = z / frame.side
    inside = np.clip((np.float32(half) - off) / soft + 0.5, 0, 1)
    return floats(inside * np.clip((26 - z) / 8, 0, 1))


def _tarmac(frame: Frame) -> None:
    """Grey, with a dashed line in the middle and one along each side."""
    z_row = 1 / np.maximum(frame.rows - np.float32(frame.horizon), np.float32(1e-3))
    snowy = frame.plan.weather is Weather.SNOW
    far = np.exp(-z_row / np.float32(30))
    grey = frame.lit("#b9c0cc" if snowy else "#6c6d74")
    haze = rgb(frame.light.haze)
    shoulder = _road_mask(frame, 1.62)
    frame.wash(frame.lit("#d9dfe8" if snowy else "#a3957a"), shoulder * np.float32(0.85))
    mask = _road_mask(frame, 1.42)
    grain = fbm_large(frame.dice, frame.side, frame.side, 60, 2.2, 0.9) - np.float32(0.5)
    for plane, a, b in zip(frame.planes, grey, haze, strict=True):
        plane += ((b + (a - b) * far) * (1 + grain * 0.16) - plane) * mask
    off = (frame.columns - _centre(frame, floats(z_row))) * z_row
    soft = z_row / frame.side
    paint = frame.lit("#f3ecd6")
    dash = np.clip(np.sin(z_row * 2.2 + 0.6) * 6, 0, 1)
    middle = np.clip((0.045 - np.abs(off)) / soft + 0.5, 0, 1) * dash
    edges = np.clip((0.03 - np.abs(np.abs(off) - 1.28)) / soft + 0.5, 0, 1)
    frame.wash(paint, floats((middle + edges) * mask * far * 0.85))
