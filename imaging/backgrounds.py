"""What is behind a figure, from two palette colours. Only the colour-free part is cached."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    filled,
    floats,
    grown,
    mapped,
    over,
    product,
    smoothstep,
    stacked,
    to_bytes,
)
from imaging.looks import Backdrop, Look

SKY = floats([112, 184, 250]) / np.float32(255), floats([226, 243, 255]) / np.float32(255)
WHITE = floats([1, 1, 1])
PAPER = floats([0.985, 0.972, 0.94])
# Random numbers of a look are drawn for a purpose; this is the backdrop's.
PURPOSE = 1


def backdrop(look: Look, side: int) -> U8:
    """side×side×3; a backdrop the style paints itself is its lighter palette colour here."""
    draw = _DRAWN.get(look.backdrop, _solid)
    return draw(look, side)


def _between(look: Look, cover: U8) -> U8:
    """The palette's light colour where `cover` is 0, its deep one where it is 255."""
    light, deep = look.palette.floats
    return mapped(cover, floats(light + (deep - light) * LEVELS[:, None]))


def _axes(side: int) -> tuple[F32, F32]:
    """x (1×side) and y (side×1), 0..1."""
    steps = (np.arange(side, dtype=np.float32) + np.float32(0.25)) / np.float32(side)
    return steps[None], steps[:, None]


def _edged(ramp: F32, side: int) -> U8:
    """A ramp found at half size, cut at its middle into a sharp antialiased edge."""
    return mapped(grown(to_bytes(ramp), side), smoothstep(0.25, 0.75, LEVELS))


def _solid(look: Look, side: int) -> U8:
    return filled((side, side), look.palette.floats[0])


