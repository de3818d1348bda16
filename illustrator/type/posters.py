"""Pictures of what cannot be pictured: the words themselves, set with care."""

import unicodedata
from dataclasses import replace

import cv2
import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import rgb
from illustrator.brushes.shapes import box
from illustrator.brushes.svgs import drawing, laid_over, rasterised
from illustrator.plans import Plan
from illustrator.stages import SIDE, Take
from illustrator.type.inks import READABLE, luminance, luminances
from illustrator.type.lettering import Block, fonts_for, typeset
from illustrator.type.phrases import Phrase, phrase_of
from illustrator.type.sheets import Sheet, scenery, sheet_of
from imaging.arrays import F32, U8, blurred, floats, to_bytes
from imaging.typefaces import Fonts
from kinds import PictureStyle

LARGEST = ((9, 220.0), (16, 170.0), (40, 132.0), (90, 104.0), (200, 82.0), (10**6, 64.0))  # px
SETS = {PictureStyle.REALISTIC: "c", PictureStyle.ARTISTIC: "n"}
ICON, MOST_ICONS = 132, 3  # px
AUTHOR = (0.42, 28.0, 50.0)  # of the letters' size; px at least and at most
GAP = 0.75  # of the letters' size: between words and what is under them
MARGIN = 0.4  # more contrast than must be, for what JPEG takes from it
REACH = 46  # px: how softly a wash ends


def draw(plan: Plan, style: PictureStyle, take: Take, sprites: Sprites) -> U8:
    """SIDE×SIDE×3: the words in the style; a place without them where they cannot be written."""
    fonts = fonts_for(style, take.number)
    phrase = phrase_of(plan.words, fonts)
    icons = [name for name in _icons(plan.words) if sprites.has(name)][:MOST_ICONS]
    if phrase is None and not icons:
        return scenery(plan, style, take, sprites)
    sheet = sheet_of(plan, style, take, sprites)
    return to_bytes(_written(sheet, phrase, icons, fonts, style, sprites) / np.float32(255))


def _written(
    sheet: Sheet,
    phrase: Phrase | None,
    icons: list[str],
    fonts: Fonts,
    style: PictureStyle,
    sprites: Sprites,
) -> F32:
    """The sheet with icons, words, an ornament and the author, one under the other."""
    side = ICON if phrase else 2 * ICON
    room = sheet.height - (side + 40 if icons else 0) - (90 if phrase and phrase.author else 0)
    block = (
        typeset(phrase.text, fonts, sheet.width, room, _largest(phrase.text)) if phrase else None
    )
    author = _author(phrase, fonts, sheet, block)
    if block is not None and block.leftwards and sheet.align < 0:
        sheet = _mirrored(sheet)
    pixels = sheet.pixels
    tall = (block.height + 40 if block else 0) + (side + 40 if icons else 0)
    tall += author.height + 30 if author else 0
    top = sheet.middle - tall / 2
    if icons:
        _put_icons(pixels, icons, sheet, top, side, SETS.get(style, "f"), sprites)
        top += side + 40
    if block is not None:
        outline, rule = _outlines(sheet, block, author, top)
        mask = rasterised(drawing(_turned(outline, sheet, sheet.ink)))[..., 3]
        sheet = washed(sheet, mask)
        laid_over(pixels, rasterised(drawing(_turned(rule, sheet, sheet.accent))))
        inked = np.full((SIDE, SIDE, 3), rgb(sheet.ink)).astype(np.uint8)
        laid_over(pixels, np.dstack([inked, mask]))
    return pixels


def _largest(text: str) -> float:
    return next(size for length, size in LARGEST if len(text) <= length)


def _mirrored(sheet: Sheet) -> Sheet:
    """For what is read from the right: its words begin there, and its forms keep out of the way."""
    pixels = np.ascontiguousarray(sheet.pixels[:, ::-1])
    return replace(sheet, pixels=pixels, left=SIDE - sheet.left - sheet.width, tilt=-sheet.tilt)


def _align(sheet: Sheet, block: Block) -> int:
    """What is read from the right begins there."""
    return -sheet.align if block.leftwards else sheet.align


