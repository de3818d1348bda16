"""Which part of a portrait is its head: face and hair, without neck, collar and shoulders."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import (
    F32,
    LEVELS,
    U8,
    blurred,
    floats,
    grown,
    mapped,
    over,
    product,
    shrunk,
    smoothstep,
    to_bytes,
    to_floats,
)
from imaging.head_shapes import shape_of
from imaging.masks import add_polygon, curve
from imaging.portraits import Portrait

LOBES = ([132, 58], [361, 288])  # halfway between each pair the ears end
# All in eye distances.
BELOW_JAW = 0.035
SURELY_FACE = 0.14  # so far inside the jaw's line there is face, whatever the matte says
HAIR_ASIDE = 2.1  # how far from the middle hair may hang
HAIR_BELOW = 1.6  # how far below the chin
LEAST_SAMPLES = 40
LEAST_HAIR = 0.06  # of a square eye distance: less that hangs below the jaw is stray
# A head so wide, so little below its top, was cut; half the height of the ellipse it is part of.
FLAT_TOP, BELOW_TOP, DOME = 1.05, 0.06, 0.85
SMALL = 256  # px: the side at which hair is followed downwards
OTHER_THAN_HAIR = 11.0  # squared Mahalanobis distance from which on a colour is not hair
# Added to the covariance of the hair's colours in CIELAB: strands differ most in light.
LEAST_VARIANCE = (90, 12, 16)


@dataclass(frozen=True)
class HeadMask:
    """What belongs to a head; masks of the portrait's side."""

    whole: U8  # all of it
    lower_face: U8  # what the jaw bounds
    hangs: bool  # whether hair falls below the jaw


def head_mask(portrait: Portrait) -> HeadMask:
    """The head in a portrait that is seen nearly upright."""
    above = _above_lobes(portrait)
    lower_face = _lower_face(portrait)
    hair = _hanging_hair(portrait, above, lower_face)
    below = product(hair, 255 - np.maximum(above, lower_face))
    hangs = float((below > 127).sum()) > LEAST_HAIR * portrait.eye_distance**2
    parts = np.maximum(above, hair) if hangs else above
    # The mesh of a head turned aside reaches beyond the cheek: there the matte knows better.
    sure = _shrunk_by(lower_face, portrait.eye_distance * SURELY_FACE)
    whole = product(np.maximum(parts, lower_face), np.maximum(portrait.matte, sure))
    head = _domed(_at_the_nose(whole, portrait), portrait.eye_distance)
    return HeadMask(_rounded(head, portrait), lower_face, hangs)


def before_the_costume(landmarks: F32, shape: tuple[int, int], distance: float) -> U8:
    """Mask of what lies before a costume: all above the chin, but only the face at the jaw's edge.

    What hangs lower is drawn behind. `landmarks` in px of a picture of that shape.
    """
    mask = np.zeros(shape, np.uint8)
    chin = float(landmarks[face.CHIN, 1])
    mask[: max(0, int(chin - distance * 0.35))] = 255
    mask = blurred(mask, max(1.0, distance * 0.06))
    low = floats([0, distance * 0.06])
    jaw = curve(landmarks[face.JAW] + low, 4)
    up = floats([0, -distance])
    add_polygon(mask, np.vstack([jaw, jaw[::-1] + up]))
    return mask


def _above_lobes(portrait: Portrait) -> U8:
    """The matte above the line through the lobes of the ears: ears, hair, hats."""
    right, left = (portrait.landmarks[pair].mean(0) for pair in LOBES)
    along = (left - right) / max(float(np.linalg.norm(left - right)), 1.0)
    far, up = along * portrait.side * 2, floats([along[1], -along[0]]) * portrait.side * 2
    mask = np.zeros(portrait.shape, np.uint8)
    add_polygon(mask, floats([right - far, left + far, left + far + up, right - far + up]))
    return product(mask, portrait.matte)


def _lower_face(portrait: Portrait) -> U8:
    """What the jaw bounds, a little wider."""
    shape = shape_of(portrait.landmarks)
    own = shape.own(portrait.landmarks[face.JAW])
    down = floats([0, BELOW_JAW * shape.measure])
    jaw = curve(shape.placed(floats(own + down)), 4)
    mask = np.zeros(portrait.shape, np.uint8)
    add_polygon(mask, np.vstack([jaw, portrait.landmarks[[361, 323, 454, 234, 93, 132]]]))
    return mask


def _hanging_hair(portrait: Portrait, above: U8, lower_face: U8) -> U8:
    """Hair that falls from above the lobes of the ears, followed downwards row by row.

    What comes from below (a collar, a shoulder, a hand) is not reached, nor what spreads faster
    than it falls.
    """
    alike = _like_hair(portrait, above)
    if alike is None:
        return np.zeros(portrait.shape, np.uint8)
    small = shrunk(alike, SMALL) > 140
    start = shrunk(above, SMALL) > 127
    inside = shrunk(lower_face, SMALL) > 127
    fallen = np.zeros_like(small)
    before = np.zeros(SMALL, bool)
    for row in range(SMALL):
        reached = cv2.dilate(before.astype(np.uint8)[None], np.ones((1, 3), np.uint8))[0] > 0
        fallen[row] = small[row] & (start[row] | reached) & ~inside[row]
        before = fallen[row]
    mask = cv2.morphologyEx(
        fallen.astype(np.uint8) * 255, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)
    )
    large = grown(cast(U8, mask), portrait.side, smooth=True)
    return product(product(large, _room(portrait)), portrait.matte)


