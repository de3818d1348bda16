"""What a poster's words are written on: a ground in each style, and the ink that goes with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import mixed
from illustrator.brushes.shapes import arch, box, disc
from illustrator.brushes.svgs import drawing, rasterised
from illustrator.flat import minimal, vibrant
from illustrator.flat.palettes import INK, WHITE, calm_palette, loud_palette
from illustrator.painted import artistic, realistic
from illustrator.plans import Hour, Plan, Scene
from illustrator.stages import SIDE, Take
from illustrator.type.inks import readable
from imaging.arrays import F32, U8
from kinds import PictureStyle

PLACES = (Scene.MOUNTAIN, Scene.SEA, Scene.MEADOW, Scene.LAKE, Scene.FOREST, Scene.BEACH)
HOURS = (Hour.SUNSET, Hour.DAWN, Hour.NIGHT, Hour.DAY)
NIGHT_INK, PAPER = "#120f24", "#fdf6e6"
PAINTERS: Mapping[PictureStyle, Callable[[Plan, Take, Sprites], U8]] = {
    PictureStyle.REALISTIC: realistic.draw,
    PictureStyle.ARTISTIC: artistic.draw,
    PictureStyle.MINIMAL: minimal.draw,
    PictureStyle.VIBRANT: vibrant.draw,
}


@dataclass(frozen=True)
class Sheet:
    """A ground and how it is written on. Colours are #rrggbb."""

    pixels: F32  # SIDE×SIDE×3, RGB 0 to 255
    ink: str
    wash: str  # what is laid under the words where they could not be read
    accent: str
    left: float = 140.0  # px: the column the words have
    width: float = 744.0
    height: float = 620.0
    middle: float = 512.0  # px from the top
    align: int = 0
    tilt: float = 0.0  # degrees
    haze: float = 0.0  # of the wash, at least
    others: tuple[str, str, str] | None = None  # ink, wash and accent, if they need less wash


def sheet_of(plan: Plan, style: PictureStyle, take: Take, sprites: Sprites) -> Sheet:
    """The ground that a variant is written on."""
    if style is PictureStyle.MINIMAL:
        return _calm(plan, take)
    if style is PictureStyle.VIBRANT:
        return _loud(plan, take)
    pixels = scenery(plan, style, take, sprites).astype(np.float32)
    dark_on_light, light_on_dark = (NIGHT_INK, PAPER, "#8a3f22"), ("#fffaf0", NIGHT_INK, "#ffd98a")
    sheet = Sheet(pixels, *light_on_dark, haze=0.18, others=dark_on_light)
    if take.number == 1:
        return replace(sheet, align=-1)
    return replace(sheet, middle=470.0) if take.number == 3 else sheet


def scenery(plan: Plan, style: PictureStyle, take: Take, sprites: Sprites) -> U8:
    """A place without anybody, SIDE×SIDE×3: under words, or in their stead."""
    start = int(take.dice.integers(len(PLACES)))
    place = PLACES[(start + take.number) % len(PLACES)]
    hour = plan.hour or HOURS[(start + take.number) % len(HOURS)]
    empty = replace(plan, subjects=(), scene=place, hour=hour)
    return PAINTERS[style](empty, take, sprites)


def _pixels(body: str) -> F32:
    return rasterised(drawing(body))[..., :3].astype(np.float32)


def _filled(outline: str, colour: str) -> str:
    return f'<path d="{outline}" fill="{colour}"/>'


def _calm(plan: Plan, take: Take) -> Sheet:
    palette, dice, number = calm_palette(plan, take.number), take.dice, take.number
    paper, soft, accent = palette.paper, palette.soft, palette.accent
    body = _filled(box(0, 0, SIDE, SIDE), paper)
    if number == 2:  # the other way round: light on dark
        paper = palette.dark if not palette.is_night else mixed(paper, "#000000", 0.3)
        body = _filled(box(0, 0, SIDE, SIDE), paper)
        at = float(dice.choice([110, 914]))
        for radius, share in ((300, 0.1), (214, 0.2), (128, 0.32)):
            body += _filled(disc(at, 930, radius), mixed(paper, palette.mid, share))
        ink = readable(palette.paper if not palette.is_night else palette.dark, paper)
        frame = f'<path d="{box(48, 48, 928, 928, 30)}" fill="none" stroke="{accent}"'
        return Sheet(_pixels(body + frame + ' stroke-width="4"/>'), ink, paper, accent)
    if number == 0:
        wave = dice.uniform(770, 850)
        body += _filled(disc(dice.uniform(850, 930), dice.uniform(40, 100), 150), accent)
        body += _filled(f"M0,{SIDE} V860 Q260,{wave:.0f} 520,900 T{SIDE},850 V{SIDE}Z", soft)
        sheet = Sheet(_pixels(body), readable(palette.dark, paper), paper, palette.mid)
        return replace(sheet, align=-1, left=112, middle=480, height=560)
    if number == 1:
        body += _filled(arch(820, SIDE, 300, dice.uniform(300, 420)), soft)
        body += _filled(arch(900, SIDE, 190, dice.uniform(170, 250)), mixed(soft, palette.mid, 0.6))
        body += _filled(disc(150, 140, 46), accent)
        sheet = Sheet(_pixels(body), readable(palette.dark, paper), paper, palette.mid)
        return replace(sheet, align=-1, left=104, middle=450, height=430)
    body += _filled(disc(512, 1010, dice.uniform(330, 390)), mixed(soft, paper, 0.35))
    body += _filled(disc(512, 1030, 220), accent)
    body += _filled(box(0, 930, SIDE, 100), mixed(palette.mid, soft, 0.35))
    sheet = Sheet(_pixels(body), readable(palette.dark, paper), paper, palette.mid)
    return replace(sheet, middle=400, height=500)


def _loud(plan: Plan, take: Take) -> Sheet:
    palette, number = loud_palette(plan, take.number), take.number
    body = vibrant.ground(palette, take, 900, moonless=True)
    dark = number == 3
    card = INK if dark else WHITE
    shadow = mixed(palette.mid, INK, 0.3) if dark else INK
    outline, tilt = _card(number), (0.0, -3.0, 0.0, 2.0)[number]
    turned = f'transform="rotate({tilt} 512 512)"'
    body += (
        f'<g {turned}><path d="{outline}" transform="translate(17 19)" fill="{shadow}"/>'
        f'<path d="{outline}" fill="{card}"/></g>'
    )
    ink = readable(palette.paper if dark else INK, card)
    accent = palette.accent
    sheet = Sheet(_pixels(body), ink, card, accent, left=158, width=708, height=570, tilt=tilt)
    return replace(sheet, middle=474) if number == 2 else replace(sheet, align=-(number == 1))


def _card(number: int) -> str:
    """What the words are written on: a card, or a speech balloon."""
    if number == 2:
        return f"{box(84, 140, 856, 670, 130)} M446,790 L236,930 L300,790Z"
    return box(84, 158, 856, 704, (44, 28, 0, 70)[number])
