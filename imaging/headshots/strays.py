"""What clings to a head beside its ears, and has the colours of the background there."""

from typing import TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from imaging import landmarks as face
from imaging.arrays import F32, U8, Box, blurred, floats, smoothstep, to_bytes, to_floats
from imaging.headshots.colours import lab_of
from imaging.headshots.planes import resized
from imaging.masks import box_around

Mask: TypeAlias = npt.NDArray[np.bool_]

SHRINKING = 4  # strays are larger than hairs: a quarter of the sides is enough
# In distances of the eyes:
DEPTH = 0.22  # how far in from the edge a stray may reach; further in all is the person
MARGIN = 0.04  # how far out from the edge all is background
BESIDE = 0.6  # how far from the face strays are looked for
REACH = 0.25  # from how far colours are compared
OWN_REACH = 0.5  # the same for the person's own colours: hair is alike all over
TONE = 8.0  # how far a and b of a colour vary, in CIELAB; its lightness twice as far
DOUBT = 0.01  # against so much likeness, what is like neither stays
STEP = 12  # of the colours around, every twelfth is enough
STRAY = (0.15, 0.35)  # how likely the person's a colour must be at least


def without_strays(picture: U8, matte: F32, points: F32, distance: float) -> F32:
    """The matte (0..1) without what, from the brows to the chin, is surely more like what lies
    just outside than like what lies just inside.

    Hair under a hat and ears stay, as they have the colours of the person nearby; above the brows
    a hat may have any colour, so nothing is touched there.
    """
    unit = distance / SHRINKING
    size = max(2, matte.shape[1] // SHRINKING), max(2, matte.shape[0] // SHRINKING)
    beside, part = _parts(floats(points / SHRINKING), unit, size)
    cover = resized(matte, size)[part]
    deep = cast(F32, cv2.erode(cover, _disc(unit * DEPTH)))
    asked = (cover > 0.02) & (deep < 0.5) & beside[part]
    inside = deep > 0.95
    outside = cast(F32, cv2.dilate(cover, _disc(unit * MARGIN))) < 0.05
    if not (asked.any() and inside.any() and outside.any()):
        return matte
    small = cast(U8, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    likely = _likely(lab_of(to_floats(small[part])), (asked, inside, outside), unit)
    kept = np.ones(beside.shape, np.float32)
    kept[part] = smoothstep(*STRAY, blurred(likely, 0.8))
    return floats(matte * resized(kept, (matte.shape[1], matte.shape[0])))


def _parts(points: F32, unit: float, size: tuple[int, int]) -> tuple[Mask, Box]:
    """Where strays may be: beside the face, from its brows to its chin; and what is around."""
    (left, _), (right, _) = points.min(0), points.max(0)
    brows, chin = points[face.BETWEEN_BROWS, 1], points[face.CHIN, 1]
    corners = floats([[left - unit * BESIDE, brows], [right + unit * BESIDE, chin]])
    shape = size[1], size[0]
    beside = np.zeros(shape, bool)
    beside[box_around(corners, 0, shape)] = True
    return beside, box_around(corners, unit * OWN_REACH, shape)


def _likely(colours: F32, masks: tuple[Mask, Mask, Mask], unit: float) -> F32:
    """1 where nobody asks; else how much more likely inside than outside a colour is, 0..1."""
    asked, inside, outside = (
        floats(np.hstack([np.argwhere(mask)[::step] / unit, colours[mask][::step]]))
        for mask, step in zip(masks, (1, STEP, STEP), strict=True)
    )
    own = _density(asked, inside, OWN_REACH) * STEP / (unit * OWN_REACH) ** 2
    other = _density(asked, outside, REACH) * STEP / (unit * REACH) ** 2
    likely = np.ones(colours.shape[:2], np.float32)
    likely[masks[0]] = (own + DOUBT) / (own + other + 2 * DOUBT)
    return to_floats(cast(U8, cv2.medianBlur(to_bytes(likely), 3)))


def _density(asked: F32, known: F32, reach: float) -> F32:
    """How many of the known features are near each that is asked for, by a Gaussian kernel."""
    scales = floats([1 / reach, 1 / reach, 0.5 / TONE, 1 / TONE, 1 / TONE])
    asked, known = asked * scales, known * scales
    power = asked @ known.T
    power -= (asked * asked).sum(1)[:, None] / 2
    power -= (known * known).sum(1) / 2
    return floats(cv2.exp(power, power).sum(1))


def _disc(radius: float) -> U8:
    side = 2 * int(radius) + 1
    return cast(U8, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
