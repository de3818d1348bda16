"""Painted scenes: one light, four compositions, the same bytes from the same dice."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest

from illustrator.brushes.frames import Frame
from illustrator.brushes.svgs import drawing, gradient, rasterised
from illustrator.plans import Hour, Mood, Plan, Scene, Weather
from illustrator.scenery.backdrops import backdrop, painted
from illustrator.scenery.lights import light_for
from illustrator.scenery.weather import fall
from illustrator.stages import SIDE, Take
from imaging.arrays import floats

SMALL = 96  # px: as a rule the whole scene can be judged by a small one


def take(number: int, seed: int = 1) -> Take:
    return Take(number, (1, -1, 0, -1)[number], 1.0, np.random.default_rng([seed, number]))


def scene_of(scene: Scene, number: int = 0, **more: object) -> Frame:
    """A small one."""
    plan = Plan("words", scene=scene, **more)  # type: ignore[arg-type]
    variant = take(number)
    return painted(plan, light_for(plan, variant), variant, SMALL)


@pytest.fixture(scope="module")
def by_day() -> Mapping[Scene, Frame]:
    return {scene: scene_of(scene, hour=Hour.DAY) for scene in Scene}


@pytest.fixture(scope="module")
def by_night() -> Mapping[Scene, Frame]:
    some = (Scene.CITY, Scene.LAKE, Scene.SKY, Scene.UNDERWATER, Scene.DESK)
    return {scene: scene_of(scene, hour=Hour.NIGHT) for scene in some}


@pytest.mark.parametrize("scene", Scene)
def test_every_scene_is_painted(scene: Scene, by_day: Mapping[Scene, Frame]) -> None:  # P2
    pixels = by_day[scene].pixels()
    assert pixels.shape == (SMALL, SMALL, 3)
    assert np.isfinite(pixels).all()
    assert pixels.std() > 12, "there is something to see"


def test_nights_are_dark(by_day: Mapping[Scene, Frame], by_night: Mapping[Scene, Frame]) -> None:
    for scene, night in by_night.items():
        assert night.pixels().mean() < by_day[scene].pixels().mean() * 0.92, scene


def test_the_same_dice_paint_the_same_bytes_and_other_takes_another_composition() -> None:  # P1
    plan = Plan("words", scene=Scene.SEA, hour=Hour.DAY)
    first, again = (backdrop(plan, light_for(plan, t), t) for t in (take(0), take(0)))
    assert first.pixels.tobytes() == again.pixels.tobytes()
    assert first.pixels.shape == (SIDE, SIDE, 3)
    lights = [light_for(plan, take(number)) for number in range(4)]
    assert min(abs(a.sun_at[0] - b.sun_at[0]) for a, b in pairwise(lights)) > 50
    horizons = {round(scene_of(Scene.SEA, number).horizon, 2) for number in range(4)}
    assert len(horizons) == 4


def test_what_stands_in_the_light_is_brighter_on_the_side_of_the_sun(
    by_day: Mapping[Scene, Frame],
) -> None:
    frame = by_day[Scene.SEA]
    sky = frame.pixels()[: int(frame.horizon * SMALL)].mean(axis=(0, 2))
    half = SMALL // 2
    left, right = sky[:half].mean(), sky[half:].mean()
    assert (left > right) == (frame.sun[0] < 0.5)


def test_still_water_mirrors_what_is_above_it(by_night: Mapping[Scene, Frame]) -> None:
    pixels, frame = by_night[Scene.LAKE].pixels(), by_night[Scene.LAKE]
    x = int(frame.sun[0] * SMALL)
    rows = slice(int((frame.horizon + 0.05) * SMALL), int((frame.horizon + 0.2) * SMALL))
    under, beside = pixels[rows, x - 4 : x + 5], pixels[rows, x + 30 : x + 38]
    assert under.mean() > beside.mean() * 1.1


def test_moods_and_weather_change_the_light_and_fall_only_out_of_doors() -> None:
    plain, spooky, wet = (
        light_for(Plan("words", scene=Scene.FOREST, hour=Hour.DAY, **more), take(0))
        for more in ({}, {"mood": Mood.SPOOKY}, {"weather": Weather.RAIN})
    )
    assert sum(spooky.ambient) < sum(plain.ambient)
    assert wet.sun is None
    for scene, wetted in ((Scene.CITY, True), (Scene.ROOM, False)):
        pixels = floats(np.full((SMALL, SMALL, 3), 60))
        fall(pixels, Plan("words", scene=scene, weather=Weather.RAIN), wet, take(0).dice)
        assert (pixels.std() > 1) == wetted


def test_a_drawing_higher_than_a_band_has_no_seam() -> None:
    body = '<rect width="100" height="100" fill="url(#g)"/>'
    drawn = rasterised(
        drawing(body, gradient("g", [(0, "#000000"), (1, "#ffffff")]), 100, 100), 600, 600
    )
    column = drawn[:, 4, 0].astype(int)
    assert column[0] < 2
    assert column[-1] > 253
    assert np.diff(column).max() <= 1
