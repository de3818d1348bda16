"""What all parts of a composition go by: how large things are, how they turn, the frame."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from illustrator.arranging.formations import Member
from illustrator.arranging.placements import Placement, ShapeOf, Where
from illustrator.arranging.zones import MARGIN, TABLES, Ground
from illustrator.plans import Icon, Scene, Size, Stand, Subject
from illustrator.stages import SIDE, Take

# px, far from true to scale: an ant beside a house must still be an ant.
SIZES = {
    Size.TINY: 130.0,
    Size.SMALL: 300.0,
    Size.MEDIUM: 410.0,
    Size.LARGE: 470.0,
    Size.HUGE: 600.0,
}
IN_PROPORTION = 0.35  # of somebody's height: a small thing beside him
PETS = 0.58  # and a small animal
# How large things are beside others on a table, where all are small.
DAINTY = {
    "ring": 0.5, "coin": 0.5, "strawberry": 0.62, "cherries": 0.66, "grapes": 0.8, "egg": 0.6,
    "red-apple": 0.72, "green-apple": 0.72, "tangerine": 0.68, "lemon": 0.62, "peach": 0.68,
    "pear": 0.75, "kiwi-fruit": 0.6, "avocado": 0.72, "tomato": 0.65, "cookie": 0.62, "candy": 0.55,
    "doughnut": 0.7, "cupcake": 0.72, "chestnut": 0.5, "olive": 0.5, "blueberries": 0.6,
    "sushi": 0.7, "croissant": 0.82, "pencil": 0.75, "key": 0.6, "dumpling": 0.65, "banana": 0.85,
    "carrot": 0.8, "garlic": 0.6, "onion": 0.66, "mushroom": 0.7, "chess-pawn": 0.7, "candle": 0.8,
    "chocolate-bar": 0.75, "ice-cream": 0.85, "lollipop": 0.75, "paperclip": 0.45,
}  # fmt: skip
FACING = 0.8  # how often one turns to the middle of the picture


@dataclass(frozen=True)
class Setting:
    """What all parts of a composition go by."""

    scene: Scene
    ground: Ground
    take: Take
    shape_of: ShapeOf
    crowd: int  # how many there are in all

    @property
    def dice(self) -> np.random.Generator:
        """Those of the variant."""
        return self.take.dice

    def member(self, subject: Subject, size: float) -> Member:
        """One of its kind, `size` px."""
        shape = self.shape_of(subject.icon.name)
        return Member(subject, size, size * shape.wide, size * shape.tall)

    def flipped(self, icon: Icon, x: float) -> bool:
        """Whether it is turned round: artwork looks to the left, and should look inwards."""
        inwards = x < SIDE / 2
        return icon.mirrored and inwards == bool(self.dice.random() < FACING)


def sized(subject: Subject, setting: Setting, alone: bool) -> float:
    """px, before a group is made to fit."""
    size = SIZES[subject.icon.size] * subject.scale
    if setting.scene.is_inside:
        size = 340 * subject.scale if subject.icon.size is Size.SMALL else min(size, 520)
    if setting.scene is Scene.PODIUM:
        size = min(max(size, 330), 430)
    if not alone and setting.scene in TABLES and setting.crowd > subject.count:
        size *= DAINTY.get(subject.icon.name, 1.0) if subject.scale <= 1 else 1.0
    if alone:
        size *= setting.take.zoom * (1.12 if subject.icon.size is not Size.HUGE else 1.0)
    elif setting.crowd <= 4:
        size *= setting.take.zoom
    return min(size, 660)


def varied(one: Member, setting: Setting, count: int) -> Member:
    """One of many, a little larger or smaller than the others."""
    return one.scaled(float(setting.dice.uniform(0.92, 1.08))) if count > 1 else one


def proportioned(members: Sequence[Member], sitting: Sequence[float] = ()) -> list[Member]:
    """The same, small things no larger than they look beside people and large animals.

    What the words call giant stays so. `sitting` are the heights of people who are no members.
    """
    people = [one.tall for one in members if one.subject.icon.stand is Stand.PERSON]
    people += sitting
    beasts = [max(one.wide, one.tall) for one in members if _is_beast(one.subject)]
    room = IN_PROPORTION * max(people) if people else float(SIDE)
    room = min(room, 0.45 * max(beasts)) if beasts else room
    pets = PETS * max(people) if people else float(SIDE)
    done = []
    for one in members:
        most = room if _is_small(one.subject) else pets if _is_pet(one.subject) else float(SIDE)
        done.append(one.scaled(min(1.0, most / max(one.wide, one.tall))))
    return done


def _is_beast(subject: Subject) -> bool:
    return subject.icon.stand is Stand.GROUND and subject.icon.size is Size.LARGE


def _is_small(subject: Subject) -> bool:
    small = subject.icon.size in (Size.TINY, Size.SMALL) and subject.icon.stand is Stand.OBJECT
    return small and subject.scale <= 1


def _is_pet(subject: Subject) -> bool:
    small = subject.icon.size in (Size.TINY, Size.SMALL) and subject.icon.stand is Stand.GROUND
    return small and subject.scale <= 1


def within(one: Member) -> Member:
    """The same, small enough and far enough from the frame to be seen whole."""
    room = min((one.y - MARGIN) / (one.tall + one.above), (SIDE - 2 * MARGIN) / one.wide, 1.0)
    one = one.scaled(room) if room < 1 else one
    half = one.wide / 2 + MARGIN
    x = min(max(one.x, half), SIDE - half)
    return one if x == one.x else replace(one, x=x)


def placement(
    one: Member, where: Where, setting: Setting, z: float | None = None, tilt: float = 0.0
) -> Placement:
    """Where a member of a group came to stand; `z` is its base unless it is given."""
    flipped = setting.flipped(one.subject.icon, one.x)
    z = one.y if z is None else z
    return Placement(
        one.subject, one.x, one.y, one.size, where, flipped, z, one.wide, one.tall, tilt
    )
