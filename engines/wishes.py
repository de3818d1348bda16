"""What the builtin engine takes out of a wish; whatever it cannot draw is refused in a sentence."""

from engines.pools import refused
from engines.protocol import Wish
from events.templates import Costume
from illustrator.stages import SIDE as PICTURE_SIDE
from imaging import busts
from imaging.portraits import SIDE
from kinds import AspectRatio, CartoonStyle, GenerationKind, HeadshotStyle, PictureStyle

NO_PHOTO = "The builtin engine needs the photo itself, not a link to it."
UNKNOWN = "The builtin engine does not know the style {}."


def cartoon(wish: Wish) -> tuple[CartoonStyle, bytes]:
    """Style and photo of a wish this engine can draw."""
    if wish.kind is not GenerationKind.CARTOON:
        raise refused(f"The builtin engine cannot draw {wish.kind.value}.")
    if wish.size != (SIDE, SIDE):
        raise refused(f"The builtin engine draws cartoons of {SIDE} × {SIDE} pixels only.")
    if wish.photo is None:
        raise refused(NO_PHOTO)
    try:
        return CartoonStyle(wish.style), wish.photo
    except ValueError as error:
        raise refused(UNKNOWN.format(wish.style)) from error


def costume(wish: Wish) -> tuple[Costume, bytes]:
    """Costume and photo of an avatar this engine can draw."""
    if wish.costume is None:
        raise refused("The builtin engine needs a costume for an avatar.")
    if wish.size[0] != wish.size[1] or not 1 <= wish.size[0] <= busts.LARGEST:
        raise refused(f"The builtin engine draws square avatars up to {busts.LARGEST} px only.")
    if wish.photo is None:
        raise refused(NO_PHOTO)
    return wish.costume, wish.photo


def words(wish: Wish) -> tuple[PictureStyle, str]:
    """Style and words of pictures this engine can draw."""
    if wish.size != (PICTURE_SIDE, PICTURE_SIDE):
        raise refused(f"The builtin engine draws {PICTURE_SIDE} × {PICTURE_SIDE} pixels only.")
    if not wish.words:
        raise refused("The builtin engine needs words for a picture.")
    try:
        return PictureStyle(wish.style), wish.words
    except ValueError as error:
        raise refused(UNKNOWN.format(wish.style)) from error


def headshot(wish: Wish) -> tuple[HeadshotStyle, bytes]:
    """Style and photo of headshots this engine can draw."""
    sizes = [ratio.size for ratio in AspectRatio]
    if wish.size not in sizes:
        known = ", ".join(f"{width} × {height}" for width, height in sizes)
        raise refused(f"The builtin engine makes headshots of {known} pixels only.")
    if wish.photo is None:
        raise refused(NO_PHOTO)
    try:
        return HeadshotStyle(wish.style), wish.photo
    except ValueError as error:
        raise refused(UNKNOWN.format(wish.style)) from error
