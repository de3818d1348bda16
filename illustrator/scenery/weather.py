"""What falls or drifts through the air before everything: rain, snow, leaves, petals, mist."""

from collections.abc import Sequence

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm_large
from illustrator.plans import Hour, Plan, Scene, Weather
from illustrator.stages import Light
from imaging.arrays import F32, U8, blurred, floats

LEAVES = ("#d9822b", "#c4562a", "#e0a93a", "#a8402a", "#b9762f")
PETALS = ("#ffd3e0", "#ffb9cf", "#fff0f4", "#f7a8c4")
# Where nothing falls.
SHELTERED = frozenset({Scene.UNDERWATER, Scene.SPACE})


def fall(pixels: F32, plan: Plan, light: Light, dice: np.random.Generator) -> F32:
    """Paint over a finished float32 RGB frame in place what the weather brings, and return it.

    Within doors, under water and in space nothing falls.
    """
    if plan.scene and (plan.scene.is_inside or plan.scene in SHELTERED):
        return pixels
    if plan.weather in (Weather.RAIN, Weather.STORM):
        _rain(pixels, light, dice, plan.weather is Weather.STORM)
    elif plan.weather is Weather.SNOW:
        _snow(pixels, light, dice)
    elif plan.weather is Weather.LEAVES:
        _flying(pixels, light, dice, LEAVES, 34)
    elif plan.weather is Weather.PETALS:
        _flying(pixels, light, dice, PETALS, 70)
    elif plan.weather is Weather.WIND:
        _gusts(pixels, dice)
        _flying(pixels, light, dice, ("#a9b66a", "#d9b45a"), 10)
    elif plan.weather is Weather.FOG:
        _drift(pixels, light, dice)
    return pixels


def _washed(pixels: F32, colour: F32, mask: F32) -> None:
    for channel in range(3):
        plane = pixels[..., channel]
        plane += (colour[channel] - plane) * mask


def _rain(pixels: F32, light: Light, dice: np.random.Generator, storm: bool) -> None:
    """Slanting streaks in three depths: many thin far ones, a few broad near ones."""
    side = pixels.shape[0]
    slant = (
        float(dice.uniform(0.10, 0.2)) * (2.4 if storm else 1) * (1 if dice.random() < 0.5 else -1)
    )
    colour = rgb(mixed(light.haze, "#ffffff", 0.7))
    layers = ((520, 0.03, 1, 0.26, 0.5), (230, 0.055, 1, 0.42, 0.6), (50, 0.10, 2, 0.34, 1.1))
    for many, length, width, strength, soft in layers:
        mask: U8 = np.zeros((side, side), np.uint8)
        count = round(many * (1.4 if storm else 1))
        starts = dice.uniform(-0.1, 1.05, (count, 2)) * side
        drops = dice.uniform(0.6, 1.2, count) * length * side
        ends = starts + np.stack([drops * slant, drops], axis=1)
        lines = np.round(np.stack([starts, ends], axis=1) * 16).astype(np.int32)
        thick = max(1, round(width * side / 1024))
        cv2.polylines(mask, list(lines), False, 255, thick, cv2.LINE_AA, 4)
        _washed(
            pixels, colour, blurred(floats(mask), soft * side / 1024) * np.float32(strength / 255)
        )


def _snow(pixels: F32, light: Light, dice: np.random.Generator) -> None:
    """Flakes in three depths; the near ones are large and out of focus."""
    side = pixels.shape[0]
    colour = rgb(mixed("#ffffff", light.haze, 0.25 * light.darkness))
    for many, size, strength, soft in ((700, 1.3, 0.75, 0.6), (220, 2.7, 0.85, 1.1),
                                       (34, 7.5, 0.55, 3.2)):  # fmt: skip
        mask: U8 = np.zeros((side, side), np.uint8)
        for x, y in dice.random((many, 2)) * side:
            radius = size * side / 1024 * float(dice.uniform(0.6, 1.3))
            at = (round(x * 16), round(y * 16))
            cv2.circle(mask, at, max(5, round(radius * 16)), 255, -1, cv2.LINE_AA, 4)
        _washed(
            pixels, colour, blurred(floats(mask), soft * side / 1024) * np.float32(strength / 255)
        )


