"""What is in the air of a flat picture: clouds, stars, and weather as few marks."""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from illustrator.brushes.shapes import Role, Shape, box, cloud, crescent, disc, polygon, star
from illustrator.flat.clusters import Piece
from illustrator.plans import Weather
from illustrator.stages import SIDE

Dice = np.random.Generator


def clouds(dice: Dice, count: int, lowest: float) -> list[Shape]:
    """In rows that do not touch."""
    places = dice.permutation(max(count, 3))[:count]
    width = (SIDE - 160) / max(count, 3)
    return [
        Shape(
            cloud(
                130 + place * width + dice.uniform(0, width * 0.6),
                dice.uniform(110, max(150.0, lowest)),
                dice.uniform(130, 230),
            ),
            Role.LIGHT,
        )
        for place in places
    ]


def stars(dice: Dice, count: int, lowest: float) -> list[Shape]:
    """Small, and a few larger ones."""
    return [
        Shape(
            star(dice.uniform(50, 974), dice.uniform(50, lowest), dice.uniform(8, 17))
            if number % 4 == 0
            else disc(dice.uniform(50, 974), dice.uniform(50, lowest), dice.uniform(1.8, 4)),
            Role.LIGHT,
        )
        for number in range(count)
    ]


def moon(x: float, y: float, radius: float) -> Shape:
    """Waning."""
    return Shape(crescent(x, y, radius), Role.ACCENT)


def clear(shapes: Sequence[Shape], pieces: Sequence[Piece]) -> list[Shape]:
    """Without those that would lie over a face, or the upper half of a thing."""
    return [shape for shape in shapes if not any(_is_over(shape, piece) for piece in pieces)]


def _is_over(shape: Shape, piece: Piece) -> bool:
    x, y = shape.start
    inside = abs(x - piece.x) < 0.5 * piece.wide + 20
    return inside and -30 < y - (piece.base - piece.tall) < 0.62 * piece.tall


def falling(weather: Weather, dice: Dice, lowest: float) -> list[Shape]:
    """In front of everything: what falls or blows, down to `lowest` px."""
    marks = FALLING.get(weather)
    return marks(dice, lowest) if marks else []


def lying(weather: Weather, dice: Dice, floor: float) -> list[Shape]:
    """Between a place and who stands in it: fog, low, so that faces stay clear of it."""
    return _fog(dice, floor) if weather is Weather.FOG else []


def hanging(weather: Weather, dice: Dice, lowest: float) -> list[Shape]:
    """Behind everything: what hangs in the sky."""
    if weather is Weather.AURORA:
        return _aurora(dice)
    if weather is Weather.STORM:
        return [*clouds(dice, 3, min(260.0, lowest)), *_thunder(dice)]
    if weather in (Weather.CLOUD, Weather.RAIN):
        return clouds(dice, 4, min(300.0, lowest))
    return clouds(dice, 2, 260) if weather is Weather.WIND else []


def _scattered(dice: Dice, count: int, lowest: float) -> list[tuple[float, float]]:
    """Places that keep some distance: one in each cell of a grid."""
    columns = max(2, round(math.sqrt(count * SIDE / lowest)))
    rows = max(2, round(count / columns))
    wide, high = SIDE / columns, lowest / rows
    return [
        ((column + dice.uniform(0.15, 0.85)) * wide, (row + dice.uniform(0.15, 0.85)) * high)
        for column in range(columns)
        for row in range(rows)
    ]


def _rain(dice: Dice, lowest: float) -> list[Shape]:
    return [
        Shape(
            f"M{x:.0f},{y:.0f} q4,-3 6,2 l-11,38 q-4,5 -7,0Z",
            Role.SOFT if number % 3 else Role.LIGHT,
        )
        for number, (x, y) in enumerate(_scattered(dice, 40, lowest))
    ]


