"""From words to an encoded picture."""

from pathlib import Path
from typing import Self

from illustrator import posters
from illustrator.plans import Plan
from illustrator.takes import take_for
from imaging.arrays import U8
from imaging.photos import write_jpeg, write_png
from kinds import PictureStyle

PAINTED = frozenset({PictureStyle.REALISTIC, PictureStyle.ARTISTIC})


class Illustrator:
    """Draws pictures for words, on any thread; the same ones for the same words, style and seed."""

    @classmethod
    def open(cls, lexicon_dir: Path | None) -> Self:
        """Read artwork and words: some 150 ms, so once a process."""
        return cls()

    def draw(self, words: str, style: PictureStyle, seed: int) -> bytes:
        """SIDE×SIDE pixels: a JPEG of what is painted, a PNG of what is flat."""
        pixels = self._pixels(Plan(words), style, seed)
        return write_jpeg(pixels) if style in PAINTED else write_png(pixels)

    def _pixels(self, plan: Plan, style: PictureStyle, seed: int) -> U8:
        take = take_for(plan, style, seed)
        return posters.draw(plan, style, take)
