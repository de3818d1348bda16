"""Ink: hatching and lines of one colour on paper."""

import numpy as np

from imaging.arrays import (
    LEVELS,
    U8,
    blend,
    blurred,
    filled,
    floats,
    luma,
    mapped,
    product,
    smoothstep,
    weighted,
)
from imaging.backgrounds import backdrop
from imaging.looks import Look
from imaging.outlines import drawn_brows, pen_lines, silhouette
from imaging.portraits import Drawing, Portrait
from imaging.screens import hatched, stretched_tone
from imaging.warps import Swell, warp

PAPER = floats([0.985, 0.972, 0.94])
ANGLES = (2.2, 0.9)  # of the hatching, radians


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait as a pen drawing."""
    tone = weighted(luma(portrait.crisp), 0.7, portrait.luma, 0.3)
    tone = stretched_tone(blurred(tone, 1.2), portrait.matte, 0.02, 0.95)
    ink = product(
        hatched(_with_light_teeth(tone, portrait), look.chance(2), ANGLES[look.mirrored]),
        portrait.matte,
    )
    contour = silhouette(portrait, look.line)
    np.maximum(ink, pen_lines(portrait, look.line), out=ink)
    np.maximum(ink, drawn_brows(portrait), out=ink)
    np.maximum(ink, contour, out=ink)
    figure = filled(portrait.shape, PAPER)
    blend(figure, look.ink_colour, ink)
    swells = [Swell(eye, portrait.eye_distance * 0.62, look.eyes) for eye in portrait.eyes]
    matte = np.maximum(portrait.matte, contour)
    moved = warp(figure, matte, portrait.landmarks, swells)
    return Drawing(*moved, backdrop(look, portrait.side))


def _with_light_teeth(tone: U8, portrait: Portrait) -> U8:
    """Bare paper for teeth, or a smile would be hatched."""
    teeth = product(portrait.inner_mouth, mapped(portrait.luma, smoothstep(0.36, 0.52, LEVELS)))
    return np.maximum(tone, teeth)
