"""Scenes without ground under them: above the clouds, and out in space."""

import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm_large
from illustrator.plans import Hour
from illustrator.scenery.clouds import heaps
from illustrator.scenery.grounds import stones
from illustrator.scenery.skies import paint_sky, stars
from illustrator.scenery.terrains import Grid, Land, folded, grained, grid_of, noise_map, tinted
from imaging.arrays import F32, floats, smoothstep


def sky(frame: Frame) -> None:
    """High up: clouds like hills below, heaps of them around."""
    frame.horizon = (0.76, 0.82, 0.72, 0.79)[frame.take.number]
    paint_sky(frame)
    if frame.take.number in (1, 2):
        heaps(frame, 0.8)
    grid = grid_of(frame)
    billows = noise_map(frame, 6.0, 2.6)
    fine = noise_map(frame, 16.0, 2.0)
    z = grid.z
    swell = grid.sampled(billows, 60) * 1.25 + grid.sampled(fine, 44) * 0.35
    heights = floats((swell - 0.9) * smoothstep(3.5, 9, z) * (1 + z / 30))
    land = Land(frame, grid, heights)
    light = frame.light
    if light.darkness > 0.8:
        bright, deep = mixed(light.sky[3], "#e6ecff", 0.3), mixed(light.sky[0], light.sky[2], 0.5)
    elif light.hour in (Hour.DAWN, Hour.SUNSET):
        bright, deep = mixed(light.sky[3], "#fff4e0", 0.5), mixed(light.sky[1], light.haze, 0.4)
    else:
        bright, deep = "#ffffff", mixed(light.sky[1], "#d5deea", 0.7)
    share = np.clip((land.lit(0.0) - 0.55) * 0.9 + (swell - 0.9) * 0.35 + 0.2, 0, 1)
    land.paint(land.hazed(tinted(rgb(deep), rgb(bright), floats(share)), 60, 0.85))
    veil = np.exp(-(((frame.rows - frame.horizon) / np.float32(0.035)) ** 2))
    frame.wash(mixed(light.haze, "#ffffff", 0.3), floats(veil * 0.55))


NEBULAE = (
    ("#d0529a", "#3a7bd8"),
    ("#2fb8a8", "#3a5fd8"),
    ("#f08a4a", "#b03a7a"),
    ("#6a7bf0", "#c05ad0"),
)
MOONS = (
    ("#9a90aa", "#5d546e"),
    ("#b08a72", "#6e4f46"),
    ("#8fa0ae", "#51606e"),
    ("#a88fa0", "#5c4a66"),
)


def space(frame: Frame) -> None:
    """Stars, a nebula, a planet, and the dusty ground of a moon."""
    frame.horizon = (0.70, 0.76, 0.66, 0.73)[frame.take.number]
    whole, side = frame.horizon, frame.side
    stops = np.array([rgb(colour) for colour in frame.light.sky])
    at = frame.rows[:, 0] / whole
    for k, plane in enumerate(frame.planes):
        plane[:] = np.interp(at, [0, 0.45, 0.8, 1], stops[:, k])[:, None]
    thick = fbm_large(frame.dice, side, side, 2.2, slope=1.9)
    hue = fbm_large(frame.dice, side, side, 1.6, slope=2.2)
    wisps = folded(fbm_large(frame.dice, side, side, 3.5, slope=1.7))
    lean = np.abs(frame.rows - 0.34 - 0.45 * (frame.columns - 0.5) * (-1) ** frame.take.number)
    band = np.exp(-((lean / 0.3) ** 2))
    gas = smoothstep(0.35, 0.95, thick) * band
    first, second = NEBULAE[frame.take.number]
    frame.glow(first, floats(gas * hue * 0.75))
    frame.glow(second, floats(gas * (1 - hue) * 0.85))
    frame.glow("#ffe8f4", floats(gas * wisps * 0.16))
    stars(frame, 1.0, dust=False)
    _bright_stars(frame)
    _planet(frame)
    _moon_ground(frame)


