"""Artwork of an operator's own: SVG files beside his words."""

import re
from pathlib import Path

from illustrator.words.entries import InvalidLexicon
from imaging.vectors import Drawing

LARGEST = 512 * 1024  # bytes of a drawing
UNITS = 32  # sides of the square it is fitted into
PROBE = 32  # px at which it is tried

_NOTES = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(r"<svg\b[^>]*>")
_PLACE = re.compile(r"""\s(?:x|y|width|height)\s*=\s*(?:"[^"]*"|'[^']*')""")


def read_drawing(file: Path, entry: str) -> str:
    """The drawing as an element of UNITS × UNITS; InvalidLexicon says what is wrong with it.

    It may not lead outside itself; letters are not drawn, because no fonts are looked for.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1024} KB")
        text = _NOTES.sub("", file.read_text("utf-8-sig")).strip()
        root = _ROOT.match(text)
        if root is None or "viewBox" not in root[0]:
            raise ValueError("it does not begin with an <svg> that has a viewBox")
        place = _PLACE.sub("", root[0])[4:]
        body = f'<svg width="{UNITS}" height="{UNITS}"{place}{text[root.end() :]}'
        if not Drawing(body, PROBE).rows(0, PROBE)[..., 3].any():
            raise ValueError("nothing is to be seen in it")
    except (OSError, ValueError) as error:
        raise InvalidLexicon(f"{file}: artwork of {entry} cannot be drawn: {error}.") from error
    return body