def _author(phrase: Phrase | None, fonts: Fonts, sheet: Sheet, block: Block | None) -> Block | None:
    if phrase is None or block is None or phrase.author is None:
        return None
    share, least, most = AUTHOR
    size = min(max(block.size * share, least), most)
    return typeset(f"— {phrase.author}", fonts, sheet.width, size * 1.3, size)


def _outlines(sheet: Sheet, block: Block, author: Block | None, top: float) -> tuple[str, str]:
    """Words and author, and the rule between or below them."""
    align = _align(sheet, block)
    outline = block.outline(sheet.left, top, align, sheet.width)
    under = top + block.height + max(24.0, min(block.size * GAP, 64.0))
    if author is not None:
        outline += author.outline(sheet.left, under + 30, align, sheet.width)
    long = min(120.0, block.width)
    x = sheet.left + (sheet.width - long) * (align + 1) / 2
    return outline, box(x, under, long, 8, 4)


def _turned(outline: str, sheet: Sheet, colour: str) -> str:
    turn = f' transform="rotate({sheet.tilt:g} 512 512)"' if sheet.tilt else ""
    return f'<path d="{outline}" fill="{colour}"{turn}/>'


def washed(sheet: Sheet, mask: U8) -> Sheet:
    """Lay as much of the wash under the words as it takes to read them (WCAG 2.2, 1.4.3).

    Of two inks the one that takes less; the sheet in that ink.
    """
    near = cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0
    field = _field(mask)
    inked = [sheet]
    if sheet.others:
        ink, wash, accent = sheet.others
        inked.append(replace(sheet, ink=ink, wash=wash, accent=accent))
    shares = [_share(sheet.pixels[near], field[near][:, None], each) for each in inked]
    share, chosen = min(zip(shares, inked, strict=True), key=lambda each: each[0])
    if share:
        strength = (field * np.float32(share))[..., None]
        sheet.pixels[:] += (rgb(chosen.wash) - sheet.pixels) * strength
    return chosen


def _share(ground: F32, strength: F32, sheet: Sheet) -> float:
    """How much of its wash a sheet needs, 0 to 1, where `ground` is what the words are on."""
    share, wash = sheet.haze, rgb(sheet.wash)
    while share < 1.0 and not _is_readable(ground + (wash - ground) * strength * share, sheet.ink):
        share = min(1.0, share + 0.06)
    return share


def _is_readable(ground: F32, ink: str) -> bool:
    """Whether ink can be read on all of these pixels, but for one in two hundred."""
    least, own = READABLE + MARGIN, luminance(ink) + 0.05
    light = luminances(ground) + 0.05
    ratios = np.maximum(light / own, own / light)
    return bool(np.percentile(ratios, 0.5) >= least)


def _field(mask: U8) -> F32:
    """1 under the words, softly falling to 0 around: a picture's border stays as it is."""
    small = cv2.resize(mask, (SIDE // 4, SIDE // 4), interpolation=cv2.INTER_AREA)
    around = (small > 0).astype(np.uint8)
    grown = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    wide = floats(cv2.dilate(grown, np.ones((21, 21), np.uint8)))
    soft = blurred(wide, REACH / 4) ** 1.5
    return floats(cv2.resize(soft, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR))


def _icons(words: str) -> list[str]:
    """What the artwork of the emoji in a text would be called, each once."""
    slugs = []
    for each in words:
        if unicodedata.category(each) == "So" and ord(each) > 0x2190:
            name = unicodedata.name(each, "").lower().replace(" ", "-")
            slugs.append({"heavy-black-heart": "red-heart"}.get(name, name))
    return list(dict.fromkeys(slugs))


def _put_icons(
    pixels: F32, icons: list[str], sheet: Sheet, top: float, side: int, set: str, sprites: Sprites
) -> None:
    """In a row where the words begin."""
    wide = len(icons) * (side + 28) - 28
    x = sheet.left + (sheet.width - wide) * (sheet.align + 1) / 2
    for name in icons:
        sprite = sprites.sprite(name, set, side)
        height, width = sprite.shape[:2]
        laid_over(pixels, sprite, round(x + (side - width) / 2), round(top + side - height))
        x += side + 28
