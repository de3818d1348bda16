"""The shape of a head in a picture: the oval, the jaw, a stub of neck, room for hair."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, U8, blurred, floats
from imaging.masks import add_polygon, curve

# From the right ear along the jaw to the left ear.
EAR_TO_EAR = [
    234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152,
    377, 400, 378, 379, 365, 397, 288, 361, 323, 454,
]  # fmt: skip
# All in eye distances, found by eye on 24 drawings of four people.
BELOW_JAW = 0.06  # what is always kept: the jaw's own line
NECK = 0.34  # the stub of neck below the chin, at most
HAIR_ASIDE = 1.7  # how far hair may hang beside the jaw
HEAD_ASIDE = 2.6  # how far hair or hat may stand out above the ears
NECK_STEPS = 14
OTHER_COLOUR = 27  # difference in CIELAB from which on the neck has become a collar


@dataclass(frozen=True)
class HeadShape:
    """A head in its own axes, px of the picture; y points from forehead to chin."""

    landmarks: F32  # 468×2
    down: F32  # unit vector
    across: F32  # unit vector, to the picture's right
    measure: float  # the eye distance, or what it would be were the head not turned aside

    def placed(self, points: F32) -> F32:
        """From the head's axes around the tip of the nose to the picture."""
        nose = self.landmarks[face.NOSE_TIP]
        return floats(nose + points[:, :1] * self.across + points[:, 1:] * self.down)

    def own(self, points: F32) -> F32:
        """From the picture to the head's axes."""
        off = points - self.landmarks[face.NOSE_TIP]
        return floats(np.stack([off @ self.across, off @ self.down], 1))


def shape_of(landmarks: F32) -> HeadShape:
    """The axes and measure of a head out of its 468×2 landmarks."""
    line = landmarks[face.CHIN] - landmarks[face.FOREHEAD]
    height = float(np.linalg.norm(line)) + 1e-6
    down = floats(line / height)
    right, left = face.eye_centres(landmarks)
    # A face is 2.3 eye distances high; a head turned aside shows its eyes closer together.
    measure = max(float(np.linalg.norm(right - left)), height / 2.6)
    return HeadShape(floats(landmarks), down, floats([down[1], -down[0]]), measure)


