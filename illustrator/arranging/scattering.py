"""What flies, swims under water or floats in space: each where there is room."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

from illustrator.arranging.casting import Cast, copies
from illustrator.arranging.compositions import SIZES, Setting, placement, varied, within
from illustrator.arranging.formations import Member
from illustrator.arranging.placements import Placement, Where
from illustrator.arranging.zones import MARGIN
from illustrator.plans import Size, Stand
from illustrator.stages import SIDE


def flying(cast: Cast, setting: Setting, done: Sequence[Placement]) -> list[Placement]:
    """What is in the air: alone it is the hero, else it takes the free places."""
    members = []
    for subject in cast.flying:
        n = copies(subject)
        size = SIZES[subject.icon.size] * subject.scale
        size *= setting.take.zoom if not done else 0.82
        size *= 1.0 if n == 1 else 0.8 if n < 4 else 0.62
        if subject.icon.size is Size.TINY and not done:
            size *= 1.5
        members += [varied(setting.member(subject, size), setting, n) for _ in range(n)]
    return _scattered(members, setting, list(done), setting.ground.sky, Where.SKY)


def floating(
    members: Sequence[Member], setting: Setting, taken: Sequence[Placement]
) -> list[Placement]:
    """All of a group where nothing stands."""
    return _scattered(members, setting, list(taken), setting.ground.sky, Where.FLOATING)


def _scattered(
    members: Sequence[Member],
    setting: Setting,
    taken: list[Placement],
    zone: tuple[float, float],
    where: Where,
) -> list[Placement]:
    """Each where it covers least of the others: the best of forty tries."""
    area = sum(one.wide * one.tall for one in members)
    free = 0.5 * (zone[1] - zone[0]) * (SIDE - 2 * MARGIN)
    shrink = min(1.0, (free / max(area, 1.0)) ** 0.5)
    done: list[Placement] = []
    for index, one in enumerate(members):
        one = one.scaled(shrink)
        lead = index == 0 and not taken
        tries = [_try(one, zone, setting, lead) for _ in range(1 if lead else 40)]
        boxes = [each.box for each in (*taken, *done)]
        best = min(tries, key=lambda there: _crowding(there, boxes))
        upright = one.subject.icon.stand is Stand.OBJECT or one.subject.icon.size is Size.HUGE
        tilt = 0.0 if upright or lead else float(setting.dice.uniform(-9, 9))
        done.append(
            placement(best, where, setting, tilt=tilt, z=best.y - 2000 * (where is Where.SKY))
        )
    return done


def _try(one: Member, zone: tuple[float, float], setting: Setting, lead: bool) -> Member:
    dice, (top, low) = setting.dice, zone
    low = max(low, top + one.tall)
    if lead:
        x = SIDE / 2 + setting.take.side * float(dice.uniform(70, 150))
        y = (top + low + one.tall) / 2 + float(dice.uniform(-0.08, 0.08)) * (low - top)
    else:
        x, y = float(dice.uniform(0, SIDE)), float(dice.uniform(top + one.tall, low))
    return within(replace(one, x=x, y=y))


def _crowding(one: Member, others: Sequence[tuple[float, float, float, float]]) -> float:
    """How much it and the boxes of the others cover each other, and how near they are."""
    left, right, top, low = one.x - one.wide / 2, one.x + one.wide / 2, one.y - one.tall, one.y
    middle, area, total = (top + low) / 2, one.wide * one.tall, 0.0
    for a, b, c, d in others:
        if right > a - 20 and left < c + 20 and low > b - 20 and top < d + 20:
            across = (right if right < c else c) - (left if left > a else a)
            down = (low if low < d else d) - (top if top > b else b)
            total += (across + 20) * (down + 20) / min(area, (c - a) * (d - b))
        total += 12 / max(hypot(one.x - (a + c) / 2, middle - (b + d) / 2), 1.0)
    return total