def _thunder(dice: Dice) -> list[Shape]:
    """A bolt out of a cloud of its own."""
    x = dice.choice([210, 790]) + dice.uniform(-30, 30)
    bolt = polygon((x, 190), (x - 62, 350), (x - 14, 342), (x - 50, 490), (x + 56, 302),
                   (x + 8, 310), (x + 48, 190))  # fmt: skip
    return [Shape(bolt, Role.FLASH), Shape(cloud(x, 190, 330), Role.LIGHT)]


def _snow(dice: Dice, lowest: float) -> list[Shape]:
    return [
        Shape(disc(x, y, dice.uniform(3.5, 9)), Role.LIGHT) for x, y in _scattered(dice, 60, SIDE)
    ]


def _fog(dice: Dice, floor: float) -> list[Shape]:
    """Banks that come in from the sides by turns, each lower than the one before."""
    banks = []
    for row, (y, high) in enumerate(((-150, 46), (-86, 54), (-16, 62), (66, 54))):
        wide = dice.uniform(480, 820)
        x = -60 if row % 2 else SIDE + 60 - wide
        banks.append(Shape(box(x, floor + y, wide, high, high / 2), Role.MIST))
    return banks


def _wind(dice: Dice, lowest: float) -> list[Shape]:
    gusts = []
    for left, top, wide in ((80, 240, 260), (590, 330, 300), (250, 420, 200)):
        x, y = left + dice.uniform(-40, 40), top + dice.uniform(-50, 40)
        curl = "a30,30 0 1 0 -30,-30 h7 a23,23 0 1 1 23,23"
        gusts.append(Shape(f"M{x:.0f},{y:.0f} h{wide} {curl} h{-wide}Z", Role.LIGHT))
    return gusts


def _leaf(x: float, y: float, size: float, turn: float, role: Role) -> Shape:
    c, s = math.cos(turn) * size, math.sin(turn) * size
    bend = f"{x - s * 0.5:.0f},{y + c * 0.5:.0f}"
    other = f"{x + s * 0.5:.0f},{y - c * 0.5:.0f}"
    tip, stem = f"{x + c:.0f},{y + s:.0f}", f"{x - c:.0f},{y - s:.0f}"
    return Shape(f"M{stem} Q{bend} {tip} Q{other} {stem}Z", role)


def _leaves(dice: Dice, lowest: float) -> list[Shape]:
    roles = (Role.ACCENT, Role.MIDDLE, Role.ACCENT)
    return [
        _leaf(x, y, dice.uniform(13, 24), dice.uniform(0, 6.3), roles[number % 3])
        for number, (x, y) in enumerate(_scattered(dice, 18, lowest))
    ]


def _petals(dice: Dice, lowest: float) -> list[Shape]:
    return [
        _leaf(
            x,
            y,
            dice.uniform(9, 15),
            dice.uniform(0, 6.3),
            Role.ACCENT if number % 2 else Role.LIGHT,
        )
        for number, (x, y) in enumerate(_scattered(dice, 26, lowest))
    ]


def _aurora(dice: Dice) -> list[Shape]:
    bands = []
    for number in range(3):
        y, swing = 190 + number * 105 + dice.uniform(-20, 20), dice.uniform(50, 90)
        thick = 120 - number * 24
        up = f"M-20,{y:.0f} q130,{-swing:.0f} 262,0 t262,0 t262,0 t280,0 v{-thick}"
        bands.append(
            Shape(
                f"{up} q-140,{swing:.0f} -280,0 t-262,0 t-262,0 t-262,0Z",
                Role.MIST if number == 1 else Role.GLOW,
            )
        )
    return bands


FALLING: Mapping[Weather, Callable[[Dice, float], list[Shape]]] = {
    Weather.RAIN: _rain,
    Weather.STORM: _rain,
    Weather.SNOW: _snow,
    Weather.WIND: _wind,
    Weather.LEAVES: _leaves,
    Weather.PETALS: _petals,
}
