"""Setting a poster's words: faces, size, and lines that end where the sense allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from illustrator.type.phrases import Word, divided, words_of
from imaging.letterings import Pen
from imaging.typefaces import Fonts, Glyph, Paragraph, Typeface
from kinds import PictureStyle

FACES = Path(__file__).parent.parent / "fonts"
EASTERN = ("NotoSansThai-Bold.ttf", "NotoSansCJK-Bold.otf")
LEADING = 1.2  # ems from a base line to the next
CAPITALS = 0.7  # ems
STEP = 0.94  # from a size to the next smaller one
SMALLEST = 24.0  # px
SENTENCES = 0.7  # how much smaller letters may be, if each sentence then has its own line
SMALLER = (1.0, 0.9, 0.8, 0.7)  # sizes at which lines may end at better places
MANY = 120  # pieces: of so many, lines are set at one size only
RATHER = 1.3  # what letters of full size are worth
WIDOW = 0.35  # of a line's length: a last line shorter than this is avoided
PICKED = {
    PictureStyle.REALISTIC: ("PlayfairDisplay-ExtraBold",),
    PictureStyle.ARTISTIC: ("Caveat-Bold", "PlayfairDisplay-ExtraBold"),
    PictureStyle.MINIMAL: ("Poppins-Bold",),
    PictureStyle.VIBRANT: ("Fredoka-SemiBold",),
}


@dataclass(frozen=True)
class SetLine:
    """A line of glyphs; measures in ems."""

    glyphs: tuple[Glyph, ...]
    left: float  # of its ink
    right: float


@dataclass(frozen=True)
class Block:
    """Lines in their size, px."""

    lines: tuple[SetLine, ...]
    size: float
    leftwards: bool  # Hebrew, Arabic: lines begin on the right

    @property
    def width(self) -> float:
        """px of the longest line's ink."""
        return max(line.right - line.left for line in self.lines) * self.size

    @property
    def height(self) -> float:
        """px from the first line's capitals to the last base line."""
        return (CAPITALS + LEADING * (len(self.lines) - 1)) * self.size

    def outline(self, x: float, top: float, align: int, width: float) -> str:
        """SVG path data in a column `width` px wide from `x` on; `align` is -1, 0 or 1."""
        pen = Pen(self.size)
        for number, line in enumerate(self.lines):
            slack = width - (line.right - line.left) * self.size
            left = x + slack * (align + 1) / 2 - line.left * self.size
            base = top + (CAPITALS + LEADING * number) * self.size
            for glyph in line.glyphs:
                pen.draw(glyph, left, base)
        return "".join(pen.parts)


def fonts_for(style: PictureStyle, number: int) -> Fonts:
    """A style's own faces before those of all scripts. Reads files: 10 ms; for one thread."""
    picked = PICKED[style][number % len(PICKED[style])]
    names = (picked, f"{picked}-Extended")
    own = tuple(Typeface.open(FACES / f"{name}.ttf") for name in names)
    eastern = tuple(Typeface.open(FACES / name) for name in EASTERN)
    return Fonts((*own, *Fonts.open().typefaces, *eastern))


def typeset(text: str, fonts: Fonts, width: float, height: float, largest: float) -> Block:
    """Text in lines at most `width` px long, as large as `height` and `largest` allow."""
    paragraph = fonts.paragraph(divided(text))
    words = list(words_of(paragraph.text))
    widths = [_advance(paragraph, word) for word in words]
    size, _ = _fitting(words, widths, width, height, largest)
    pieces = _by_sentence(words, widths, width, height, size)
    if pieces is None:
        shares = SMALLER if len(words) <= MANY else SMALLER[:1]
        tries = [_balanced(words, widths, width, height, size * each) for each in shares]
        _, pieces, size = min(tries, key=lambda each: each[0] - RATHER * each[2] / size)
    else:
        longest = max(sum(widths[first:last]) for first, last in pieces)
        size = min(size, width / longest)
    made = [_line(paragraph, words[first].first, words[last - 1].last) for first, last in pieces]
    longest = max(line.right - line.left for line in made)
    size = min(size, width / longest) if longest else size
    leftwards = paragraph.directions[0] % 2 == 1 if paragraph.text else False
    return Block(tuple(made), size, leftwards)


def _advance(paragraph: Paragraph, word: Word) -> float:
    """Ems of a word and the space after it."""
    return paragraph.shaped(word.first, word.last)[1]


def _fitting(
    words: Sequence[Word], widths: Sequence[float], width: float, height: float, largest: float
) -> tuple[float, int]:
    """The largest size at which all fits, and how many lines it takes."""
    size = largest
    while size > SMALLEST:
        lines = _filled(words, widths, width / size)
        if lines and (lines - 1) * LEADING * size + size <= height:
            return size, lines
        size *= STEP
    return SMALLEST, _filled(words, widths, width / SMALLEST) or len(words)


