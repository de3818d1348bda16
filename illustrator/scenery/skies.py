"""The sky: its colours, sun and moon, stars, clouds, the northern lights, lightning."""

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame, column_of
from illustrator.brushes.noise import fbm
from illustrator.plans import Hour, Weather
from illustrator.scenery.clouds import heaps, sheet
from imaging.arrays import F32, U8, blurred, floats, smoothstep

# How much of the sky the clouds take, by weather.
COVER = {
    Weather.RAIN: 0.85,
    Weather.STORM: 0.9,
    Weather.FOG: 0.5,
    Weather.SNOW: 0.65,
    Weather.CLOUD: 0.75,
    Weather.WIND: 0.5,
    Weather.AURORA: 0.1,
}
USUAL_COVER = (0.34, 0.46, 0.24, 0.4)  # by variant


def paint_sky(frame: Frame) -> None:
    """Everything above the horizon, and a little below it."""
    _grade(frame)
    if frame.light.darkness >= 0.55:
        stars(frame, 0.9 if frame.light.sun else 0.25)
    _sun(frame)
    if frame.plan.weather is Weather.AURORA:
        _northern_lights(frame)
    _clouds(frame)
    if frame.plan.weather is Weather.STORM:
        _lightning(frame)


def _grade(frame: Frame) -> None:
    """From the zenith to the horizon, and warmer where a low sun stands."""
    stops = [
        (place * frame.horizon, rgb(colour))
        for place, colour in zip((0.0, 0.42, 0.78, 1.0), frame.light.sky, strict=True)
    ]
    column = column_of(stops, frame.rows, 0.08)
    for plane, values in zip(frame.planes, column, strict=True):
        plane[:] = values[:, None]
    if frame.light.sun and frame.light.hour in (Hour.DAWN, Hour.SUNSET):
        x, _ = frame.sun
        away = np.abs(frame.columns - np.float32(x))
        low = smoothstep(0.35, 1.0, frame.rows / frame.horizon)
        frame.wash(frame.light.sky[1], low * smoothstep(0.25, 1.0, away) * 0.45)
        near = np.exp(-((away / 0.42) ** 2)) * np.exp(-(((frame.rows - frame.horizon) / 0.16) ** 2))
        frame.wash(mixed(frame.light.sky[3], "#fff2c4", 0.5), near * 0.6)


