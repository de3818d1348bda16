"""How light of a studio falls on a person: key, rims, and what the backdrop throws back."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, floats, luma, smoothstep
from imaging.flows import grid
from imaging.headshots.planes import resized, shape_of, softened
from imaging.headshots.shots import Shot

KEY = 0.10  # gain of linear light at the lit cheek


@dataclass(frozen=True)
class Rim:
    """A light behind the person, on one side."""

    side: float  # -1 left, 1 right
    colour: F32  # linear light


@dataclass(frozen=True)
class Lighting:
    """What goes with a backdrop."""

    wrap: float = 0.30  # how much of the backdrop's light comes around edges
    rims: list[Rim] = field(default_factory=list)
    exposure: float = 1.0
    contrast: float = 0.0
    warmth: float = 0.0
    vignette: float = 0.12
    floor: float = 0.28  # how much darker the lower edge is


def lit(shot: Shot, lighting: Lighting, backdrop: F32) -> F32:
    """The person in linear light; `backdrop` linear light, of any size."""
    person = cv2.pow(shot.person, 2.2) * _key(shot, lighting)[..., None]
    if lighting.warmth and not shot.is_grey:
        person = person * floats([1 + lighting.warmth, 1, 1 - lighting.warmth * 1.2])
    around = np.clip(resized(softened(backdrop, _small(shot, 0.5)), shot.size), 0, 1)
    person = _wrapped(floats(person), floats(around), shot, lighting.wrap)
    if lighting.rims:
        person = person + _rims(shot, lighting.rims)
    return floats(person)


def _small(shot: Shot, share: float) -> float:
    """So many distances of the eyes, in px of a backdrop's quarter."""
    return shot.distance * share / 4


def _key(shot: Shot, lighting: Lighting) -> F32:
    """A gain: brighter on the key side and the upper face, darker from the neck down."""
    width, height = shot.size
    x, y = (resized(axis, (width // 4, height // 4)) for axis in grid(height, width))
    nose, distance = shot.landmarks[face.NOSE_TIP], shot.distance
    across, down = (x - nose[0]) / (distance * 1.3), (y - nose[1]) / (distance * 1.7)
    amount = KEY + lighting.contrast * 0.6
    side = 0.9 * np.tanh(across * 0.9 * shot.key) * np.exp(-(across**2 + down**2) / 4)
    upper = 0.5 * np.exp(-((across - shot.key / 4) ** 2 + (down + 0.35) ** 2))
    chin = float(shot.landmarks[face.CHIN, 1])
    lower = 0.9 * smoothstep(chin + distance * 0.3, chin + distance * 4, floats(y))
    gain = (1 + amount * (side + upper - lower)) * lighting.exposure
    return resized(floats(gain), (width, height))


def _wrapped(person: F32, around: F32, shot: Shot, amount: float) -> F32:
    """Edges take a little of the light behind them; dark cloth less, which would look like fog."""
    wide = np.clip((1 - softened(shot.matte, shot.distance * 0.06)) * 2, 0, 1) * shot.matte
    reflects = np.sqrt(np.clip(luma(person), 0, 1)) * np.float32(0.8) + np.float32(0.2)
    weight = (wide**1.5 * reflects * np.float32(amount))[..., None]
    person = person + weight * np.clip(around - person * np.float32(0.35), -0.05, 1)
    tight = np.clip((1 - softened(shot.matte, shot.distance * 0.02)) * 2, 0, 1) * shot.matte
    tight = (tight * np.float32(0.10))[..., None]
    return floats(person * (1 - tight) + around * tight)


def _rims(shot: Shot, rims: list[Rim]) -> F32:
    """Light along the outline, by the direction in which the matte falls; never on the face."""
    width, height = shot.size
    slope = softened(shot.matte, shot.distance * 0.06)
    across, down = cv2.Sobel(slope, cv2.CV_32F, 1, 0), cv2.Sobel(slope, cv2.CV_32F, 0, 1)
    length = np.sqrt(across * across + down * down) + np.float32(1e-6)
    edge = np.clip((1 - softened(shot.matte, shot.distance * 0.032)) * 2, 0, 1) ** 1.3 * shot.matte
    nose = shot.landmarks[face.NOSE_TIP]
    oval = nose + (shot.landmarks[face.OVAL] - nose) * np.float32(0.9)
    free = 1 - np.float32(0.75) * shape_of((height, width), floats(oval), shot.distance * 0.08)
    strength = edge * free * (np.float32(0.22) + luma(shot.person) * np.float32(1.1)) * 1.5
    total = np.zeros_like(shot.person)
    for rim in rims:
        facing = np.clip(
            (down * np.float32(0.3) - across * np.float32(0.95 * rim.side)) / length, 0, 1
        )
        colour = np.full(3, luma(rim.colour[None, None])[0, 0]) if shot.is_grey else rim.colour
        total += (strength * facing)[..., None] * floats(colour)
    return total