def _bright_stars(frame: Frame) -> None:
    """A few with a cross of light."""
    for _ in range(6):
        x, y = frame.dice.random(), frame.dice.random() * frame.horizon * 0.9
        size = np.float32(frame.dice.uniform(0.004, 0.010))
        dx, dy = np.abs(frame.columns - np.float32(x)), np.abs(frame.rows - np.float32(y))
        cross = np.exp(-dx / size) * np.exp(-dy / np.float32(0.0009))
        cross = cross + np.exp(-dy / size) * np.exp(-dx / np.float32(0.0009))
        frame.glow("#ffffff", floats(np.clip(cross, 0, 1)))


def _planet(frame: Frame) -> None:
    """A large one with bands, lit from one side, partly in the dark."""
    dice, number = frame.dice, frame.take.number
    radius = (0.13, 0.09, 0.17, 0.11)[number]
    x = 0.5 - 0.30 * (frame.take.side or -1) + float(dice.uniform(-0.05, 0.05))
    y = (0.24, 0.2, 0.27, 0.3)[number]
    dx = (frame.columns - np.float32(x)) / np.float32(radius)
    dy = (frame.rows - np.float32(y)) / np.float32(radius)
    square = dx * dx + dy * dy
    disc = np.clip((1 - np.sqrt(square)) * radius * frame.side + 0.5, 0, 1)
    height = np.sqrt(np.clip(1 - square, 0, 1))
    toward = 1.0 if frame.sun[0] > x else -1.0
    lit = np.clip(dx * toward * 0.75 - dy * 0.4 + height * 0.5, 0, 1)
    swirl = fbm_large(dice, frame.side, frame.side, 6, 3.0, 1.7)
    bands = 0.5 + 0.5 * np.sin(dy * 9 + swirl * 4)
    first, second = NEBULAE[(number + 2) % 4]
    pale = tinted(rgb(mixed(first, "#fff0e0", 0.5)), rgb(mixed(second, "#20183a", 0.3)), bands)
    frame.glow(first, floats(np.exp(-np.maximum(np.sqrt(square) - 1, 0) * 9) * 0.4))
    frame.lay(floats(pale * (0.06 + lit)), floats(disc))


def _moon_ground(frame: Frame) -> None:
    """Dust, craters and stones under a black sky."""
    grid = grid_of(frame)
    heights = _craters(frame, grid)
    hills = folded(grid.sampled(noise_map(frame, 4.0, 2.8), 90))
    heights = heights + hills * smoothstep(8, 40, grid.z) * 1.7
    land = Land(frame, grid, floats(heights))
    light, dark = (rgb(colour) for colour in MOONS[frame.take.number])
    share = grid.sampled(noise_map(frame, 12.0, 1.5), 40)
    land.paint(land.hazed(tinted(light, dark, share) * land.lit(0.22), 60, 0.7))
    grained(land, noise_map(frame, 50.0, 0.9), 7.0, 0.3, 7.0)
    picture = frame.picture()
    stones(land, picture, (light * np.float32(1.1), dark * np.float32(0.7)), 20)
    frame.put_back(picture)


def _craters(frame: Frame, grid: Grid) -> F32:
    """Bowls with a raised rim."""
    ground = (grid.sampled(noise_map(frame, 8.0, 1.9), 30) - 0.5) * 0.22
    for _ in range(16):
        z = float(1 / frame.dice.uniform(1 / 26, 1 / 4.2))
        x = float(frame.dice.uniform(-0.6, 0.6)) * z
        radius = float(frame.dice.uniform(0.25, 0.8)) * (0.6 + z / 14)
        near = np.abs(grid.z[:, 0] - z) < radius * 2
        away = np.hypot(grid.x[near] - x, grid.z[near] - z) / radius
        bowl = np.where(away < 1, away**2 - 1, 0) * 0.30
        rim = np.exp(-(((away - 1) / 0.22) ** 2)) * 0.13
        ground[near] += (bowl + rim) * radius
    return floats(ground)
