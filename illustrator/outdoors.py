"""The scenes under an open sky that are land."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from illustrator.countries import Country, in_weather, paint_country
from illustrator.frames import Frame
from illustrator.plans import Scene
from illustrator.skies import paint_sky

GRASS = ("#7fb64e", "#3f7f3a")


def meadow(frame: Frame) -> None:
    """Grass and flowers, hills behind."""
    paint_sky(frame)
    peaks = (0.0, 16.0, 0.0, 9.0)[frame.take.number]
    country = in_weather(Country(GRASS, hills=1.5, peaks=peaks, snow_line=0.62), frame)
    paint_country(country, frame)


def mountain(frame: Frame) -> None:
    """High peaks with snow over alpine grass."""
    paint_sky(frame)
    peaks = (44.0, 34.0, 52.0, 40.0)[frame.take.number]
    country = Country(("#8aa862", "#4d6f47"), hills=1.9, peaks=peaks, snow_line=0.5, woods=0.45)
    country = replace(country, wood=("#4f7558", "#26463c"), reach=130)
    paint_country(in_weather(country, frame), frame)


OUTDOORS: Mapping[Scene, Callable[[Frame], None]] = MappingProxyType(
    {Scene.MEADOW: meadow, Scene.MOUNTAIN: mountain}
)
