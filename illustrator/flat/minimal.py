"""The minimal style: five colours, one calm form, few shapes, and much air."""

from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.shapes import Role, Shape, arch, box, crescent, disc
from illustrator.brushes.svgs import drawing, laid_over, rasterised
from illustrator.flat.clusters import Piece, Room
from illustrator.flat.foregrounds import strung
from illustrator.flat.groups import grouped, pixels_of, place_of
from illustrator.flat.interiors import PODIUM, interior
from illustrator.flat.landscapes import AIRY, landscape
from illustrator.flat.marks import clear, falling, hanging, lying, stars
from illustrator.flat.palettes import WHITE, Palette, calm_palette, has_light, sun_of, water_of
from illustrator.flat.stickers import is_lost, widened
from illustrator.flat.toning import toned
from illustrator.plans import Plan, Scene, Stand, Weather
from illustrator.stages import SIDE, Take
from imaging.arrays import F32, U8, to_bytes

PULLED = 0.6  # how far artwork goes to the palette, in Lab
COLOURED = 0.12  # the same where the words name its colour
SHADOW = 0.2
RIM = 5  # px of light around what would be lost on its ground
GLOW = "#6fe3b0"  # of an aurora
LAMP = "2c"  # how much of a lamp's light lies on the wall at night: alpha
FLASH = "#f7bf3f"
GOLD, TEAL, SAND = "#f2c57c", "#6fa8ad", "#ecd3a2"  # where a palette has no sun, sea or beach
WATERS = frozenset({Scene.SEA, Scene.LAKE, Scene.COAST, Scene.BEACH})
GLOOMY = frozenset({Weather.RAIN, Weather.STORM, Weather.FOG})
SUNK = 0.1  # of what swims
MARGIN = 84  # px of paper around a panel


def draw(plan: Plan, take: Take, sprites: Sprites) -> U8:
    """SIDE×SIDE×3."""
    palette = calm_palette(plan, take.number)
    scene = place_of(plan)
    floor = _floor(scene, take)
    scenery = _scenery(plan, scene, palette, take, floor)
    pixels = rasterised(drawing(scenery))[..., :3].astype(np.float32)
    pieces = grouped(plan, take, sprites, _room(scene, take, floor))
    for piece in pieces:
        _put(pixels, piece, palette, sprites, scene)
    if plan.weather is not None and not scene.is_inside:
        shapes = clear(falling(plan.weather, take.dice, floor + 60), pieces)
        if _is_panel(take, scene):
            shapes = [each for each in shapes if each.is_within(MARGIN + 30, SIDE - MARGIN - 30)]
        if shapes:
            laid_over(pixels, rasterised(drawing(_filled(shapes, _colours(palette)))))
    return to_bytes(pixels / np.float32(255))


def ground(palette: Palette, take: Take) -> str:
    """The calm part of a picture without a scene: for words."""
    return "".join(_paths(_form(palette, take, 640, Scene.MEADOW), _colours(palette)))


def _floor(scene: Scene, take: Take) -> float:
    """px: the horizon, or the far edge of what things stand on."""
    if scene is Scene.UNDERWATER or scene is Scene.SKY:
        return 640.0
    return 655.0 + take.dice.uniform(-20, 25) + (40 if take.number == 2 else 0)


def _room(scene: Scene, take: Take, floor: float) -> Room:
    panel = _is_panel(take, scene)
    inset = 190 if panel else 110
    base = floor + (96 if scene.is_inside else 78)
    if scene is Scene.PODIUM:
        base, inset = floor + 46, 512 - PODIUM
    elif scene in AIRY and scene is not Scene.SPACE:
        base = 730
    lean = 0 if scene is Scene.PODIUM else 120
    table = floor - 8 if scene in (Scene.DESK, Scene.TABLE) else 0.0
    top, scale, bottom = (170, 0.86, SIDE - MARGIN) if panel else (120, 0.92, SIDE + 6)
    return Room(base, inset, SIDE - inset, top, scale, lean, table, bottom)


def _is_panel(take: Take, scene: Scene) -> bool:
    return take.number == 3 or (take.number == 1 and not scene.is_inside)


