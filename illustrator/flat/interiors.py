"""Places indoors as few flat shapes: a window, a shelf, the edge of a table."""

from collections.abc import Callable, Mapping

import numpy as np

from illustrator.brushes.shapes import Role, Shape, arch, box, crescent, disc, polygon, star
from illustrator.plans import Scene
from illustrator.stages import SIDE

PODIUM = 270  # px to both sides: how much a podium can carry
Dice = np.random.Generator
Interior = Callable[[Dice, float, int, bool], list[Shape]]


def interior(scene: Scene, dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    """From the wall to what things stand on, whose far edge is `floor`; the hero is at `side`."""
    return INTERIORS[scene](dice, floor, side, night)


def _window(x: float, top: float, night: bool) -> list[Shape]:
    wide, high = 210.0, 270.0
    panes = Shape(box(x, top, wide, high, 10), Role.DARK if night else Role.SOFT)
    sky = (
        [
            Shape(crescent(x + 146, top + 74, 32), Role.ACCENT),
            Shape(star(x + 54, top + 176, 11), Role.LIGHT),
        ]
        if night
        else [Shape(disc(x + 148, top + 84, 34), Role.ACCENT)]
    )
    bars = Shape(
        f"{box(x + wide / 2 - 4, top, 8, high)} {box(x, top + high / 2 - 4, wide, 8)}"
        f" {box(x - 16, top + high - 2, wide + 32, 16, 6)}",
        Role.LIGHT,
    )
    return [panes, *sky, bars]


def _shelf(dice: Dice, x: float, y: float) -> list[Shape]:
    """Books in a row, on a board."""
    books, at = [], x + 14
    for number in range(7):
        wide, high = dice.uniform(17, 30), dice.uniform(58, 96)
        role = (Role.ACCENT, Role.MIDDLE, Role.DARK, Role.SOFT)[number % 4]
        books.append(Shape(box(at, y - high, wide, high, 3), role))
        at += wide + 3
    return [*books, Shape(box(x, y, 240, 12, 5), Role.DARK)]


def _picture(x: float, y: float) -> list[Shape]:
    hill = polygon((x + 16, y + 118), (x + 64, y + 50), (x + 94, y + 90), (x + 116, y + 66),
                   (x + 144, y + 118))  # fmt: skip
    return [
        Shape(box(x, y, 160, 134, 6), Role.MIDDLE),
        Shape(box(x + 14, y + 14, 132, 106, 3), Role.LIGHT),
        Shape(hill, Role.MIDDLE),
    ]


def _floor(y: float, role: Role = Role.GROUND) -> list[Shape]:
    return [
        Shape(box(-20, y, SIDE + 40, 500), role, True),
        Shape(box(-20, y - 12, SIDE + 40, 12), Role.LIGHT),
    ]


def _sides(side: int) -> tuple[float, float]:
    """Where a window and where a shelf hang: the larger one away from the hero."""
    return (120.0, 700.0) if side >= 0 else (696.0, 84.0)


def _room(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    window, other = _sides(side)
    hung = _shelf(dice, other, 300) if dice.random() < 0.6 else _picture(other + 40, 200)
    rug = Shape(disc(512, floor + 150, 400, 0.19), Role.SOFT)
    return [*_window(window, 130, night), *hung, *_floor(floor), rug]


def _bedroom(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    window, other = _sides(side)
    lamp = other + 120
    light = [
        Shape(box(lamp - 2, -10, 4, 150), Role.DARK),
        Shape(polygon((lamp - 28, 140), (lamp + 28, 140), (lamp + 62, 206), (lamp - 62, 206)),
              Role.ACCENT),
    ]  # fmt: skip
    rug = Shape(disc(512, floor + 150, 380, 0.18), Role.SOFT)
    return [*_window(window, 130, night), *light, *_floor(floor), rug]


def _desk(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    window, other = _sides(side)
    return [*_window(window, 110, night), *_shelf(dice, other, 330), *_table(floor)]


def _kitchen(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    window, other = _sides(side)
    lamps = [
        Shape(
            f"{box(x - 2, -10, 4, drop)} M{x - 54:.0f},{drop + 48:.0f} a54,54 0 0 1 108,0Z",
            Role.ACCENT,
        )
        for x, drop in ((other + 60, 110), (other + 190, 150))
    ]
    return [*_window(window, 130, night), *lamps, *_table(floor)]


def _table(floor: float) -> list[Shape]:
    """A top with a rounded edge, and what is below it."""
    return [
        Shape(box(-20, floor, SIDE + 40, 500), Role.FRONT, True),
        Shape(box(-20, floor - 8, SIDE + 40, 118, 0), Role.GROUND),
        Shape(box(-20, floor + 110, SIDE + 40, 16), Role.DARK),
    ]


def _stage(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    beams = [
        Shape(polygon((x - 26, -20), (x + 26, -20), (to + 150, floor + 60), (to - 150, floor + 60)),
              Role.SOFT)
        for x, to in ((190, 400 + 60 * side), (834, 624 + 60 * side))
    ]  # fmt: skip
    folds = [
        Shape(f"M{x},-20 h92 q-10,300 {sway},{floor + 20:.0f} h-92 q10,-300 0,{-floor - 20:.0f}Z",
              Role.ACCENT if number % 2 else Role.MIDDLE, True)
        for number, (x, sway) in enumerate(((-40, -20), (40, -40), (900, 30), (980, 10)))
    ]  # fmt: skip
    planks = Shape(disc(512, floor + 130, 420, 0.2), Role.LIGHT)
    return [*beams, *folds, *_floor(floor), planks]


def _podium(dice: Dice, floor: float, side: int, night: bool) -> list[Shape]:
    x, top = 512, floor + 36
    back = [
        Shape(arch(x, top + 90, 560, 620), Role.SOFT, True),
        Shape(arch(x, top + 90, 450, 520), Role.LIGHT),
    ]
    balls = [
        Shape(disc(x - 360, top + 150, 46), Role.ACCENT),
        Shape(disc(x + 372, top + 164, 34), Role.MIDDLE),
    ]
    steps: list[Shape] = []
    for wide, at, role in ((330, top + 100, Role.MIDDLE), (240, top + 20, Role.ACCENT)):
        drum = f"M{x - wide},{at:.0f} v64 a{wide},{wide * 0.16:.0f} 0 0 0 {2 * wide},0 v-64Z"
        steps += [Shape(drum, role, True), Shape(disc(x, at, wide, 0.16), Role.LIGHT)]
    ground = Shape(box(-20, floor + 60, SIDE + 40, 500), Role.GROUND, True)
    return [*back[:1], ground, *back[1:], *balls, *steps]


INTERIORS: Mapping[Scene, Interior] = {
    Scene.ROOM: _room,
    Scene.BEDROOM: _bedroom,
    Scene.DESK: _desk,
    Scene.TABLE: _kitchen,
    Scene.STAGE: _stage,
    Scene.PODIUM: _podium,
}
