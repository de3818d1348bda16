"""The head of an event avatar: cut out of a portrait and drawn where a costume wants it."""

from dataclasses import dataclass, replace
from math import atan2, cos, sin
from typing import cast

import cv2
import numpy as np

from events.templates import UNITS, Costume
from imaging import cartoons
from imaging import landmarks as face
from imaging.arrays import (
    F32,
    U8,
    blend,
    blurred,
    floats,
    multiplied,
    product,
    smoothstep,
    to_bytes,
)
from imaging.closeups import View, lit, masked, seen
from imaging.head_masks import before_the_costume, head_mask
from imaging.jaws import mended_jaw
from imaging.layers import Patch, enlarged
from imaging.looks import INKS, Look, look
from imaging.masks import extent
from imaging.portraits import Drawing, Portrait
from kinds import CartoonStyle

# A window onto the head: its side in heights of the face, and how high in it the chin is.
ROOM, CHIN_AT = 2.3, 1.66
LEVELLED = 0.6  # how much of a head's tilt is taken out; without any it looks stiff
# px of the window at most. Lines are drawn as large as they are seen; strokes of a brush and
# hatchings have a size in px, and would get too fine.
COARSEST, FINEST = 1024, 2048
COARSE = {CartoonStyle.PAINT: 1024, CartoonStyle.POP: 1024, CartoonStyle.INK: 1024}
WITHOUT_CONTOUR = {CartoonStyle.FLAT, CartoonStyle.PAINT}
MIDDLE = 0.7  # how far the neck is from below the chin to below the middle of the jaw
CONTOUR = 0.046  # its width in eye distances: as wide as the costume's
LARGER_EYES = 0.6  # of what a cartoon of the style does: the body is not a caricature
SHADOW_DOWN, SHADOW_ASIDE = 0.17, 0.05  # in eye distances


@dataclass(frozen=True)
class Head:
    """A drawn head on the canvas of a bust."""

    side: int  # px of that canvas
    front: Patch  # RGBA
    behind: Patch | None  # RGBA: hair that falls behind the shoulders
    shadow: Patch  # how much of the costume below lies in the head's shadow
    skin: F32  # RGB 0..1


def draw_head(portrait: Portrait, costume: Costume, seed: int, side: int) -> Head:
    """The portrait's head in the costume's style, where the costume wants it."""
    scale = side / UNITS
    room = ROOM * costume.head
    most = COARSE.get(costume.style, FINEST)
    drawn = min(max(round(room * scale / 2) * 2, COARSEST), most)
    own = lit(seen(portrait, _view(portrait, drawn)))
    found = head_mask(own)
    chosen = _toned_down(look(costume.style, seed))
    drawing = cartoons.draw(masked(mended_jaw(own, found.lower_face), found.whole), chosen)
    figure = drawing.figure
    if costume.style in WITHOUT_CONTOUR:
        _outline(figure, drawing.matte, own.eye_distance * CONTOUR, chosen.ink_colour)
    zoom = room * scale / drawn
    corner = floats([costume.chin[0] - room / 2, costume.chin[1] - CHIN_AT * costume.head]) * scale
    distance = own.eye_distance
    before = product(drawing.matte, before_the_costume(drawing.landmarks, own.shape, distance))
    rgba = np.dstack([figure, drawing.matte])
    placed = _Placing(zoom, corner)
    return Head(
        side=side,
        front=placed.patch(multiplied(np.dstack([figure, before]))),
        behind=placed.patch(multiplied(rgba)) if found.hangs else None,
        shadow=placed.patch(_shadow(before, drawing.landmarks, distance, chosen.mirrored)),
        skin=_skin_of(drawing, own),
    )


@dataclass(frozen=True)
class _Placing:
    """From the window to the canvas."""

    zoom: float
    corner: F32

    def patch(self, layer: U8) -> Patch:
        """What a layer of the window has, at the canvas's scale."""
        box = extent(layer[..., 3] if layer.ndim == 3 else layer)
        if box is None:
            return Patch(np.zeros((1, 1, *layer.shape[2:]), np.uint8), 0, 0)
        low = (
            np.floor(self.corner + floats([box[1].start, box[0].start]) * self.zoom).astype(int) - 4
        )
        high = np.ceil(self.corner + floats([box[1].stop, box[0].stop]) * self.zoom).astype(int) + 4
        width, height = (high - low).tolist()
        moved = enlarged(layer, self.zoom, self.corner - low, (width, height))
        return Patch(moved, int(low[0]), int(low[1]))


def _view(portrait: Portrait, side: int) -> View:
    """The window that brings chin and size of the head where a costume has them."""
    points = portrait.landmarks
    chin, up = points[face.CHIN], points[face.FOREHEAD] - points[face.CHIN]
    angle = -LEVELLED * atan2(float(up[0]), -float(up[1]))
    zoom = side / ROOM / max(float(np.linalg.norm(up)), 1.0)
    turn = floats([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]]) * np.float32(zoom)
    # The neck is below the middle of a head that is turned aside, not below its chin.
    middle = turn @ points[[face.JAW[0], face.JAW[-1]]].mean(0)
    anchor = turn @ chin
    anchor[0] += (middle[0] - anchor[0]) * MIDDLE
    shift = floats([side / 2, side * CHIN_AT / ROOM]) - anchor
    return View(floats(np.hstack([turn, shift[:, None]])), side)


def _toned_down(chosen: Look) -> Look:
    """The look without what quarrels with a costume drawn in clean shapes and one dark ink."""
    ink = chosen.ink if chosen.style is CartoonStyle.INK else INKS[0]
    return replace(chosen, halftone=False, ink=ink, eyes=1 + (chosen.eyes - 1) * LARGER_EYES)


def _outline(figure: U8, matte: U8, width: float, ink: F32) -> None:
    """A line of ink along the inner side of the matte's edge, in place."""
    inside = cv2.distanceTransform((matte > 127).astype(np.uint8), cv2.DIST_L2, 3)
    line = smoothstep(width + 0.7, width - 0.7, floats(inside))
    blend(figure, ink, product(blurred(to_bytes(line), 0.8), matte))


def _shadow(before: U8, landmarks: F32, distance: float, mirrored: bool) -> U8:
    """The head's outline a little lower and aside; only what is below the mouth throws it."""
    aside = distance * SHADOW_ASIDE * (1 if mirrored else -1)
    matrix = floats([[1, 0, aside], [0, 1, distance * SHADOW_DOWN]])
    mask = before.copy()
    mask[: int(landmarks[face.UPPER_LIP, 1])] = 0
    moved = cv2.warpAffine(mask, matrix, (mask.shape[1], mask.shape[0]))
    return blurred(cast(U8, moved), max(1.0, distance * 0.015))


def _skin_of(drawing: Drawing, own: Portrait) -> F32:
    """The drawn skin's colour at the lower face, RGB 0..1."""
    bare = own.bare_skin.copy()
    bare[: int(own.landmarks[face.NOSE_TIP, 1])] = 0
    bare[int(own.landmarks[face.CHIN, 1]) :] = 0
    pixels = drawing.figure[(bare > 200) & (drawing.matte > 250)][::11]
    if len(pixels) < 50:
        return own.skin_colour
    return floats(np.median(pixels, 0) / 255)
