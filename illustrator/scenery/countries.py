"""Countryside: what kind of land a scene has, as heights and colours over the terrain's grid."""

from dataclasses import dataclass, replace

import numpy as np

from illustrator.brushes.colours import mixed, turned
from illustrator.brushes.frames import Frame
from illustrator.plans import Weather
from illustrator.scenery.terrains import (
    Grid,
    Land,
    far_grid,
    folded,
    grained,
    grid_of,
    noise_map,
    tinted,
)
from imaging.arrays import F32, floats, smoothstep


@dataclass(frozen=True)
class Country:
    """A kind of land. Heights are in heights of the viewer's eye."""

    grass: tuple[str, str]  # colours of the ground, light and dark
    hills: float = 1.6
    hill_start: float = 7.0  # z where they begin to rise
    peaks: float = 0.0
    woods: float = 0.35  # share of the hills under trees
    wood: tuple[str, str] = ("#557f45", "#2c5238")
    rock: tuple[str, str] = ("#8d8a90", "#5c5f70")
    snow_line: float = 9.0  # share of the peaks' height from where snow lies; above 1: none
    dunes: bool = False
    side: int = 0  # where its hills are, -1 left or 1 right; 0: everywhere
    reach: float = 75.0  # of the haze
    grain: float = 0.42
    shade: float = 0.45  # how bright what lies in the shade is


AUTUMN = (("#c79a44", "#8b6a35"), ("#c9772c", "#8a3f24"))


def in_weather(country: Country, frame: Frame) -> Country:
    """Snow lies on it, or autumn has come."""
    light, dark = country.grass
    if frame.plan.weather is Weather.SNOW:
        return replace(
            country,
            grass=("#f3f7fc", "#d3e0ef"),
            grain=0.14,
            shade=0.62,
            wood=("#8aa0a6", "#4d6670"),
            rock=("#b9c2d2", "#76829a"),
            snow_line=0.1,
        )
    if frame.plan.weather is Weather.LEAVES and not country.dunes:
        (gold, brown), wood = AUTUMN
        return replace(country, grass=(mixed(light, gold, 0.6), mixed(dark, brown, 0.6)), wood=wood)
    if frame.plan.weather is Weather.FOG:
        return replace(country, reach=country.reach * 0.3)
    turn = float(frame.dice.uniform(-12, 10)) * (0.3 if country.dunes else 1)
    return replace(country, grass=(turned(light, turn), turned(dark, turn)))


def shaped(country: Country, frame: Frame) -> Land:
    """Its heights: level in front, hills, and peaks at the horizon."""
    number = frame.take.number
    hills = noise_map(frame, 3.0, 2.6)
    bumps = noise_map(frame, 9.0, 2.0)
    trees = noise_map(frame, 70.0, 0.9)
    shift = float(frame.dice.random())

    grid = grid_of(frame)
    z = grid.z
    rise = smoothstep(country.hill_start, country.hill_start * 5, z)
    ground = (grid.sampled(bumps, 22) - 0.5) * 0.16 * smoothstep(1.5, 4, z)
    swell = grid.sampled(hills, 120, shift)
    if country.dunes:
        waves = np.sin(z * 0.42 + swell * 9 + grid.x * 0.05) * 0.5 + 0.5
        swell = floats(waves**1.6 * 0.35 + swell * 0.9)
    if country.side:
        swell = swell * smoothstep(-0.04, 0.3, floats(grid.x / z * country.side))
    ground = ground + swell * rise * country.hills * (1 + z / 45)
    # One side of the picture is higher than the other, by variant.
    lean = (grid.x / z) * (country.side or (1, -1, 0.3, -0.6)[number])
    ground = ground + np.maximum(lean, 0) * rise * country.hills * 1.3
    if country.woods:
        canopy = wooded(country, grid, swell)
        # Trees far away are finer than the slices of the land, and would be spikes.
        canopy *= np.exp(-z / 50) * (0.35 + 0.8 * grid.sampled(trees, 55))
        ground = ground + canopy * 0.55
    return Land(frame, grid, floats(ground))


def wooded(country: Country, grid: Grid, swell: F32) -> F32:
    """0 to 1: where trees stand too close to be told apart."""
    edge = 1 - country.woods
    return smoothstep(edge - 0.05, edge + 0.08, swell) * smoothstep(11, 20, grid.z)


