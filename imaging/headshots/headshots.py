"""A shot before a backdrop, lit as if it had been taken there."""

from typing import cast

import numpy as np

from imaging.arrays import F32, U8, floats, luma, smoothstep, stacked, to_bytes
from imaging.headshots import colours as light
from imaging.headshots.backdrops import backdrop, with_vignette
from imaging.headshots.lights import lit
from imaging.headshots.planes import mixed, resized
from imaging.headshots.shots import Shot
from kinds import HeadshotStyle

PURPOSE = 11  # of the random numbers
GRAIN = (0.0035, 0.006)  # of a backdrop: as much as the photo has, and enough against banding
KEPT_BY = 2  # rounds in which the skin's tone is brought back


def headshot(shot: Shot, style: HeadshotStyle, seed: int) -> U8:
    """height×width×3 of the shot's size. Equal shots, styles and seeds give equal pixels."""
    random = np.random.default_rng([seed, list(HeadshotStyle).index(style), PURPOSE])
    behind = backdrop(shot, style, seed, random)
    lighting = behind.lighting
    pixels = with_vignette(behind.pixels, lighting.vignette)
    if shot.is_grey:
        pixels = stacked(luma(pixels))
    person = _with_contrast(light.shown(lit(shot, lighting, pixels)), lighting.contrast)
    person = _with_its_skin(person, shot)
    ground = resized(light.shown(pixels), shot.size, smooth=True)
    picture = mixed(ground, person, shot.matte)
    return to_bytes(floats(_darker_below(picture, lighting.floor) + _grain(shot, random)))


def _with_contrast(person: F32, amount: float) -> F32:
    """Around the middle; black and white stay what they are."""
    if not amount:
        return person
    strength = np.float32(amount) * (1 - np.abs(2 * person - 1))
    return floats(np.clip(person + (person - np.float32(0.42)) * strength, 0, 1))


def _with_its_skin(person: F32, shot: Shot) -> F32:
    """Whatever the style did, the skin's tone is the photo's again, and so is its class."""
    if shot.is_grey:
        return person
    wanted = np.clip(light.rgb_of(shot.skin[None])[0], 0.01, 1)
    for _ in range(KEPT_BY):
        tone = light.skin_tone(person, shot.landmarks, shot.distance)
        factors = wanted / np.clip(light.rgb_of(tone[None])[0], 0.01, 1)
        person = floats(np.clip(person * factors, 0, 1))
    return person


def _darker_below(picture: F32, amount: float) -> F32:
    height = len(picture)
    rows = np.arange(height, dtype=np.float32)
    fall = smoothstep(height * 0.80, height * 1.06, rows) * np.float32(amount)
    return floats(picture * (1 - fall)[:, None, None])


def _grain(shot: Shot, random: np.random.Generator) -> F32:
    """The same in all channels; the person has his own."""
    amount = np.clip(shot.grain * 0.8, *GRAIN)
    noise = random.standard_normal(shot.matte.shape, dtype=np.float32) * np.float32(amount)
    return cast(F32, (noise * (1 - shot.matte * np.float32(0.75)))[..., None])
