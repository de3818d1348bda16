"""Pop: four flat colours by brightness, dots between two of them, strong lines, a loud backdrop."""

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blend,
    blurred,
    floats,
    mapped,
    product,
    scaled,
    smoothstep,
    unit,
    weighted,
)
from imaging.backgrounds import backdrop
from imaging.looks import Look, palette_at
from imaging.masks import polygon
from imaging.outlines import drawn_brows, pen_lines, silhouette
from imaging.portraits import Drawing, Portrait
from imaging.screens import even_dots, stretched_tone
from imaging.warps import Swell, warp

SHADOW = unit((38, 20, 60))
CREAM = unit((255, 246, 226))
EDGES = (0.20, 0.46, 0.74)  # brightness where one colour gives way to the next
DOT_BAND = (0.40, 0.48, 0.52, 0.60)  # brightness where dots begin, are full, thin out, end


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait as a screen print in four colours."""
    tone = weighted(portrait.patches_luma, 0.5, portrait.light, 0.5)
    tone = stretched_tone(blurred(tone, 1.0), portrait.matte, 0.03, 0.96)
    figure = printed(tone, colours_of(look))
    _tint_lips(figure, portrait, look)
    _clear_eyes(figure, portrait)
    blend(figure, look.ink_colour, pen_lines(portrait, look.line))
    blend(figure, look.ink_colour, drawn_brows(portrait))
    contour = silhouette(portrait, look.line)
    blend(figure, look.ink_colour, contour)
    swells = [Swell(eye, portrait.eye_distance * 0.62, look.eyes) for eye in portrait.eyes]
    matte = np.maximum(portrait.matte, contour)
    moved = warp(figure, matte, portrait.landmarks, swells)
    return Drawing(*moved, backdrop(look, portrait.side))


def colours_of(look: Look) -> F32:
    """The four colours of a look, from dark to light, 4×3."""
    deep = palette_at(look.seed * 3 + 2).floats[1] * np.float32(0.85)
    return floats([SHADOW, deep, palette_at(look.seed * 3 + 5).floats[0], CREAM])


def printed(tone: U8, colours: F32) -> U8:
    """A picture of brightness in four colours, with dots on the darker side of the third."""
    table = np.repeat(colours[:1], 256, axis=0)
    for edge, colour in zip(EDGES, colours[1:], strict=True):
        table += (colour - table) * smoothstep(edge - 0.02, edge + 0.02, LEVELS)[:, None]
    figure = mapped(tone, floats(table))
    begin, full, thin, end = DOT_BAND
    band = smoothstep(begin, full, LEVELS) * smoothstep(end, thin, LEVELS)
    shape = (tone.shape[0], tone.shape[1])
    screen = product(even_dots(shape, 0.30), mapped(tone, floats(band)), 0.35)
    blend(figure, floats([0, 0, 0]), screen)
    return figure


def _tint_lips(figure: U8, portrait: Portrait, look: Look) -> None:
    """Lips in one strong colour and paper between them: else a smile becomes a dark grimace."""
    lips = cv2.subtract(portrait.lips, portrait.inner_mouth).astype(np.uint8)
    colour = palette_at(look.seed * 3 + 2).floats[1]
    blend(figure, colour, scaled(lips, 0.85))
    teeth = mapped(portrait.luma, smoothstep(0.30, 0.50, LEVELS))
    blend(figure, CREAM, product(portrait.inner_mouth, teeth))


def _clear_eyes(figure: U8, portrait: Portrait) -> None:
    """White around the iris, dark within, whatever the tones made of it."""
    for eye in face.EYES:
        box, mask = polygon(portrait.landmarks[eye], portrait.shape, 0.8)
        luma = portrait.luma[box]
        inside = luma[mask > 127]
        if not inside.size:
            continue
        middle = float(np.quantile(inside, 0.45)) / 255
        white = mapped(luma, smoothstep(middle, middle + 0.12, LEVELS))
        blend(figure[box], CREAM, product(mask, white, 0.9))
        dark = mapped(luma, smoothstep(middle - 0.02, middle - 0.14, LEVELS))
        blend(figure[box], SHADOW, product(mask, dark, 0.8))
