"""A guest's words as outlines: shaped, broken into lines, and as large as their box allows."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from events.templates import UNITS, Box, TextBox
from imaging.typefaces import JOINERS, Fonts, Glyph, Paragraph, clusters
from imaging.vectors import SVG

SMALLEST = 14.0  # units: below, a long word is rather broken than made smaller
PITCH = 1.08  # ems from one base line to the next, at least
GAP = 0.06  # ems between the ink of two lines, at least
CAPITALS = 0.66  # ems: how high capitals are, by which lines are centred
SPILL = 0.25  # units: a pixel of the finished avatar
FEWER_LINES = 1.04  # how much larger the letters must become for another line
BROKEN_WORD = 1.1  # how much shorter lines must become for breaking a word
# Shown as nothing, though not of category Cf: variation selectors, fillers, grapheme joiner.
_INVISIBLE = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x34F, 0x115F, 0x1160, 0x3164}
_ARABIC_SIGNS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x8E2}  # category Cf, and yet visible


@dataclass(frozen=True)
class Line:
    """A line of text. Measures in ems, y upwards from its base line."""

    text: str
    glyphs: tuple[Glyph, ...]
    left: float  # of its ink
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class Lettering:
    """Words as they are written."""

    lines: tuple[Line, ...]
    base_lines: tuple[float, ...]  # units of the template from its top
    centre: float  # units from the left
    size: float  # units an em
    style: TextBox

    @property
    def outline(self) -> float:
        """Units, thinner where the letters had to be made smaller."""
        if self.style.outline is None:
            return 0.0
        return self.style.outline_width * self.size / self.style.size

    @property
    def ink(self) -> Box:
        """What is drawn on, in units."""
        width = max(line.right - line.left for line in self.lines) * self.size + 2 * self.outline
        tops = [y - line.top * self.size for y, line in self._placed()]
        bottoms = [y - line.bottom * self.size for y, line in self._placed()]
        top, height = min(tops) - self.outline, max(bottoms) - min(tops) + 2 * self.outline
        return Box(self.centre - width / 2, top, width, height)

    def svg(self) -> str:
        """A drawing with a viewBox of UNITS."""
        pen = Pen(self.size)
        for y, line in self._placed():
            left = self.centre - (line.left + line.right) / 2 * self.size
            for glyph in line.glyphs:
                pen.draw(glyph, left, y)
        edge = ""
        if self.outline:
            edge = (
                f' stroke="{self.style.outline}" stroke-width="{2 * self.outline:.3f}"'
                ' stroke-linejoin="round" paint-order="stroke"'
            )
        return (
            f'<svg xmlns="{SVG}" viewBox="0 0 {UNITS} {UNITS}">'
            f'<path fill="{self.style.colour}"{edge} d="{"".join(pen.parts)}"/></svg>'
        )

    def _placed(self) -> Iterator[tuple[float, Line]]:
        return zip(self.base_lines, self.lines, strict=True)


def uncovered(text: str, fonts: Fonts | None = None) -> str:
    """The characters that no shipped font has, each once; empty when all can be written.

    Reads the fonts (some milliseconds) unless they are given.
    """
    opened = fonts or Fonts.open()
    missing = [
        each
        for cluster in clusters(shown(text))
        if opened.covering(cluster) is None
        for each in cluster
        if opened.covering(each) is None
    ]
    return "".join(dict.fromkeys(missing))


def shown(text: str) -> str:
    """What of a text is written: composed (NFC), one space between words, nothing invisible."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if c.isspace() else c for c in composed if _visible(c)).split())


def _visible(character: str) -> bool:
    if character.isspace() or character in JOINERS or ord(character) in _ARABIC_SIGNS:
        return True
    return not (
        ord(character) in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cf", "Cs")
    )


def letter(text: str, style: TextBox, fonts: Fonts) -> Lettering | None:
    """Text within `style.box`, as large as it allows, in balanced lines; None if nothing is seen.

    Lines are broken at spaces, and within words only when they would become smaller than SMALLEST.
    """
    words = fonts.paragraph(shown(text))
    glyphs, _ = words.shaped(0, len(words.text))
    if not any(glyph.extents for glyph in glyphs):
        return None
    spaces = {at + 1 for at, character in enumerate(words.text) if character == " "}
    best = _best(words, sorted(spaces), style)
    if best.size < min(SMALLEST, style.size) and style.lines > 1:
        anywhere = spaces | {glyph.cluster for glyph in glyphs} - {0}
        best = max(best, _best(words, sorted(anywhere), style), key=lambda each: each.size)
    return best


