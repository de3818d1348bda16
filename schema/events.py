"""The events guests can register for, and how their avatars will look, as clients see them."""

from typing import Self

import strawberry

from events import sketches
from events.templates import UNITS, Box, Template, TextBox
from kinds import AvatarLook, Gender
from schema.context import Context


@strawberry.type(description="A part of an avatar, whose sides are 1 long.")
class Area:
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, box: Box) -> Self:
        return cls(
            x=box.x / UNITS, y=box.y / UNITS, width=box.width / UNITS, height=box.height / UNITS
        )


@strawberry.type(
    description="Where one of the guest's words is written: in the middle of its area, as large as "
    "`size`, or smaller to fit."
)
class Lettering:
    field: str = strawberry.field(description="Of the registration form: organization or name.")
    area: Area
    size: float = strawberry.field(description="Of the letters at most, an avatar's side being 1.")
    lines: int = strawberry.field(description="At most.")
    colour: str = strawberry.field(description="As #rrggbb.")
    outline: str | None = strawberry.field(description="Its colour; null for none.")
    outline_width: float

    @classmethod
    def of(cls, box: TextBox) -> Self:
        return cls(
            field=box.field,
            area=Area.of(box.box),
            size=box.size / UNITS,
            lines=box.lines,
            colour=box.colour,
            outline=box.outline,
            outline_width=box.outline_width / UNITS,
        )


@strawberry.type(
    description="How an avatar of this look and gender will look, to be shown while somebody fills "
    "in the form: lay the background, the costume, whatever stands for the head, the overlay and "
    "the words upon each other. Links lead to square SVGs which never change. The avatar itself "
    "has the guest's own face and skin, and one of several sets of colours."
)
class Sketch:
    look: AvatarLook
    gender: Gender
    background: str
    costume: list[str] = strawberry.field(
        description="One upon the other, each as large as `person`. The head comes before them."
    )
    person: Area
    head: Area = strawberry.field(
        description="The face, from the chin to the top of the forehead; the hair is above it."
    )
    overlay: str | None
    card: str | None = strawberry.field(
        description="What this covers of all others is seen; null: everything is."
    )

    @classmethod
    def of(cls, sketch: sketches.Sketch, context: Context) -> Self:
        def link(name: str) -> str:
            return context.studio.address(f"sketches/{name}.svg", context.base_url)

        return cls(
            look=sketch.look,
            gender=sketch.gender,
            background=link(sketch.background),
            costume=[link(each) for each in sketch.costume],
            person=Area.of(sketch.person),
            head=Area.of(sketch.head),
            overlay=link(sketch.overlay) if sketch.overlay else None,
            card=link(sketch.card) if sketch.card else None,
        )


@strawberry.type(description="An event that guests can register for.")
class Event:
    slug: str = strawberry.field(description="What a registration calls it by.")
    title: str
    letterings: list[Lettering] = strawberry.field(description="What is written on its avatars.")
    sketches: list[Sketch] = strawberry.field(description="One for each look and gender.")


def events_of(context: Context) -> list[Event]:
    """All that are set up here."""
    return [_event(each, context) for each in context.studio.events.values()]


def _event(template: Template, context: Context) -> Event:
    found = context.studio.sketchbook.sketches[template.slug]
    return Event(
        slug=template.slug,
        title=template.title,
        letterings=[Lettering.of(each) for each in template.texts],
        sketches=[Sketch.of(each, context) for each in found],
    )
