"""Putting things into a painted scene: grounded, lit, in the water up to their waterline."""

from collections.abc import Sequence

import cv2
import numpy as np

from illustrator.arranging.layout import placed
from illustrator.arranging.placements import Placement, Where
from illustrator.arranging.zones import EDGE
from illustrator.artwork.afloat import TONE
from illustrator.artwork.sprites import Sprites
from illustrator.brushes import shadows
from illustrator.painted import windows
from illustrator.painted.shading import shaded, turned
from illustrator.plans import Plan, Scene, Size, Weather
from illustrator.stages import SIDE, Backdrop, Light, Take
from imaging.arrays import F32, U8, floats

# How much of a thing is above the water.
FREEBOARD = {
    "whale": 0.84, "spouting-whale": 0.84, "dolphin": 0.88, "duck": 0.8, "swan": 0.88,
    "sailboat": 0.9, "canoe": 0.68, "speedboat": 0.76, "person-rowing-boat": 0.82, "ship": 0.9,
    "person-swimming": 0.8, "man-swimming": 0.8, "woman-swimming": 0.8, "passenger-ship": 0.9,
    "person-surfing": 0.92, "seal": 0.9, "otter": 0.9, "hippopotamus": 0.8,
}  # fmt: skip
AFLOAT = 0.94  # for all others


def put(backdrop: Backdrop, plan: Plan, take: Take, sprites: Sprites, set: str) -> U8:
    """Everything in a plan, drawn into the pixels of `backdrop`; what it covers, SIDE×SIDE."""
    scene = plan.scene or Scene.MEADOW
    mask = np.zeros((SIDE, SIDE), np.uint8)
    places = placed(
        plan,
        scene,
        backdrop.horizon,
        take,
        backdrop.shore,
        lambda name: sprites.shape(name, set),
        dressed=True,
    )
    for place in places:
        _put_one(backdrop, plan, place, sprites.sprite(*_wanted(place, set)), mask)
    _lights(backdrop, places)
    return mask


def _wanted(place: Placement, set: str) -> tuple[str, str, int, str | None]:
    subject = place.subject
    return subject.icon.name, set, round(place.height), subject.colour


def _put_one(backdrop: Backdrop, plan: Plan, place: Placement, sprite: U8, mask: U8) -> None:
    name = place.subject.icon.name
    sprite = turned(sprite, place.flipped, place.tilt)
    height, width = sprite.shape[:2]
    x, y = round(place.x - width / 2), round(place.y - height)
    if place.tilt:
        y = round(place.y - place.tall / 2 - height / 2)
    if place.tether is not None:
        shadows.string(backdrop.pixels, (place.x, place.y - 0.1 * height), place.tether, 26)
    drawn = shaded(sprite, backdrop.light, place.x, _depth(place, backdrop))
    if place.subject.colour is None:
        windows.lit(name, sprite, drawn, backdrop.light)
        if plan.scene is Scene.SNOW or plan.weather is Weather.SNOW:
            windows.snowed(name, sprite, drawn, backdrop.light)
    if place.where is Where.BUST and plan.scene and plan.scene.is_inside:
        drawn = drawn[: max(1, backdrop.horizon + EDGE - y)]
    if place.where is Where.WATER:
        y += height - _waterline(name, height)  # it is where it was put that it meets the water
        drawn = _afloat(backdrop, place, drawn, x, y)
    else:
        _grounded(backdrop, place, sprite[..., 3], x, y)
    if name in ("rainbow", "@rainbow"):
        drawn[..., 3] *= np.float32(0.6)
    laid(backdrop.pixels, drawn, x, y, mask)


def _depth(place: Placement, backdrop: Backdrop) -> float:
    """0 at the horizon, 1 at the lower edge; what has no distance is near."""
    if place.where in (Where.FAR, Where.GROUND, Where.WATER):
        return (place.y - backdrop.horizon) / (SIDE - backdrop.horizon)
    return 0.45 if place.where is Where.SKY else 0.7 if place.where is Where.FLOATING else 1.0


