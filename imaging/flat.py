"""Flat: areas of plain colour, no outline, only the few strokes a face needs."""

import numpy as np

from imaging import landmarks as face
from imaging.arrays import U8, product
from imaging.backgrounds import backdrop
from imaging.cels import Cel, coloured
from imaging.comic import ink_lines
from imaging.details import catch_lights, polished
from imaging.looks import Look
from imaging.masks import stroke
from imaging.portraits import Drawing, Portrait
from imaging.proportions import swells
from imaging.warps import warp

CEL = Cel(hardness=5.0, chroma=33, brightness=0.68, cover=0.95, blush=0.13)
STROKE = 0.027  # of the eye distance


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait as a flat illustration."""
    figure = coloured(portrait, look, CEL)
    polished(figure, portrait)
    ink_lines(figure, portrait, look, product(_strokes(portrait), portrait.matte))
    catch_lights(figure, portrait, look)
    moved = warp(figure, portrait.matte, portrait.landmarks, swells(portrait, look))
    return Drawing(*moved, backdrop(look, portrait.side))


def _strokes(portrait: Portrait) -> U8:
    """Lids, mouth and nose."""
    points, width = portrait.landmarks, portrait.eye_distance * STROKE
    mask = np.zeros(portrait.shape, np.uint8)
    for upper, lower in zip(face.UPPER_LIDS, face.LOWER_LIDS, strict=True):
        stroke(mask, points[upper], width * 1.15, (0.12, 0.30))
        stroke(mask, points[lower[1:-1]], width * 0.35, (0.3, 0.3))
    stroke(mask, points[face.MOUTH_LINE], width * 0.55, (0.2, 0.2))
    stroke(mask, points[face.NOSE_BASE], width * 0.42, (0.3, 0.3))
    return mask
