"""The person of an event avatar: the cartoon's head on a costume, as one picture."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import atan2, cos, sin
from typing import cast

import cv2
import numpy as np

from events.templates import SIDE, UNITS, Costume
from imaging import cartoons
from imaging import landmarks as face
from imaging.arrays import F32, U8, blurred, floats, multiplied, product, to_bytes
from imaging.cels import SHADE
from imaging.closeups import View, masked, seen
from imaging.heads import JAW, before_the_costume, head_mask
from imaging.layers import Patch, divided, enlarged, laid_over
from imaging.looks import Look, look
from imaging.masks import extent
from imaging.pngs import PngWriter
from imaging.portraits import Drawing, Portrait
from imaging.vectors import BAND
from imaging.vectors import Drawing as Vectors
from kinds import CartoonStyle

LARGEST = SIDE  # px of a bust: in a larger one everything would only be blurred
# A window onto the head: its side in heights of the face, and how high in it the chin is.
ROOM, CHIN_AT = 2.3, 1.66
LEVELLED = 0.6  # how much of a head's tilt is taken out; without any it looks stiff
# px of the window at most. Lines are drawn as large as they are seen; strokes of a brush and
# hatchings have a size in px, and would get too fine.
COARSEST, FINEST = 1024, 2048
COARSE = {CartoonStyle.PAINT: 1024, CartoonStyle.POP: 1024, CartoonStyle.INK: 1024}
WITHOUT_CONTOUR = {CartoonStyle.FLAT, CartoonStyle.PAINT}
LARGER_EYES = 0.6  # of what a cartoon of the style does: the body is not a caricature
SHADOW = floats([0.74, 0.60, 0.60])  # what the head's shadow leaves of the neck's colours
SHADOW_DOWN, SHADOW_ASIDE = 0.17, 0.05  # in eye distances


@dataclass(frozen=True)
class Head:
    """A drawn head on the canvas of a bust."""

    side: int  # px of that canvas
    front: Patch  # RGBA
    behind: Patch | None  # RGBA: hair that falls behind the shoulders
    shadow: Patch  # how much of the costume below lies in the head's shadow
    skin: F32  # RGB 0..1


def draw_bust(portrait: Portrait, costume: Costume, seed: int, side: int) -> U8:
    """side×side×4 RGBA, alpha not multiplied in: the person in costume, on the costume's viewBox.

    The chin comes to lie at `costume.chin`. The seed chooses the palette and how the cartoon is
    drawn; equal arguments give equal bytes.
    """
    head = draw_head(portrait, costume, seed, side)
    return np.concatenate(list(dressed(head, costume, seed)))


def write_bust(head: Head, costume: Costume, seed: int) -> bytes:
    """The bust as a PNG; it never lies whole in memory."""
    writer = PngWriter(head.side, head.side)
    for rows in dressed(head, costume, seed):
        writer.add(rows)
    return writer.finish()


def dressed(head: Head, costume: Costume, seed: int) -> Iterator[U8]:
    """The bust from top to bottom, some rows at a time, as `draw_bust` gives the whole."""
    colours = dict(costume.palettes[seed % len(costume.palettes)]) if costume.palettes else {}
    colours |= {"skin": _hex(head.skin), "skin-shade": _hex(head.skin * SHADE[0])}
    side = head.side
    front = Vectors(costume.front, side, colours)
    back = Vectors(costume.back, side, colours) if costume.back is not None else None
    for top in range(0, side, BAND):
        yield divided(_band(front, back, head, top, min(top + BAND, side)))


def _band(front: Vectors, back: Vectors | None, head: Head, top: int, bottom: int) -> U8:
    """Some rows of the bust, alpha multiplied in."""
    side = front.side
    band = multiplied(front.rows(top, bottom))
    shadow = head.shadow.rows(top, bottom, side)
    if shadow is not None:
        _darken(band, shadow)
    for layer in (head.behind, back):
        below = _rows_of(layer, top, bottom, side)
        if below is not None:
            band = laid_over(band, below)
    above = head.front.rows(top, bottom, side)
    return band if above is None else laid_over(above, band)


def _rows_of(layer: Patch | Vectors | None, top: int, bottom: int, side: int) -> U8 | None:
    if isinstance(layer, Vectors):
        return multiplied(layer.rows(top, bottom))
    return None if layer is None else layer.rows(top, bottom, side)


def _darken(band: U8, shadow: U8) -> None:
    for channel, left in enumerate(SHADOW):
        kept = 255 - cv2.convertScaleAbs(shadow, alpha=float(1 - left))
        band[..., channel] = product(np.ascontiguousarray(band[..., channel]), cast(U8, kept))


def draw_head(portrait: Portrait, costume: Costume, seed: int, side: int) -> Head:
    """The portrait's head in the costume's style, where the costume wants it."""
    scale = side / UNITS
    room = ROOM * costume.head
    most = COARSE.get(costume.style, FINEST)
    drawn = min(max(round(room * scale / 2) * 2, COARSEST), most)
    own = seen(portrait, _view(portrait, drawn))
    found = head_mask(own)
    chosen = _toned_down(look(costume.style, seed))
    drawing = cartoons.draw(masked(own, found.whole), chosen)
    figure = drawing.figure
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
    middle = turn @ points[[JAW[0], JAW[-1]]].mean(0)
    anchor = turn @ chin
    anchor[0] += (middle[0] - anchor[0]) * 0.4
    shift = floats([side / 2, side * CHIN_AT / ROOM]) - anchor
    return View(floats(np.hstack([turn, shift[:, None]])), side)


def _toned_down(chosen: Look) -> Look:
    return replace(chosen, halftone=False, eyes=1 + (chosen.eyes - 1) * LARGER_EYES)


def _shadow(before: U8, landmarks: F32, distance: float, mirrored: bool) -> U8:
    """The head's outline a little lower and aside; only what is below the mouth throws it."""
    aside = distance * SHADOW_ASIDE * (1 if mirrored else -1)
    matrix = floats([[1, 0, aside], [0, 1, distance * SHADOW_DOWN]])
    mask = before.copy()
    mask[: int(landmarks[13, 1])] = 0
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


def _hex(colour: F32) -> str:
    return "#" + to_bytes(colour).tobytes().hex()
