"""`Portrait`: all the styles need to know of a photo; `Drawing`: what a style makes of it."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from imaging import landmarks as face
from imaging.arrays import F32, U8, Box, floats, grown, luma, over, product, scaled
from imaging.masks import add_polygon, extent

SIDE = 1024  # px; portraits and cartoons are square
LINE_ZERO = 128  # value of `Portrait.lines` where there is no line
LINE_STEPS = 1600  # steps of `Portrait.lines` per unit of brightness (0..1)
OUTLINE_STEPS = 16  # steps of `Portrait.outline` per pixel


def facial_features(landmarks: F32, marks: U8) -> U8:
    """Eyes, brows, lips and nostrils drawn from landmarks (px of `marks`), joined to `marks`."""
    right, left = face.eye_centres(landmarks)
    distance = float(np.linalg.norm(right - left))
    soft = distance * 0.03
    mask = marks.copy()
    _add_lips(mask, landmarks, distance)
    for eye in face.EYES:
        add_polygon(mask, face.stretched(landmarks[eye], (1.28, 1.5)), soft)
    for brow in face.BROWS:
        add_polygon(mask, face.stretched(landmarks[brow], 1.1), soft, 0.9)
    base = landmarks[face.NOSE_BASE]
    add_polygon(mask, np.vstack([base, base[::-1] - floats([0, distance * 0.10])]), soft, 0.5)
    return mask


def _add_lips(mask: U8, landmarks: F32, distance: float) -> None:
    add_polygon(mask, face.stretched(landmarks[face.LIPS], 1.04), distance * 0.015)


@dataclass(frozen=True)
class Portrait:
    """A photo around its largest face, and the layers found in it.

    The fields are what is kept between two cartoons of one photo; some of them at half the side,
    where nobody sees the difference. The properties are made of them when first asked for. All
    arrays are shared between threads and never written to.
    """

    photo: U8  # SIDE×SIDE×3, cropped around the face, dark faces lifted a little
    landmarks: F32  # 468×2, x and y in px of `photo`; indices in imaging.landmarks
    matte: U8  # SIDE×SIDE, the person with hair
    lines: U8  # shape of `box`; dark lines below LINE_ZERO, in LINE_STEPS
    skin_colour: F32  # 3, RGB 0..1, the face's typical lit skin
    half_crisp: U8  # half×half×3, see `crisp`
    half_patches: U8  # half×half×3, see `patches`
    half_light: U8  # half×half, see `light`
    half_skin: U8  # half×half, see `skin`
    half_marks: U8  # half×half: what is dark or strong within the face (glasses, beard, moles)

    @property
    def side(self) -> int:
        """Width and height in px."""
        return int(self.photo.shape[0])

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in px."""
        return self.side, self.side

    @cached_property
    def eyes(self) -> tuple[F32, F32]:
        """Centres of the right and the left eye, px."""
        return face.eye_centres(self.landmarks)

    @cached_property
    def eye_distance(self) -> float:
        """Between the centres of the eyes, px: the measure of all strokes and blurs."""
        return float(np.linalg.norm(self.eyes[0] - self.eyes[1]))

    @cached_property
    def box(self) -> Box:
        """What of the picture the matte covers."""
        return extent(self.matte) or (slice(0, self.side), slice(0, self.side))

    @cached_property
    def luma(self) -> U8:
        """SIDE×SIDE: brightness of the photo."""
        return luma(self.photo)

    @cached_property
    def crisp(self) -> U8:
        """SIDE×SIDE×3: the photo smoothed with its edges kept (bilateral)."""
        return grown(self.half_crisp, self.side, smooth=True)

    @cached_property
    def patches(self) -> U8:
        """SIDE×SIDE×3: the photo in patches that follow its flow (Kuwahara, line integrals)."""
        return grown(self.half_patches, self.side, smooth=True)

    @cached_property
    def patches_luma(self) -> U8:
        """SIDE×SIDE: brightness of `patches`."""
        return luma(self.patches)

    @cached_property
    def light(self) -> U8:
        """SIDE×SIDE: brightness without any small detail: what shades a face."""
        return grown(self.half_light, self.side)

    @cached_property
    def skin(self) -> U8:
        """SIDE×SIDE: skin of face and neck."""
        return grown(self.half_skin, self.side)

    @cached_property
    def lips(self) -> U8:
        """SIDE×SIDE: both lips and what is between them."""
        mask = np.zeros(self.shape, np.uint8)
        _add_lips(mask, self.landmarks, self.eye_distance)
        return mask

    @cached_property
    def inner_mouth(self) -> U8:
        """SIDE×SIDE: what is between the lips."""
        mask = np.zeros(self.shape, np.uint8)
        add_polygon(mask, self.landmarks[face.INNER_LIPS], 1.0)
        return mask

    @cached_property
    def features(self) -> U8:
        """SIDE×SIDE: eyes, brows, lips, nostrils and `half_marks`: where detail is to stay."""
        return facial_features(self.landmarks, grown(self.half_marks, self.side))

    @cached_property
    def bare_skin(self) -> U8:
        """SIDE×SIDE: `skin` without `features`."""
        return product(self.skin, 255 - self.features)

    @cached_property
    def skin_box(self) -> Box:
        """What of the picture the skin covers, or `box` when there is none."""
        return extent(self.skin) or self.box

    @cached_property
    def outline(self) -> U8:
        """SIDE×SIDE: distance to the edge of the matte, 1/OUTLINE_STEPS px, 255 = far."""
        inside = (self.matte > 127).astype(np.uint8)
        outer = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
        inner = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
        return scaled(floats(cv2.add(outer, inner) - 1), OUTLINE_STEPS)


@dataclass(frozen=True)
class Drawing:
    """A finished cartoon, still in its parts."""

    figure: U8  # SIDE×SIDE×3, the person; beyond the matte anything
    matte: U8  # SIDE×SIDE, how far the figure covers, after all warps
    landmarks: F32  # 468×2, px, after all warps
    backdrop: U8 | None = None  # SIDE×SIDE×3; None: the figure is painted to the edges

    def picture(self) -> U8:
        """The figure before its backdrop, RGB."""
        if self.backdrop is None:
            return self.figure
        return over(self.figure, self.backdrop, self.matte)

    def cut_out(self) -> U8:
        """The figure alone, RGBA."""
        return np.dstack([self.figure, self.matte])
