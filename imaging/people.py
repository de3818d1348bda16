"""The person of an engine's picture: cut out where the engine did not, and enlarged into place."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np

from events.templates import UNITS, Box
from imaging import pixels
from imaging.abstractions import defringed
from imaging.analysis import largest
from imaging.arrays import F32, U8, floats, grown, multiplied, quadrupled, shrunk, to_floats
from imaging.crops import crop_of
from imaging.masks import extent
from imaging.mattes import matte_of
from imaging.vision import Vision

MOST_PIXELS = 40_000_000  # of an engine's picture
LARGEST_CUT = 2048  # px: the side to which a picture is shrunk before a person is cut out of it
LEAST_CLEAR = 0.01  # the share of transparent pixels from which on a picture counts as cut out
LEAST_PERSON = 0.02  # the share of a picture that a matte must cover to be believed
STRIP = 256  # px: colours at the edge are mended in strips, in floats
STRIP_MARGIN = 32  # px: farther than any colour is fetched
FLOATING = 0.25  # of the picture: the largest gap under a person that is closed
SHARPENING = 0.6
MOST_ZOOM = 16  # beyond, there is nothing to sharpen, and blurring so widely takes minutes


@dataclass(frozen=True)
class Person:
    """A square picture of a person, to be laid on an avatar."""

    pixels: U8  # n×n×4 RGBA, alpha multiplied in
    large: U8  # the same, size×size×4
    left: int  # px of the avatar
    top: int
    side: int  # of the avatar

    def rows(self, top: int, bottom: int) -> U8 | None:
        """(bottom - top)×side×4 of the avatar; None where the person is not."""
        size = self.large.shape[0]
        first, last = max(top, self.top), min(bottom, self.top + size)
        left, right = max(0, self.left), min(self.side, self.left + size)
        if first >= last:
            return None
        band = np.zeros((bottom - top, self.side, 4), np.uint8)
        rows = self._sharp(first - self.top, last - self.top)
        band[first - top : last - top, left:right] = rows[:, left - self.left : right - self.left]
        return band

    def _sharp(self, top: int, bottom: int) -> U8:
        """Rows of `large`, unsharp masked, and held between the darkest and the lightest of the
        pixels around, so that no edge gets a halo."""
        zoom = self.large.shape[0] / self.pixels.shape[0]
        if not 1 < zoom <= MOST_ZOOM:
            return self.large[top:bottom]
        sigma = max(0.5, zoom * 0.6)
        first = max(0, top - math.ceil(4 * sigma))
        near = self.large[first : bottom + math.ceil(4 * sigma)]
        soft = cv2.GaussianBlur(near, (0, 0), sigma)
        sharp = cv2.addWeighted(near, 1 + SHARPENING, soft, -SHARPENING, 0)
        rows = cast(U8, sharp[top - first : bottom - first])
        rows = cast(U8, cv2.min(rows, self._extreme(cv2.dilate, top, bottom)))
        rows = cast(U8, cv2.max(rows, self._extreme(cv2.erode, top, bottom)))
        # What has colour beyond its alpha would glow.
        return cast(U8, cv2.min(rows, quadrupled(rows[..., 3])))

    def _extreme(self, choose: Callable[..., Any], top: int, bottom: int) -> U8:
        """The lightest or darkest of the pixels around, for these rows of `large`."""
        size, zoom = self.large.shape[0], self.large.shape[0] / self.pixels.shape[0]
        first = max(0, int(top / zoom) - 3)
        near = choose(self.pixels[first : int(bottom / zoom) + 4], np.ones((3, 3), np.uint8))
        shift = zoom / 2 - 0.5
        matrix = floats([[zoom, 0, shift], [0, zoom, shift + first * zoom - top]])
        spread = cv2.warpAffine(near, matrix, (size, bottom - top), borderMode=cv2.BORDER_REPLICATE)
        return cast(U8, spread)


def placed_person(picture: bytes, vision: Vision, box: Box, side: int) -> Person:
    """The person of an engine's picture, standing on the lower edge of `box` (units).

    Fails with an `ImageRefused` when the picture cannot be read.
    """
    scale = side / UNITS
    size = round(min(box.width, box.height) * scale)
    left = round((box.x + box.width / 2) * scale - size / 2)
    top = round((box.y + box.height) * scale) - size
    pixels = _standing(read_person(picture, vision, size))
    return Person(pixels, _enlarged(pixels, size), left, top, side)


def _enlarged(pixels: U8, size: int) -> U8:
    if pixels.shape[0] == size:
        return pixels
    return cast(U8, cv2.resize(pixels, (size, size), interpolation=cv2.INTER_LANCZOS4))


def read_person(picture: bytes, vision: Vision, largest_side: int) -> U8:
    """n×n×4 RGBA with alpha multiplied in, n at most `largest_side`: the person of a picture.

    A picture that has no transparency is cut out; if no person is found in it, it stays whole.
    """
    decoded = _decoded(picture)
    if decoded.shape[2] == 4 and float((decoded[..., 3] < 128).mean()) >= LEAST_CLEAR:
        return _limited(_padded(_multiplied(decoded)), largest_side)
    square = _cropped(np.ascontiguousarray(decoded[..., :3]), vision)
    return _cut_out(_limited(square, min(LARGEST_CUT, largest_side)), vision)


def _decoded(picture: bytes) -> U8:
    """RGB or RGBA."""
    image, _, _ = pixels.decode(picture, MOST_PIXELS)
    return np.asarray(image)


def _multiplied(rgba: U8) -> U8:
    """With alpha multiplied in, in strips: a picture of 4096 px has 64 MB."""
    result = np.empty_like(rgba)
    for top in range(0, rgba.shape[0], STRIP):
        result[top : top + STRIP] = multiplied(rgba[top : top + STRIP])
    return result


def _limited(square: U8, side: int) -> U8:
    return square if square.shape[0] <= side else shrunk(square, side)


def _padded(rgba: U8) -> U8:
    """A square: transparent at both sides or above, for a person stands on the lower edge."""
    height, width = rgba.shape[:2]
    left = (max(width, height) - width) // 2
    right, top = max(width, height) - width - left, max(width, height) - height
    if not (left or right or top):
        return rgba
    return cast(U8, cv2.copyMakeBorder(rgba, top, 0, left, right, cv2.BORDER_CONSTANT, value=0))


def _cropped(rgb: U8, vision: Vision) -> U8:
    """A square of an opaque picture: around the face of a wide one, the top of a high one."""
    height, width = rgb.shape[:2]
    if width <= height:
        return rgb[:width]
    faces = vision.faces(rgb)
    centre = width / 2
    if faces:
        box = largest(faces).box
        centre = box[0] + box[2] / 2
    left = min(max(round(centre - height / 2), 0), width - height)
    return np.ascontiguousarray(rgb[:, left : left + height])


def _cut_out(rgb: U8, vision: Vision) -> U8:
    """The person in an opaque square, as RGBA with alpha multiplied in."""
    side = rgb.shape[0]
    crop = crop_of(rgb, 0, 0, side)
    portrait = crop.pixels()
    faces = vision.faces(portrait)
    inside = vision.landmarks(portrait, largest(faces))[1] if faces else _heart(vision, portrait)
    matte = matte_of(vision, crop, portrait, inside)
    if float(to_floats(matte).mean()) < LEAST_PERSON:
        return np.dstack([rgb, np.full((side, side), 255, np.uint8)])
    matte = _reaching_down(grown(matte, side, smooth=True))
    return multiplied(np.dstack([_mended(rgb, matte), matte]))


def _heart(vision: Vision, portrait: U8) -> F32:
    """Where most of a person without a face is: x and y in px of the portrait."""
    matte = vision.matte(portrait)
    weight = float(matte.sum()) + 1e-6
    rows, columns = (float((matte.sum(1 - axis) * range(len(matte))).sum()) for axis in (0, 1))
    return floats([columns / weight, rows / weight]) * np.float32(len(portrait) / len(matte))


def _reaching_down(matte: U8) -> U8:
    """The matte without the fading that networks leave at the lower edge of a picture."""
    edge = max(1, matte.shape[0] // 64)
    matte[-edge:] = np.maximum(matte[-edge:], matte[-edge - 1])
    return matte


def _mended(rgb: U8, matte: U8) -> U8:
    """The picture with no colour of the old background at the person's edge."""
    side = rgb.shape[0]
    mended = np.empty_like(rgb)
    for top in range(0, side, STRIP):
        first, last = max(0, top - STRIP_MARGIN), min(side, top + STRIP + STRIP_MARGIN)
        strip = defringed(rgb[first:last], to_floats(matte[first:last]))
        rows = slice(top, min(top + STRIP, side))
        mended[rows] = strip[rows.start - first : rows.stop - first]
    return mended


def _standing(person: U8) -> U8:
    """The person moved down, if a narrow gap is below, so that no bust hovers."""
    box = extent(person[..., 3], 127)
    gap = 0 if box is None else person.shape[0] - box[0].stop
    if not 0 < gap < person.shape[0] * FLOATING:
        return person
    moved = np.zeros_like(person)
    moved[gap:] = person[:-gap]
    return moved
