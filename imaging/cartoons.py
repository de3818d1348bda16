"""Which module draws which style; a style is drawn the same each time, to the last byte."""

from collections.abc import Callable, Mapping

from imaging import anime, comic, flat, ink, paint, pop
from imaging.arrays import U8
from imaging.looks import Look
from imaging.portraits import Drawing, Portrait
from kinds import CartoonStyle

STYLES: Mapping[CartoonStyle, Callable[[Portrait, Look], Drawing]] = {
    CartoonStyle.COMIC: comic.draw,
    CartoonStyle.ANIME: anime.draw,
    CartoonStyle.FLAT: flat.draw,
    CartoonStyle.PAINT: paint.draw,
    CartoonStyle.POP: pop.draw,
    CartoonStyle.INK: ink.draw,
}


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The cartoon in its parts: figure, matte, landmarks, backdrop."""
    return STYLES[look.style](portrait, look)


def render(portrait: Portrait, look: Look, transparent: bool = False) -> U8:
    """The cartoon, SIDE×SIDE: RGB, or RGBA without its backdrop when `transparent`."""
    drawing = draw(portrait, look)
    return drawing.cut_out() if transparent else drawing.picture()
