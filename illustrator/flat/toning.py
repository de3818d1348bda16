"""Artwork in the colours of a palette: each hue goes to the palette's own that is nearest to it."""

from typing import cast

import cv2
import numpy as np

from illustrator.brushes.colours import rgb
from illustrator.flat.palettes import Palette
from imaging.arrays import F32, U8, floats

REACH, GRAIN = 128, 4  # of the table of a and b (Lab), and its step
NEUTRAL = 22.0  # chroma: what has less is grey, and takes a tint by its lightness
CALMED = 0.68  # of its chroma is what a hue keeps
NEARNESS = 14.0  # how much more a near hue of the palette draws than a far one
OWN = 0.08  # what a hue weighs that is near to none: so a leaf stays green, and a face warm
DIMMED = 0.98  # of its lightness, at night


def toned(sprite: U8, palette: Palette, pulled: float) -> U8:
    """RGBA of which greys take the palette's tints and hues its hues, by a share of `pulled`.

    Averaging a hue with one across the wheel would turn hearts brown and faces grey.
    """
    inks = (palette.paper, palette.soft, palette.mid, palette.dark, palette.accent)
    steps = cv2.cvtColor(floats([rgb(each) for each in inks])[None] / 255, cv2.COLOR_RGB2LAB)[0]
    lab = floats(cv2.cvtColor(sprite[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB))
    where = (lab[..., 1:] + np.float32(REACH)) / np.float32(GRAIN)
    found = cv2.remap(_table(floats(steps)), where[..., 0], where[..., 1], cv2.INTER_LINEAR)
    tints = _tints(floats(steps))[np.clip(lab[..., 0] + 0.5, 0, 100).astype(np.uint8)]
    grey = found[..., 2:]
    moved = found[..., :2] * (1 - grey) + (tints - lab[..., 1:]) * grey
    lab[..., 1:] += moved * np.float32(pulled)
    if palette.is_night:
        lab[..., 0] *= np.float32(DIMMED)
    drawn = np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1) * 255 + 0.5
    return cast(U8, np.dstack([drawn.astype(np.uint8), sprite[..., 3]]))


def _tints(inks: F32) -> F32:
    """a and b of each lightness 0 to 100, between those of the inks."""
    steps = inks[np.argsort(inks[:, 0])]
    levels = np.arange(0, 101, dtype=np.float32)
    return floats([np.interp(levels, steps[:, 0], steps[:, part]) for part in (1, 2)]).T


def _table(inks: F32) -> F32:
    """For each a and b how far they move, and how grey they are."""
    grid = np.arange(-REACH, REACH + 1, GRAIN, dtype=np.float32)
    own = np.stack(np.meshgrid(grid, grid), 2)
    chroma = np.maximum(np.hypot(own[..., 0], own[..., 1]), 1e-3)[..., None]
    strengths = np.hypot(inks[:, 1], inks[:, 2])
    heading = OWN * own / chroma
    for strength, ink in zip(strengths, inks, strict=True):
        if strength > NEUTRAL / 2:
            way = ink[1:] / strength
            near = (own @ way)[..., None] / chroma
            heading = heading + way * np.exp(NEARNESS * (near - 1))
    heading /= np.maximum(np.hypot(heading[..., 0], heading[..., 1]), 1e-6)[..., None]
    grey = np.clip(1.25 - chroma / NEUTRAL, 0, 1)
    return floats(np.dstack([heading * chroma * CALMED - own, grey]))