def _best(words: Paragraph, breaks: Sequence[int], style: TextBox) -> Lettering:
    """The largest of all numbers of lines, fewer lines coming first."""
    places = [0, *breaks, len(words.text)]
    widths = _widths(words, places)
    best: Lettering | None = None
    for count in range(1, min(style.lines, len(places) - 1) + 1):
        pieces = _balanced(words.text, places, widths, count)
        made = _placed([_line(words, first, last) for first, last in pieces], style)
        if best is None or made.size > best.size * FEWER_LINES:
            best = made
    assert best is not None  # a template has at least one line
    return best


def _widths(words: Paragraph, places: Sequence[int]) -> list[float]:
    """Advances of the text up to each place, in ems."""
    widths = [0.0]
    for first, last in pairwise(places):
        widths.append(widths[-1] + words.shaped(first, last)[1])
    return widths


def _balanced(
    text: str, places: Sequence[int], widths: Sequence[float], count: int
) -> list[tuple[int, int]]:
    """`count` lines, the longest of which is as short as can be (dynamic programming)."""
    best = [(0.0, 0)] + [(float("inf"), 0)] * (len(places) - 1)
    steps = []
    for _ in range(count):
        following = [(float("inf"), 0)]
        for end in range(1, len(places)):
            in_word = end < len(places) - 1 and text[places[end] - 1] != " "
            factor = BROKEN_WORD if in_word else 1.0
            costs = (
                (max(best[start][0], (widths[end] - widths[start]) * factor), start)
                for start in range(end)
            )
            following.append(min(costs))
        best = following
        steps.append(best)
    pieces, end = [], len(places) - 1
    for step in reversed(steps):
        start = step[end][1]
        pieces.append((places[start], places[end]))
        end = start
    return pieces[::-1]


def _line(words: Paragraph, first: int, last: int) -> Line:
    """A line without the space at its end."""
    while words.text[last - 1] == " " and last > first + 1:
        last -= 1
    glyphs, _ = words.shaped(first, last)
    drawn = tuple(glyph for glyph in glyphs if glyph.number)
    extents = [extent for glyph in drawn if (extent := glyph.extents)] or [(0.0, 0.0, 0.0, 0.0)]
    left, bottom = (min(extent[side] for extent in extents) for side in (0, 1))
    right, top = (max(extent[side] for extent in extents) for side in (2, 3))
    return Line(words.text[first:last], drawn, left, right, bottom, top)


def _placed(lines: Sequence[Line], style: TextBox) -> Lettering:
    """The lines in the middle of their box: capitals if they fit so, or else all ink."""
    down = [0.0]
    for above, below in pairwise(lines):
        down.append(down[-1] + max(PITCH, below.top - above.bottom + GAP))
    top = min(y - line.top for y, line in zip(down, lines, strict=True))
    bottom = max(y - line.bottom for y, line in zip(down, lines, strict=True))
    width = max(line.right - line.left for line in lines)
    edge = 2 * style.outline_width / style.size if style.outline else 0.0
    box = _inner(style.box)
    size = min(style.size, box.width / (width + edge), box.height / (bottom - top + edge))
    base = box.y + box.height / 2 + (CAPITALS - down[-1]) / 2 * size
    base = max(base, box.y + (edge / 2 - top) * size)
    base = min(base, box.y + box.height - (edge / 2 + bottom) * size)
    centre = box.x + box.width / 2
    return Lettering(tuple(lines), tuple(base + y * size for y in down), centre, size, style)


def _inner(box: Box) -> Box:
    """The box without what antialiasing and rounded outlines may spill."""
    return Box(box.x + SPILL, box.y + SPILL, box.width - 2 * SPILL, box.height - 2 * SPILL)


class Pen:
    """Writes outlines as SVG path data, `size` units an em, y downwards."""

    def __init__(self, size: float) -> None:
        self.parts: list[str] = []
        self.size = size
        self.em, self.x, self.y = 1, 0.0, 0.0

    def draw(self, glyph: Glyph, left: float, base: float) -> None:
        """A glyph of a line that begins at `left` and stands on `base`."""
        self.x, self.y = left + glyph.x * self.size, base - glyph.y * self.size
        self.em = glyph.typeface.em
        glyph.typeface.font.draw_glyph_with_pen(glyph.number, self)

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        scale = self.size / self.em
        numbers = (f"{self.x + x * scale:.3f} {self.y - y * scale:.3f}" for x, y in points)
        self.parts.append(command + " ".join(numbers))

    def moveTo(self, point: tuple[float, float]) -> None:
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._add("C", *points)

    def closePath(self) -> None:
        self._add("Z")
