"""What styles are made of: warps, dots, strokes; and pictures without a face in every style."""

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from imaging.arrays import U8, floats
from imaging.looks import look
from imaging.scenes import draw_scene
from imaging.screens import dots, hatched
from imaging.strokes import Brush, Field, Subject, lay
from imaging.warps import Swell, warp
from kinds import CartoonStyle

VISIBLE = 5.0  # mean difference of two pictures, of 255, that nobody overlooks


def difference(a: U8, b: U8) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


def landscape(height: int, width: int) -> U8:
    """A sky, a sun, hills and a house."""
    down = np.linspace(0, 1, height)[:, None, None]
    picture = np.array([110, 170, 235]) * (1 - down) + np.array([250, 220, 190]) * down
    scene: U8 = np.broadcast_to(picture, (height, width, 3)).astype(np.uint8, order="C")
    cv2.circle(scene, (width // 4, height // 4), height // 9, (255, 235, 150), -1, cv2.LINE_AA)
    hill = (width // 2, height)
    cv2.ellipse(scene, hill, (width, height // 3), 0, 180, 360, (70, 120, 60), -1, cv2.LINE_AA)
    house = (width * 5 // 8, height // 2, width // 8, height // 4)
    cv2.rectangle(scene, house, (150, 60, 40), -1)
    return scene


@cache
def scene(style: CartoonStyle, shape: tuple[int, int], seed: int = 0) -> U8:
    """A landscape as a style draws it."""
    return draw_scene(landscape(*shape), look(style, seed))


@pytest.mark.parametrize("style", CartoonStyle)
@pytest.mark.parametrize("shape", [(300, 450), (640, 200)])
def test_a_scene_keeps_its_ratio(style: CartoonStyle, shape: tuple[int, int]) -> None:
    picture = scene(style, shape)
    assert picture.dtype == np.uint8
    assert max(picture.shape[:2]) == 1024
    assert picture.shape[0] / picture.shape[1] == pytest.approx(shape[0] / shape[1], rel=0.01)


@pytest.mark.parametrize("style", CartoonStyle)
def test_a_scene_is_the_same_for_a_seed_and_another_for_the_next(style: CartoonStyle) -> None:  # G8
    first, other = (scene(style, (640, 200), seed) for seed in (0, 1))
    assert (draw_scene(landscape(640, 200), look(style, 0)) == first).all()
    assert difference(first, other) > VISIBLE


@pytest.mark.parametrize("shape", [(64, 2000), (20, 20)])
@pytest.mark.parametrize("style", CartoonStyle)
def test_no_shape_of_a_picture_stops_a_style(style: CartoonStyle, shape: tuple[int, int]) -> None:
    assert draw_scene(np.full((*shape, 3), 128, np.uint8), look(style, 0)).size


def test_matte_and_landmarks_move_with_the_figure() -> None:
    figure, matte = np.zeros((200, 200, 3), np.uint8), np.zeros((200, 200), np.uint8)
    cv2.circle(figure, (120, 100), 3, (255, 255, 255), -1)
    cv2.circle(matte, (120, 100), 3, 255, -1)
    points = floats([[120, 100], [10, 10]])
    swells = [Swell(floats([100, 100]), 60, 1.3), Swell(floats([100, 130]), 60, 0.9)]
    moved, cover, found = warp(figure, matte, points, swells)
    for layer in (moved[..., 0], cover):
        y, x = np.argwhere(layer > 127).mean(0)
        assert np.hypot(*(found[0] - [x, y])) < 1
    assert np.hypot(*(found[0] - points[0])) > 3
    assert (found[1] == points[1]).all()


@pytest.mark.parametrize("shade", [0, 40, 90, 127])
def test_dots_cover_as_much_as_the_shade_says(shade: int) -> None:
    printed = dots(np.full((256, 256), shade, np.uint8))
    assert printed.mean() == pytest.approx(shade, abs=12)


def test_darker_tones_are_hatched_more() -> None:
    random = np.random.default_rng(1)
    inked = [
        hatched(np.full((128, 128), tone, np.uint8), random, 0.9).mean()
        for tone in (20, 70, 130, 170, 230)
    ]
    assert inked[0] > 250
    assert inked[-1] == 0
    assert all(darker > lighter for darker, lighter in pairwise(inked))


def test_no_stroke_runs_across_the_outline() -> None:
    colours = np.full((200, 200, 3), 90, np.uint8)
    inside = np.zeros((200, 200), bool)
    inside[:, 100:] = True
    level = Field(np.ones((100, 100), np.float32), np.zeros((100, 100), np.float32))
    chance = np.zeros((200, 200), np.uint8)
    chance[:, :80] = 255
    canvas = np.zeros((200, 200, 4), np.uint8)
    brush = Brush(width=6, length=12, jitter=0, chance=chance)
    lay(canvas, Subject(colours, inside), level, brush, np.random.default_rng(3))
    assert (canvas[:, :80, 0] == 90).mean() > 0.9
    assert not canvas[:, 110:].any()
