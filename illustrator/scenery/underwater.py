"""Under the sea: light from above, sand with its net of light, rocks, corals, weeds, bubbles."""

import math

import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame, column_of
from illustrator.brushes.noise import fbm_large
from illustrator.plans import Hour
from illustrator.scenery.grounds import stones
from illustrator.scenery.terrains import Land, folded, grid_of, noise_map, tinted
from illustrator.scenery.trees import dab, ink_of, shape, stroke
from illustrator.stages import Light
from imaging.arrays import F32, U8, floats, smoothstep

# Near the surface, in the middle, in the deep; the light of the surface.
WATERS = (
    ("#7fe0e6", "#2196c4", "#0c4a86", "#eaffff"),
    ("#6fd8cf", "#1c8fa6", "#0b4f72", "#f0fff2"),
    ("#86d2f2", "#2b7fc8", "#12378a", "#e8f6ff"),
    ("#8fe6d8", "#2aa3b0", "#0f5678", "#fffbe0"),
)
CORALS = ("#f0657a", "#f59a52", "#b872d8", "#f2c65a", "#e05a9c", "#5fc9b0")


def underwater(frame: Frame) -> None:
    """A reef; what lives there swims above it."""
    dim = 1 - 0.5 * frame.light.darkness
    surface, middle, deep, shine = (
        rgb(colour) * np.float32(dim) for colour in WATERS[frame.take.number]
    )
    frame.horizon = (0.70, 0.76, 0.67, 0.73)[frame.take.number]
    x = frame.light.sun_at[0]
    # In the sea the light comes from above, and distance fades to the water's own blue.
    haze = "#" + "".join(f"{int(v):02x}" for v in middle * 0.6 + deep * 0.4)
    sun = mixed(haze, "#ffffff", 0.75)
    red, green, blue = 0.80 * dim, 0.96 * dim, 1.0 * dim
    frame.light = Light(
        frame.light.sky, (red, green, blue), sun, (x, -60.0), haze,
        max(0.15, frame.light.darkness * 0.8), frame.light.hour,
    )  # fmt: skip
    column = column_of([(0, surface), (0.4, middle), (1.0, deep)], frame.rows, 0.1)
    for plane, values in zip(frame.planes, column, strict=True):
        plane[:] = values[:, None]
    _surface(frame, shine)
    land = _seabed(frame)
    picture = frame.picture()
    rocks = frame.lit("#8f9a92"), frame.lit("#3d5560")
    stones(land, picture, rocks, 16)
    _reef(frame, land, picture)
    frame.put_back(picture)
    _shafts(frame, shine)
    picture = frame.picture()
    _bubbles(frame, picture)
    frame.put_back(picture)


def _surface(frame: Frame, shine: F32) -> None:
    """The bright, wrinkled ceiling of water."""
    net = folded(fbm_large(frame.dice, frame.side, frame.side, 9, 3.5, 2.0))
    near = np.exp(-frame.rows / np.float32(0.07))
    frame.glow(shine, floats(near * (0.25 + 0.75 * net)))
    away = np.hypot(frame.columns - np.float32(frame.sun[0]), (frame.rows + 0.03) * 1.3)
    frame.glow(shine, floats(np.exp(-away / 0.24) * 0.6))


def _seabed(frame: Frame) -> Land:
    """Sand in ripples under a net of light."""
    grid = grid_of(frame)
    bumps, hills = noise_map(frame, 8.0, 2.2), noise_map(frame, 3.0, 2.5)
    heights = (grid.sampled(bumps, 24) - 0.5) * 0.3
    rise = smoothstep(4, 24, grid.z)
    heights = heights + grid.sampled(hills, 70) * rise * 2.2
    land = Land(frame, grid, floats(heights))
    share = grid.sampled(noise_map(frame, 16.0, 1.6), 26)
    sand = tinted(frame.lit("#e8d8a8"), frame.lit("#b39a72"), share)
    net = folded(grid.sampled(noise_map(frame, 22.0, 2.4), 13)) ** 4
    net = net * np.exp(-grid.z / 9) * (1 - frame.light.darkness)
    colours = sand * land.lit(0.55) * (1 + net * 0.85)
    land.paint(land.hazed(floats(colours), 7.5, 1.0))
    return land


def _shafts(frame: Frame, shine: F32) -> None:
    """Beams that fan out from where the sun stands."""
    night = frame.light.hour is Hour.NIGHT
    x, rows = frame.sun[0], frame.rows
    angle = (frame.columns - np.float32(x)) / (rows + np.float32(0.55))
    beams = np.zeros_like(angle)
    for _ in range(9):
        at, wide = float(frame.dice.uniform(-0.75, 0.75)), float(frame.dice.uniform(0.012, 0.05))
        beams += np.exp(-(((angle - at) / wide) ** 2)) * np.float32(frame.dice.uniform(0.25, 0.8))
    fade = np.clip(1.05 - rows * 1.15, 0, 1) ** 1.3
    frame.glow(shine, floats(np.clip(beams, 0, 1) * fade * (0.14 if night else 0.36)))


