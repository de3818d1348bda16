"""Groups on the ground: one, a pair, or rows that grow smaller towards the back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from illustrator.arranging.zones import MARGIN, Ground
from illustrator.plans import Subject
from illustrator.stages import SIDE

SEEN = 0.58  # of everybody's height that the row before leaves free
BESIDE = 0.94  # of their widths that neighbours keep apart, where rows stand behind each other
ABREAST = 1.1  # where there is only one, or hardly room for more
SLENDER = 0.45  # of its height: as wide a thing is taken for, so that people do not touch
SHALLOW = 285  # px: a table top, a strip of water hold one row
BACK = 0.86  # of the row before: the size of a row
# How the rows of small groups may be made up, from the front: one for each number of a variant.
ROWS: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((1,), (1,), (1,), (1,)),
    2: ((2,), (2,), (2,), (2,)),
    3: ((3,), (1, 2), (2, 1), (3,)),
    4: ((2, 2), (1, 3), (4,), (3, 1)),
    5: ((2, 3), (3, 2), (1, 4), (2, 3)),
    6: ((3, 3), (2, 4), (1, 2, 3), (3, 3)),
    7: ((3, 4), (2, 3, 2), (3, 4), (4, 3)),
}


@dataclass(frozen=True)
class Member:
    """One of a group: `size` is the side of the square its sprite fits in, all in px."""

    subject: Subject
    size: float
    wide: float
    tall: float
    above: float = 0.0  # room for whoever stands on it
    x: float = 0.0
    y: float = 0.0

    def scaled(self, factor: float) -> "Member":
        """The same, larger or smaller."""
        return replace(
            self,
            size=self.size * factor,
            wide=self.wide * factor,
            tall=self.tall * factor,
            above=self.above * factor,
        )


def formed(
    members: Sequence[Member], ground: Ground, number: int, side: int, dice: np.random.Generator
) -> list[Member]:
    """All members with their places; the first is in front. `number` and `side` of the take."""
    flat = ground.near - ground.far < SHALLOW and len(members) <= 4
    rows = [_mixed(_rotated(members, number))] if flat else _rows(members, number)
    rows = [[one.scaled(BACK**depth) for one in row] for depth, row in enumerate(rows)]
    shallow = ground.near - ground.far < SHALLOW and len(members) > 1
    beside = ABREAST if shallow or (len(rows) == 1 and len(members) > 1) else BESIDE
    factor = min(_fit_across(rows, ground, beside), 1.0)
    rows = [[one.scaled(factor) for one in row] for row in rows]
    front = ground.hero + (ground.near - ground.hero) * min(1.0, 0.3 * len(rows) + 0.1)
    squeeze = _fit_down(rows, ground, front)
    rows = [[one.scaled(squeeze) for one in row] for row in rows]
    # The same lean for all rows: so the first row stands before the gaps of the second.
    lean = side * 0.4 * min(_slack(row, ground)[1] for row in rows)
    placed, base = [], front if len(rows) > 1 else ground.hero + 0.2 * (front - ground.hero)
    for depth, row in enumerate(rows):
        if depth:
            base -= _step(rows[depth - 1], row)
        level = depth and len(row) == len(rows[depth - 1])
        shift = lean + (0.5 if level and depth % 2 else 0.0) * _pitch(row, ground)
        placed += _spread(row, base, shift, ground, dice)
    return _staggered(placed, ground, number) if len(rows) == 1 and len(placed) > 1 else placed


def _staggered(row: list[Member], ground: Ground, number: int) -> list[Member]:
    """Some beside each other, of whom every other one may be a little farther off."""
    shares = (0.1, 0.35, 0.0, 0.62) if len(row) == 2 else (0.3, 0.5, 0.4, 0.6)
    away = shares[number] * (ground.hero - ground.far)
    first = [one.subject.position for one in row].index(min(one.subject.position for one in row))
    alike = len({one.subject.position for one in row}) == 1
    nearer = number // 2 if alike else first % 2  # the hero is no smaller than the others
    return [
        one if index % 2 == nearer else replace(one.scaled(1 - away / 420), y=one.y - away)
        for index, one in enumerate(row)
    ]


def _rows(members: Sequence[Member], number: int) -> list[list[Member]]:
    """Rows from the front: small ones first, the first of all foremost among its equals."""
    count = len(members)
    sizes = ROWS[count][number % 4] if count in ROWS else _even(count)
    ordered = sorted(members, key=lambda one: round(one.tall / 90))
    if len(sizes) == 1:
        return [_mixed(list(members))]
    rows, start = [], 0
    for size in sizes:
        rows.append(_mixed(ordered[start : start + size]))
        start += size
    return rows


def _rotated(members: Sequence[Member], number: int) -> list[Member]:
    """Another order for each variant."""
    turn = (0, 1, 0, 2)[number] % len(members)
    return [*members[turn:], *members[:turn]]


def _mixed(row: list[Member]) -> list[Member]:
    """The foremost in the middle."""
    return row[2::2][::-1] + row[:1] + row[1::2] if len(row) > 2 else row


def _even(count: int) -> tuple[int, ...]:
    """Rows of about one and a half times as many as there are rows, the front one shortest."""
    rows = min(count, max(2, round(math.sqrt(count / 1.5))))
    least, more = divmod(count, rows)
    return tuple(least + (row >= rows - more) for row in range(rows))


def _fit_across(rows: Sequence[Sequence[Member]], ground: Ground, beside: float) -> float:
    span = ground.span[1] - ground.span[0]
    return min((span - 24) / (beside * max(1.0, sum(one.wide for one in row))) for row in rows)


def _step(front: Sequence[Member], back: Sequence[Member]) -> float:
    """How much higher a row stands than the one before it."""
    lowest = min(one.tall for one in back)
    return max(max(one.tall for one in front) - lowest * (1 - SEEN), 0.18 * lowest, 26)


def _fit_down(rows: Sequence[Sequence[Member]], ground: Ground, front: float) -> float:
    """The factor with which the rows end on the ground, and their heads within the frame."""
    steps = [_step(before, row) for before, row in pairwise(rows)]
    factor, climbed = 1.0, 0.0
    for row, step in zip(rows, [0.0, *steps], strict=True):
        climbed += step
        needed = climbed + max(one.tall + one.above for one in row)
        factor = min(factor, (front - MARGIN) / needed)
    # Things may stand a little behind the far edge of the ground if there are many.
    return min(factor, (front - ground.far) / climbed if climbed else 1.0)


def _slack(row: Sequence[Member], ground: Ground) -> tuple[float, float]:
    """The gap between neighbours, and how far the row may be moved to a side."""
    span = ground.span[1] - ground.span[0]
    widths = sum(one.wide for one in row)
    free = span - widths
    broad = sum(max(one.wide, SLENDER * one.tall) for one in row)
    gap = min(free / (len(row) + 1), 0.34 * broad / len(row)) if free > 0 else free / len(row)
    return gap, max(0.0, (span - widths - gap * (len(row) - 1)) / 2)


def _pitch(row: Sequence[Member], ground: Ground) -> float:
    """From one to the next, where there is room for half of it."""
    gap, room = _slack(row, ground)
    return min(sum(one.wide for one in row) / len(row) + gap, 2 * room)


def _spread(
    row: Sequence[Member], base: float, shift: float, ground: Ground, dice: np.random.Generator
) -> list[Member]:
    """One row with its places."""
    left, right = ground.span
    gap, _ = _slack(row, ground)
    whole = sum(one.wide for one in row) + gap * (len(row) - 1)
    x = (left + right) / 2 + shift - whole / 2
    placed = []
    for one in row:
        across = float(dice.uniform(-0.2, 0.2)) * max(gap, 0)
        down = float(dice.uniform(-0.05, 0.05)) * one.tall * (len(row) > 1)
        half = one.wide / 2 + 0.7 * MARGIN
        middle = min(max(x + one.wide / 2 + across, half), SIDE - half)
        placed.append(replace(one, x=middle, y=min(base + down, ground.near + 20)))
        x += one.wide + gap
    return placed
