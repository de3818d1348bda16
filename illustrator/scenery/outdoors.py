"""The scenes under an open sky that are land."""

from dataclasses import replace

import numpy as np

from illustrator.brushes.frames import Frame
from illustrator.plans import Scene, Weather
from illustrator.scenery.countries import Country, in_weather, paint_country
from illustrator.scenery.grounds import flowers, grass, litter, stones
from illustrator.scenery.skies import paint_sky
from illustrator.scenery.terrains import Land
from illustrator.scenery.trees import planted
from imaging.arrays import F32

GRASS = ("#86b552", "#467f3d")
GREENS = [("#7fae4c", "#2f5f35"), ("#93b558", "#3c6a38"), ("#6a9f52", "#29553a")]
CONIFERS = [("#5f8f62", "#1f4436"), ("#6f9a66", "#28503c")]
GOLDS = [("#e2a03c", "#8a4a22"), ("#cf6a32", "#7a3020"), ("#e0bb58", "#93632c")]
GOLDS += [("#b8492f", "#66261f")]
FROSTED = [("#e9f1f6", "#5f7f80"), ("#dbe7ee", "#4f7076")]
FALLEN = ("#d9822b", "#c4562a", "#e0a93a", "#a8632a")
PETALS = ("#ffd3e0", "#ffb3cb", "#fff0f4")


def leaves_of(frame: Frame, usual: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The colours of leaves, by the season the weather tells of."""
    if frame.plan.weather is Weather.SNOW or frame.plan.scene is Scene.SNOW:
        return FROSTED
    if frame.plan.weather is Weather.LEAVES:
        return GOLDS
    if frame.plan.weather is Weather.PETALS:
        return [("#ffd0de", "#c07a94"), ("#ffe2ea", "#cf92a6"), *usual[:1]]
    return usual


def flanks(
    frame: Frame, many: int, near: float, far: float, tall: float, gap: float = 0.3
) -> list[tuple[float, float, float]]:
    """Places for trees, a share `gap` of the width in the middle left open where it is near."""
    dice, found = frame.dice, []
    for z in 1 / dice.uniform(1 / far, 1 / near, many):
        open_ = gap * min(1.0, 14 / z) / 2
        middle = 0.5 + 0.1 * frame.take.side
        x = float(dice.uniform(-0.05, 1.05))
        if abs(x - middle) > open_:
            found.append((x, float(z), tall * float(dice.uniform(0.7, 1.25))))
    return found


def ground_tones(frame: Frame, country: Country) -> tuple[F32, F32]:
    """RGB of its light and dark ground, in the light."""
    light, dark = country.grass
    return frame.lit(light) * np.float32(1.08), frame.lit(dark) * np.float32(0.9)


def dressed(land: Land, country: Country, blooms: int, blades: int = 900) -> None:
    """Grass with flowers; nothing grows through snow."""
    frame = land.frame
    picture = frame.picture()
    if frame.plan.weather is not Weather.SNOW:
        grass(land, picture, ground_tones(frame, country), blades)
        if frame.plan.weather is Weather.LEAVES:
            litter(land, picture, FALLEN, 420)
        elif frame.plan.weather is Weather.PETALS:
            litter(land, picture, PETALS, 420)
        else:
            flowers(land, picture, blooms)
    frame.put_back(picture)


def meadow(frame: Frame) -> None:
    """Grass and flowers, a few trees, hills behind."""
    paint_sky(frame)
    peaks = (0.0, 14.0, 0.0, 10.0)[frame.take.number]
    country = in_weather(Country(GRASS, hills=1.7, peaks=peaks, snow_line=0.5), frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    places = flanks(frame, 9, 13, 60, 3.0, 0.5)
    planted(land, picture, ("round",), places, leaves_of(frame, GREENS), 75)
    low = flanks(frame, 9, 8, 30, 0.7, 0.5)
    planted(land, picture, ("bush",), low, leaves_of(frame, GREENS), 75)
    frame.put_back(picture)
    dressed(land, country, 420)


def forest(frame: Frame) -> None:
    """A clearing between trees, row behind row."""
    paint_sky(frame)
    country = Country(("#7ba04a", "#3f6a38"), hills=1.2, woods=0.75, reach=48)
    country = in_weather(country, frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    firs = frame.take.number % 2 == 1 and frame.plan.weather is not Weather.LEAVES
    kinds = ("pine",) if firs else ("round",)
    leaves = leaves_of(frame, CONIFERS if firs else GREENS)
    planted(land, picture, kinds, flanks(frame, 34, 12, 60, 5.2, 0.1), leaves, 34)
    planted(land, picture, ("bush",), flanks(frame, 14, 7, 14, 0.8, 0.4), leaves, 34)
    planted(land, picture, kinds, flanks(frame, 13, 5.5, 12, 4.6, 0.62), leaves, 34)
    frame.put_back(picture)
    dressed(land, country, 120)


def mountain(frame: Frame) -> None:
    """High peaks with snow over alpine grass."""
    paint_sky(frame)
    peaks = (33.0, 25.0, 40.0, 29.0)[frame.take.number]
    country = Country(("#93aa66", "#4f6f47"), hills=1.9, peaks=peaks, snow_line=0.36, woods=0.45)
    country = in_weather(replace(country, wood=("#4f7558", "#26463c"), reach=130), frame)
    land = paint_country(country, frame)
    picture = frame.picture()
    planted(land, picture, ("pine",), flanks(frame, 26, 8, 55, 2.6, 0.45),
            leaves_of(frame, CONIFERS), 90)  # fmt: skip
    rocks = frame.lit("#b9b5ae"), frame.lit("#5f5c64")
    stones(land, picture, rocks, 26)
    frame.put_back(picture)
    dressed(land, country, 200, 700)


def snow(frame: Frame) -> None:
    """Snow over hills and firs."""
    paint_sky(frame)
    peaks = (22.0, 0.0, 30.0, 15.0)[frame.take.number]
    country = Country(("#f7fafe", "#d8e4f2"), hills=1.8, peaks=peaks, snow_line=0.08, woods=0.3)
    country = replace(country, wood=("#9db0b8", "#55737c"), rock=("#aab4c6", "#6c7890"))
    land = paint_country(replace(country, reach=95, grain=0.14, shade=0.6), frame)
    picture = frame.picture()
    planted(land, picture, ("pine",), flanks(frame, 26, 8, 50, 3.0, 0.5), FROSTED, 80)
    frame.put_back(picture)


def desert(frame: Frame) -> None:
    """Dunes, far table mountains."""
    paint_sky(frame)
    peaks = (0.0, 16.0, 11.0, 0.0)[frame.take.number]
    country = Country(("#eec78a", "#cf9558"), hills=1.9, peaks=peaks, woods=0, dunes=True)
    country = replace(country, rock=("#c98a5e", "#8f5840"), hill_start=5.5, reach=110, grain=0.2)
    land = paint_country(in_weather(country, frame), frame)
    picture = frame.picture()
    stones(land, picture, (frame.lit("#d9a878"), frame.lit("#8a5a3e")), 14)
    dry = [("#a8a45a", "#6b6638")]
    planted(land, picture, ("bush",), flanks(frame, 8, 5, 20, 0.35, 0.4), dry, 90)
    frame.put_back(picture)
