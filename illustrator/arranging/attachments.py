"""Things that take their place from another: held, worn, stood upon, in and behind it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from illustrator.arranging.casting import AIRBORNE, LEGS, Bond, Cast, copies
from illustrator.arranging.placements import Placement, ShapeOf, Where
from illustrator.artwork.sprites import COLUMNS
from illustrator.plans import Relation, Size, Subject
from illustrator.stages import SIDE

# Where one sits, as a share of the height, on what is not stood upon at its top.
SEATS = {
    "couch-and-lamp": 0.34, "bed": 0.5, "person-in-bed": 0.6, "chair": 0.5, "seat": 0.5,
    "bicycle": 0.52, "motorcycle": 0.58, "motor-scooter": 0.5, "kick-scooter": 0.2,
    "skateboard": 0.75, "sled": 0.5, "canoe": 0.55, "boat": 0.5, "sailboat": 0.24, "ship": 0.5,
    "speedboat": 0.55, "motor-boat": 0.55, "horse": 0.62, "carousel-horse": 0.62, "camel": 0.72,
    "two-hump-camel": 0.72, "elephant": 0.88, "tractor": 0.72, "@bridge": 0.42, "dragon": 0.55,
    "locomotive": 0.8, "rocket": 0.6, "unicorn": 0.62, "surfboard": 0.6, "broom": 0.5,
}  # fmt: skip
STRADDLED = frozenset(
    {"bicycle", "motorcycle", "motor-scooter", "canoe", "sled", "speedboat", "motor-boat"}
)
# Where there is room to sit, as shares of the width.
PLACES = {"couch-and-lamp": 0.36, "sailboat": 0.62, "horse": 0.56, "unicorn": 0.56}
STALK = 0.14  # of the height: what of its top hides behind whoever stands on it
LARGE_IN_HAND = frozenset({"guitar", "violin", "saxophone", "trumpet", "accordion", "banjo"})


def attached(
    cast: Cast,
    done: Sequence[Placement],
    shape_of: ShapeOf,
    dice: np.random.Generator,
    side: int,
) -> list[Placement]:
    """`done` and all that is bound to something in it."""
    result = list(done)
    waiting = list(cast.bonds)
    while waiting:  # whoever holds something may stand on something himself
        known = {each.subject.position for each in result}
        ready = [bond for bond in waiting if bond.host.position in known]
        for bond in ready:
            hosts = [each for each in result if each.subject.position == bond.host.position]
            result += _bound(bond, hosts, shape_of, dice, side)
        waiting = [bond for bond in waiting if bond not in ready]
        if not ready:
            break
    return result


def _bound(
    bond: Bond, hosts: list[Placement], shape_of: ShapeOf, dice: np.random.Generator, side: int
) -> list[Placement]:
    place = {
        Relation.HOLDS: _held,
        Relation.WITH: _worn,
        Relation.UNDER: _sheltering,
        Relation.IN: _inside,
        Relation.BEHIND: _behind,
    }.get(bond.kind)
    if place is None:
        return _upon(bond.subject, hosts[0], shape_of, dice)
    count = copies(bond.subject)
    return [
        place(bond.subject, hosts[index % len(hosts)], shape_of, index if count > 1 else 0)
        for index in range(count)
    ]


def _placement(
    subject: Subject, x: float, y: float, size: float, shape_of: ShapeOf, z: float, where: Where,
    flipped: bool = False,
) -> Placement:  # fmt: skip
    shape = shape_of(subject.icon.name)
    wide, tall = size * shape.wide, size * shape.tall
    x = min(max(x, wide / 2 + 8), SIDE - wide / 2 - 8)
    return Placement(
        subject, x, max(y, tall + 12), size, where, flipped and subject.icon.mirrored, z, wide, tall
    )


def top_at(host: Placement, share: float, shape_of: ShapeOf) -> float:
    """The height, 0 to 1 of its own, at which a thing ends at `share` of its width."""
    tops = shape_of(host.subject.icon.name).tops
    column = min(COLUMNS - 1, max(0, int(share * COLUMNS)))
    column = COLUMNS - 1 - column if host.flipped else column
    near = [top for top in tops[max(0, column - 1) : column + 2] if top > 0]
    return sorted(near)[len(near) // 2] if near else 1.0


def _stood_upon(host: Placement, middle: float, stance: float, shape_of: ShapeOf) -> float:
    """The height at which feet rest that are `stance` apart from the middle: not on a stalk."""
    shares = (middle - stance, middle - stance / 2, middle, middle + stance / 2, middle + stance)
    tops = sorted(top_at(host, share, shape_of) for share in shares)
    return max(tops[1], tops[-1] - STALK)


def _held(subject: Subject, host: Placement, shape_of: ShapeOf, index: int) -> Placement:
    """In the hands, before the lower body; a kite or a balloon is in the air on its string."""
    name = subject.icon.name
    longest = max(host.wide, host.tall)
    if name in AIRBORNE:
        way = -1 if host.x > SIDE / 2 else 1
        high, aside = (1.2, 210) if name == "kite" else (0.92, 60)
        x = host.x + way * (0.55 * host.wide + aside + 80 * index)
        y = max(host.y - host.tall * high, 0.6 * longest + 20)
        return _placement(subject, x, y, 0.6 * longest, shape_of, host.z - 1, Where.SKY)
    size = longest * (0.62 if name in LARGE_IN_HAND else 0.40)
    # Somebody who stands has his hands higher than somebody who sits.
    low = 0.34 if host.wide < 0.5 * host.tall else 0.10
    if host.where is Where.BUST:
        low = 0.02 if host.subject.icon.bust else LEGS
    size *= 0.8 if low > 0.3 else 1.0
    x = host.x + 0.02 * host.wide + 0.3 * size * index
    y = min(host.y - low * host.tall + 0.04 * size, SIDE - 4.0)
    return _placement(subject, x, y, size, shape_of, host.z + 1, Where.HELD)


def _worn(subject: Subject, host: Placement, shape_of: ShapeOf, index: int) -> Placement:
    """On the head, a little pressed down; glasses on the nose, a scarf around the neck."""
    glasses = "glasses" in subject.icon.name or subject.icon.name == "goggles"
    # A head is where the outline is highest.
    tops = shape_of(host.subject.icon.name).tops
    peaks = [column for column, top in enumerate(tops) if top > 0.9]
    middle = (sum(peaks) / len(peaks) + 0.5) / COLUMNS if peaks else 0.5
    middle = 1 - middle if host.flipped else middle
    size = 0.42 * min(host.wide, host.tall)
    x = host.x - host.wide / 2 + middle * host.wide
    y = host.y - host.tall * (0.62 if glasses else 0.9)
    if subject.icon.name == "scarf":
        size, y = 0.52 * host.tall, host.y - 0.2 * host.tall
    return _placement(subject, x, y, size, shape_of, host.z + 1, Where.UPON)


def _sheltering(subject: Subject, host: Placement, shape_of: ShapeOf, index: int) -> Placement:
    """An umbrella over somebody."""
    size = max(0.8 * host.tall, host.wide * 1.05)
    y = host.y - host.tall * 0.52
    return _placement(subject, host.x, y, size, shape_of, host.z - 1, Where.UPON)


def _inside(subject: Subject, host: Placement, shape_of: ShapeOf, index: int) -> Placement:
    """In a vessel: its rim is before the lower half."""
    size = 0.72 * max(host.wide, host.tall)
    x = host.x + (index - 0.5 * (index > 0)) * 0.3 * host.wide * (-1) ** index
    y = host.y - 0.38 * host.tall
    return _placement(subject, x, y, size, shape_of, host.z - 1, Where.UPON, not host.flipped)


def _behind(subject: Subject, host: Placement, shape_of: ShapeOf, index: int) -> Placement:
    """Half hidden, peeping out on the side where there is room."""
    way = -1 if host.x > SIDE / 2 else 1
    shape = shape_of(subject.icon.name)
    size = max(0.85 * host.tall / max(shape.tall, 0.3), 0.9 * host.height)
    size = min(size, 420.0)
    x = host.x + way * (0.40 * host.wide + 0.22 * size * shape.wide)
    y = host.y - 0.12 * host.tall
    return _placement(subject, x, y, size, shape_of, host.z - 1, Where.GROUND, way < 0)


def _upon(
    subject: Subject, host: Placement, shape_of: ShapeOf, dice: np.random.Generator
) -> list[Placement]:
    """Standing or sitting side by side on top of it."""
    count, name = copies(subject), host.subject.icon.name
    shape = shape_of(subject.icon.name)
    small = host.subject.icon.size in (Size.TINY, Size.SMALL)
    share = 0.36 if host.subject.icon.size is Size.HUGE else 0.66 if small else 0.55
    size = share * max(host.wide, host.tall) * min(subject.scale, 1.15)
    size = min(size, 0.86 * host.wide / (count * max(shape.wide, 0.3)))
    middle = PLACES.get(name, 0.5)
    middle = 1 - middle if host.flipped else middle
    done = []
    for index in range(count):
        at = middle + (index - (count - 1) / 2) * size * shape.wide * 1.02 / host.wide
        stance = 0.5 * (shape.foot[1] - shape.foot[0]) * size * shape.wide / host.wide
        height = SEATS.get(name) or _stood_upon(host, at, stance, shape_of) - 0.025
        x = host.x - host.wide / 2 + at * host.wide
        z = host.z + (-0.5 if name in STRADDLED else 0.5 + 0.01 * index)
        flipped = host.flipped if count == 1 else bool(dice.random() < 0.5)
        done.append(
            _placement(
                subject, x, host.y - height * host.tall, size, shape_of, z, Where.UPON, flipped
            )
        )
    return done


def tethered(done: Sequence[Placement]) -> list[Placement]:
    """Kites and balloons with their strings in the hand of the nearest one on the ground."""
    holders = [each for each in done if each.where is Where.GROUND and each.tall > 150]
    result = []
    for each in done:
        if each.subject.icon.name in AIRBORNE and each.where is Where.SKY and holders:
            holder = min(holders, key=lambda one: abs(one.x - each.x))
            way = 1 if each.x > holder.x else -1
            hand = (holder.x + way * 0.3 * holder.wide, holder.y - 0.45 * holder.tall)
            each = replace(each, tether=hand)
        result.append(each)
    return result
