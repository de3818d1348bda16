"""What an avatar will look like, before it is drawn: a template's drawings in their first colours.

Nothing is drawn for it here: a browser, or whatever shows SVG, lays them one upon the other.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from events.drawings import style_sheet
from events.templates import UNITS, Box, Costume, Palette, Scene, Template
from kinds import AvatarLook, Gender

# How wide a face is, measured by its height from chin to forehead: as in docs/events.md.
FACE = 244 / 284

_ROOT = re.compile(r"<svg\b[^>]*>")


@dataclass(frozen=True)
class Sketch:
    """The drawings of one look and gender, by their names in the sketchbook, from behind."""

    look: AvatarLook
    gender: Gender
    background: str
    costume: tuple[str, ...]  # drawn in `person`, behind the head
    person: Box  # units
    head: Box  # units: the face, from the chin to the top of the forehead
    overlay: str | None
    card: str | None


@dataclass
class Sketchbook:
    """The sketches of all events by slug, and the drawings that they are made of.

    A drawing's name is made of its content, so that whoever has it need never ask for it again.
    """

    drawings: dict[str, bytes] = field(default_factory=dict)
    sketches: dict[str, tuple[Sketch, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Mapping[str, Template]) -> "Sketchbook":
        """Some milliseconds of work."""
        book = cls()
        for slug, template in events.items():
            book.sketches[slug] = tuple(book._sketched(template))
        return book

    def _sketched(self, template: Template) -> Iterator[Sketch]:
        card = self._kept(template.card, ())
        for look, scene in template.scenes.items():
            for gender in Gender:
                yield self._sketch(template, look, scene, gender, card)

    def _sketch(
        self, template: Template, look: AvatarLook, scene: Scene, gender: Gender, card: str | None
    ) -> Sketch:
        costume = scene.costume(gender)
        worn = (self._kept(svg, costume.palettes) for svg in (costume.back, costume.front))
        person = _square(template.person)
        return Sketch(
            look=look,
            gender=gender,
            background=self._kept(scene.background, scene.palettes) or "",
            costume=tuple(name for name in worn if name is not None),
            person=person,
            head=_head(costume, person),
            overlay=self._kept(scene.overlay, scene.palettes),
            card=card,
        )

    def _kept(self, svg: str | None, palettes: tuple[Palette, ...]) -> str | None:
        """The name of a drawing, in the first of its palettes."""
        if svg is None:
            return None
        sheet = style_sheet(palettes[0] if palettes else {})
        drawing = _ROOT.sub(lambda root: f"{root[0]}<style>{sheet}</style>", svg, count=1).encode()
        name = hashlib.sha256(drawing).hexdigest()[:32]
        self.drawings[name] = drawing
        return name


def _square(box: Box) -> Box:
    """What a square picture of a person fills of its box: standing on the lower edge, centred."""
    side = min(box.width, box.height)
    return Box(box.x + (box.width - side) / 2, box.y + box.height - side, side, side)


def _head(costume: Costume, person: Box) -> Box:
    """Where the face is once the costume lies in `person`."""
    scale = person.width / UNITS
    x, chin = person.x + costume.chin[0] * scale, person.y + costume.chin[1] * scale
    height = costume.head * scale
    return Box(x - FACE * height / 2, chin - height, FACE * height, height)