def _reef(frame: Frame, land: Land, picture: U8) -> None:
    """Corals and weeds, many at the sides, few in the middle; far ones fade into the blue."""
    dice = frame.dice
    kinds = (_branches, _fan, _weed, _brain)
    places = []
    for _ in range(46):
        z = float(1 / dice.uniform(1 / 11, 1 / 2.9))
        x = float(dice.uniform(-0.03, 1.03))
        if abs(x - 0.5 - 0.1 * frame.take.side) > 0.25 or (z > 5 and dice.random() < 0.5):
            places.append((z, x))
    haze = rgb(frame.light.haze)
    for z, x in sorted(places, reverse=True):
        if not (at := land.place(x, z)):
            continue
        colour = frame.lit(CORALS[int(dice.integers(len(CORALS)))])
        kind = kinds[int(dice.integers(len(kinds)))]
        if kind is _weed:
            colour = frame.lit(("#4fae6a", "#7fb84e", "#2f8f7a")[int(dice.integers(3))])
        colour += (haze - colour) * np.float32(1 - math.exp(-z / 8))
        tall = float(dice.uniform(0.35, 0.75)) / z * frame.side
        kind(picture, at[0] * frame.side, at[1] * frame.side, tall, floats(colour), dice)


def _branches(
    picture: U8, x: float, y: float, tall: float, colour: F32, dice: np.random.Generator
) -> None:
    """A staghorn coral."""

    def grow(at: F32, angle: float, length: float, width: float, depth: int) -> None:
        end = floats([at[0] + math.sin(angle) * length, at[1] - math.cos(angle) * length])
        tone = colour * np.float32(0.72 + 0.13 * (3 - depth))
        stroke(picture, floats([at, end]), max(1.5, width), ink_of(tone))
        dab(picture, float(end[0]), float(end[1]), width * 0.55, ink_of(tone * np.float32(1.08)))
        if depth:
            for turn in (-0.5, 0.1, 0.55)[: 2 + int(dice.integers(2))]:
                grow(end, angle + turn + float(dice.normal(0, 0.15)), length * 0.72,
                     width * 0.75, depth - 1)  # fmt: skip

    for start in (-0.5, 0.0, 0.5):
        grow(floats([x, y]), start, tall * 0.36, tall * 0.10, 3)


def _fan(
    picture: U8, x: float, y: float, tall: float, colour: F32, dice: np.random.Generator
) -> None:
    """A sea fan: a lacy disc on a stalk."""
    lean = float(dice.normal(0, 0.2))
    for k in range(23):
        angle = lean - 1.15 + 2.3 * k / 22
        reach = tall * (0.8 + 0.2 * math.cos(angle - lean)) * float(dice.uniform(0.85, 1.0))
        middle = [
            x + math.sin(angle * 0.55) * reach * 0.5,
            y - math.cos(angle * 0.55) * reach * 0.5,
        ]
        tip = [x + math.sin(angle) * reach * 0.85, y - math.cos(angle) * reach * 0.6 - reach * 0.3]
        tone = colour * np.float32(0.7 + 0.4 * k / 22)
        stroke(picture, floats([[x, y], middle, tip]), max(1, tall * 0.022), ink_of(tone))
    for ring in (0.45, 0.62, 0.8):
        arc = [[x + math.sin(a) * tall * ring * 0.8, y - math.cos(a) * tall * ring * 0.7
                - tall * ring * 0.2] for a in np.linspace(lean - 1.0, lean + 1.0, 14)]  # fmt: skip
        stroke(picture, floats(arc), max(1, tall * 0.016), ink_of(colour * np.float32(0.85)))


def _weed(
    picture: U8, x: float, y: float, tall: float, colour: F32, dice: np.random.Generator
) -> None:
    """Ribbons that sway."""
    for k in range(7):
        foot, phase = x + (k - 3) * tall * 0.06, float(dice.uniform(0, 6.3))
        high = tall * float(dice.uniform(0.9, 1.7))
        t = np.linspace(0, 1, 14)
        sway = np.sin(t * 5 + phase) * tall * 0.09 * t
        wide = tall * 0.035 * np.sin(np.clip(t * 0.96 + 0.04, 0, 1) * np.pi) ** 0.6
        left = np.stack([foot + sway - wide, y - t * high], axis=1)
        right = np.stack([foot + sway + wide, y - t * high], axis=1)[::-1]
        tone = colour * np.float32(dice.uniform(0.65, 1.12))
        shape(picture, floats(np.concatenate([left, right])), ink_of(tone))


def _brain(
    picture: U8, x: float, y: float, tall: float, colour: F32, dice: np.random.Generator
) -> None:
    """A round coral, lit from above."""
    for k in range(14):
        share = k / 13
        radius = tall * 0.42 * (1 - 0.75 * share)
        tone = colour * np.float32(0.55 + 0.6 * share)
        dab(picture, x - share * tall * 0.05, y - tall * (0.22 + 0.14 * share), radius,
            ink_of(tone))  # fmt: skip
    for _ in range(26):
        px, py = dice.normal(0, 0.16, 2) * tall
        tone = colour * np.float32(dice.uniform(0.6, 1.15))
        dab(picture, x + px, y - tall * 0.3 + py, tall * 0.025, ink_of(tone))


def _bubbles(frame: Frame, picture: U8) -> None:
    """They rise in a few strings."""
    dice, side = frame.dice, frame.side
    for _ in range(5):
        x = float(dice.uniform(0.05, 0.95))
        for y in dice.uniform(0.08, 0.8, 7):
            radius = float(dice.uniform(0.002, 0.0095)) * (1.3 - y) * side
            px, py = (x + float(dice.normal(0, 0.014))) * side, y * side
            under = picture[min(side - 1, int(py)), min(side - 1, max(0, int(px)))]
            base = under.astype(np.float32)
            dab(picture, px, py, radius, ink_of(base + (255 - base) * np.float32(0.34)))
            dab(picture, px, py, radius * 0.78, ink_of(base + (255 - base) * np.float32(0.14)))
            dab(picture, px - radius * 0.35, py - radius * 0.35, radius * 0.24, (255, 255, 255))
