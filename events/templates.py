"""What a template holds. All measures are in units of its canvas, which is UNITS wide and high."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kinds import AvatarLook, CartoonStyle, Gender

UNITS = 1024  # a template's canvas, and the viewBox of each of its drawings
SIDE = 4096  # px of a finished avatar

Palette = Mapping[str, str]  # a colour's name in the drawings → #rrggbb
TextField = Literal["organization", "name"]


@dataclass(frozen=True)
class Box:
    """A rectangle, in units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Costume:
    """What the builtin engine dresses a head in: one variant of a look.

    `back` is drawn behind all else (a cape), `front`, the neck included, behind the head; both are
    SVG with a viewBox of UNITS. Shapes of class `fill-skin` and `fill-skin-shade` take the person's
    own skin. `chin` is where the chin comes to lie, `head` how high the head is from there to the
    top of the forehead. A seed picks one of `palettes`.
    """

    front: str
    back: str | None
    chin: tuple[float, float]
    head: float
    style: CartoonStyle  # how the head is drawn
    palettes: tuple[Palette, ...]


@dataclass(frozen=True)
class Scene:
    """What is around the person in one look: `background` behind, `overlay` before, both SVG."""

    background: str
    overlay: str | None
    palettes: tuple[Palette, ...]
    costumes: Mapping[Gender, Costume]  # NEUTRAL is always there

    def costume(self, gender: Gender) -> Costume:
        """The variant for a gender; the neutral one where there is none of its own."""
        return self.costumes.get(gender) or self.costumes[Gender.NEUTRAL]


@dataclass(frozen=True)
class TextBox:
    """Where one of the guest's words is written: as large as `size`, or smaller to fit `box`."""

    field: TextField
    box: Box
    size: float  # of the letters at most, in units
    lines: int  # at most
    colour: str
    outline: str | None
    outline_width: float  # in units


@dataclass(frozen=True)
class Template:
    """One event: what lies behind the person, the person, what lies before, the words, the card.

    A picture of a person, which is square, fills the box `person`. `card` is an SVG: the avatar is
    transparent where that is.
    """

    slug: str
    title: str
    person: Box
    scenes: Mapping[AvatarLook, Scene]  # every look
    texts: tuple[TextBox, ...]
    card: str | None
