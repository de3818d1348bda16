"""Reading an SVG of a template, refusing what could reach outside it, and colouring it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from errors import Unavailable
from events.templates import UNITS

LARGEST = 512 * 1024  # bytes of a drawing
SVG = "{http://www.w3.org/2000/svg}"
# What draws from elsewhere, runs, or is set in fonts that another machine does not have.
REFUSED = {"script", "foreignObject", "image", "feImage", "style", "text", "a", "animate", "set"}
VIEW_BOX = f"0 0 {UNITS} {UNITS}"

_COLOURED = re.compile(r"(?:fill|stroke|stop)-([a-z][a-z0-9-]*)")
# What drawing programs note for themselves; `imaging.vectors` looks for the root, and for links, in
# the text as it is.
_NOTES = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*["']""", re.IGNORECASE)
_LINK = re.compile(r"url\(\s*['\"]?(?!#|['\"])")


class InvalidTemplate(Unavailable):
    """A template that cannot be drawn: a sentence with its file, and the field or the element."""


@dataclass(frozen=True)
class Svg:
    """A drawing that may be drawn, and the names of the colours that a palette may give it."""

    text: str
    colours: frozenset[str]


def read_svg(file: Path) -> Svg:
    """A drawing with a square canvas of UNITS; InvalidTemplate says what is wrong with it."""
    try:
        text = _NOTES.sub("", file.read_text("utf-8-sig"))
        root = _parsed(text)
    except (OSError, ValueError, ElementTree.ParseError) as error:
        raise InvalidTemplate(f"{file}: is no SVG that can be read: {error}.") from error
    if root.tag != f"{SVG}svg":
        raise InvalidTemplate(f"{file}: is no SVG, it begins with <{_name(root)}>.")
    if not text.lstrip().startswith("<svg"):
        raise InvalidTemplate(f"{file}: its elements have a prefix; save it as plain SVG.")
    if " ".join(root.get("viewBox", "").replace(",", " ").split()) != VIEW_BOX:
        raise InvalidTemplate(f'{file}: needs viewBox="{VIEW_BOX}".')
    for wrong in _faults(root):
        raise InvalidTemplate(f"{file}: {wrong}")
    classes = " ".join(each.get("class", "") for each in root.iter()).split()
    matches = (_COLOURED.fullmatch(each) for each in classes)
    return Svg(text, frozenset(match[1] for match in matches if match))


def style_sheet(colours: Mapping[str, str]) -> str:
    """CSS by which shapes of class `fill-NAME`, `stroke-NAME` or `stop-NAME` take the colour NAME
    (#rrggbb)."""
    return "".join(
        # Important: a drawing program writes colours into `style`, which would win.
        f".fill-{name}{{fill:{colour}!important}}.stroke-{name}{{stroke:{colour}!important}}"
        f".stop-{name}{{stop-color:{colour}!important}}"
        for name, colour in colours.items()
    )


def _parsed(text: str) -> ElementTree.Element:
    if len(text.encode()) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1024} KB")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities that grow, or read files
        raise ValueError("it has a DOCTYPE; delete it")
    return ElementTree.fromstring(text)


def _faults(root: ElementTree.Element) -> Iterator[str]:
    """What keeps a drawing from being drawn alike everywhere, in sentences."""
    for element in root.iter():
        if _name(element) in REFUSED:
            yield f"<{_name(element)}> is not allowed; only shapes are."
        if _HREF.search(f"{element.text} {element.tail}"):
            yield f"<{_name(element)}> speaks of a href; take the word out."
        for attribute, value in element.attrib.items():
            name = attribute.rpartition("}")[2]
            if name == "href" and not value.startswith("#"):
                yield f'href="{value[:60]}" leads outside the drawing; only "#id" is allowed.'
            if _LINK.search(value):
                yield f'{name}="{value[:60]}" leads outside the drawing; only url(#id) is allowed.'


def _name(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