def _room(portrait: Portrait) -> U8:
    """Where hair may hang: beside the face, ending round below the chin."""
    distance = portrait.eye_distance
    x = float(portrait.landmarks[face.JAW][:, 0].mean())
    ears = float(portrait.landmarks[face.JAW[0], 1] + portrait.landmarks[face.JAW[-1], 1]) / 2
    end = float(portrait.landmarks[face.CHIN, 1]) + HAIR_BELOW * distance
    t = np.linspace(0, np.pi, 60)
    wide = HAIR_ASIDE * distance
    # An ellipse with fuller corners (Lamé's, exponent 4): hair ends behind the shoulders.
    across, down = np.sign(np.cos(t)) * np.sqrt(np.abs(np.cos(t))), np.sqrt(np.sin(t))
    below = np.stack([x + across * wide, ears + down * (end - ears)], 1)
    top = floats([[x - wide, 0], [x + wide, 0]])
    mask, neck = np.zeros(portrait.shape, np.uint8), np.zeros(portrait.shape, np.uint8)
    add_polygon(mask, floats(np.vstack([below, top])), distance * 0.02)
    corners = portrait.landmarks[[face.JAW[1], face.JAW[-2]]]
    add_polygon(neck, np.vstack([corners, corners[::-1] + floats([0, 4 * distance])]))
    return product(mask, 255 - neck)


def _like_hair(portrait: Portrait, above: U8) -> U8 | None:
    """How much each place has the colours of the hair beside or above the face; None without.

    Both are looked at for themselves: above may be a hat.
    """
    half = portrait.side // 2
    oval = np.zeros(portrait.shape, np.uint8)
    add_polygon(oval, face.stretched(portrait.landmarks[face.OVAL], 1.08))
    sure = (shrunk(above, half) > 200) & (shrunk(oval, half) < 50) & (portrait.half_skin < 60)
    lab = floats(cv2.cvtColor(to_floats(portrait.half_crisp), cv2.COLOR_RGB2LAB))
    brows = int(portrait.landmarks[face.BETWEEN_BROWS, 1] / 2)
    places = [(lab[rows][sure[rows]][::7]) for rows in (slice(0, brows), slice(brows, half))]
    found = [_alike(lab, samples) for samples in places if len(samples) > LEAST_SAMPLES]
    if not found:
        return None
    mask = product(np.maximum(found[0], found[-1]), 255 - portrait.half_skin)
    return grown(product(mask, shrunk(portrait.matte, half)), portrait.side)


def _alike(lab: F32, samples: F32) -> U8:
    """How near each colour is to the samples: full at none, empty from OTHER_THAN_HAIR on."""
    inverse = np.linalg.inv(np.cov(samples.T) + np.diag(LEAST_VARIANCE))
    off = lab - floats(np.median(samples, 0))
    whitened = cv2.transform(off, floats(np.linalg.cholesky(inverse).T))
    distance = floats(cv2.transform(whitened**2, np.ones((1, 3), np.float32)))
    near = smoothstep(OTHER_THAN_HAIR, OTHER_THAN_HAIR * 0.4, distance)
    return cast(U8, cv2.medianBlur(to_bytes(near), 5))


def _at_the_nose(mask: U8, portrait: Portrait) -> U8:
    """The mask without pieces that do not hang together with the nose."""
    _, labels = cv2.connectedComponents((mask > 127).astype(np.uint8))
    x, y = np.clip(portrait.landmarks[face.NOSE_TIP].astype(int), 0, portrait.side - 1)
    part = (labels == labels[y, x]).astype(np.uint8) * np.uint8(255)
    return product(mask, cast(U8, cv2.dilate(part, np.ones((5, 5), np.uint8))))


def _domed(mask: U8, distance: float) -> U8:
    """The mask with a round top where the photo's edge has cut it flat.

    What is drawn there are the photo's last rows, drawn on.
    """
    rows = np.flatnonzero((mask > 127).any(1))
    if not len(rows):
        return mask
    under = min(int(rows[0] + distance * BELOW_TOP), len(mask) - 1)
    columns = np.flatnonzero(mask[under] > 127)
    width = float(columns[-1] - columns[0]) if len(columns) else 0.0
    if width < FLAT_TOP * distance:
        return mask
    # The cut is a chord of an ellipse as wide as the head is below it: add the arc above.
    below = mask[under : int(rows[0] + distance * 0.5)] > 127
    half = max(float(below.any(0).sum()) / 2, width / 2)
    end = np.arcsin(min(1.0, width / 2 / half))
    t = np.linspace(-end, end, 40)
    high = (np.cos(t) - np.cos(end)) * DOME * distance
    across = (columns[0] + columns[-1]) / 2 + np.sin(t) * half
    domed = mask.copy()
    add_polygon(domed, floats(np.stack([across, under - high], 1)))
    return domed


def _shrunk_by(mask: U8, pixels: float) -> U8:
    """The mask without a border of about so many px."""
    size = max(1, round(pixels * SMALL / len(mask))) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return grown(cast(U8, cv2.erode(shrunk(mask, SMALL), kernel)), len(mask))


def _rounded(mask: U8, portrait: Portrait) -> U8:
    """An even edge, as a pen would follow it; where the jaw meets ears and neck without corners."""
    distance, points = portrait.eye_distance, portrait.landmarks
    edge = smoothstep(0.40, 0.60, LEVELS)
    even = mapped(blurred(mask, distance * 0.026), edge)
    round_ = mapped(blurred(mask, distance * 0.08), edge)
    top, ears = (
        float(points[face.NOSE_TIP, 1]),
        float(points[[face.JAW[0], face.JAW[-1]], 1].mean()),
    )
    rows = np.arange(len(mask), dtype=np.float32)[:, None]
    lower = smoothstep(top - distance * 0.2, min(ears, top + distance * 0.3), rows)
    return over(round_, even, np.repeat(to_bytes(lower), len(mask), axis=1))