def stars(frame: Frame, strength: float, dust: bool = True) -> None:
    """Stars, denser in a band across the sky."""
    side, dice = frame.side, frame.dice
    many = 420
    x, y = dice.random(many), dice.random(many) ** 1.2 * frame.horizon
    sizes = dice.pareto(2.2, many).clip(0, 5) * 0.32 + 0.55
    points = np.zeros((side, side), np.float32)
    for at_x, at_y, size in zip(x * side, y * side, sizes * side / 1024, strict=True):
        centre = (round(at_x * 16), round(at_y * 16))
        bright = float(dice.uniform(0.3, 1.0))
        cv2.circle(points, centre, max(8, round(size * 16)), bright, -1, cv2.LINE_AA, 4)
    points = points + blurred(points, side / 340) * np.float32(1.6)
    points *= 1 - smoothstep(0.72, 1.0, frame.rows / frame.horizon)
    if dust:
        band = np.abs(frame.columns * 0.7 + frame.rows - 0.55 - 0.3 * dice.random())
        cloud = fbm(dice, side // 4, side // 4, 5)
        cloud = floats(cv2.resize(cloud, (side, side)))
        frame.glow("#aab4e0", np.exp(-((band / 0.14) ** 2)) * cloud * np.float32(0.22 * strength))
    frame.glow("#fffaf0", np.clip(points, 0, 1) * np.float32(strength))


def _sun(frame: Frame) -> None:
    """The disc and its glow; the moon has spots."""
    if not frame.light.sun:
        return
    x, y = frame.sun
    low = frame.light.hour in (Hour.DAWN, Hour.SUNSET)
    night = frame.light.darkness >= 0.9
    away = np.hypot(frame.columns - np.float32(x), frame.rows - np.float32(y))
    wide, near = (0.16, 0.30) if night else (0.24, 0.55) if low else (0.2, 0.42)
    frame.glow(frame.light.sun, np.exp(-away / np.float32(wide)) * np.float32(near))
    radius = 0.047 if night else 0.042 if low else 0.036
    disc = 1 - smoothstep(radius - 0.0014, radius + 0.0014, away)
    halo = np.exp(-np.maximum(away - radius, 0) / 0.03) * np.float32(0.35 if night else 0.5)
    frame.wash(mixed(frame.light.sun, "#ffffff", 0.4), np.maximum(disc, halo))
    if night:
        spots = fbm(frame.dice, 64, 64, 2.5, slope=2.4)
        size = frame.px(radius * 2)
        left, top = frame.px(x - radius), frame.px(y - radius)
        spots = floats(cv2.resize(spots, (size, size)))[: frame.side - top, : frame.side - left]
        part = np.s_[top : top + spots.shape[0], left : left + spots.shape[1]]
        shade = smoothstep(0.5, 0.9, spots) * disc[part] * np.float32(0.2)
        for plane in frame.planes:
            plane[part] *= 1 - shade


def _clouds(frame: Frame) -> None:
    weather = frame.plan.weather
    cover = COVER[weather] if weather in COVER else USUAL_COVER[frame.take.number]
    if frame.light.darkness >= 0.9:
        cover *= 0.75
    kind = frame.take.number if weather not in COVER else 1
    if kind != 0:
        sheet(frame, cover)
    if kind in (0, 3):
        heaps(frame, 0.55 if kind == 3 else 1.0)


def _northern_lights(frame: Frame) -> None:
    """Curtains of light: bright at their lower edge, fading upwards, in folds."""
    dice, x = frame.dice, frame.columns
    for number, (colour, strength) in enumerate(
        (("#35ffa0", 0.75), ("#2fe6c8", 0.6), ("#a070ff", 0.5))
    ):
        phase = dice.uniform(0, 6.3, 4)
        foot = frame.horizon * (0.36 + 0.17 * number) + 0.05 * np.sin(x * 5.3 + phase[0])
        foot = foot + 0.022 * np.sin(x * 15 + phase[1] + 2 * np.sin(x * 4 + phase[2]))
        folds = fbm(dice, 1, frame.side, 26, slope=1.5) * 0.7
        reach = 0.10 + 0.16 * fbm(dice, 1, frame.side, 8)
        up = foot - frame.rows
        light = np.where(up > 0, np.exp(-up / reach), np.exp(up / 0.012))
        frame.glow(colour, (light * (0.35 + folds) * strength).astype(np.float32))
        frame.glow("#8a5cff", (light * np.clip(up * 5, 0, 1) * folds * 0.4).astype(np.float32))


def _lightning(frame: Frame) -> None:
    """One bolt from the clouds to the ground, opposite the hero, and its glow."""
    dice, side = frame.dice, frame.side
    x = float(0.5 - 0.27 * (frame.take.side or 1) + dice.uniform(-0.08, 0.08))
    bolt = np.zeros((side, side), np.uint8)
    _branch(frame, bolt, floats([x, 0.02]), frame.horizon * 0.97, 3.2)
    core = floats(bolt) / np.float32(255)
    frame.glow("#8fa2ff", floats(np.clip(blurred(core, side / 28) * 5, 0, 0.6)))
    frame.glow("#d8dcff", floats(np.clip(blurred(core, side / 140) * 2.2, 0, 1)))
    frame.wash("#ffffff", core)


def _branch(frame: Frame, bolt: U8, start: F32, end: float, width: float) -> None:
    dice, side = frame.dice, frame.side
    points, at = [start], start
    while at[1] < end:
        at = floats(at + floats([dice.normal(0, 0.022), dice.uniform(0.012, 0.036)]))
        points.append(at)
    line = np.round(np.array(points) * side * 16).astype(np.int32)
    thick = max(1, round(width * side / 1024))
    cv2.polylines(bolt, [line], False, 255, thick, cv2.LINE_AA, 4)
    if width > 2:
        for _ in range(3):
            twig = points[int(dice.integers(2, max(3, len(points) - 2)))]
            _branch(frame, bolt, twig, float(twig[1] + dice.uniform(0.08, 0.2)), width / 2.4)
