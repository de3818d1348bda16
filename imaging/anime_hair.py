"""Anime hair: where it is, and its colour in four clean tones along its flow."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blurred,
    floats,
    grown,
    luma,
    mapped,
    shrunk,
    smoothstep,
    to_bytes,
    to_floats,
)
from imaging.flows import smoothed_along
from imaging.portraits import Portrait

LEAST_SAMPLE = 60  # half-size px of hair above the forehead; with fewer there is no hair to draw


def tinted(colour: F32, saturation: float = 1.0, value: float = 1.0, turn: float = 0.0) -> F32:
    """A colour (RGB 0..1) with saturation and value multiplied and the hue turned by degrees."""
    pixel = np.clip(floats(colour), 0, 1).reshape(1, 1, 3)
    hue, amount, bright = cv2.cvtColor(pixel, cv2.COLOR_RGB2HSV)[0, 0]
    changed = floats([(hue + turn) % 360, min(1, amount * saturation), min(1, bright * value)])
    return floats(cv2.cvtColor(changed.reshape(1, 1, 3), cv2.COLOR_HSV2RGB)[0, 0])


@dataclass(frozen=True)
class Hair:
    """Hair of a portrait, at full size."""

    mask: U8
    picture: U8
    dark: F32  # its darkest tone, RGB 0..1: brows are drawn in it


def hair_of(portrait: Portrait, flowing: U8, skin: U8) -> Hair | None:
    """Hair around the face, or None when none is seen (bald, or a cap of another colour).

    `flowing`: the portrait smoothed along its flow, half size; `skin`: mask at full size.
    """
    half = portrait.side // 2
    bare, person = shrunk(skin, half), shrunk(portrait.matte, half)
    sample = _above_forehead(portrait, (half, half)) & (bare < 60) & (person > 220)
    if sample.sum() <= LEAST_SAMPLE:
        return None
    colour = floats(np.median(to_floats(flowing)[sample], 0))
    mask = _mask(portrait, flowing, colour, bare, person)
    base = tinted(np.maximum(colour, np.float32(0.03)), 1.25, 1.12)
    dark = tinted(base, 1.12, 0.66, -8)
    tone = _combed(flowing, portrait.eye_distance, portrait.side)
    return Hair(mask, mapped(tone, _tones(tone, mask, base, dark)), dark)


def _above_forehead(portrait: Portrait, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Half-size place where hair grows: a box over the forehead."""
    x, y = portrait.landmarks[face.FOREHEAD]
    distance = portrait.eye_distance
    rows = slice(max(0, int((y - distance * 0.75) / 2)), max(1, int((y - distance * 0.12) / 2)))
    columns = slice(max(0, int((x - distance * 0.7) / 2)), int((x + distance * 0.7) / 2))
    place = np.zeros(shape, bool)
    place[rows, columns] = True
    return place


def _mask(portrait: Portrait, flowing: U8, colour: F32, bare: U8, person: U8) -> U8:
    """What is like `colour` around the head: hue must match closely, brightness loosely."""
    picture = to_floats(flowing)
    lighter = luma(picture) - np.float32(luma(colour.reshape(1, 1, 3)).item())
    hue = picture - colour - lighter[..., None]
    near = np.exp(-((hue * hue).sum(2) * 90 + lighter * lighter * 4))
    distance = portrait.eye_distance
    x, y = portrait.landmarks[168]  # between the eyes
    steps = np.arange(0, portrait.side, 2, dtype=np.float32)
    away = np.hypot((steps[None] - x) * 1.05, (steps[:, None] - y + distance * 0.35) * 0.92)
    head = smoothstep(2.75 * distance, 2.3 * distance, floats(away))
    covered = smoothstep(0.30, 0.50, floats(near * head)) * to_floats(person)
    mask = cv2.medianBlur(to_bytes(floats(covered * (1 - to_floats(bare)))), 9)
    return grown(mask.astype(np.uint8, copy=False), portrait.side)


def _combed(flowing: U8, distance: float, side: int) -> U8:
    """Brightness of hair: broad light kept, spots evened out, strands stressed; full size."""
    for _ in range(3):  # long strands, no spots
        flowing = smoothed_along(flowing)
    tone = luma(flowing).astype(np.float32)
    strands = tone - blurred(tone, distance * 0.045)
    tone = blurred(tone, distance * 0.05) * np.float32(0.75) + tone * np.float32(0.25)
    combed = np.clip(tone + strands * np.float32(0.75), 0, 255).astype(np.uint8)
    return blurred(grown(combed, side, smooth=True), 1.6)


def _tones(tone: U8, mask: U8, base: F32, dark: F32) -> F32:
    """256×3 colours: shadow, middle, light and shine, at the quantiles of this hair."""
    values = tone[::4, ::4][mask[::4, ::4] > 150]
    first, second, third = 60.0, 110.0, 170.0
    if values.size > 20:
        first, second, third = np.quantile(values, (0.25, 0.60, 0.92)).tolist()
    second = max(second, first + 5)
    third = max(third, second + 6)
    shine = 1 - (1 - tinted(base, 0.75, 1.34)) * np.float32(0.88)
    table = np.repeat(dark[None], 256, axis=0)
    steps = ((base * np.float32(0.88), first), (tinted(base, 0.97, 1.10), second), (shine, third))
    for colour, at in steps:
        table += (colour - table) * smoothstep(at - 2.2, at + 2.2, LEVELS * 255)[:, None]
    return floats(table)
