"""Anime: two-tone skin without the photo's detail, drawn eyes and mouth, hair in four tones."""

from dataclasses import dataclass

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.anime_eyes import draw_brows, draw_eyes, draw_glasses, wears_glasses
from imaging.anime_hair import Hair, hair_of, tinted
from imaging.arrays import (
    F32,
    LEVELS,
    LUMA,
    U8,
    blend,
    blurred,
    floats,
    grown,
    luma,
    mapped,
    product,
    saturation,
    scaled,
    shrunk,
    smoothstep,
    soft_steps,
    stacked,
    to_bytes,
)
from imaging.backgrounds import backdrop
from imaging.flows import smoothed_along
from imaging.looks import Look
from imaging.masks import add_polygon, box_around, curve
from imaging.outlines import LOWER_MOUTH_LINE, found_lines, mouth_is_open, silhouette
from imaging.pens import draw_line, ellipse, fill_shape, mask_of
from imaging.portraits import Drawing, Portrait
from imaging.warps import Swell, warp

MOST_CHROMA = 26.0  # of skin, in Lab: anime skin is pale
TEETH = floats([0.985, 0.975, 0.96])
MOUTH_INSIDE, TONGUE = floats([0.42, 0.13, 0.15]), floats([0.86, 0.42, 0.42])
LOWER_LIP = [291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 61]
NEAR_WHOLE_JAW = ((152, 1.15, 1.09), (172, 0.8, 1.05), (397, 0.8, 1.05))


@dataclass(frozen=True)
class SkinTones:
    """The colours of one face."""

    lit: F32
    shade: F32
    line: F32
    lips: F32


def draw(portrait: Portrait, look: Look) -> Drawing:
    """The portrait as an anime character with this person's colours and proportions."""
    tones = _tones(portrait.skin_colour)
    drawn = _drawn_features(portrait)
    marks = cv2.subtract(portrait.features, drawn).astype(np.uint8)
    skin = _skin(portrait, drawn)
    flowing = _flowing(portrait)
    hair = hair_of(portrait, flowing, skin)
    figure = _clothes(flowing, look, portrait.side)
    if hair is not None:
        blend(figure, hair.picture, hair.mask)
    _lay_skin(figure, portrait, skin, marks, drawn, tones)
    _draw_found_lines(figure, portrait, skin, marks, hair)
    _draw_face(figure, portrait, look, tones, hair)
    contour = silhouette(portrait, 0.66)
    blend(figure, look.ink_colour * np.float32(0.9), contour)
    distance, points = portrait.eye_distance, portrait.landmarks
    swells = [Swell(points[i], distance * r, 1 / thin) for i, r, thin in NEAR_WHOLE_JAW]
    moved = warp(figure, np.maximum(portrait.matte, contour), points, swells)
    return Drawing(*moved, backdrop(look, portrait.side))


def _tones(skin: F32) -> SkinTones:
    lit = _paled(skin)
    lit = lit * np.float32(np.clip(0.77 / max(float(lit @ LUMA), 0.05), 1.0, 1.14))
    shade = tinted(lit * floats([0.86, 0.74, 0.74]), 1.12)
    return SkinTones(lit, shade, tinted(shade, 1.3, 0.45), lit * floats([0.93, 0.62, 0.60]))


def _paled(colour: F32) -> F32:
    """A colour with its chroma held near MOST_CHROMA."""
    lab = cv2.cvtColor(colour.reshape(1, 1, 3), cv2.COLOR_RGB2LAB)[0, 0]
    chroma = float(np.hypot(lab[1], lab[2]))
    if chroma > MOST_CHROMA:
        lab[1:] *= (MOST_CHROMA + (chroma - MOST_CHROMA) * 0.3) / chroma
    return floats(np.clip(cv2.cvtColor(lab.reshape(1, 1, 3), cv2.COLOR_LAB2RGB)[0, 0], 0, 1))


def _drawn_features(portrait: Portrait) -> U8:
    """What will be drawn anew, generously: eyes, brows, lips, nostrils."""
    mask = np.zeros(portrait.shape, np.uint8)
    points, soft = portrait.landmarks, portrait.eye_distance * 0.03
    for eye in face.EYES:
        add_polygon(mask, face.stretched(points[eye], (1.45, 2.1)), soft)
    for brow in face.BROWS:
        add_polygon(mask, face.stretched(points[brow], (1.22, 1.7)), soft)
    add_polygon(mask, face.stretched(points[face.LIPS], 1.14), soft)
    base = points[face.NOSE_BASE]
    below, above = (
        floats([0, portrait.eye_distance * 0.03]),
        floats([0, portrait.eye_distance * 0.12]),
    )
    add_polygon(mask, np.vstack([base + below, base[::-1] - above]), soft)
    return mask


