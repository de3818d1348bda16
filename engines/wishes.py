"""What the builtin engine takes out of a wish; whatever it cannot draw is refused in a sentence."""

from enum import StrEnum
from typing import TypeVar

from engines.pools import refused
from engines.protocol import Wish
from events.templates import Costume
from illustrator.stages import SIDE as PICTURE_SIDE
from imaging import busts
from imaging.portraits import SIDE
from kinds import AspectRatio, CartoonStyle, GenerationKind, HeadshotStyle, PictureStyle

Style = TypeVar("Style", bound=StrEnum)


def cartoon(wish: Wish) -> tuple[CartoonStyle, bytes]:
    """Style and photo of cartoons this engine can draw."""
    if wish.kind is not GenerationKind.CARTOON:
        raise refused(f"The builtin engine cannot draw {wish.kind.value}.")
    if wish.size != (SIDE, SIDE):
        raise refused(f"The builtin engine draws cartoons of {SIDE} × {SIDE} pixels only.")
    return _style(CartoonStyle, wish), _photo(wish)


def costume(wish: Wish) -> tuple[Costume, bytes]:
    """Costume and photo of an avatar this engine can draw."""
    if wish.costume is None:
        raise refused("The builtin engine needs a costume for an avatar.")
    if wish.size[0] != wish.size[1] or not 1 <= wish.size[0] <= busts.LARGEST:
        raise refused(f"The builtin engine draws square avatars up to {busts.LARGEST} px only.")
    return wish.costume, _photo(wish)


def words(wish: Wish) -> tuple[PictureStyle, str]:
    """Style and words of pictures this engine can draw."""
    if wish.size != (PICTURE_SIDE, PICTURE_SIDE):
        raise refused(f"The builtin engine draws {PICTURE_SIDE} × {PICTURE_SIDE} pixels only.")
    if not wish.words:
        raise refused("The builtin engine needs words for a picture.")
    return _style(PictureStyle, wish), wish.words


def headshot(wish: Wish) -> tuple[HeadshotStyle, bytes]:
    """Style and photo of headshots this engine can draw."""
    sizes = [ratio.size for ratio in AspectRatio]
    if wish.size not in sizes:
        known = ", ".join(f"{width} × {height}" for width, height in sizes)
        raise refused(f"The builtin engine makes headshots of {known} pixels only.")
    return _style(HeadshotStyle, wish), _photo(wish)


def _photo(wish: Wish) -> bytes:
    if wish.photo is None:
        raise refused("The builtin engine needs the photo itself, not a link to it.")
    return wish.photo


def _style(known: type[Style], wish: Wish) -> Style:
    try:
        return known(wish.style)
    except ValueError as error:
        raise refused(f"The builtin engine does not know the style {wish.style}.") from error