def _filled(words: Sequence[Word], widths: Sequence[float], limit: float) -> int:
    """Lines if each is filled as far as it goes; 0 when a word is longer than a line."""
    lines, used = 1, 0.0
    for number, length in enumerate(widths):
        if length > limit + 0.3:
            return 0
        if used + length > limit + 0.25 or (number and words[number - 1].forced):
            lines, used = lines + 1, 0.0
        used += length
    return lines


def _by_sentence(
    words: Sequence[Word], widths: Sequence[float], width: float, height: float, size: float
) -> list[tuple[int, int]] | None:
    """A line for each of two to five short sentences, if they stay nearly as large."""
    ends = [at + 1 for at, word in enumerate(words) if word.break_after < -0.2 or word.forced]
    if not ends or ends[-1] != len(words):
        ends.append(len(words))
    if not 2 <= len(ends) <= 5:
        return None
    pieces = list(zip([0, *ends[:-1]], ends, strict=True))
    longest = max(sum(widths[first:last]) for first, last in pieces)
    able = min(width / longest, height / (LEADING * len(pieces)))
    return pieces if able >= size * SENTENCES else None


def _balanced(
    words: Sequence[Word], widths: Sequence[float], width: float, height: float, size: float
) -> tuple[float, list[tuple[int, int]], float]:
    """Lines of even length that end where the sense allows, what they cost, and their size."""
    limit, most = width / size, int(height / size / LEADING + 0.4)
    least = _filled(words, widths, limit) or len(words)
    counts = range(least, max(least, min(least + 1, most)) + 1)
    cost, pieces = min(
        (_in_lines(words, widths, limit, count) for count in counts), key=lambda each: each[0]
    )
    if cost == float("inf"):  # lines that must end early need more of them
        return 1.0, _greedy(words, widths, limit), size
    return cost, pieces, size


def _in_lines(
    words: Sequence[Word], widths: Sequence[float], limit: float, count: int
) -> tuple[float, list[tuple[int, int]]]:
    """The best `count` lines and what they cost (dynamic programming)."""
    never, total = float("inf"), len(words)
    ideal = min(limit, sum(widths) / count)
    before = [0.0, *accumulate(widths)]
    # What the lines below have room for: a word broader than a line is there alone.
    room = limit + 0.25 if max(widths) <= limit + 0.25 else 1e9
    best: list[tuple[float, list[tuple[int, int]]]] = [(never, [])] * (total + 1)
    best[0] = (0.0, [])
    for row in range(count):
        following: list[tuple[float, list[tuple[int, int]]]] = [(never, [])] * (total + 1)
        for start in range(total):
            cost, pieces = best[start]
            if cost == never:
                continue
            used = 0.0
            for end in range(start + 1, total + 1):
                used += widths[end - 1]
                if used > limit + 0.25 and end > start + 1:
                    break
                last = end == total
                fits = before[-1] - before[end] <= room * (count - row - 1) + 1e-6
                if (last or fits) and last == (row == count - 1):
                    new = cost + _line_cost(used, ideal, words[end - 1], last)
                    if new < following[end][0]:
                        following[end] = (new, [*pieces, (start, end)])
                if words[end - 1].forced:
                    break
        best = following
    return best[total]


def _line_cost(used: float, ideal: float, word: Word, last: bool) -> float:
    off = (used - ideal) / ideal
    cost = off * off
    if last:
        return cost + (0.2 if used < WIDOW * ideal else 0.0)
    return cost + word.break_after


def _greedy(words: Sequence[Word], widths: Sequence[float], limit: float) -> list[tuple[int, int]]:
    """Each line filled as far as it goes."""
    pieces, start, used = [], 0, 0.0
    for at, length in enumerate(widths):
        if at > start and (used + length > limit + 0.25 or words[at - 1].forced):
            pieces.append((start, at))
            start, used = at, 0.0
        used += length
    return [*pieces, (start, len(words))]


def _line(paragraph: Paragraph, first: int, last: int) -> SetLine:
    """A line without the space at its end."""
    while last > first + 1 and paragraph.text[last - 1] == " ":
        last -= 1
    glyphs, _ = paragraph.shaped(first, last)
    drawn = tuple(glyph for glyph in glyphs if glyph.number)
    extents = [extent for glyph in drawn if (extent := glyph.extents)] or [(0.0, 0.0, 1.0, 1.0)]
    return SetLine(drawn, min(each[0] for each in extents), max(each[2] for each in extents))