def _skin(portrait: Portrait, drawn: U8) -> U8:
    """Found skin, and the drawn features within the face."""
    mask = np.zeros(portrait.shape, np.uint8)
    oval = curve(portrait.landmarks[face.OVAL], 4, closed=True)
    add_polygon(mask, oval, portrait.eye_distance * 0.02)
    return product(np.maximum(portrait.skin, product(mask, drawn)), portrait.matte)


def _flowing(portrait: Portrait) -> U8:
    """The portrait smoothed long along its flow, half size."""
    picture = cv2.medianBlur(portrait.half_patches, 3).astype(np.uint8, copy=False)
    for _ in range(3):
        picture = smoothed_along(picture)
    return picture


def _clothes(flowing: U8, look: Look, side: int) -> U8:
    """All but skin and hair: the photo in few clean tones."""
    picture = grown(flowing, side, smooth=True)
    steps = soft_steps(np.minimum(LEVELS, np.float32(0.999)), 4 + look.seed % 2, 4.5)
    gains = floats((steps + np.float32(0.02)) / (LEVELS + np.float32(0.02)))
    gain = floats(cv2.LUT(luma(picture), gains))
    toned = cv2.multiply(picture, stacked(gain), dtype=cv2.CV_8U)
    return cv2.transform(toned, saturation(1.25)).astype(np.uint8, copy=False)


def _lay_skin(
    figure: U8, portrait: Portrait, skin: U8, marks: U8, drawn: U8, tones: SkinTones
) -> None:
    """Skin in four tones with blushed cheeks; `marks` keep their detail."""
    typical = max(float(portrait.skin_colour @ LUMA), 0.05)
    relative = LEVELS / np.float32(typical)
    table = np.repeat(tones.lit[None], 256, axis=0)
    deep = tones.shade * floats([0.82, 0.74, 0.80])
    shine = 1 - (1 - tones.lit) * np.float32(0.68)
    for colour, start, end, strength in (
        (tones.shade, 0.83, 0.79, 1.0),
        (deep, 0.55, 0.52, 1.0),
        (shine, 1.20, 1.24, 0.8),
    ):
        table += (colour - table) * (smoothstep(start, end, relative) * np.float32(strength))[
            :, None
        ]
    cover = product(skin, 255 - scaled(marks, 0.85), 0.98)
    blend(figure, mapped(_light_without(portrait, drawn), floats(table)), cover)
    for cheek in face.CHEEKS:
        _blush(figure, portrait, portrait.landmarks[cheek], skin, tones)


def _light_without(portrait: Portrait, drawn: U8) -> U8:
    """The light on the face, with the drawn features filled in from the skin around them."""
    quarter = portrait.side // 4
    hidden = shrunk(drawn, quarter).astype(np.float32) / 255
    light = shrunk(portrait.light, quarter).astype(np.float32)
    known = np.maximum(shrunk(portrait.skin, quarter).astype(np.float32) / 255, 0.02)
    weight = floats((1 - hidden) * known + 1e-4)
    reach = portrait.eye_distance * 0.13 / 4
    around = blurred(light * weight, reach) / blurred(weight, reach)
    filled = blurred(floats(light + (around - light) * hidden), portrait.eye_distance * 0.03 / 4)
    return grown(np.clip(filled, 0, 255).astype(np.uint8), portrait.side, smooth=True)


def _blush(figure: U8, portrait: Portrait, centre: F32, skin: U8, tones: SkinTones) -> None:
    distance = portrait.eye_distance
    box = box_around(centre[None], distance * 0.5, portrait.shape)
    y, x = np.mgrid[box].astype(np.float32)
    dx, dy = x - centre[0], y - centre[1] - distance * 0.04
    spread = np.exp(-(dy * dy * 2.4 + dx * dx) / (distance * 0.24) ** 2) * 0.55
    colour = tinted(tones.lit * floats([1, 0.66, 0.64]), 1.1, 1.02)
    blend(figure[box], colour, product(to_bytes(floats(spread)), np.ascontiguousarray(skin[box])))


def _draw_found_lines(
    figure: U8, portrait: Portrait, skin: U8, marks: U8, hair: Hair | None
) -> None:
    """The photo's lines in a darker shade of what they lie on; none on skin, soft in hair."""
    box = portrait.box
    ink = product(found_lines(portrait, 0.73), portrait.matte[box], 0.83)
    ink = product(ink, 255 - product(skin[box], 255 - marks[box]))
    if hair is not None:
        ink = product(ink, 255 - scaled(hair.mask[box], 0.55))
    part = figure[box]
    blend(part, scaled(np.ascontiguousarray(part), 0.34), ink)


