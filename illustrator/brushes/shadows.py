"""What things do to the ground: contact, a shadow towards the viewer, light that they give."""

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.brushes.svgs import laid_over
from illustrator.stages import Light
from imaging.arrays import F32, U8, blurred, floats

DARK = "#15142b"
# Light of their own, as a share of the height from the top, and its reach in heights.
GLOWING = {
    "@campfire": (0.55, 1.5), "fire": (0.6, 1.3), "candle": (0.15, 1.2), "light-bulb": (0.4, 0.9),
    "jack-o-lantern": (0.6, 0.8), "diya-lamp": (0.3, 1.2), "red-paper-lantern": (0.5, 0.9),
    "sparkler": (0.3, 1.0), "fireworks": (0.45, 0.8), "crescent-moon": (0.5, 0.9),
    "full-moon": (0.5, 0.9), "star": (0.5, 0.7), "glowing-star": (0.5, 0.8), "sun": (0.5, 0.9),
    "ghost": (0.5, 0.5), "comet": (0.3, 0.8), "shooting-star": (0.4, 0.8),
    "flying-saucer": (0.6, 0.6), "crystal-ball": (0.4, 0.7), "flashlight": (0.3, 0.8),
}  # fmt: skip


def contact(pixels: F32, alpha: U8, x: int, y: int, strength: float = 0.6) -> None:
    """A soft dark ellipse where something stands: `alpha` of its sprite, its corner x, y."""
    height = alpha.shape[0]
    feet = np.flatnonzero((alpha[-max(3, height // 14) :] > 76).any(0))
    left, right = (int(feet[0]), int(feet[-1])) if len(feet) else (0, alpha.shape[1])
    half = max(8, round((right - left) / 2 * 1.06))
    thick = max(4, min(16, round((right - left) * 0.10)))
    pad = 20
    spot = np.zeros((2 * (thick + pad), 2 * (half + pad)), np.float32)
    cv2.ellipse(spot, (half + pad, thick + pad), (half, thick), 0, 0, 360, 1.0, -1)
    spot = blurred(spot, 5)
    middle = x + (left + right) // 2
    _darken(pixels, spot * np.float32(strength), middle - half - pad, y + height - thick - pad - 4)


def cast(pixels: F32, alpha: U8, x: int, y: int, light: Light, weak: float = 1.0) -> None:
    """The shadow of a sprite on flat ground, falling towards the viewer and away from the light."""
    height, width = alpha.shape
    away = 1 if light.sun_at[0] < x + width / 2 else -1
    low = light.sun_at[1] > 330
    lean, squash = (0.75, 0.38) if low else (0.5, 0.29)
    reach, deep = int(height * lean) + 12, int(height * squash) + 40
    small = 0.5  # it is blurred anyway
    matrix = floats(
        [
            [small, -away * lean * small, (away * lean * height + reach) * small],
            [0, -squash * small, (squash * height + 4) * small],
        ]
    )
    size = (int((width + 2 * reach) * small), int(deep * small))
    shape = alpha.astype(np.float32) * np.float32(1 / 255)
    shade = blurred(floats(cv2.warpAffine(shape, matrix, size)), max(2.0, height / 110))
    shade *= np.linspace(1, 0.3, size[1], dtype=np.float32)[:, None]
    whole = cv2.resize(shade, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    strength = (0.55 if light.sun else 0.24) * weak
    _darken(pixels, floats(whole) * np.float32(strength), x - reach, y + height - 6)


def _darken(pixels: F32, amount: F32, x: int, y: int) -> None:
    height, width = amount.shape
    left, top = max(0, x), max(0, y)
    right, bottom = min(pixels.shape[1], x + width), min(pixels.shape[0], y + height)
    if right <= left or bottom <= top:
        return
    target = pixels[top:bottom, left:right]
    share = amount[top - y : bottom - y, left - x : right - x, None]
    # Shade keeps some of the colour of the ground: grey shadows look dirty.
    target += (target * floats([0.22, 0.22, 0.34]) + rgb(DARK) * 0.3 - target) * share


def dropped(pixels: F32, alpha: U8, x: int, y: int) -> None:
    """The narrow shade that something held throws on whoever holds it."""
    pad = 12
    around = cv2.copyMakeBorder(alpha, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    soft = blurred(around.astype(np.float32) * np.float32(1 / 255), 4)
    _darken(pixels, soft * np.float32(0.4), x - pad + 2, y - pad + 5)


def glow(pixels: F32, x: float, y: float, reach: float, colour: str, strength: float) -> None:
    """Light around a point, px."""
    size = pixels.shape[0]
    left, right = max(0, int(x - 2.5 * reach)), min(size, int(x + 2.5 * reach))
    top, bottom = max(0, int(y - 2.5 * reach)), min(size, int(y + 2.5 * reach))
    if right <= left or bottom <= top:
        return
    across = (np.arange(left, right, dtype=np.float32) - np.float32(x))[None] / np.float32(reach)
    down = (np.arange(top, bottom, dtype=np.float32) - np.float32(y))[:, None] / np.float32(reach)
    distance = cv2.magnitude(*(floats(part) for part in np.broadcast_arrays(across, down)))
    light = np.exp(-2.2 * distance)
    # At the end of the box nothing must be left of it.
    light = np.clip(light - np.float32(np.exp(-5.5)), 0, None) * np.float32(strength)
    target = pixels[top:bottom, left:right]
    target += (rgb(colour) - target) * np.clip(light, 0, 1)[..., None]


def beams(pixels: F32, x: float, y: float) -> None:
    """What a lighthouse sends out to both sides from its lamp."""
    side = pixels.shape[0] // 2
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    across, down = columns * 2 - np.float32(x), rows * 2 - np.float32(y)
    distance = np.abs(across) + 1
    angle = down / distance
    light = np.exp(-(((angle - 0.05) / 0.075) ** 2)) * np.exp(-distance / 430) * np.float32(0.5)
    light *= np.clip(distance / 30, 0, 1)
    whole = cv2.resize(floats(light), pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    pixels += (rgb("#fff2c4") - pixels) * whole[..., None]
    glow(pixels, x, y, 80, "#fff4cc", 0.9)


def string(pixels: F32, start: tuple[float, float], end: tuple[float, float], sag: float) -> None:
    """The string of a kite between two points, hanging a little."""
    t = np.linspace(0, 1, 24, dtype=np.float32)
    x = start[0] + (end[0] - start[0]) * t
    y = start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)
    left, top = int(x.min()) - 4, int(y.min()) - 4
    mask = np.zeros((int(y.max()) - top + 6, int(x.max()) - left + 6, 4), np.uint8)
    mask[..., :3] = (236, 232, 224)
    points = np.round(np.stack([x - left, y - top], 1) * 16).astype(np.int32)
    line = np.zeros(mask.shape[:2], np.uint8)
    cv2.polylines(line, [points], False, 230, 2, cv2.LINE_AA, 4)
    mask[..., 3] = line
    laid_over(pixels, mask, left, top)
