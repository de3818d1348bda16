"""Places out of doors as few flat shapes, for the styles that have no depth."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from illustrator.brushes.shapes import (
    BOTTOM,
    Role,
    Shape,
    box,
    cloud,
    disc,
    pine,
    polygon,
    rolling,
)
from illustrator.flat.marks import clouds, stars
from illustrator.plans import Scene
from illustrator.stages import SIDE

Dice = np.random.Generator
Landscape = Callable[[Dice, float, int], list[Shape]]


def landscape(scene: Scene, dice: Dice, horizon: float, side: int) -> list[Shape]:
    """From far to near; the hero stands some 70 px below `horizon`, to the `side` (-1, 0, 1)."""
    return LANDSCAPES[scene](dice, horizon, side)


def _land(dice: Dice, y: float, swing: float = 18) -> list[Shape]:
    return [
        Shape(rolling(dice, y, swing), Role.GROUND, True),
        Shape(rolling(dice, y + 150, swing), Role.FRONT, True),
    ]


def _meadow(dice: Dice, y: float, side: int) -> list[Shape]:
    tufts = []
    for _ in range(7):
        x, at = dice.uniform(60, 964), y + dice.uniform(90, 260)
        tufts.append(
            Shape(
                f"M{x:.0f},{at:.0f} q-4,-20 -12,-26 q12,4 15,20 q1,-20 10,-30 q1,20 -3,34"
                " q8,-10 16,-12 q-12,6 -16,16Z",
                Role.DARK,
            )
        )
    return [Shape(rolling(dice, y - 50, 34), Role.FAR, True), *_land(dice, y + 20), *tufts[:5]]


def _forest(dice: Dice, y: float, side: int) -> list[Shape]:
    back = [
        Shape(pine(x, y + 24, dice.uniform(210, 320)), Role.FAR)
        for x in np.arange(40, 1000, 104) + dice.uniform(-22, 22, 10)
    ]
    front = [
        Shape(pine(x, y + 60, dice.uniform(360, 520)), Role.MIDDLE, True)
        for x in (70 + 30 * side, 190 + 20 * side, 850 + 20 * side, 965 + 30 * side)
    ]
    return [*back, *front, *_land(dice, y + 30)]


def _peak(x: float, base: float, height: float, role: Role) -> list[Shape]:
    wide, top = height * 1.12, base - height
    cap = polygon(
        (x, top), (x + wide * 0.28, top + height * 0.25), (x + wide * 0.14, top + height * 0.22),
        (x + wide * 0.02, top + height * 0.31), (x - wide * 0.1, top + height * 0.21),
        (x - wide * 0.27, top + height * 0.24),
    )  # fmt: skip
    outline = polygon((x - wide, base), (x, top), (x + wide, base))
    return [Shape(outline, role, True), Shape(cap, Role.LIGHT)]


def _mountains(dice: Dice, y: float, side: int) -> list[Shape]:
    shift = -side * 130 + dice.uniform(-60, 60)
    return [
        *_peak(512 + shift * 2.2 + 260, y + 40, dice.uniform(230, 290), Role.FAR),
        *_peak(512 + shift * 1.6 - 250, y + 40, dice.uniform(200, 280), Role.FAR),
        *_peak(512 + shift, y + 40, dice.uniform(330, 410), Role.MIDDLE),
        *_land(dice, y + 24),
    ]


def _desert(dice: Dice, y: float, side: int) -> list[Shape]:
    x = 512 - side * 300 + dice.uniform(-60, 60)
    mesa = polygon(
        (x - 210, y + 40), (x - 150, y - 120), (x - 120, y - 150), (x + 90, y - 150),
        (x + 120, y - 118), (x + 190, y + 40),
    )  # fmt: skip
    plants = []
    for at, height in ((140 - 40 * side, 150), (890 - 40 * side, 110)):
        stem = box(at - 13, y + 90 - height, 26, height, 13)
        arms = (
            f"M{at - 6:.0f},{y + 90 - height * 0.3:.0f} h-34 v{-height * 0.3:.0f}"
            f" a9,9 0 0 1 18,0 v{height * 0.18:.0f} h16Z"
            f" M{at + 6:.0f},{y + 90 - height * 0.42:.0f} h34 v{-height * 0.26:.0f}"
            f" a9,9 0 0 0 -18,0 v{height * 0.14:.0f} h-16Z"
        )
        plants.append(Shape(f"{stem} {arms}", Role.DARK))
    dunes = [Shape(rolling(dice, y + 10, 30), Role.SAND, True), *plants]
    return [
        Shape(mesa, Role.FAR, True),
        *dunes,
        Shape(rolling(dice, y + 190, 36), Role.FRONT, True),
    ]


def _waves(dice: Dice, y: float, count: int = 8) -> list[Shape]:
    bars = []
    for row in range(count):
        wide = dice.uniform(60, 190) * (0.7 + row * 0.09)
        bars.append(
            Shape(box(dice.uniform(40, 960 - wide), y + 34 + row * 40, wide, 6, 3), Role.LIGHT)
        )
    return bars


def _sea(dice: Dice, y: float, side: int) -> list[Shape]:
    sea = Shape(box(-20, y - 20, SIDE + 40, BOTTOM - y + 20), Role.WATER, True)
    return [sea, *_waves(dice, y), Shape(rolling(dice, 965, 14, 3), Role.WATER, True)]


def _coast(dice: Dice, y: float, side: int) -> list[Shape]:
    """The cliff lies where a lighthouse would stand: across from the hero."""
    land = -side or (1 if dice.random() < 0.5 else -1)
    edge = 512 + land * 512
    cliff = (
        f"M{edge + land * 30},{BOTTOM} V{y - 40:.0f} L{edge - land * 240},{y - 30:.0f}"
        f" q{-land * 70},6 {-land * 88},58 q{-land * 60},30 {-land * 70},{BOTTOM - y - 30:.0f}Z"
    )
    sea = Shape(box(-20, y - 20, SIDE + 40, BOTTOM - y + 20), Role.WATER, True)
    near = Shape(rolling(dice, y + 96, 16), Role.FRONT, True)
    return [sea, *_waves(dice, y, 3), Shape(cliff, Role.GROUND, True), near]


def _beach(dice: Dice, y: float, side: int) -> list[Shape]:
    sea = Shape(box(-20, y - 60, SIDE + 40, 300), Role.WATER, True)
    foam = Shape(rolling(dice, y + 26, 16, 3), Role.LIGHT)
    sand = Shape(rolling(dice, y + 42, 16, 3), Role.SAND, True)
    return [sea, *_waves(dice, y - 70, 2), foam, sand]


def _lake(dice: Dice, y: float, side: int) -> list[Shape]:
    shift = -side * 120
    water = Shape(disc(512 + shift, y + 40, 470, 0.14), Role.WATER, True)
    glints = [
        Shape(box(512 + shift + dice.uniform(-330, 170), y + 14 + row * 22, 150, 6, 3), Role.LIGHT)
        for row in range(3)
    ]
    far = _peak(512 + shift * 1.8, y + 10, dice.uniform(220, 300), Role.FAR)
    back = Shape(rolling(dice, y - 34, 22), Role.FAR, True)
    ground = Shape(rolling(dice, y - 2, 8), Role.GROUND, True)
    return [*far, back, ground, water, *glints, Shape(rolling(dice, y + 96, 14), Role.FRONT, True)]


def _snow(dice: Dice, y: float, side: int) -> list[Shape]:
    firs = [
        Shape(pine(x, y + 40, dice.uniform(150, 260)), Role.MIDDLE)
        for x in (90 + 30 * side, 190 + 20 * side, 830 + 20 * side, 930 + 30 * side)
    ]
    peak = _peak(512 - side * 160, y + 40, dice.uniform(240, 330), Role.FAR)
    hills = [
        Shape(rolling(dice, y + 16, 24), Role.SOFT, True),
        Shape(rolling(dice, y + 120, 18), Role.SNOW, True),
    ]
    return [*peak, *firs, *hills]


def _road(dice: Dice, y: float, side: int) -> list[Shape]:
    top, bottom = y + 44, y + 190
    dashes = [Shape(box(60 + at * 210, y + 112, 110, 9, 4), Role.LIGHT) for at in range(5)]
    return [
        Shape(rolling(dice, y - 40, 34), Role.FAR, True),
        Shape(rolling(dice, y + 14, 10), Role.GROUND, True),
        Shape(box(-20, top, SIDE + 40, bottom - top), Role.DARK),
        *dashes,
        Shape(rolling(dice, bottom + 30, 14), Role.FRONT, True),
    ]


def _city(dice: Dice, y: float, side: int) -> list[Shape]:
    houses: list[Shape] = []
    for role, lowest, highest in ((Role.FAR, 200, 380), (Role.MIDDLE, 110, 290)):
        x = dice.uniform(-60, 0)
        while x < SIDE:
            wide, high = dice.uniform(74, 128), dice.uniform(lowest, highest)
            houses.append(Shape(box(x, y - high, wide, high + 60), role, role is Role.MIDDLE))
            if role is Role.MIDDLE:
                houses += _windows(dice, x, y - high, wide, high)
            x += wide + dice.uniform(0, 26)
    pavement = Shape(box(-20, y + 24, SIDE + 40, 400), Role.GROUND, True)
    return [*houses, pavement, Shape(box(-20, y + 150, SIDE + 40, 400), Role.FRONT, True)]


def _windows(dice: Dice, x: float, top: float, wide: float, high: float) -> list[Shape]:
    """Those that are lit, in one outline."""
    panes = [
        box(x + 14 + column * 26, top + 18 + row * 38, 13, 20, 2)
        for column in range(int((wide - 20) / 26))
        for row in range(int((high - 10) / 38))
        if dice.random() < 0.6
    ]
    return [Shape(" ".join(panes), Role.ACCENT)] if panes else []


def _space(dice: Dice, y: float, side: int) -> list[Shape]:
    x = 512 - side * 250 + dice.uniform(-50, 50)
    planet = [
        Shape(disc(x, 250, 92), Role.ACCENT),
        Shape(disc(x - 30, 226, 20), Role.SOFT),
        Shape(disc(x + 34, 276, 13), Role.SOFT),
    ]
    craters = [
        Shape(disc(dice.uniform(80, 940), y + dice.uniform(110, 290), size, 0.3), Role.FRONT)
        for size in (74, 46, 58, 30)
    ]
    ground = Shape(rolling(dice, y + 40, 22), Role.GROUND, True)
    return [*stars(dice, 34, y), *planet, ground, *craters]


def _sky(dice: Dice, y: float, side: int) -> list[Shape]:
    low = [Shape(cloud(x, 985, 460), Role.LIGHT) for x in (110, 470, 860)]
    return [*clouds(dice, 3, 320), *clouds(dice, 2, 760), *low]


def _underwater(dice: Dice, y: float, side: int) -> list[Shape]:
    weeds = []
    for x in (90, 160, 850, 930, 240):
        half, lean = dice.uniform(75, 165), dice.uniform(16, 34)
        up, down = f"q{-lean:.0f},{-half / 2:.0f} 6,{-half:.0f} t6,{-half:.0f}", f"t6,{half:.0f}"
        outline = f"M{x - 12},900 {up} q{lean:.0f},{half / 2:.0f} 8,{half:.0f} {down}Z"
        weeds.append(Shape(outline, Role.ACCENT if x in (160, 850) else Role.DARK))
    bubbles = [
        Shape(
            disc(at, up, size) + " " + disc(at, up, size * 0.66),
            Role.LIGHT,
        )
        for at, up, size in zip(
            dice.uniform(90, 930, 12),
            dice.uniform(70, 780, 12),
            dice.uniform(7, 22, 12),
            strict=True,
        )
    ]
    floor = [Shape(rolling(dice, 850, 26), Role.GROUND, True), *weeds]
    return [*bubbles, *floor, Shape(rolling(dice, 925, 18), Role.FRONT, True)]


LANDSCAPES: Mapping[Scene, Landscape] = {
    Scene.MEADOW: _meadow,
    Scene.FOREST: _forest,
    Scene.MOUNTAIN: _mountains,
    Scene.DESERT: _desert,
    Scene.BEACH: _beach,
    Scene.COAST: _coast,
    Scene.SEA: _sea,
    Scene.LAKE: _lake,
    Scene.SNOW: _snow,
    Scene.ROAD: _road,
    Scene.CITY: _city,
    Scene.SPACE: _space,
    Scene.SKY: _sky,
    Scene.UNDERWATER: _underwater,
}
AIRY: Sequence[Scene] = (Scene.SKY, Scene.SPACE, Scene.UNDERWATER)  # where things may float
