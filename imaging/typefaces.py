"""The fonts that are shipped: what they cover, and text shaped with them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import uharfbuzz as hb

from imaging.directions import levels, visual_order

FONTS = Path(__file__).parent / "fonts"
# The first that covers a letter sets it; imaging/fonts/README.md says what each is for.
ORDER = (
    "AnekLatin-Bold",
    "AnekDevanagari-Bold",
    "BalooChettan2-Bold",
    "BalooThambi2-Bold",
    "NotoSansArabic-Bold",
    "AnekBangla-Bold",
    "AnekTelugu-Bold",
    "AnekKannada-Bold",
    "AnekGujarati-Bold",
    "NotoSansGurmukhi-Bold",
    "NotoSansOriya-Bold",
    "NotoSansHebrew-Bold",
    "NotoSansDisplay-Bold",
    "NotoSansMalayalam-Bold",
)
JOINERS = "\u200c\u200d"
KANA = "\u3041", "\u30fa"  # the first and the last
# Shaped away where a font has none of them, never drawn as themselves.
_FLAGS = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES | hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE


@dataclass(frozen=True)
class Glyph:
    """A shape of a font, and where it lies. All measures in ems, y upwards from the base line."""

    typeface: "Typeface"
    number: int  # within its font; 0 is the box for what is missing
    cluster: int  # the first character of the text that it draws
    x: float
    y: float

    @property
    def extents(self) -> tuple[float, float, float, float] | None:
        """Left, bottom, right and top of its ink; None without any."""
        found = self.typeface.font.get_glyph_extents(self.number)
        if found is None or not (found.width and found.height):
            return None
        em = self.typeface.em
        left, top = self.x + found.x_bearing / em, self.y + found.y_bearing / em
        return left, top + found.height / em, left + found.width / em, top


@dataclass(frozen=True)
class Typeface:
    """One font file."""

    font: hb.Font
    em: int  # font units
    covered: hb.Set  # code points

    @classmethod
    def open(cls, file: Path) -> Self:
        """Read a font; its file is mapped, not copied."""
        face = hb.Face(hb.Blob.from_file_path(str(file)))
        return cls(hb.Font(face), face.upem, face.unicodes)

    def covers(self, characters: str) -> bool:
        """Whether it has all of them, if need be as a letter and its accents; joiners need none."""
        return all(
            each in JOINERS
            or ord(each) in self.covered
            or all(ord(part) in self.covered for part in unicodedata.normalize("NFD", each))
            for each in characters
        )


@dataclass(frozen=True)
class Fonts:
    """All shipped fonts. Opening takes a few milliseconds; belongs to one thread."""

    typefaces: tuple[Typeface, ...]

    @classmethod
    def open(cls) -> Self:
        """Reads files."""
        return cls(tuple(Typeface.open(FONTS / f"{name}.ttf") for name in ORDER))

    def covering(self, characters: str) -> Typeface | None:
        """The first font that has all these characters."""
        return next((each for each in self.typefaces if each.covers(characters)), None)

    def paragraph(self, text: str) -> "Paragraph":
        """Text ready to be shaped, piece by piece."""
        return Paragraph(text, tuple(self._chosen(text)), tuple(levels(text)))

    def _chosen(self, text: str) -> list[Typeface | None]:
        """A font for each character; what belongs to no script stays in the font before it."""
        chosen: list[Typeface | None] = []
        for cluster in clusters(text):
            found = self.covering(cluster)
            neighbour = chosen[-1] if chosen else _of_first_letter(self, text)
            if neighbour and not cluster[0].isalpha() and neighbour.covers(cluster):
                found = neighbour
            if found:
                chosen += [found] * len(cluster)
            else:  # an accent from nowhere: each character in the first font that has it
                chosen += [self.covering(each) for each in cluster]
        return chosen


@dataclass(frozen=True)
class Paragraph:
    """A text with a font and a direction for each of its characters."""

    text: str
    faces: tuple[Typeface | None, ...]
    directions: tuple[int, ...]

    def shaped(self, first: int, last: int) -> tuple[list[Glyph], float]:
        """The glyphs of `text[first:last]` from left to right on one line, and its advance."""
        runs = list(_runs(self.faces, self.directions, first, last))
        glyphs: list[Glyph] = []
        x = 0.0
        for index in visual_order([self.directions[start] for start, _ in runs]):
            start, end = runs[index]
            face = self.faces[start]
            if face is not None:
                leftwards = self.directions[start] % 2 == 1
                x = _shape(face, self.text, (start, end), leftwards, x, glyphs)
        return glyphs, x


def clusters(text: str) -> Iterator[str]:
    """Characters with the marks and joiners that follow them."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (
            text[at] in JOINERS or unicodedata.category(text[at]).startswith("M")
        ):
            yield text[start:at]
            start = at


def _of_first_letter(fonts: Fonts, text: str) -> Typeface | None:
    letter = next(filter(str.isalpha, text), None)
    return fonts.covering(letter) if letter else None


def _runs(
    faces: Sequence[Typeface | None], directions: Sequence[int], first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Pieces of one font and one direction."""
    start = first
    for at in range(first + 1, last + 1):
        if at == last or faces[at] is not faces[start] or directions[at] != directions[start]:
            yield start, at
            start = at


def _shape(
    face: Typeface,
    text: str,
    piece: tuple[int, int],
    leftwards: bool,
    x: float,
    glyphs: list[Glyph],
) -> float:
    """Add the glyphs of a run that begins at `x`; where it ends."""
    buffer = hb.Buffer()
    # With the whole text as context, letters at a font's border still know their neighbours.
    buffer.add_str(text, piece[0], piece[1] - piece[0])
    buffer.direction = "rtl" if leftwards else "ltr"
    # That of the process would decide otherwise; with kana, Han characters have Japanese shapes.
    buffer.language = "ja" if any(KANA[0] <= each <= KANA[1] for each in text) else "und"
    buffer.guess_segment_properties()
    buffer.flags = _FLAGS
    hb.shape(face.font, buffer)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        left, up = x + position.x_offset / face.em, position.y_offset / face.em
        glyphs.append(Glyph(face, info.codepoint, info.cluster, left, up))
        x += position.x_advance / face.em
    return x