def coloured(
    country: Country,
    land: Land,
) -> F32:
    """3×SLICES×columns: ground, woods, rock and snow in the light, fading into the haze."""
    frame, grid = land.frame, land.grid
    fields, patches = noise_map(frame, 5.0, 1.7), noise_map(frame, 24.0, 1.4)
    share = 0.62 * grid.sampled(fields, 46) + 0.38 * grid.sampled(patches, 30)
    light, dark = (frame.lit(colour) for colour in country.grass)
    colours = tinted(light, dark, smoothstep(0.15, 0.85, share))
    if country.woods:
        # What rises high over the level ground is under trees.
        height = land.heights / (country.hills * (1 + grid.z / 45) + 1e-3)
        canopy = smoothstep(1.02 - country.woods, 1.12 - country.woods, floats(height))
        canopy *= smoothstep(11, 20, grid.z)
        leaves = grid.sampled(noise_map(frame, 90.0, 1.0), 60)
        bright, deep = (frame.lit(colour) for colour in country.wood)
        colours = tinted(colours, tinted(deep, bright, leaves), canopy * 0.92)
    return land.hazed(colours * land.lit(country.shade), country.reach)


def _cones(frame: Frame, grid: Grid) -> F32:
    """Heights 0 to 1 of a range: pyramids in a crooked row, the first one the highest."""
    dice = frame.dice
    crooked = (grid.sampled(noise_map(frame, 7.0, 2.2), 150) - 0.5) * 15
    tall = np.zeros_like(grid.x)
    middle = 0.5 - 0.2 * (frame.take.side or 0.6) + dice.uniform(-0.1, 0.1)
    for number in range(11):
        z = float(dice.uniform(84, 112)) if number else 88.0
        x = (float(dice.uniform(-0.1, 1.1)) if number else middle) - 0.5
        high = float(dice.uniform(0.4, 0.85)) if number else 1.0
        away_x, away_z = grid.x - np.float32(x * z) + crooked, grid.z - np.float32(z)
        wide = np.float32(high * float(dice.uniform(34, 48)))
        away = np.sqrt(away_x * away_x + away_z * away_z * np.float32(1.6)) / wide
        np.maximum(tall, high * np.clip(1.02 - away, 0, None) ** np.float32(1.12), out=tall)
    return floats(tall * smoothstep(63, 78, grid.z))


def paint_peaks(country: Country, frame: Frame) -> None:
    """Peaks at the horizon: rock where it is high or steep, snow above its line."""
    grid = far_grid(frame, 62, 120, 330)
    tall = _cones(frame, grid)
    rough = grid.sampled(noise_map(frame, 34.0, 1.5), 130)
    gullies = folded(grid.sampled(noise_map(frame, 7.0, 2.0), 120))
    heights = tall * (0.84 + 0.17 * gullies) + (rough - 0.5) * 0.035 * smoothstep(0.02, 0.2, tall)
    heights = floats(heights * country.peaks)
    land = Land(frame, grid, heights)
    bright, deep = (frame.lit(colour) for colour in country.rock)
    colours = tinted(deep, bright, 0.3 + 0.7 * rough)
    share = heights / country.peaks + (rough - 0.5) * 0.2
    meadows = tinted(frame.lit(country.wood[1]), frame.lit(country.wood[0]), rough)
    colours = tinted(meadows, colours, smoothstep(0.12, 0.3, share))
    across, away = land.slopes
    steep = smoothstep(1.4, 3.0, floats(np.hypot(across, away)))
    line = country.snow_line
    snow = smoothstep(line, line + 0.08, share) * (1 - 0.6 * steep)
    land.paint(land.hazed(tinted(colours, frame.lit("#f6f9ff"), snow) * land.lit(0.3),
                          country.reach, 0.86))  # fmt: skip


def paint_country(country: Country, frame: Frame) -> Land:
    """All of it, with the texture of the ground."""
    if country.peaks:
        paint_peaks(country, frame)
    land = shaped(country, frame)
    land.paint(coloured(country, land))
    grained(land, noise_map(frame, 46.0, 1.0), 9.0, country.grain, 7.0)
    grained(land, noise_map(frame, 60.0, 0.8, 2.0), 2.6, country.grain * 0.9, 4.0)
    return land
