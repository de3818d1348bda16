"""Drawn lines that several styles share: lids, mouth, nose, jaw, the silhouette."""

import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, LEVELS, U8, blurred, floats, mapped, product, smoothstep
from imaging.masks import stroke
from imaging.portraits import LINE_STEPS, LINE_ZERO, OUTLINE_STEPS, Portrait

LOWER_MOUTH_LINE = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
UNDER_LIP = [91, 181, 84, 17, 314, 405, 321]
# Pairs of mesh points above and below the middle of a brow, from the temple inwards.
BROW_PAIRS = (
    ((70, 46), (63, 53), (105, 52), (66, 65), (107, 55)),
    ((300, 276), (293, 283), (334, 282), (296, 295), (336, 285)),
)
MOUTH_OPEN = 0.07  # of the eye distance: from here on teeth are seen
LEAST_LINE = 0.004  # of the brightness range: weaker lines are noise
SKIN_CALM = 0.016  # added on bare skin, or every wrinkle would be drawn


def mouth_is_open(portrait: Portrait) -> bool:
    """Whether teeth show."""
    upper, lower = portrait.landmarks[13], portrait.landmarks[14]
    return bool(abs(float(upper[1] - lower[1])) > portrait.eye_distance * MOUTH_OPEN)


def middle_of(portrait: Portrait, pairs: tuple[tuple[int, int], ...]) -> F32:
    """The line halfway between pairs of landmarks."""
    return floats([(portrait.landmarks[a] + portrait.landmarks[b]) / 2 for a, b in pairs])


def drawn_brows(portrait: Portrait) -> U8:
    """SIDE×SIDE mask of brows, for styles whose few tones would lose fair ones."""
    mask = np.zeros(portrait.shape, np.uint8)
    for pairs in BROW_PAIRS:
        stroke(mask, middle_of(portrait, pairs), portrait.eye_distance * 0.05, (0.45, 0.15))
    return mask


def drawn_features(portrait: Portrait, line: float) -> U8:
    """SIDE×SIDE mask of lids, mouth, nose and jaw as a pen draws them; `line` 1 is medium."""
    points = portrait.landmarks
    width = portrait.eye_distance * 0.045 * max(0.6, line)
    mask = np.zeros(portrait.shape, np.uint8)
    for upper, lower in zip(face.UPPER_LIDS, face.LOWER_LIDS, strict=True):
        stroke(mask, points[upper], width * 1.15, (0.12, 0.30))
        stroke(mask, points[lower[1:-1]], width * 0.35, (0.3, 0.3))
    stroke(mask, points[face.MOUTH_LINE], width * 0.55, (0.2, 0.2))
    if mouth_is_open(portrait):
        stroke(mask, points[LOWER_MOUTH_LINE], width * 0.4, (0.25, 0.25))
        stroke(mask, points[UNDER_LIP], width * 0.35, (0.35, 0.35))
    stroke(mask, points[face.NOSE_BASE], width * 0.42, (0.3, 0.3))
    stroke(mask, points[face.JAW], width * 0.42, (0.35, 0.35))
    return mask


def found_lines(portrait: Portrait, line: float) -> U8:
    """Mask, shape of `portrait.box`: the photo's dark lines, fewer on bare skin."""
    bare = floats(portrait.bare_skin[portrait.box]) * np.float32(SKIN_CALM * LINE_STEPS / 255)
    strength = LINE_ZERO - floats(portrait.lines) - bare - np.float32(LEAST_LINE * LINE_STEPS)
    full = 0.022 / max(line, 0.5) * LINE_STEPS
    table = smoothstep(0, full, LEVELS * 255) * np.float32(0.9)
    return mapped(np.clip(strength, 0, 255).astype(np.uint8), table)


def silhouette(portrait: Portrait, line: float) -> U8:
    """SIDE×SIDE mask of a line around the person."""
    width = max(1.4, portrait.eye_distance * 0.027 * max(0.6, line))
    table = smoothstep(width, width * 0.5, LEVELS * np.float32(255 / OUTLINE_STEPS))
    return blurred(mapped(portrait.outline, table), 1.0)


def pen_lines(portrait: Portrait, line: float) -> U8:
    """SIDE×SIDE mask of all lines inside the person."""
    mask = drawn_features(portrait, line)
    part = mask[portrait.box]
    np.maximum(part, found_lines(portrait, line), out=part)
    return product(mask, portrait.matte)
