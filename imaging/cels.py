"""The colours of a drawn film: tones in steps, skin in a few shades of its own colour."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    LEVELS,
    LUMA,
    U8,
    blend,
    floats,
    mapped,
    product,
    saturation,
    smoothstep,
    soft_steps,
    weighted,
)
from imaging.looks import Look
from imaging.masks import box_around, common, within
from imaging.portraits import Portrait

# How the skin's base colour is shaded: factors per channel, and where (light against the base's).
SHADE = floats([0.87, 0.72, 0.69]), 0.84
DEEP_SHADE = floats([0.68, 0.50, 0.51]), 0.62
HIGHLIGHT = floats([0.60, 0.64, 0.68]), 1.17
EDGE = 0.028  # softness of a shade's edge, in the same units
BLUSH = floats([0.02, 0.55, 0.42])  # how much of each channel a full blush takes


@dataclass(frozen=True)
class Cel:
    """How a style fills its areas."""

    hardness: float  # of the tone steps
    chroma: float  # the skin's most, in CIELAB
    brightness: float  # the skin's least
    cover: float  # how much of the photo's skin is painted over, 0..1
    blush: float


def coloured(portrait: Portrait, look: Look, cel: Cel) -> U8:
    """The figure in its colours, without lines, black beyond `portrait.box`."""
    figure = np.zeros((*portrait.shape, 3), np.uint8)
    figure[portrait.box] = _stepped(portrait, look, cel)
    box = portrait.skin_box
    skin = figure[box]
    features = portrait.features[box]
    blend(skin, weighted(portrait.crisp[box], 0.6, portrait.patches[box], 0.4), features)
    free = mapped(features, 1 - LEVELS * np.float32(0.94))
    blend(skin, _shaded(portrait, cel), product(portrait.skin[box], free, cel.cover))
    return figure


def _stepped(portrait: Portrait, look: Look, cel: Cel) -> U8:
    """The patches with their brightness in steps, less so in the features."""
    luma = portrait.patches_luma[portrait.box]
    steps = soft_steps(np.minimum(LEVELS, np.float32(0.999)), look.tones + 2, cel.hardness)
    lift = floats((steps + 0.02) / (LEVELS + 0.02)) - 1
    factor = floats(cv2.LUT(luma, lift))
    factor *= floats(cv2.LUT(portrait.features[portrait.box], floats(1 - LEVELS * 0.75)))
    factor += 1
    colours = cv2.multiply(portrait.patches[portrait.box], cv2.merge([factor] * 3), dtype=cv2.CV_8U)
    return cv2.transform(colours, saturation(look.saturation)).astype(np.uint8, copy=False)


def skin_tone(colour: F32, chroma: float, brightness: float) -> F32:
    """The skin's colour for painting: chroma limited, at most a tenth lighter."""
    limited = limited_chroma(colour, chroma)
    lift = np.clip(brightness / float(limited @ LUMA), 1.0, 1.10)
    return floats(limited * np.float32(lift))


def limited_chroma(colour: F32, most: float) -> F32:
    """A colour (RGB 0..1) with its CIELAB chroma above `most` pressed to three tenths."""
    lab = floats(cv2.cvtColor(colour.reshape(1, 1, 3), cv2.COLOR_RGB2LAB))
    chroma = float(np.hypot(lab[0, 0, 1], lab[0, 0, 2]))
    if chroma > most:
        lab[0, 0, 1:] *= np.float32((most + (chroma - most) * 0.3) / chroma)
    return floats(np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0, 0], 0, 1))


def _shaded(portrait: Portrait, cel: Cel) -> U8:
    """Skin in three or four tones by the light on it, in `portrait.skin_box`."""
    tone = skin_tone(portrait.skin_colour, cel.chroma, cel.brightness)
    relative = LEVELS / np.float32(max(float(portrait.skin_colour @ LUMA), 0.05))
    table = np.repeat(tone[None], 256, axis=0)
    for factors, at in (SHADE, DEEP_SHADE):
        table += (tone * factors - table) * smoothstep(at + EDGE, at - EDGE, relative)[:, None]
    lit = smoothstep(HIGHLIGHT[1] - EDGE, HIGHLIGHT[1] + EDGE, relative) * np.float32(0.85)
    table += (1 - (1 - tone) * HIGHLIGHT[0] - table) * lit[:, None]
    shaded = mapped(portrait.light[portrait.skin_box], floats(table))
    for cheek in face.CHEEKS:
        _blush(shaded, portrait, portrait.landmarks[cheek], cel.blush)
    return shaded


def _blush(shaded: U8, portrait: Portrait, centre: F32, strength: float) -> None:
    radius = portrait.eye_distance * 0.3
    around = box_around(centre[None], radius * 2.5, portrait.shape)
    box = common(around, portrait.skin_box)
    part = shaded[within(box, portrait.skin_box)]
    if not part.size:
        return
    y = np.arange(box[0].start, box[0].stop, dtype=np.float32)[:, None] - centre[1]
    x = np.arange(box[1].start, box[1].stop, dtype=np.float32)[None] - centre[0]
    glow = np.exp(-(y * y) / radius**2) * np.exp(-(x * x) / radius**2) * strength
    factors = floats(1 - glow[..., None] * BLUSH)
    part[:] = cv2.multiply(np.ascontiguousarray(part), factors, dtype=cv2.CV_8U)