def keep_mask(shape: HeadShape, picture: U8) -> U8:
    """What may belong to the head: above the ears nearly all, below them less and less."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    jaw = curve(shape.own(shape.landmarks[EAR_TO_EAR]), 4)
    depths = _neck_depths(shape, jaw, picture)
    low = jaw + depths[:, None] * floats([0, 1])
    ears = float(jaw[[0, -1], 1].mean())
    nose_up = np.concatenate([low, floats([[low[-1, 0], ears - 9e3], [low[0, 0], ears - 9e3]])])
    add_polygon(mask, _bounded(shape, nose_up, picture))
    add_polygon(mask, _bounded(shape, _hair_room(shape, jaw, ears), picture))
    return blurred(mask, max(1.0, shape.measure * 0.008))


def without_collar(mask: U8, shape: HeadShape) -> U8:
    """The mask without pieces beside the jaw that do not hang down from above the ears.

    Hair does; a collar, a shoulder or a hand comes from below.
    """
    jaw = curve(shape.own(shape.landmarks[EAR_TO_EAR]), 4)
    ears = float(jaw[[0, -1], 1].mean())
    drop = floats([0, BELOW_JAW * shape.measure])
    high = floats([[jaw[-1, 0], ears - 9e3], [jaw[0, 0], ears - 9e3]])
    head = np.zeros(mask.shape, np.uint8)
    add_polygon(head, _bounded(shape, np.vstack([jaw + drop, high]), mask))
    far, top = 9e3, ears - 9e3
    above = floats([[-far, ears], [far, ears], [far, top], [-far, top]])
    upper = np.zeros(mask.shape, np.uint8)
    add_polygon(upper, _bounded(shape, above, mask))
    neck = np.zeros(mask.shape, np.uint8)
    under = drop + floats([0, NECK * shape.measure * 1.5])
    add_polygon(neck, _bounded(shape, np.vstack([jaw[8:-8], jaw[8:-8][::-1] + under]), mask))
    beside = np.where(np.maximum(head, neck) > 127, np.uint8(0), mask)
    _, labels = cv2.connectedComponents((beside > 76).astype(np.uint8))
    hanging = np.unique(labels[(upper > 127) & (beside > 76)])
    stray = (labels > 0) & ~np.isin(labels, hanging)
    grown = cv2.dilate(stray.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.where(grown & (np.maximum(head, neck) < 128), np.uint8(0), mask)


def _hair_room(shape: HeadShape, jaw: F32, ears: float) -> F32:
    """Wide above the ears; below them the lower half of an ellipse, so that hair ends round."""
    deep = (float(jaw[:, 1].max()) - ears) * 0.78
    t = np.linspace(0, np.pi, 40)
    wide = shape.measure * HAIR_ASIDE
    below = np.stack([np.cos(t) * wide, ears + np.sin(t) * deep], 1)
    far = shape.measure * HEAD_ASIDE
    above = [
        [-far, ears - wide * 0.5],
        [-far, ears - 9e3],
        [far, ears - 9e3],
        [far, ears - wide * 0.5],
    ]
    return floats(np.vstack([below, above]))


def _bounded(shape: HeadShape, points: F32, picture: U8) -> F32:
    """Points in the picture, none so far out that drawing them overflows."""
    reach = 4.0 * max(picture.shape[:2])
    return floats(np.clip(shape.placed(points), -reach, reach))


def _neck_depths(shape: HeadShape, jaw: F32, picture: U8) -> F32:
    """How far below each point of the jaw to cut: down to a collar, NECK at the chin at most."""
    t = jaw[:, 0] / max(float(np.abs(jaw[:, 0]).max()), 1.0)
    narrowing = np.clip(1 - t * t * 1.8, 0, 1)
    most = floats((BELOW_JAW + (NECK - BELOW_JAW) * narrowing) * shape.measure)
    found = np.minimum(_depths_of_skin(shape, jaw, most, picture), most)
    # The shallowest of the neighbours, then smooth: a cut follows no thread of a collar.
    lowest = cv2.erode(floats(found)[None], np.ones((1, 9), np.uint8))
    return floats(np.maximum(cv2.GaussianBlur(lowest, (0, 0), 3)[0], most.min() * 0.5))


def _depths_of_skin(shape: HeadShape, jaw: F32, most: F32, picture: U8) -> F32:
    """How far down each place looks like the face or like what is right below its jaw."""
    steps = np.linspace(0, 1, NECK_STEPS, dtype=np.float32)
    way = jaw[:, None] + (most[:, None] * steps)[..., None] * floats([0, 1])
    colours = _sampled(picture, shape, floats(way.reshape(-1, 2))).reshape(len(jaw), NECK_STEPS, 3)
    cheeks = _sampled(picture, shape, shape.own(shape.landmarks[face.SKIN_SAMPLES]))
    middle = len(jaw) // 3
    references = (np.median(cheeks, 0), np.median(colours[middle:-middle, 1:4], (0, 1)))
    off = np.min([np.linalg.norm(colours - each, axis=2) for each in references], axis=0)
    other = off > OTHER_COLOUR
    first = np.where(other.any(1), other.argmax(1), NECK_STEPS)
    return floats(most * np.maximum(first - 1, 0) / (NECK_STEPS - 1))


def _sampled(picture: U8, shape: HeadShape, points: F32) -> F32:
    """Colours in CIELAB at points in the head's axes, n×3; blurred, so that hatching is a tone."""
    where = shape.placed(points)
    low = np.clip(np.floor(where.min(0)).astype(int) - 20, 0, None)
    high = np.ceil(where.max(0)).astype(int) + 20
    part = picture[low[1] : high[1], low[0] : high[0]]
    soft = blurred(np.ascontiguousarray(part), max(1.0, shape.measure * 0.03))
    lab = cv2.cvtColor(soft.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    x, y = floats(where - low).T
    drawn = cv2.remap(
        lab, x[:, None], y[:, None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return floats(drawn[:, 0])


def oval_mask(shape: HeadShape, size: tuple[int, int]) -> U8:
    """The face without hair, as a mask."""
    mask = np.zeros(size, np.uint8)
    add_polygon(mask, curve(shape.landmarks[face.OVAL], 4, closed=True))
    return mask


def plain_head(shape: HeadShape, size: tuple[int, int]) -> U8:
    """Where a head is when no matte can tell: the oval, and an ellipse of hair around its top."""
    mask = oval_mask(shape, size)
    own = shape.own(shape.landmarks[face.OVAL])
    low, high = own.min(0), own.max(0)
    t = np.linspace(0, 2 * np.pi, 60)
    radii = floats([(high[0] - low[0]) * 0.58, (high[1] - low[1]) * 0.55])
    centre = floats([(high[0] + low[0]) / 2, (high[1] + low[1]) / 2 - (high[1] - low[1]) * 0.14])
    add_polygon(mask, shape.placed(floats(centre + np.stack([np.cos(t), np.sin(t)], 1) * radii)))
    return cast(U8, cv2.GaussianBlur(mask, (0, 0), 1.2))
