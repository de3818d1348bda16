"""Depth and light: soft artwork in a deep scene, with bloom, rays, a blurred front and grain."""

import cv2
import numpy as np

from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import hexed, rgb
from illustrator.brushes.svgs import drawing, rasterised
from illustrator.painted.paintings import Painting, painted
from illustrator.plans import Plan, Scene
from illustrator.stages import SIDE, Take
from imaging.arrays import F32, U8, floats, luma

GRASSY = frozenset({Scene.MEADOW, Scene.FOREST, Scene.LAKE, Scene.COAST, Scene.MOUNTAIN})
AIRLESS = frozenset({Scene.SPACE, Scene.UNDERWATER})
FOCUS = 1.5  # px: the blur of the distance
SMALL = 256  # px: light that spreads is worked out at this size


def draw(plan: Plan, take: Take, sprites: Sprites) -> U8:
    """SIDE×SIDE×3."""
    painting = painted(plan, take, sprites, "c", FOCUS)
    if painting.scene in GRASSY:
        _foreground(painting, take.dice)
    if painting.light.sun and 0 < painting.light.darkness < 0.9:
        _rays(painting, take.dice)
    pixels = painting.pixels
    _bloom(pixels)
    _vignette(pixels, 0.24 if painting.scene.is_inside else 0.30)
    return _grained(pixels, take.dice)


def _foreground(painting: Painting, dice: np.random.Generator) -> None:
    """Blades right before the lens, out of focus, in both lower corners."""
    ground = painting.pixels[-90:].mean((0, 1))
    dark = hexed(ground * 0.62)
    light = hexed(np.minimum(ground * 1.12, 255))
    blades = []
    for corner in (-1, 1):
        for _ in range(22):
            reach = float(dice.beta(1.0, 1.9)) * 300
            x = reach if corner < 0 else SIDE - reach
            high = float(dice.uniform(70, 215)) * (1 - reach / 400)
            # Slender and bent outwards each its own way: side by side they would be a wall.
            lean, wide = float(dice.normal(0, 0.42)) * high, float(dice.uniform(5, 9))
            fill = dark if dice.random() < 0.6 else light
            blades.append(
                f'<path d="M{x - wide:.0f},1040 Q{x:.0f},{1030 - high * 0.6:.0f}'
                f" {x + lean:.0f},{1024 - high:.0f} Q{x + 0.3 * lean + wide:.0f},"
                f'{1030 - high * 0.5:.0f} {x + wide:.0f},1040Z" fill="{fill}"/>'
            )
    top = SIDE - 256
    body = f'<g transform="translate(0 {-top})">{"".join(blades)}</g>'
    drawn = rasterised(drawing(body, "", SIDE, 256), SIDE // 2, 128).astype(np.float32)
    drawn[..., :3] *= drawn[..., 3:] * np.float32(1 / 255)
    soft = cv2.resize(cv2.GaussianBlur(drawn, (0, 0), 2.6), (SIDE, 256))
    target = painting.pixels[top:]
    target *= 1 - soft[..., 3:] * np.float32(1 / 255)
    target += soft[..., :3]


def _rays(painting: Painting, dice: np.random.Generator) -> None:
    """Shafts of light around a low sun."""
    if painting.scene in AIRLESS or painting.scene.is_inside:
        return
    x, y = (place * SMALL / SIDE for place in painting.light.sun_at)
    rows, columns = np.mgrid[0:SMALL, 0:SMALL].astype(np.float32)
    distance, angle = cv2.cartToPolar(columns - np.float32(x), rows - np.float32(y))
    noise = dice.random((1, 36), dtype=np.float32)
    noise = np.concatenate([noise, noise[:, :1]], 1)  # it closes
    table = cv2.resize(noise, (720, 1), interpolation=cv2.INTER_CUBIC)[0]
    ray = table[np.clip(angle * (719 / (2 * np.pi)), 0, 719).astype(np.int32)]
    strength = np.clip(ray - np.float32(0.42), 0, 1) * np.exp(-distance / 105)
    light = floats(cv2.resize(floats(strength * 0.55), (SIDE, SIDE)))[..., None]
    # Light falls between the viewer and the scene; on subjects only a breath of it.
    light = light * (1 - painting.mask[..., None].astype(np.float32) * np.float32(0.7 / 255))
    painting.pixels += (rgb(painting.light.sun or "#ffffff") - painting.pixels) * light


def _bloom(pixels: F32) -> None:
    """What is bright shines into its surroundings."""
    small = cv2.resize(pixels, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    bright = np.clip(small - 172, 0, 83)
    wide = cv2.GaussianBlur(bright, (0, 0), 4) * 0.5 + cv2.GaussianBlur(bright, (0, 0), 13) * 0.5
    spread = cv2.resize(wide, (SIDE, SIDE)) * np.float32(0.46)
    # As screens are laid: what is white already gets no whiter.
    pixels += spread * (1 - np.clip(pixels, 0, 255) * np.float32(1 / 255))


def _vignette(pixels: F32, depth: float) -> None:
    axis = (np.arange(SIDE, dtype=np.float32) / SIDE - np.float32(0.5)) ** 2 * 2
    fall = np.clip(axis[None] + axis[:, None] - np.float32(0.14), 0, 1)
    pixels *= (1 - np.float32(depth) * fall)[..., None]


def _grained(pixels: F32, dice: np.random.Generator) -> U8:
    """A little more colour and contrast, and the grain of film, two pixels wide."""
    grey = luma(pixels)[..., None]
    pixels -= grey
    pixels *= np.float32(1.07)
    contrast = np.float32(1.04)
    coarse = dice.standard_normal((SIDE // 2, SIDE // 2), dtype=np.float32)
    grain = floats(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
    pixels += ((grey[..., 0] - 118) * contrast + 118 + grain * np.float32(2.3))[..., None]
    return np.asarray(np.clip(pixels + np.float32(0.5), 0, 255), np.uint8)