def _scenery(plan: Plan, scene: Scene, palette: Palette, take: Take, floor: float) -> str:
    """Everything behind the subjects."""
    dice, colours = take.dice, {**_colours(palette)}
    if scene.is_inside:
        colours[Role.GLOW] = mixed(palette.accent, palette.mid, 0.45) + LAMP
    shapes = _form(palette, take, floor, scene, plan.weather in GLOOMY)
    if has_light(plan) and not scene.is_inside:
        shapes = []
    if palette.is_night and not scene.is_inside and scene not in (Scene.SPACE, Scene.UNDERWATER):
        shapes = [*stars(dice, 15, floor - 120), *shapes]
    if plan.weather is not None and not scene.is_inside:
        shapes += hanging(plan.weather, dice, floor - 260)
    if scene.is_inside:
        shapes += interior(scene, dice, floor, take.side, palette.is_night)
    else:
        shapes += landscape(scene, dice, floor, take.side)
        shapes += lying(plan.weather, dice, floor) if plan.weather else []
    body = _filled(shapes, colours)
    sky = f'<rect width="{SIDE}" height="{SIDE}" fill="{_sky(palette, take, scene)}"/>'
    if not _is_panel(take, scene):
        return sky + body
    # The paper is laid over the scene: cutting the scene out takes resvg three times as long.
    sheet = box(-1, -1, SIDE + 2, SIDE + 2)
    frame = f'd="{sheet} {_panel(take)}" fill="{_paper(palette)}" fill-rule="evenodd"'
    return f"{sky}{body}<path {frame}/>"


def _panel(take: Take) -> str:
    """A window onto the scene, with paper around."""
    wide = SIDE - 2 * MARGIN
    if take.number == 1:
        return arch(SIDE / 2, SIDE - MARGIN, wide, wide + 10)
    return box(MARGIN, MARGIN, wide, wide, 56)


def _paper(palette: Palette) -> str:
    return mixed(palette.paper, "#000000", 0.18) if palette.is_night else palette.paper


def _sky(palette: Palette, take: Take, scene: Scene) -> str:
    if palette.is_night or not _is_panel(take, scene):
        return palette.paper
    return mixed(palette.paper, palette.soft, 0.42)


def _form(
    palette: Palette, take: Take, floor: float, scene: Scene, gloomy: bool = False
) -> list[Shape]:
    """The one large form: a disc, its rings, or the moon."""
    sun = Role.FAR if gloomy else Role.SUN
    dice = take.dice
    aside = -take.side * dice.uniform(40, 150) if take.side else dice.uniform(-60, 60)
    x = SIDE / 2 + aside
    if scene.is_inside:
        lit = (Role.GLOW, Role.GLOW) if palette.is_night else (Role.SOFT,)
        discs = zip((390, 270) if palette.is_night else (330,), lit, strict=True)
        return (
            []
            if scene in (Scene.PODIUM, Scene.STAGE)
            else [Shape(disc(512, floor - 60, radius), role) for radius, role in discs]
        )
    if scene is Scene.UNDERWATER:
        return [Shape(disc(512, 500, 380), Role.SOFT)]
    if palette.is_night:
        at = 512 - (take.side or 1) * dice.uniform(190, 250)
        moon = Shape(disc(at, 270, 84) if take.number % 2 else crescent(at, 260, 84), Role.ACCENT)
        return [] if scene is Scene.SPACE else [moon]
    radius = dice.uniform(170, 240)
    if take.number == 2:
        rings = [(1.75, Role.SOFT), (1.38, Role.FAR), (1.0, sun)]
        return [Shape(disc(x, floor, 215 * size), role) for size, role in rings]
    return [Shape(disc(x, floor - radius * dice.uniform(0.5, 1.0), radius), sun)]


