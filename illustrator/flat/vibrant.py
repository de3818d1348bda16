"""The vibrant style: strong colours, patterns, confetti, and subjects as stickers."""

from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.shapes import Role, Shape, crescent, disc
from illustrator.brushes.svgs import drawing, laid_over, rasterised
from illustrator.flat.clusters import Piece, Room
from illustrator.flat.confetti import confetti, radiance
from illustrator.flat.foregrounds import strung
from illustrator.flat.groups import grouped, pixels_of, place_of
from illustrator.flat.interiors import PODIUM, interior
from illustrator.flat.landscapes import AIRY, landscape
from illustrator.flat.marks import FALLING, clear, falling, hanging, lying, stars
from illustrator.flat.palettes import INK, WHITE, Palette, has_light, loud_palette, sun_of, water_of
from illustrator.flat.patterns import cover, keyed
from illustrator.flat.stickers import widened
from illustrator.plans import Plan, Scene
from illustrator.stages import SIDE, Take
from imaging.arrays import F32, U8, saturation, to_bytes

EDGE = 11  # px of white around a sticker
SMALL, SMALL_EDGE = 240, 8
DROP = (10, 13)  # px: where its shadow lies
LIVELY = 1.22  # how much more colourful artwork becomes
OUTLINE = 7  # px of white along large shapes
STRENGTH = 0.2  # of a pattern
PATTERNED = (
    Role.FAR, Role.MIDDLE, Role.GROUND, Role.FRONT, Role.SNOW, Role.WATER, Role.SAND,
)  # fmt: skip
GOLD, BLUE, SAND = "#ff5a36", "#11a8e0", "#ffd98a"  # for want of a sun, a sea or a beach


def draw(plan: Plan, take: Take, sprites: Sprites) -> U8:
    """SIDE×SIDE×3."""
    palette = loud_palette(plan, take.number)
    scene = place_of(plan)
    floor = 640.0 if scene in AIRY else 640 + take.dice.uniform(-20, 40)
    colours = _colours(palette)
    moonless = scene.is_inside or scene is Scene.SPACE or has_light(plan)
    body = ground(palette, take, floor, moonless)
    drawn = rasterised(drawing(body + _scenery(plan, scene, palette, take, floor)))
    for number, (role, key) in enumerate(_keys(colours).items()):
        cover(
            drawn,
            key,
            mixed(
                colours[role], (WHITE, INK)[number % 2], STRENGTH if role is not Role.SNOW else 0.9
            ),
            take.dice,
        )
    pixels = drawn[..., :3].astype(np.float32)
    pieces = grouped(plan, take, sprites, _room(scene, floor))
    for piece in pieces:
        strung(pixels, piece, INK)
        _stick(pixels[: None if piece.cut is None else round(piece.cut)], piece, sprites)
    if plan.weather is not None and plan.weather in FALLING and not scene.is_inside:
        marks = clear(falling(plan.weather, take.dice, 980), pieces)
        fill = {**colours, Role.SOFT: WHITE}
        laid_over(pixels, rasterised(drawing("".join(_plain(marks, fill)))))
    return to_bytes(pixels / np.float32(255))


def ground(palette: Palette, take: Take, floor: float, moonless: bool = False) -> str:
    """Rays or the like, the large disc, and confetti."""
    dice = take.dice
    x = 512 - take.side * dice.uniform(60, 150) if take.side else 512 + dice.uniform(-60, 60)
    y = floor - dice.uniform(130, 220)
    body = radiance(palette, take.number + int(dice.integers(2)) * 2, x, y, dice)
    if palette.is_night:
        body += "".join(_plain(stars(dice, 30, floor), {Role.LIGHT: WHITE}))
        moon = disc(x, y - 90, 150) if take.number % 2 else crescent(x, y - 100, 150)
        body += "" if moonless else f'<path d="{moon}" fill="{palette.accent}"/>'
    else:
        body += f'<path d="{disc(x, y, dice.uniform(215, 265))}" fill="{sun_of(palette, GOLD)}"/>'
    inks = (palette.soft, palette.mid, palette.accent, WHITE)
    return body + confetti(inks, 26, floor, dice)


