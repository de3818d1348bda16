"""From words to an encoded picture."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from illustrator.artwork.art import Art
from illustrator.artwork.sprites import Sprites
from illustrator.takes import take_for
from illustrator.type import posters, sheets
from illustrator.words.lexicon import Lexicon
from illustrator.words.reading import read
from imaging.arrays import U8
from imaging.photos import write_jpeg, write_png
from kinds import PictureStyle

PAINTED = frozenset({PictureStyle.REALISTIC, PictureStyle.ARTISTIC})


@dataclass(frozen=True)
class Illustrator:
    """Draws pictures for words, on any thread; the same ones for the same words, style and seed."""

    lexicon: Lexicon
    sprites: Sprites

    @classmethod
    def open(cls, lexicon_dir: Path | None) -> Self:
        """Read artwork and words: some 150 ms, so once a process.

        `lexicon_dir` holds more words, of the operator's own; InvalidLexicon when they cannot be
        read.
        """
        lexicon = Lexicon.read(lexicon_dir)
        return cls(lexicon, Sprites(Art.open(lexicon.drawings)))

    def draw(self, words: str, style: PictureStyle, seed: int) -> bytes:
        """SIDE×SIDE pixels: a JPEG of what is painted, a PNG of what is flat."""
        pixels = self.pixels(words, style, seed)
        return write_jpeg(pixels) if style in PAINTED else write_png(pixels)

    def pixels(self, words: str, style: PictureStyle, seed: int) -> U8:
        """The same before it is encoded: SIDE×SIDE×3."""
        plan = read(words, self.lexicon)
        take = take_for(plan, style, seed)
        if plan.is_poster:
            return posters.draw(plan, style, take, self.sprites)
        return sheets.PAINTERS[style](plan, take, self.sprites)