def _colours(palette: Palette) -> Mapping[Role, str]:
    """What each part of a scene is painted in."""
    paper, soft, mid, dark = palette.paper, palette.soft, palette.mid, palette.dark
    if palette.is_night:
        return {
            Role.FAR: soft,
            Role.MIDDLE: mixed(soft, mid, 0.35),
            Role.GROUND: mixed(soft, mid, 0.14),
            Role.FRONT: mixed(paper, soft, 0.45),
            Role.LIGHT: mixed(mid, WHITE, 0.7),
            Role.SNOW: mixed(mid, WHITE, 0.7),
            Role.DARK: mixed(paper, "#000000", 0.3),
            Role.ACCENT: palette.accent,
            Role.SUN: palette.accent,
            Role.FLASH: FLASH,
            Role.WATER: mixed(soft, "#3f7fb0", 0.4),
            Role.SAND: mixed(soft, mid, 0.2),
            Role.SOFT: mixed(paper, soft, 0.6),
            Role.MIST: mixed(mid, dark, 0.4) + "66",
            Role.GLOW: mixed(GLOW, mid, 0.25) + "70",
        }
    return {
        Role.FAR: mixed(soft, paper, 0.2),
        Role.MIDDLE: mixed(soft, mid, 0.5),
        Role.GROUND: mixed(mid, soft, 0.3),
        Role.FRONT: mixed(mid, dark, 0.16),
        Role.LIGHT: mixed(paper, WHITE, 0.6),
        Role.SNOW: mixed(paper, WHITE, 0.6),
        Role.DARK: mixed(mid, dark, 0.62),
        Role.ACCENT: palette.accent,
        Role.SUN: sun_of(palette, GOLD),
        Role.FLASH: FLASH,
        Role.WATER: mixed(water_of(palette, TEAL), soft, 0.25),
        Role.SAND: mixed(SAND, soft, 0.25),
        Role.SOFT: mixed(soft, paper, 0.5),
        Role.MIST: mixed(paper, WHITE, 0.6) + "a0",
        Role.GLOW: mixed(GLOW, mid, 0.4) + "90",
    }


def _filled(shapes: Iterable[Shape], colours: Mapping[Role, str]) -> str:
    return "".join(_paths(shapes, colours))


def _paths(shapes: Iterable[Shape], colours: Mapping[Role, str]) -> Iterable[str]:
    for shape in shapes:
        yield f'<path d="{shape.outline}" fill="{colours[shape.role]}"/>'


def _put(pixels: F32, piece: Piece, palette: Palette, sprites: Sprites, scene: Scene) -> None:
    """A subject, with a soft shadow where it stands; what swims is cut off by the water."""
    pulled = COLOURED if piece.subject.colour else PULLED
    sprite = toned(pixels_of(piece, sprites), palette, pulled)
    swims = scene in WATERS and piece.subject.icon.stand in (Stand.WATER, Stand.UNDERWATER)
    if swims:
        sprite = sprite[: round(len(sprite) * (1 - SUNK))]
    height, width = sprite.shape[:2]
    x, y = round(piece.x - width / 2), round(piece.base - height)
    dark = palette.paper if palette.is_night else palette.dark
    if swims:
        _shade(pixels, piece, rgb(_colours(palette)[Role.LIGHT]), 0.45)
    elif not piece.flying:
        _shade(pixels, piece, rgb(mixed(dark, "#101020", 0.5)))
    strung(pixels, piece, palette.dark)
    seen = pixels[: None if piece.cut is None else round(piece.cut)]
    if is_lost(seen, sprite, x, y):
        edge = widened(sprite[..., 3], RIM)
        rim = np.dstack([np.full((*edge.shape, 3), rgb(_rim(palette))).astype(np.uint8), edge])
        laid_over(seen, rim, x - 2 * RIM, y - 2 * RIM)
    laid_over(seen, sprite, x, y)


def _rim(palette: Palette) -> str:
    return mixed(palette.mid, WHITE, 0.55) if palette.is_night else mixed(palette.paper, WHITE, 0.7)


def _shade(pixels: F32, piece: Piece, colour: F32, strength: float = SHADOW) -> None:
    """An ellipse where it touches the ground or the water."""
    wide, high = round(piece.wide * 0.48), max(6, round(piece.wide * 0.05))
    spot = np.zeros((2 * high + 6, 2 * wide + 6), np.uint8)
    middle = (wide + 3, high + 3)
    cv2.ellipse(spot, middle, (wide, high), 0, 0, 360, 255, -1, cv2.LINE_AA)
    shadow = np.dstack([np.full((*spot.shape, 3), colour).astype(np.uint8), spot])
    laid_over(pixels, shadow, round(piece.x) - middle[0], round(piece.base) - high - 5, strength)
