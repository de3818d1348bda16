"""Randomness with a shape: clouds of noise, wavy lines, ridges. All of it from the dice given."""

import math
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, floats


def fbm(
    dice: np.random.Generator,
    height: int,
    width: int,
    cells: float = 4.0,
    stretch: float = 1.0,
    slope: float = 1.8,
) -> F32:
    """height×width of cloudy noise, 0 to 1, every value about as frequent as any other.

    `cells` patches lie across the width; `stretch` > 1 makes them longer than high. `slope` is how
    fast the amplitude falls with the frequency: 1.2 is rough, 2.5 smooth. It joins at its borders.
    Made in the frequency domain (Ebert et al., Texturing and Modeling, on spectral synthesis):
    unlike sums of enlarged grids it shows no squares.
    """
    down = np.fft.fftfreq(height, 1 / width).astype(np.float32)[:, None] / np.float32(stretch)
    across = np.fft.rfftfreq(width, 1 / width).astype(np.float32)[None]
    power = down * down + across * across
    amplitude = (power + np.float32(cells * cells)) ** np.float32(-0.5 * slope - 0.25)
    amplitude[0, 0] = 0
    parts = dice.standard_normal((2, *amplitude.shape), dtype=np.float32) * amplitude
    field = np.fft.irfft2(parts[0] + 1j * parts[1], s=(height, width)).astype(np.float32)
    field *= np.float32(0.8 / max(float(field.std()), 1e-12))
    # tanh spreads a normal distribution nearly evenly: a threshold then means a share of the area.
    return cast(F32, (np.tanh(field) * np.float32(0.5) + np.float32(0.5)).astype(np.float32))


def fbm_large(
    dice: np.random.Generator,
    height: int,
    width: int,
    cells: float = 4.0,
    stretch: float = 1.0,
    slope: float = 1.8,
) -> F32:
    """`fbm` made at half the size and enlarged: for what is soft anyway."""
    small = fbm(dice, (height + 1) // 2, (width + 1) // 2, cells, stretch, slope)
    return cast(F32, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


def curve(
    dice: np.random.Generator, y: float, swing: float, waves: int = 3, points: int = 64
) -> tuple[F32, F32]:
    """x and y of a gently wavy line across a picture of 1024 px, 40 px beyond both sides."""
    x = np.linspace(-40, 1064, points)
    offset = np.zeros(points)
    for wave in range(waves):
        turns = (wave * 0.8 + 0.6) * dice.uniform(0.7, 1.3)
        offset += np.sin(x / 1024 * 2 * math.pi * turns + dice.uniform(0, 6.3)) * swing / (wave + 1)
    return floats(x), floats(y + offset)