def _leaf(dice: np.random.Generator, size: float) -> F32:
    """n×2 points of a pointed leaf that has turned in the air."""
    t = np.linspace(0, np.pi, 9)
    upper = np.stack([np.cos(t), np.sin(t) ** 1.3 * 0.42], axis=1)
    points = np.concatenate([upper, upper[::-1] * [1, -1]]) * size
    points[:, 1] *= dice.uniform(0.35, 1.0)
    turn = float(dice.uniform(0, 2 * np.pi))
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return floats(points @ spin.T)


def _flying(
    pixels: F32, light: Light, dice: np.random.Generator, colours: Sequence[str], many: int
) -> None:
    """Leaves or petals; a few near ones are large and blurred."""
    side = pixels.shape[0]
    ambient = floats(light.ambient)
    sizes = np.sort(dice.pareto(2.6, many).clip(0, 2.2) * 9 + 7) * side / 1024
    for size in sizes:
        x, y = dice.uniform(0, side, 2)
        colour = rgb(colours[int(dice.integers(len(colours)))]) * ambient
        reach = int(size * 1.7) + 4
        left, top = int(x) - reach, int(y) - reach
        mask: U8 = np.zeros((2 * reach, 2 * reach), np.uint8)
        middle = [x - left, y - top]
        outline = np.round((_leaf(dice, float(size)) + middle) * 16).astype(np.int32)
        cv2.fillPoly(mask, [outline], 255, cv2.LINE_AA, 4)
        soft = max(0.4, float(size) / 9 - 1)
        cut = np.s_[max(0, -top) : side - top, max(0, -left) : side - left]
        alpha = (blurred(floats(mask), soft) * np.float32(0.92 / 255))[cut]
        shade = np.float32(dice.uniform(0.8, 1.1))
        part = pixels[max(0, top) : top + 2 * reach, max(0, left) : left + 2 * reach]
        _washed(part, colour * shade, alpha)


def _gusts(pixels: F32, dice: np.random.Generator) -> None:
    """A few curling lines of moving air."""
    side = pixels.shape[0]
    mask: U8 = np.zeros((side, side), np.uint8)
    for _ in range(7):
        x, y = dice.uniform(-0.1, 0.7), dice.uniform(0.08, 0.6)
        t = np.linspace(0, 1, 40)
        length, bend = dice.uniform(0.2, 0.4), dice.uniform(0.01, 0.03)
        line = np.stack([x + t * length, y + bend * np.sin(t * 6 + dice.uniform(0, 6))], axis=1)
        curl = 0.02 * np.linspace(1, 0.35, 16)
        angle = np.linspace(np.pi / 2, -np.pi * 1.1, 16)
        tail = line[-1] - [0, 0.02] + np.stack([np.cos(angle), np.sin(angle)], 1) * curl[:, None]
        points = np.round(np.concatenate([line, tail]) * side * 16).astype(np.int32)
        thick = max(1, round(2 * side / 1024))
        cv2.polylines(mask, [points], False, 255, thick, cv2.LINE_AA, 4)
    _washed(pixels, floats([255, 255, 255]), blurred(floats(mask), 1.0) * np.float32(0.30 / 255))


def _drift(pixels: F32, light: Light, dice: np.random.Generator) -> None:
    """Wisps of fog before everything, thicker at the foot of the picture."""
    side = pixels.shape[0]
    thick = fbm_large(dice, side, side, 2.5, 2.6, 2.0)
    rows = np.linspace(0, 1, side, dtype=np.float32)[:, None]
    mask = np.clip(thick - 0.35, 0, 1) * (0.12 + 0.5 * np.exp(-(((rows - 0.8) / 0.3) ** 2)))
    _washed(pixels, rgb(mixed(light.haze, "#ffffff", 0.25)), floats(mask))


def mist(frame: Frame) -> None:
    """Fog in the distance of a backdrop, and a little of it in the morning."""
    foggy = frame.plan.weather is Weather.FOG
    wet = frame.plan.weather in (Weather.RAIN, Weather.STORM)
    if not (foggy or wet or frame.light.hour is Hour.DAWN):
        return
    wide, most = (0.20, 0.9) if foggy else (0.12, 0.4) if wet else (0.055, 0.42)
    cloud = fbm_large(frame.dice, frame.side, frame.side, 3, 2.4, 2.1)
    band = np.exp(-(((frame.rows - np.float32(frame.horizon)) / np.float32(wide)) ** 2))
    white = mixed(frame.light.haze, "#ffffff", 0.3 * (1 - 0.7 * frame.light.darkness))
    frame.wash(white, floats(band * np.clip(cloud * 0.8 + 0.35, 0, 1) * np.float32(most)))
