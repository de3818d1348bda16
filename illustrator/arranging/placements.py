"""A thing and its place in a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from illustrator.artwork.sprites import Shape
from illustrator.plans import Subject

ShapeOf = Callable[[str], Shape]  # the outline of the artwork of that name


class Where(StrEnum):
    """What it stands on, which decides about shadows and water."""

    GROUND = "ground"
    FAR = "far"  # a landmark behind the others
    SKY = "sky"
    WATER = "water"  # its keel at y
    FLOATING = "floating"  # under water, in the air of a sky scene
    HELD = "held"  # in somebody's hands
    UPON = "upon"  # on, in or under another thing
    BUST = "bust"  # cut off by what is before it


@dataclass(frozen=True)
class Placement:
    """One thing. `height` is the side of the square its sprite is fitted into (`Sprites.sprite`).

    `x` is the middle and `y` the base of what is seen, `wide`×`tall` px; low `z` is drawn first.
    """

    subject: Subject
    x: float
    y: float
    height: float
    where: Where
    flipped: bool
    z: float
    wide: float
    tall: float
    tilt: float = 0.0  # degrees, clockwise
    tether: tuple[float, float] | None = None  # the hand that holds its string

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.x - self.wide / 2, self.y - self.tall, self.x + self.wide / 2, self.y


def hidden(one: Placement, others: Sequence[Placement]) -> float:
    """The largest share of its box, 0 to 1, that a single one of those before it covers."""
    return max((_shared(one, each) for each in others if each.z > one.z), default=0.0)


def _shared(one: Placement, other: Placement) -> float:
    left, top, right, bottom = one.box
    other_left, other_top, other_right, other_bottom = other.box
    across = max(0.0, min(right, other_right) - max(left, other_left))
    down = max(0.0, min(bottom, other_bottom) - max(top, other_top))
    return across * down / max(1.0, (right - left) * (bottom - top))
