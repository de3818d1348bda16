"""Reading event templates from folders: those that are shipped, and an operator's own."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from events.drawings import InvalidTemplate, Svg, read_svg
from events.templates import UNITS, Box, Costume, Palette, Scene, Template, TextBox, TextField
from kinds import AvatarLook, CartoonStyle, Gender

SHIPPED = Path(__file__).parent
SLUG = re.compile(r"[a-z0-9-]{1,40}")
EVENT = "event.toml"
SKIN = {"skin", "skin-shade"}  # the person's own, never a palette's

Unit = Annotated[float, Field(ge=0, le=UNITS)]
COLOUR = "^#[0-9a-fA-F]{6}$"
NAME = r"^[a-z0-9-]+(/[a-z0-9-]+)*\.(svg|toml)$"  # never upwards
Colour = Annotated[str, Field(pattern=COLOUR)]
Palettes = Annotated[list[dict[str, Colour]], Field(min_length=1)]
Name = Annotated[str, Field(pattern=NAME)]


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Box(_Part):
    x: Unit
    y: Unit
    width: Annotated[float, Field(gt=0, le=UNITS)]
    height: Annotated[float, Field(gt=0, le=UNITS)]


class _Text(_Part):
    field: TextField
    box: _Box
    size: Annotated[float, Field(ge=8, le=400)]
    lines: Annotated[int, Field(ge=1, le=6)]
    colour: Colour
    outline: Colour | None = None
    outline_width: Annotated[float, Field(ge=0, le=40)] = 0


class _Scene(_Part):
    background: Name
    overlay: Name | None = None
    palettes: Palettes
    costumes: Name


class _Event(_Part):
    title: Annotated[str, Field(min_length=1, max_length=80)]
    person: _Box
    card: Name | None = None
    texts: Annotated[list[_Text], Field(min_length=1)]
    scenes: dict[AvatarLook, _Scene]


class _Variant(_Part):
    front: Name
    back: Name | None = None


class _Costumes(_Part):
    style: CartoonStyle
    chin: tuple[Unit, Unit]
    head: Annotated[float, Field(ge=100, le=500)]
    palettes: Palettes
    variants: dict[Gender, _Variant]


Parsed = TypeVar("Parsed", bound=_Part)


def read_events(extra: Path | None) -> dict[str, Template]:
    """All templates by slug; an event in `extra` takes the place of one that is shipped.

    Reads files. The first mistake is told by InvalidTemplate.
    """
    if extra is not None and not extra.is_dir():
        raise InvalidTemplate(f"EVENTS_DIR: {extra} is no folder.")
    roots = [SHIPPED, *([extra] if extra else [])]
    return {folder.name: _read_event(folder) for root in roots for folder in _events(root)}


def _events(root: Path) -> Iterator[Path]:
    """The folders that are events."""
    for file in sorted(root.glob(f"*/{EVENT}")):
        if not SLUG.fullmatch(file.parent.name):
            raise InvalidTemplate(
                f"{file.parent}: an event's folder is named with a-z, 0-9 and -, up to 40."
            )
        yield file.parent


def _read_event(folder: Path) -> Template:
    file = folder / EVENT
    event = _parsed(_Event, file)
    if missing := set(AvatarLook) - set(event.scenes):
        raise InvalidTemplate(f"{file}: scenes: {sorted(missing)[0]} is missing.")
    card = _svg(folder, file, "card", event.card)
    return Template(
        slug=folder.name,
        title=event.title,
        person=_box(event.person, file, "person"),
        scenes={
            look: _scene(folder, scene, f"scenes.{look}") for look, scene in event.scenes.items()
        },
        texts=tuple(
            _text(text, file, f"texts.{number}") for number, text in enumerate(event.texts)
        ),
        card=card.text if card else None,
    )


def _scene(folder: Path, scene: _Scene, field: str) -> Scene:
    file = folder / EVENT
    background = _found(folder, file, f"{field}.background", scene.background)
    overlay = _svg(folder, file, f"{field}.overlay", scene.overlay)
    drawings = [read_svg(background), *([overlay] if overlay else [])]
    return Scene(
        background=drawings[0].text,
        overlay=overlay.text if overlay else None,
        palettes=_palettes(scene.palettes, drawings, file, f"{field}.palettes"),
        costumes=_costumes(folder, _found(folder, file, f"{field}.costumes", scene.costumes)),
    )


def _costumes(folder: Path, file: Path) -> Mapping[Gender, Costume]:
    found = _parsed(_Costumes, file)
    if Gender.NEUTRAL not in found.variants:
        raise InvalidTemplate(f"{file}: variants: NEUTRAL is missing.")
    drawn = {
        gender: _drawings(folder, file, variant, f"variants.{gender}")
        for gender, variant in found.variants.items()
    }
    drawings = [each for pair in drawn.values() for each in pair if each]
    palettes = _palettes(found.palettes, drawings, file, "palettes")
    return {
        gender: Costume(
            front=front.text,
            back=back.text if back else None,
            chin=found.chin,
            head=found.head,
            style=found.style,
            palettes=palettes,
        )
        for gender, (front, back) in drawn.items()
    }


def _drawings(folder: Path, file: Path, variant: _Variant, field: str) -> tuple[Svg, Svg | None]:
    """What is drawn of a variant behind the head, and behind that."""
    front = read_svg(_found(folder, file, f"{field}.front", variant.front))
    return front, _svg(folder, file, f"{field}.back", variant.back)


def _palettes(
    palettes: list[dict[str, str]], drawings: list[Svg], file: Path, field: str
) -> tuple[Palette, ...]:
    """The palettes, each of whose names colours something in one of the drawings."""
    known = frozenset[str]().union(*(each.colours for each in drawings)) - SKIN
    for number, palette in enumerate(palettes):
        for name in palette:
            if name not in known:
                raise InvalidTemplate(
                    f"{file}: {field}.{number}: nothing has a class like fill-{name}; "
                    f"there are: {', '.join(sorted(known)) or 'none'}."
                )
    return tuple(palettes)


def _text(text: _Text, file: Path, field: str) -> TextBox:
    box = _box(text.box, file, f"{field}.box")
    return TextBox(
        field=text.field,
        box=box,
        size=text.size,
        lines=text.lines,
        colour=text.colour,
        outline=text.outline,
        outline_width=text.outline_width,
    )


def _box(box: _Box, file: Path, field: str) -> Box:
    """A box that lies on the canvas."""
    if box.x + box.width > UNITS or box.y + box.height > UNITS:
        raise InvalidTemplate(f"{file}: {field} goes beyond the canvas of {UNITS}×{UNITS}.")
    return Box(box.x, box.y, box.width, box.height)


def _svg(folder: Path, file: Path, field: str, name: str | None) -> Svg | None:
    return read_svg(_found(folder, file, field, name)) if name else None


def _found(folder: Path, file: Path, field: str, name: str) -> Path:
    """A file of the event, or else one that is shipped for all events."""
    for place in (folder / name, SHIPPED / name):
        if place.is_file():
            return place
    raise InvalidTemplate(f"{file}: {field}: there is no {name}, neither in {folder} nor shipped.")


FAULTS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here: look for a slip of the pen",
}
PATTERNS = {
    COLOUR: "should be a colour such as #ffdf9a",
    NAME: "should be a file of the event such as backgrounds/stage.svg: a-z, 0-9 and -",
}


def _fault(told: ErrorDetails) -> str:
    """What Pydantic has found, for a designer."""
    pattern = told.get("ctx", {}).get("pattern", "")
    return FAULTS.get(told["type"]) or PATTERNS.get(pattern) or told["msg"]


def _parsed(kind: type[Parsed], file: Path) -> Parsed:
    """A file's content, or a sentence about its first mistake."""
    try:
        content: Any = tomllib.loads(file.read_text("utf-8"))
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidTemplate(f"{file}: {field}: {_fault(first)}.") from error
    except (OSError, ValueError) as error:  # not readable, not UTF-8, no TOML
        raise InvalidTemplate(f"{file}: cannot be read: {error}.") from error
