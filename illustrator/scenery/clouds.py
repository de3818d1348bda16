"""Clouds: sheets seen in perspective, and heaps lit like the round things they are."""

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm
from illustrator.plans import Hour, Weather
from imaging.arrays import F32, blurred, floats, smoothstep


def _tones(frame: Frame) -> tuple[F32, F32]:
    """RGB of the lit side and of the shaded one."""
    light = frame.light
    if light.darkness >= 0.9:
        lit = mixed(light.sky[3], "#dfe6ff", 0.30 if light.sun else 0.05)
        return rgb(lit), rgb(mixed(light.sky[0], light.sky[2], 0.45))
    if light.hour in (Hour.DAWN, Hour.SUNSET) and light.sun:
        return rgb(mixed(light.sky[3], "#fff0d8", 0.45)), rgb(mixed(light.sky[1], light.haze, 0.25))
    if light.sun is None:
        return rgb(mixed(light.sky[3], "#ffffff", 0.12)), rgb(
            mixed(light.sky[0], light.sky[1], 0.2)
        )
    return rgb(mixed("#ffffff", light.haze, 0.08)), rgb(mixed(light.sky[1], "#c8d2e0", 0.62))


def sheet(frame: Frame, cover: float) -> None:
    """A layer of clouds over the whole sky, smaller towards the horizon as a ceiling is."""
    side, dice, horizon = frame.side, frame.dice, frame.horizon
    half, rows = side // 2, int(side * horizon * 1.04) // 2
    number = frame.take.number
    size = 512
    field = fbm(dice, size, size, 3.5, (1.0, 1.5, 3.2, 2.0)[number], (1.55, 1.5, 1.3, 1.5)[number])
    y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / half
    x = (np.arange(half, dtype=np.float32)[None] + 0.5) / half
    away = np.float32(0.42) / (np.maximum(horizon - y, 0) + np.float32(0.13))
    u = floats(((x - 0.5) * away + dice.random()) * np.float32(0.52 * size))
    v = floats((away * 0.8 + np.float32(dice.random())) * np.float32(0.75 * size) + 0 * x)
    sun_x, sun_y = frame.sun
    turn_x, turn_y = np.clip((sun_x - x) * 30, -9, 9), np.float32(12 if sun_y < y.mean() else -12)
    beyond = _sampled(field, floats(u + turn_x * away), floats(v + turn_y))
    thick = _sampled(field, u, v)
    edge = 1 - cover
    alpha = smoothstep(edge - 0.08, min(edge + 0.32, 1.02), thick)
    closed = frame.light.sun is None
    alpha *= np.float32(0.95 if closed else 0.88)
    alpha *= smoothstep(-0.02, 0.22, floats(horizon - y))
    shade = np.clip(
        (beyond - thick) * 1.6 + (thick - edge) * (1.15 if closed else 0.75) + 0.1, 0, 1
    )
    _lay(frame, alpha, floats(shade))


def _sampled(field: F32, u: F32, v: F32) -> F32:
    return floats(
        cv2.remap(
            field,
            u,
            v,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
    )


def heaps(frame: Frame, amount: float) -> None:
    """Cumulus clouds: heaps of balls with a flat foot, their edges frayed by noise."""
    side, dice, horizon = frame.side, frame.dice, frame.horizon
    half, rows = side // 2, int(side * horizon) // 2
    balls = np.zeros((rows, half), np.float32)
    for _ in range(max(2, round(9 * amount))):
        depth = float(dice.random())  # 0 at the horizon, 1 overhead
        foot = horizon * (0.90 - 0.72 * depth**1.1)
        width = (0.08 + 0.26 * depth) * dice.uniform(0.7, 1.25)
        _heap(frame, balls, float(dice.uniform(-0.05, 1.05)), foot, width)
    frayed = fbm(dice, rows, half, 9, 1.3, 1.35)
    field = balls + (frayed - 0.55) * np.float32(0.55) * (balls > 0)
    field = np.maximum(blurred(field, half / 500), 0)
    alpha = smoothstep(0.02, 0.26, field) * np.float32(0.96)
    sun_x, sun_y = frame.sun
    soft = blurred(field, half / 120)
    slope_x, slope_y = cv2.Sobel(soft, -1, 1, 0, ksize=3), cv2.Sobel(soft, -1, 0, 1, ksize=3)
    x = (np.arange(half, dtype=np.float32)[None] + 0.5) / half
    to_sun = np.clip((sun_x - x) * 2.5, -1, 1)
    facing = -slope_x * to_sun - slope_y * np.float32(-0.8 if sun_y < 0.3 else -0.25)
    shade = np.clip(0.42 - facing * 2.6 + (0.5 - frayed) * 0.35, 0, 1)
    _lay(frame, alpha, shade)


def _heap(frame: Frame, balls: F32, x: float, foot: float, width: float) -> None:
    """Add the bulges of one cloud; `balls` keeps the highest."""
    rows, half = balls.shape
    dice = frame.dice
    for _ in range(15):
        off = float(dice.normal(0, 0.36))
        radius = width * float(dice.uniform(0.14, 0.30)) * max(0.35, 1 - abs(off) * 0.9)
        cx, cy = x + off * width, foot - radius * float(dice.uniform(0.35, 1.0))
        cy -= max(0.0, 0.35 - abs(off)) * width * float(dice.uniform(0, 0.7))
        left, right = (int(np.clip((cx + s * radius) * half, 0, half)) for s in (-1, 1))
        top, bottom = int(max(0, (cy - radius) * half)), int(np.clip((foot + 0.01) * half, 0, rows))
        bottom = min(bottom, int((cy + radius) * half) + 1)
        if right <= left or bottom <= top:
            continue
        gx = ((np.arange(left, right) + 0.5) / half - cx) / radius
        gy = ((np.arange(top, bottom) + 0.5) / half - cy) / radius
        bulge = np.clip(1 - gx[None] ** 2 - gy[:, None] ** 2, 0, 1)
        flat = np.clip((foot - (np.arange(top, bottom) + 0.5) / half) / (0.18 * width), 0, 1)
        part = balls[top:bottom, left:right]
        np.maximum(part, (bulge * flat[:, None]).astype(np.float32), out=part)


def _lay(frame: Frame, alpha: F32, shade: F32) -> None:
    """Lay half-size clouds over the sky, thinner where the haze is."""
    lit, dark = _tones(frame)
    if frame.plan.weather is Weather.STORM:
        dark = dark * np.float32(0.72)
    rows = alpha.shape[0] * 2
    size = (frame.side, rows)
    alpha, shade = (floats(cv2.resize(f, size)) for f in (alpha, shade))
    far = np.exp(-(frame.horizon - frame.rows[:rows]).clip(0) / np.float32(0.09))
    haze = rgb(frame.light.haze)
    for plane, a, b, c in zip(frame.planes, lit, dark, haze, strict=True):
        colour = a + (b - a) * shade
        colour += (c - colour) * (far * np.float32(0.75))
        part = plane[:rows]
        part += (colour - part) * alpha