def _room(scene: Scene, floor: float) -> Room:
    lean, inset = (0, 512 - PODIUM) if scene is Scene.PODIUM else (120, 60)
    base = floor + (104 if scene.is_inside else 130)
    if scene is Scene.PODIUM:
        base = floor + 46
    elif scene in AIRY and scene is not Scene.SPACE:
        base = 790
    table = floor - 8 if scene in (Scene.DESK, Scene.TABLE) else 0.0
    return Room(base, inset, SIDE - inset, 70, 1.1, lean, table)


def _scenery(plan: Plan, scene: Scene, palette: Palette, take: Take, floor: float) -> str:
    dice = take.dice
    if scene.is_inside:
        shapes = interior(scene, dice, floor, take.side, palette.is_night)
    else:
        shapes = landscape(scene, dice, floor, take.side)
    if plan.weather is not None and not scene.is_inside:
        shapes = hanging(plan.weather, dice, floor - 260) + shapes
        shapes += lying(plan.weather, dice, floor)
    return "".join(_edged(shapes, _colours(palette)))


def _colours(palette: Palette) -> Mapping[Role, str]:
    """What each part of a scene is painted in, under its pattern."""
    night = palette.is_night
    return {
        Role.FAR: mixed(palette.soft, palette.paper, 0.25),
        Role.MIDDLE: palette.mid if not night else mixed(palette.mid, palette.dark, 0.35),
        Role.GROUND: palette.soft,
        Role.FRONT: palette.mid if not night else mixed(palette.paper, palette.dark, 0.4),
        Role.LIGHT: WHITE,
        Role.SNOW: "#d9ecff",
        Role.DARK: palette.dark,
        Role.ACCENT: palette.accent,
        Role.SUN: sun_of(palette, "#ffd60a"),
        Role.FLASH: "#fff04a",
        Role.WATER: palette.mid if night else water_of(palette, BLUE),
        Role.SAND: mixed(palette.soft, palette.paper, 0.4) if night else SAND,
        Role.SOFT: mixed(palette.paper, WHITE, 0.5)
        if not night
        else mixed(palette.soft, WHITE, 0.2),
        Role.MIST: "#ffffff8c",
        Role.GLOW: "#5fffc2b0",
    }


def _keys(colours: Mapping[Role, str]) -> Mapping[Role, str]:
    """The colours by which large shapes are found again, to be covered with patterns."""
    return {role: keyed(colours[role], number) for number, role in enumerate(PATTERNED)}


def _edged(shapes: Iterable[Shape], colours: Mapping[Role, str]) -> Iterable[str]:
    """Large shapes carry a pattern and a white edge."""
    keys = _keys(colours)
    for shape in shapes:
        if shape.large and shape.role in PATTERNED:
            edge = f'stroke="{WHITE}" stroke-width="{OUTLINE}" stroke-linejoin="round"'
            yield f'<path d="{shape.outline}" fill="{keys[shape.role]}" {edge}/>'
        else:
            yield f'<path d="{shape.outline}" fill="{colours[shape.role]}"/>'


def _plain(shapes: Iterable[Shape], colours: Mapping[Role, str]) -> Iterable[str]:
    for shape in shapes:
        yield f'<path d="{shape.outline}" fill="{colours[shape.role]}"/>'


def _stick(pixels: F32, piece: Piece, sprites: Sprites) -> None:
    """A subject with a white edge, and the shadow of an ink under it."""
    sprite = np.ascontiguousarray(pixels_of(piece, sprites))
    lively = cv2.transform(sprite[..., :3], saturation(LIVELY))
    sprite = np.dstack([lively, sprite[..., 3]])
    height, width = sprite.shape[:2]
    edge = SMALL_EDGE if max(height, width) < SMALL else EDGE
    x, y = round(piece.x - width / 2), round(piece.base - height)
    around = widened(sprite[..., 3], edge)
    for colour, (right, down), strength in ((INK, DROP, 0.92), (WHITE, (0, 0), 1.0)):
        flat = np.dstack([np.full((*around.shape, 3), rgb(colour)).astype(np.uint8), around])
        laid_over(pixels, flat, x - 2 * edge + right, y - 2 * edge + down, strength)
    laid_over(pixels, sprite, x, y)