@lru_cache(4)
def _split_cover(side: int, mirrored: bool) -> U8:
    x, y = _axes(side // 2)
    slant = np.float32(0.35 if mirrored else -0.35)
    return _edged(floats(((x - 0.5) + (y - 0.5) * slant) * side / 12 + 0.5), side)


def _split(look: Look, side: int) -> U8:
    return _between(look, _split_cover(side, look.mirrored))


@lru_cache(2)
def _circle_cover(side: int) -> U8:
    x, y = _axes(side // 2)
    return _edged(floats((0.426 - np.hypot(x - 0.5, y - 0.52)) * side / 12 + 0.5), side)


def _circle(look: Look, side: int) -> U8:
    """A disc of the palette's mean on a very pale ground."""
    light, deep = look.palette.floats
    pale, disc = light * 0.30 + 0.68, (light + deep) / 2
    return mapped(_circle_cover(side), floats(pale + (disc - pale) * LEVELS[:, None]))


@lru_cache(8)
def _ray_cover(side: int, rays: int, turn: float) -> tuple[U8, U8]:
    """Rays from behind the head, and the glow in their middle."""
    x, y = _axes(side // 2)
    shape = (side // 2, side // 2)
    dx = np.ascontiguousarray(np.broadcast_to(x - np.float32(0.5), shape))
    dy = np.ascontiguousarray(np.broadcast_to(y - np.float32(0.46), shape))
    radius, angle = cv2.cartToPolar(dx, dy)
    wave = np.sin((angle + turn) * rays) * radius * np.float32(0.35 * side / 8) + 0.5
    edges = mapped(
        grown(to_bytes(floats(wave)), side), floats(0.5 + 0.5 * np.tanh((LEVELS - 0.5) * 8))
    )
    glow = to_bytes(floats(0.35 * np.exp(-((radius / 0.33) ** 2))))
    return edges, grown(glow, side)


def _rays(look: Look, side: int) -> U8:
    random = look.chance(PURPOSE)
    rays, turn = int(random.integers(9, 15)), round(float(random.uniform(0, 6.28)), 3)
    edges, glow = _ray_cover(side, rays, turn)
    picture = _between(look, edges)
    lit = product(cv2.bitwise_not(picture).astype(np.uint8), stacked(glow))
    return cv2.add(picture, lit).astype(np.uint8)


@lru_cache(2)
def _dot_cover(side: int) -> U8:
    """Dots that grow downwards, on a grid turned by 45 degrees."""
    pitch = side / 26
    steps = np.arange(side, dtype=np.float32)
    x, y = steps[None], steps[:, None]
    across = (x + y) * np.float32(0.7071) % pitch - pitch / 2
    down = (x - y) * np.float32(0.7071) % pitch - pitch / 2
    beyond = np.hypot(across, down) - pitch * (0.12 + 0.36 * y / side)
    return to_bytes(smoothstep(1, -1, floats(beyond)))


def _dots(look: Look, side: int) -> U8:
    return _between(look, _dot_cover(side))


def _gradient(look: Look, side: int) -> U8:
    x, y = _axes(side)
    ramp = smoothstep(0, 1, floats(y * 0.8 + x * 0.2)) * np.float32(0.7)
    return _between(look, to_bytes(floats(ramp)))


def _bokeh(look: Look, side: int) -> U8:
    """Discs of light out of focus, drawn at half size."""
    random = look.chance(PURPOSE)
    half = side // 2
    x, y = _axes(half)
    ground = _between(look, to_bytes(floats(np.broadcast_to(y * 0.8, (half, half)))))
    lights = np.zeros((half, half), np.float32)
    for _ in range(16):
        left, top, radius = random.uniform(0, 1), random.uniform(0, 1), random.uniform(0.02, 0.09)
        strength = random.uniform(0.12, 0.35)
        disc = smoothstep(radius, radius * 0.86, floats(np.hypot(x - left, y - top)))
        np.maximum(lights, disc * np.float32(strength), out=lights)
    lit = over(filled((half, half), WHITE), ground, to_bytes(lights))
    return grown(lit, side, smooth=True)


def _clouds(look: Look, side: int) -> U8:
    """Fair-weather clouds in a blue that leans towards the palette."""
    random = look.chance(PURPOSE)
    half = side // 2
    _, y = _axes(half)
    clouds = np.zeros((half, half), np.uint8)
    for _ in range(5):
        left, top = random.uniform(0, half), random.uniform(0.08, 0.75) * half
        for puff in range(-3, 4):
            middle = top + random.uniform(-0.015, 0.015) * half
            centre = (int(left + puff * half * 0.045), int(middle))
            radius = int(half * (0.05 + 0.03 * (1 - abs(puff) / 3)))
            cv2.circle(clouds, centre, radius, 255, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(clouds, (0, 0), 1.5)
    tint = look.palette.floats[0]
    high, low = SKY[0] * 0.7 + tint * 0.3, SKY[1] * 0.8 + tint * 0.2
    sky = to_bytes(floats(np.broadcast_to((high + (low - high) * y[..., None]), (half, half, 3))))
    cover = cv2.convertScaleAbs(soft, alpha=0.9).astype(np.uint8)
    return grown(over(filled((half, half), WHITE), sky, cover), side, smooth=True)


def _paper(look: Look, side: int) -> U8:
    """Drawing paper: fine and coarse grain."""
    random = look.chance(PURPOSE)
    grain = _noise(random, side, 3) + _noise(random, side, 40)
    return to_bytes(floats(PAPER - (np.float32(0.03) * (grain - 1))[..., None]))


def _noise(random: np.random.Generator, side: int, cell: int) -> F32:
    cells = random.random((side // cell, side // cell), dtype=np.float32)
    return grown(floats(cells), side, smooth=True)


_DRAWN: dict[Backdrop, Callable[[Look, int], U8]] = {
    Backdrop.SOLID: _solid,
    Backdrop.SPLIT: _split,
    Backdrop.CIRCLE: _circle,
    Backdrop.RAYS: _rays,
    Backdrop.DOTS: _dots,
    Backdrop.GRADIENT: _gradient,
    Backdrop.BOKEH: _bokeh,
    Backdrop.CLOUDS: _clouds,
    Backdrop.PAPER: _paper,
}