def _draw_face(
    figure: U8, portrait: Portrait, look: Look, tones: SkinTones, hair: Hair | None
) -> None:
    draw_line(
        figure,
        portrait.landmarks[face.JAW],
        portrait.eye_distance * 0.030,
        tones.line,
        (0.3, 0.3),
        0.85,
    )
    _draw_nose(figure, portrait, tones)
    if mouth_is_open(portrait):
        _draw_open_mouth(figure, portrait, look.ink_colour, tones)
    else:
        width, colour = portrait.eye_distance * 0.034, tinted(tones.lips, 1.25, 0.42)
        draw_line(figure, portrait.landmarks[face.MOUTH_LINE], width, colour, (0.25, 0.25))
    _draw_lower_lip(figure, portrait, tones)
    eyes = draw_eyes(figure, portrait, tones.lit, look.ink_colour, look.mirrored)
    brows = hair.dark if hair is not None else look.ink_colour
    draw_brows(figure, portrait, eyes, brows * np.float32(0.75))
    if wears_glasses(portrait):
        draw_glasses(figure, portrait, eyes)


def _draw_nose(figure: U8, portrait: Portrait, tones: SkinTones) -> None:
    """A small shadow under the tip and a line below it: more would age the face."""
    points, distance = portrait.landmarks, portrait.eye_distance
    tip, right, left = points[2], points[98], points[327]
    shadow = [right * 0.55 + tip * 0.45, tip + floats([0, distance * 0.035])]
    shadow += [left * 0.55 + tip * 0.45, tip - floats([0, distance * 0.03])]
    colour = tones.shade * floats([0.86, 0.74, 0.76])
    fill_shape(figure, floats(shadow), colour, distance * 0.008, 0.9)
    under = floats([(right + tip) / 2, tip + floats([0, distance * 0.012]), (left + tip) / 2])
    draw_line(figure, under, distance * 0.020, tones.line, (0.4, 0.4), 0.9)


def _draw_open_mouth(figure: U8, portrait: Portrait, ink: F32, tones: SkinTones) -> None:
    """The dark of the mouth, one band of teeth with the lip's shade on it, tongue, lip lines."""
    points, distance = portrait.landmarks, portrait.eye_distance
    upper, lower = points[face.MOUTH_LINE[1:-1]], points[LOWER_MOUTH_LINE]
    smooth = curve(upper, 4)
    opened = abs(float(points[13][1] - points[14][1]))
    width = float(np.linalg.norm(points[61] - points[291]))
    mouth = np.vstack([smooth, curve(lower, 4)[::-1]])
    clip = mask_of(mouth, portrait.shape, 0.8)
    fill_shape(figure, mouth, MOUTH_INSIDE, 0.8)
    fill_shape(figure, _band(smooth, opened * 0.74), TEETH, 0.8, 1.0, clip)
    fill_shape(figure, _band(smooth, opened * 0.16), TEETH * 0.81, distance * 0.006, 0.8, clip)
    tongue = ellipse(floats(points[14] + [0, opened * 0.05]), (width * 0.22, opened * 0.22))
    fill_shape(figure, tongue, TONGUE, 1.0, 0.9, clip)
    draw_line(figure, upper, distance * 0.026, ink, (0.12, 0.12))
    draw_line(figure, lower, distance * 0.014, tones.line, (0.3, 0.3), 0.9)


def _band(edge: F32, depth: float) -> F32:
    """What hangs down from a curve."""
    return np.vstack([edge - floats([0, 3]), (edge + floats([0, depth]))[::-1]])


def _draw_lower_lip(figure: U8, portrait: Portrait, tones: SkinTones) -> None:
    """A tint on the lower lip and a short shadow beneath it."""
    points, distance = portrait.landmarks, portrait.eye_distance
    lower = points[LOWER_LIP]
    inner = points[LOWER_MOUTH_LINE]
    reach = float(np.linalg.norm(points[61] - points[291])) * 0.17
    centre = floats(lower.mean(0)) + floats([0, distance * 0.02])
    shadow = centre + floats(
        [[-reach, 0], [0, distance * 0.028], [reach, 0], [0, -distance * 0.012]]
    )
    fill_shape(figure, shadow, tinted(tones.shade, 1.15, 0.9), distance * 0.012, 0.75)
    lip = np.vstack([curve(lower, 3), curve(inner, 3)])
    fill_shape(figure, lip, tones.lips, distance * 0.01, 0.30)
