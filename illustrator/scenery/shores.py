"""The scenes with water: sea, beach, coast, lake."""

import numpy as np

from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm
from illustrator.plans import Weather
from illustrator.scenery.countries import Country, in_weather, paint_country
from illustrator.scenery.grounds import flowers, grass, stones
from illustrator.scenery.outdoors import CONIFERS, GRASS, GREENS, flanks, ground_tones, leaves_of
from illustrator.scenery.skies import paint_sky
from illustrator.scenery.terrains import Land, far_grid, noise_map, tinted
from illustrator.scenery.trees import planted
from illustrator.scenery.waters import CALM, CHOPPY, between, foam_line, paint_water, shoreline
from imaging.arrays import F32, floats, smoothstep

SEA, LAGOON, LAKE = "#2b76a4", "#2f9fb0", "#3a7488"


def _islands(frame: Frame, tall: float) -> None:
    """Hills that rise from the sea far away, on the side where the hero is not."""
    grid = far_grid(frame, 45, 70, 120)
    swell = grid.sampled(noise_map(frame, 9.0, 2.2), 160)
    across = grid.x / grid.z
    side = -(frame.take.side or 1)
    place = np.exp(-(((across - side * 0.36) / 0.22) ** 2))
    heights = floats((swell * 1.15 * place * smoothstep(45, 52, grid.z) - 0.28) * tall)
    land = Land(frame, grid, floats(np.maximum(heights, 0)))
    rough = grid.sampled(noise_map(frame, 50.0, 1.3), 60)
    green = tinted(frame.lit("#5f7f55"), frame.lit("#39584a"), rough)
    rock = tinted(frame.lit("#9a9088"), frame.lit("#6a6468"), rough)
    colours = tinted(rock, green, smoothstep(0.3, 1.4, heights))
    land.paint(land.hazed(colours * land.lit(0.35), 70))


def sea(frame: Frame) -> None:
    """Open water to the horizon."""
    paint_sky(frame)
    if frame.take.number in (1, 3):
        _islands(frame, 9)
    paint_water(frame, between(frame, frame.horizon, 2.0), frame.horizon, SEA)


def beach(frame: Frame) -> None:
    """Sand, surf and the sea."""
    paint_sky(frame)
    picture_land = Country(("#f6e0b4", "#e2bf88"), hills=0.0, woods=0, dunes=True, grain=0.2)
    land = paint_country(in_weather(picture_land, frame), frame)
    if frame.take.number in (0, 2):
        _islands(frame, 8)
    depth = (0.20, 0.17, 0.22, 0.16)[frame.take.number]
    lean = (
        np.linspace(-0.05, 0.05, frame.side, dtype=np.float32)
        * (1, -1, 0.4, -1.4)[frame.take.number]
    )
    edge = shoreline(frame, frame.horizon + depth, 0.05, 0.008) + lean
    paint_water(frame, between(frame, frame.horizon, edge), frame.horizon, LAGOON, CHOPPY)
    shallow = np.exp(-np.maximum(edge[None] - frame.rows, 0) / np.float32(0.045))
    frame.wash(frame.lit("#9fe0d4"), floats(shallow * (frame.rows < edge[None]) * 0.5))
    foam_line(frame, edge, 0.016)
    picture = frame.picture()
    near = edge.max() + 0.03
    stones(land, picture, (frame.lit("#fff6e6"), frame.lit("#b99878")), 14,
           1 / max(0.05, near - frame.horizon))  # fmt: skip
    frame.put_back(picture)


def coast(frame: Frame) -> None:
    """Green land above the sea; `frame.shore` tells on which side it is."""
    paint_sky(frame)
    frame.shore = 1 if frame.take.number in (0, 3) else -1
    country = Country(GRASS, hills=1.6, woods=0.3, side=frame.shore)
    country = in_weather(country, frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    spots = [spot for spot in flanks(frame, 16, 14, 50, 2.4, 0.1) if _on_land(frame, spot[0], 0.66)]
    planted(land, picture, ("round",), spots, leaves_of(frame, GREENS), 80)
    frame.put_back(picture)
    u = frame.columns[0] if frame.shore > 0 else 1 - frame.columns[0]
    fray = fbm(frame.dice, 1, frame.side, 14, slope=1.5)[0] - 0.5
    inland = smoothstep(0.12, 0.72, u + fray * np.float32(0.02))
    edge = floats(frame.horizon + 0.29 * (1 - inland) - 0.03 * inland + fray * 0.007)
    mask = between(frame, frame.horizon, edge)
    cliff = between(frame, edge, floats(edge + 0.016 + fray * 0.012)) * (edge > frame.horizon)
    paint_water(frame, mask, frame.horizon, SEA)
    frame.wash(frame.lit("#77706a"), floats(cliff * 0.9))
    rim = np.exp(-(((frame.rows - edge[None]) / 0.004) ** 2)) * (edge > frame.horizon + 0.01)
    frame.wash(frame.lit("#f4fbff"), floats(rim * 0.75))
    _bank(frame, land, country, edge)


def _on_land(frame: Frame, x: float, share: float) -> bool:
    return (x if frame.shore > 0 else 1 - x) > share


def _bank(frame: Frame, land: Land, country: Country, edge: F32) -> None:
    """Stones, grass and flowers, only below the water's edge."""
    before = frame.picture()
    after = before.copy()
    stones(land, after, (frame.lit("#b9b2a8"), frame.lit("#5f5a5c")), 26, 9)
    if frame.plan.weather is not Weather.SNOW:
        grass(land, after, ground_tones(frame, country), 800)
        flowers(land, after, 220)
    low = edge[None] + 0.02
    keep = floats(np.clip((frame.rows - low) * frame.side / 12, 0, 1))
    frame.put_back(before)
    frame.lay(floats(after.transpose(2, 0, 1)), keep)


def lake(frame: Frame) -> None:
    """Still water that mirrors hills, trees and peaks; a bank of grass in front."""
    paint_sky(frame)
    peaks = (24.0, 14.0, 30.0, 20.0)[frame.take.number]
    country = Country(GRASS, hills=1.5, peaks=peaks, snow_line=0.4, woods=0.6, hill_start=9)
    country = in_weather(country, frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    firs = frame.take.number % 2 == 0 and frame.plan.weather is not Weather.LEAVES
    leaves = leaves_of(frame, CONIFERS if firs else GREENS)
    kinds = ("pine",) if firs else ("round",)
    planted(land, picture, kinds, flanks(frame, 40, 30, 60, 3.0, 0.12), leaves, 75)
    frame.put_back(picture)
    top = frame.horizon + 0.032
    edge = shoreline(frame, frame.horizon + (0.25, 0.21, 0.27, 0.23)[frame.take.number], 0.08, 0.01)
    mask = between(frame, shoreline(frame, top, 0.012, 0.004), edge)
    paint_water(frame, mask, top, LAKE, CALM)
    dark = np.exp(-np.abs(frame.rows - edge[None] - 0.004) / np.float32(0.006))
    frame.wash(frame.lit("#3a3426"), floats(dark * 0.6))
    _bank(frame, land, country, edge)
