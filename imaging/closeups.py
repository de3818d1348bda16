"""A portrait moved, turned and enlarged in all its layers, to be drawn as large as it is seen."""

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, LEVELS, LUMA, U8, blurred, floats, mapped, smoothstep, weighted
from imaging.masks import extent
from imaging.portraits import LINE_ZERO, Portrait

LIT, MOST_GAMMA = 0.58, 1.25  # of the skin, 0..1
EDGE = 21  # px: across the edge of a matte
CRISP = smoothstep(0.25, 0.75, LEVELS)  # an enlarged edge is made as narrow as it was


@dataclass(frozen=True)
class View:
    """A square window onto a portrait."""

    matrix: F32  # 2×3, a similarity: from px of the portrait to px of the window
    side: int  # px, even

    def points(self, points: F32) -> F32:
        """Points of the portrait, in px of the window."""
        return floats(points @ self.matrix[:, :2].T + self.matrix[:, 2])

    def full(self, layer: U8, beyond: int | None = None) -> U8:
        """A layer of the portrait's side; around it the value `beyond`, or else its border."""
        return _moved(layer, self.matrix, self.side, beyond)

    def half(self, layer: U8, beyond: int | None = None) -> U8:
        """A layer of half the portrait's side, at half the window's."""
        turn = self.matrix[:, :2]
        # The centre of a pixel lies at its index: full = 2 × half + 0.5, here and there.
        shift = (turn @ floats([0.5, 0.5]) + self.matrix[:, 2] - 0.5) / 2
        return _moved(layer, floats(np.hstack([turn, shift[:, None]])), self.side // 2, beyond)


def _moved(layer: U8, matrix: F32, side: int, beyond: int | None) -> U8:
    border = cv2.BORDER_REPLICATE if beyond is None else cv2.BORDER_CONSTANT
    values = (beyond or 0,) * 3
    return cast(
        U8,
        cv2.warpAffine(
            layer,
            matrix,
            (side, side),
            flags=cv2.INTER_CUBIC,
            borderMode=border,
            borderValue=values,
        ),
    )


def seen(portrait: Portrait, view: View) -> Portrait:
    """The part of a portrait that a window shows, as a portrait of the window's side."""
    matte = mapped(view.full(portrait.matte, 0), CRISP)
    whole = Portrait(
        photo=view.full(portrait.photo),
        landmarks=view.points(portrait.landmarks),
        matte=matte,
        lines=view.full(_full_lines(portrait), LINE_ZERO),
        skin_colour=portrait.skin_colour,
        half_crisp=view.half(portrait.half_crisp),
        half_patches=_crisp(view.half(portrait.half_patches)),
        half_light=view.half(portrait.half_light),
        half_skin=view.half(portrait.half_skin, 0),
        half_marks=view.half(portrait.half_marks, 0),
    )
    return replace(whole, lines=whole.lines[whole.box])


def _crisp(patches: U8) -> U8:
    """Enlarged patches with their edges as steep as before, and no halo along them."""
    around = np.ones((5, 5), np.uint8)
    for _ in range(2):
        low, high = cv2.erode(patches, around), cv2.dilate(patches, around)
        steep = weighted(patches, 3.0, blurred(patches, 2.0), -2.0)
        patches = np.clip(steep, low, high).astype(np.uint8, copy=False)
    return blurred(patches, 0.8)  # its steps, which the next enlarging would show


def lit(portrait: Portrait) -> Portrait:
    """The portrait of a dark or back-lit face a little lighter, as one would expose it for print.

    Never more than gamma MOST_GAMMA: a face that is dark by nature looks the same to this.
    """
    brightness = max(float(portrait.skin_colour @ LUMA), 0.05)
    gamma = float(np.clip(LIT / brightness, 1.0, MOST_GAMMA))
    table = floats(LEVELS ** np.float32(1 / gamma))
    return replace(
        portrait,
        photo=mapped(portrait.photo, table),
        skin_colour=floats(portrait.skin_colour ** np.float32(1 / gamma)),
        half_crisp=mapped(portrait.half_crisp, table),
        half_patches=mapped(portrait.half_patches, table),
        half_light=mapped(portrait.half_light, table),
    )


def masked(portrait: Portrait, matte: U8) -> Portrait:
    """The portrait of a part of the person, without the lines that its edges gave."""
    inner = cv2.erode(portrait.matte, np.ones((EDGE, EDGE), np.uint8)) > 250
    lines = np.where(inner, _full_lines(portrait), np.uint8(LINE_ZERO))
    return replace(portrait, matte=matte, lines=lines[extent(matte) or portrait.box])


def _full_lines(portrait: Portrait) -> U8:
    lines = np.full(portrait.shape, LINE_ZERO, np.uint8)
    lines[portrait.box] = portrait.lines
    return lines
