"""What the styles need to know of a picture without a face."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np

from imaging.abstractions import crisped, patched
from imaging.arrays import LEVELS, U8, luma, mapped, smoothstep
from imaging.flows import smoothed_along
from imaging.lines import dark_lines
from imaging.portraits import LINE_STEPS, LINE_ZERO

LONGEST = 1024  # px of the finished picture


@dataclass(frozen=True)
class Scene:
    """A picture at its final size, and the layers found in it when first asked for."""

    photo: U8  # H×W×3, both even, the longer one LONGEST

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in px."""
        return self.photo.shape[0], self.photo.shape[1]

    @cached_property
    def half(self) -> U8:
        """The photo at half the side."""
        size = (self.shape[1] // 2, self.shape[0] // 2)
        return cast(U8, cv2.resize(self.photo, size, interpolation=cv2.INTER_AREA))

    @cached_property
    def half_patches(self) -> U8:
        """In patches of one colour that follow the flow, half size."""
        return patched(self.half)

    @cached_property
    def patches(self) -> U8:
        """`half_patches` at full size."""
        return self.doubled(self.half_patches)

    @cached_property
    def crisp(self) -> U8:
        """Without texture, its edges kept."""
        return self.doubled(crisped(self.half))

    @cached_property
    def calm(self) -> U8:
        """Large clean areas: small things go, long edges stay."""
        size = (max(1, self.shape[1] // 4), max(1, self.shape[0] // 4))
        small = cv2.resize(self.half_patches, size, interpolation=cv2.INTER_AREA)
        small = cv2.pyrMeanShiftFiltering(small, 7, 18)
        return smoothed_along(self.doubled(cast(U8, small)))

    @cached_property
    def tone(self) -> U8:
        """Brightness, spread over the whole range."""
        plain = luma(self.patches)
        dark, light = np.quantile(plain[::7], [0.02, 0.97]) / 255
        return mapped(plain, (LEVELS - np.float32(dark)) / np.float32(max(light - dark, 0.15)))

    def lines(self, strength: float) -> U8:
        """Dark lines as a mask; `strength` 1 is medium."""
        table = smoothstep(0, 0.018 / strength * LINE_STEPS, LEVELS * 255)
        return np.maximum(mapped(self._fine_lines, table), mapped(self._broad_lines, table))

    @cached_property
    def _fine_lines(self) -> U8:
        return _depth(dark_lines(luma(self.crisp), luma(self.photo)))

    @cached_property
    def _broad_lines(self) -> U8:
        """Lines found at half size: all there is in a soft or enlarged picture."""
        half = luma(self.half_patches)
        return self.doubled(_depth(dark_lines(half, luma(self.half))))

    def doubled(self, image: U8) -> U8:
        """A smaller layer at full size."""
        size = (self.shape[1], self.shape[0])
        return cast(U8, cv2.resize(image, size, interpolation=cv2.INTER_CUBIC))


def _depth(lines: U8) -> U8:
    """How dark lines are, in LINE_STEPS, without the weakest (noise)."""
    depth = LINE_ZERO - lines.astype(np.float32) - np.float32(0.005 * LINE_STEPS)
    return cast(U8, np.clip(depth, 0, 255).astype(np.uint8))


def scene_of(rgb: U8) -> Scene:
    """A picture of any size as a scene; its sides keep their ratio to a pixel or two."""
    height, width = rgb.shape[:2]
    factor = LONGEST / max(height, width)
    size = (max(16, round(width * factor / 2) * 2), max(16, round(height * factor / 2) * 2))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return Scene(cast(U8, cv2.resize(rgb, size, interpolation=method)))
