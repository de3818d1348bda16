"""Comic: cel colours, strong inked lines, halftone dots and a rim of light."""

import cv2
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
    scaled,
    smoothstep,
)
from imaging.backgrounds import backdrop
from imaging.cels import Cel, coloured
from imaging.details import catch_lights, polished
from imaging.looks import Look
from imaging.outlines import pen_lines, silhouette
from imaging.portraits import Drawing, Portrait
from imaging.proportions import swells
from imaging.screens import dots
from imaging.warps import warp

CEL = Cel(hardness=3.2, chroma=34, brightness=0.66, cover=0.86, blush=0.13)
SKIN_INK = floats([0.42, 0.26, 0.26])  # lines on skin: its own colour, darker
DOT_INK = floats([0.55, 0.8, 0.7])  # how much of each channel a full dot takes
RIM_LIGHT = floats([1, 1, 0.96])


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait as a panel of a comic."""
    figure = coloured(portrait, look, CEL)
    polished(figure, portrait)
    if look.halftone:
        _print_dots(figure, portrait)
    if look.rim > 0.15:
        _light_rim(figure, portrait, look)
    ink_lines(figure, portrait, look, pen_lines(portrait, look.line))
    contour = silhouette(portrait, look.line)
    blend(figure, look.ink_colour, contour)
    catch_lights(figure, portrait, look)
    matte = np.maximum(portrait.matte, contour)
    moved = warp(figure, matte, portrait.landmarks, swells(portrait, look))
    return Drawing(*moved, backdrop(look, portrait.side))


def ink_lines(figure: U8, portrait: Portrait, look: Look, lines: U8) -> None:
    """Draw `lines`: in the look's ink, and softer on skin, as pencils of its colour would."""
    ink = filled(portrait.shape, look.ink_colour)
    box = portrait.skin_box
    skin = cv2.transform(np.ascontiguousarray(figure[box]), np.diag(SKIN_INK))
    blend(ink[box], skin.astype(np.uint8, copy=False), scaled(portrait.bare_skin[box], 0.5))
    box = portrait.box
    blend(figure[box], ink[box], scaled(lines[box], 0.95))


def _print_dots(figure: U8, portrait: Portrait) -> None:
    """Dots where it is dark, none in the features."""
    box = portrait.box
    shade = mapped(portrait.light[box], floats(np.clip((0.60 - LEVELS) * 1.3, 0, 0.5)))
    cover = product(dots(shade), 255 - portrait.features[box], 0.26)
    tint = mapped(cover, floats(1 - LEVELS[:, None] * DOT_INK))
    figure[box] = product(np.ascontiguousarray(figure[box]), tint)


def _light_rim(figure: U8, portrait: Portrait, look: Look) -> None:
    """Light from behind along one side: what the matte covers and its shifted copy does not."""
    distance = portrait.eye_distance
    aside = int(distance * 0.07) * (1 if look.mirrored else -1)
    shift = floats([[1, 0, aside], [0, 1, int(distance * 0.02)]])
    moved = cv2.warpAffine(portrait.matte, shift, portrait.shape, flags=cv2.INTER_NEAREST)
    rim = cv2.subtract(portrait.matte, moved)[portrait.box].astype(np.uint8, copy=False)
    part = figure[portrait.box]
    bright = mapped(luma(np.ascontiguousarray(part)), smoothstep(0.25, 0.6, LEVELS))
    blend(part, RIM_LIGHT, product(blurred(rim, 1.5), bright, look.rim * 0.8))
