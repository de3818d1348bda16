"""Countryside: what kind of land a scene has, as heights and colours over the terrain's grid."""

from dataclasses import dataclass, replace

import numpy as np

from illustrator.colours import mixed, turned
from illustrator.frames import Frame
from illustrator.plans import Weather
from illustrator.terrains import Grid, Land, folded, grained, land_of, noise_map, tinted
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
    reach: float = 75.0  # of the haze
    grain: float = 0.42


AUTUMN = (("#c79a44", "#8b6a35"), ("#c9772c", "#8a3f24"))


def in_weather(country: Country, frame: Frame) -> Country:
    """Snow lies on it, or autumn has come."""
    light, dark = country.grass
    if frame.plan.weather is Weather.SNOW:
        return replace(
            country,
            grass=("#eef4fb", "#bccfe4"),
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
    crests = folded(noise_map(frame, 2.2, 1.95))
    trees = noise_map(frame, 70.0, 0.9)
    shift = float(frame.dice.random())

    def heights(grid: Grid) -> F32:
        z = grid.z
        rise = smoothstep(country.hill_start, country.hill_start * 5, z)
        ground = (grid.sampled(bumps, 22) - 0.5) * 0.16 * smoothstep(1.5, 4, z)
        swell = grid.sampled(hills, 120, shift)
        if country.dunes:
            swell = folded(swell) * 1.2
        ground = ground + swell * rise * country.hills * (1 + z / 45)
        # One side of the picture is higher than the other, by variant.
        lean = (grid.x / z) * (1, -1, 0.3, -0.6)[number]
        ground = ground + np.maximum(lean, 0) * rise * country.hills * 1.3
        if country.woods:
            canopy = wooded(country, grid, swell)
            ground = ground + canopy * (0.35 + 0.8 * grid.sampled(trees, 55)) * 0.55
        if country.peaks:
            far = smoothstep(60, 135, z)
            tall = grid.sampled(crests, 330, shift * 1.7) ** 1.15
            ground = ground + far * tall * country.peaks
        return floats(ground)

    return land_of(frame, heights)


def wooded(country: Country, grid: Grid, swell: F32) -> F32:
    """0 to 1: where trees stand too close to be told apart."""
    edge = 1 - country.woods
    return smoothstep(edge - 0.05, edge + 0.08, swell) * smoothstep(11, 20, grid.z)


def coloured(country: Country, land: Land, level: F32 | None = None) -> F32:
    """3×SLICES×columns: ground, woods, rock and snow in the light, fading into the haze."""
    frame, grid = land.frame, land.grid
    fields, patches = noise_map(frame, 5.0, 1.7), noise_map(frame, 24.0, 1.4)
    share = 0.62 * grid.sampled(fields, 46) + 0.38 * grid.sampled(patches, 30)
    light, dark = (frame.lit(colour) for colour in country.grass)
    colours = tinted(light, dark, smoothstep(0.15, 0.85, share))
    if country.woods:
        # What rises high over the level ground is under trees.
        height = land.heights / (country.hills * (1 + grid.z / 45) + 1e-3)
        canopy = smoothstep(1.02 - country.woods, 1.12 - country.woods, height)
        canopy *= smoothstep(11, 20, grid.z)
        leaves = grid.sampled(noise_map(frame, 90.0, 1.0), 60)
        bright, deep = (frame.lit(colour) for colour in country.wood)
        colours = tinted(colours, tinted(deep, bright, leaves), canopy * 0.92)
    if country.peaks:
        colours = _rocky(country, land, colours)
    return land.hazed(colours * land.lit(), country.reach)


def _rocky(country: Country, land: Land, colours: F32) -> F32:
    """Rock where it is high or steep, snow above its line."""
    frame, grid = land.frame, land.grid
    rough = grid.sampled(noise_map(frame, 40.0, 1.3), 130)
    height = land.heights / country.peaks + (rough - 0.5) * 0.16
    far = smoothstep(58, 85, grid.z)
    bright, deep = (frame.lit(colour) for colour in country.rock)
    rocks = tinted(bright, deep, rough)
    colours = tinted(colours, rocks, smoothstep(0.1, 0.32, height) * far)
    across, away = land.slopes
    steep = smoothstep(0.7, 1.5, np.hypot(across, away))
    snow = smoothstep(country.snow_line, country.snow_line + 0.1, height) * far * (1 - 0.75 * steep)
    return tinted(colours, frame.lit("#f6f9ff"), snow)


def paint_country(country: Country, frame: Frame) -> Land:
    """All of it, with the texture of the ground."""
    land = shaped(country, frame)
    land.paint(coloured(country, land))
    grained(land, noise_map(frame, 46.0, 1.0), 9.0, country.grain, 7.0)
    grained(land, noise_map(frame, 60.0, 0.8, 2.0), 2.6, country.grain * 0.9, 4.0)
    return land