def _grounded(backdrop: Backdrop, place: Placement, alpha: U8, x: int, y: int) -> None:
    pixels, light = backdrop.pixels, backdrop.light
    if place.where in (Where.GROUND, Where.FAR):
        weak = 0.55 if place.subject.icon.size is Size.HUGE else 1.0
        shadows.cast(pixels, alpha, x, y, light, weak)
        shadows.contact(pixels, alpha, x, y)
    elif place.where is Where.UPON:
        shadows.contact(pixels, alpha, x, y, 0.4)
    elif place.where is Where.HELD:
        shadows.dropped(pixels, alpha, x, y)


def _afloat(backdrop: Backdrop, place: Placement, drawn: F32, x: int, y: int) -> F32:
    """Only what is above the water, after its mirror image and the ripple around it are drawn."""
    height, width = drawn.shape[:2]
    cut = _waterline(place.subject.icon.name, height)
    above = drawn[:cut]
    mirrored = _rippled(above[::-1])
    fade = np.linspace(1, 0, len(mirrored), dtype=np.float32)[:, None]
    mirrored[..., 3] *= fade * np.float32(0.42)
    mirrored[..., :3] *= np.float32(0.82)
    laid(backdrop.pixels, mirrored, x, y + cut)
    ripple = np.zeros((44, width + 100), np.float32)
    wet = np.flatnonzero((above[-max(3, cut // 20) :, :, 3] > 60).any(0))
    left, right = (int(wet[0]), int(wet[-1])) if len(wet) else (0, width)
    middle, half = (left + right) // 2 + 50, max(14, (right - left) // 2 + 12)
    for grow, strength in ((0, 0.6), (20, 0.25)):
        cv2.ellipse(ripple, (middle, 22), (half + grow, 6 + grow // 4), 0, 0, 360, strength, 2)
    cv2.ellipse(ripple, (middle, 22), (half, 5), 0, 0, 360, 0.4, -1)
    ripple = cv2.GaussianBlur(ripple, (0, 0), 2.2)
    foam = np.empty((*ripple.shape, 4), np.float32)
    foam[..., :3] = 240 * floats(backdrop.light.ambient)
    foam[..., 3] = ripple * 190
    laid(backdrop.pixels, foam, x - 50, y + cut - 20)
    whole = drawn.copy()
    whole[cut:, :, 3] = 0
    return whole


def _waterline(name: str, height: int) -> int:
    return round(height * FREEBOARD.get(TONE.sub("", name), AFLOAT))


def _rippled(upside_down: F32) -> F32:
    """A mirror image in moving water, at 0.6 of its height."""
    height, width = upside_down.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    swing = np.sin(rows / 5) * 3 + np.sin(rows / 13) * 5
    moved = cv2.remap(
        upside_down, columns + swing, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT
    )
    return floats(cv2.resize(moved, (width, max(1, int(height * 0.6)))))


def laid(pixels: F32, drawn: F32, x: int, y: int, mask: U8 | None = None) -> None:
    """Lay RGBA floats over the frame and note in `mask` what they cover."""
    height, width = drawn.shape[:2]
    left, top = max(0, x), max(0, y)
    right, bottom = min(SIDE, x + width), min(SIDE, y + height)
    if right <= left or bottom <= top:
        return
    source = drawn[top - y : bottom - y, left - x : right - x]
    target = pixels[top:bottom, left:right]
    target += (source[..., :3] - target) * (source[..., 3:] * np.float32(1 / 255))
    if mask is not None:
        part = mask[top:bottom, left:right]
        np.maximum(part, source[..., 3].astype(np.uint8), out=part)


def _lights(backdrop: Backdrop, places: Sequence[Placement]) -> None:
    """Lamps and fires, as soon as it is dark enough to see them shine."""
    light: Light = backdrop.light
    if light.darkness < 0.2:
        return
    for place in places:
        name = place.subject.icon.name
        if name == "@lighthouse":
            shadows.beams(backdrop.pixels, place.x, place.y - place.tall * 0.81)
        elif name in shadows.GLOWING:
            down, reach = shadows.GLOWING[name]
            y = place.y - place.tall * (1 - down)
            strength = 0.55 * min(1.0, light.darkness * 1.5)
            shadows.glow(backdrop.pixels, place.x, y, reach * place.tall, "#ffc878", strength)
