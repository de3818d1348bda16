"""Types of pixel arrays, and the few array operations everything else is made of.

Pictures are `uint8`, RGB, height × width × 3; masks are `uint8`, height × width, 0 to 255.
Arithmetic on full frames is done in bytes by OpenCV (tables instead of float formulas): that is
what makes a cartoon in a tenth of a second.
"""

from typing import TypeAlias, TypeVar, cast

import cv2
import numpy as np
import numpy.typing as npt

U8: TypeAlias = npt.NDArray[np.uint8]
F32: TypeAlias = npt.NDArray[np.float32]
Box: TypeAlias = tuple[slice, slice]  # rows, columns
Colour: TypeAlias = tuple[int, int, int]  # RGB, 0..255

Pixels = TypeVar("Pixels", U8, F32)


def floats(values: npt.ArrayLike) -> F32:
    """Numbers as a float32 array."""
    return np.asarray(values, np.float32)


LUMA: F32 = floats([0.299, 0.587, 0.114])  # BT.601
LEVELS: F32 = np.arange(256, dtype=np.float32) * np.float32(1 / 255)  # what each byte stands for


def unit(colour: Colour | F32) -> F32:
    """A colour 0..255 as float32 0..1."""
    return np.asarray(colour, np.float32) / np.float32(255)


def smoothstep(low: float, high: float, x: F32) -> F32:
    """0 up to `low`, 1 from `high` on, a smooth cubic between; falls when `high` < `low`."""
    t = np.clip((x - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return cast(F32, (t * t * (3 - 2 * t)).astype(np.float32, copy=False))


def to_bytes(x: F32) -> U8:
    """Floats 0..1 as bytes, rounded and clipped."""
    return (np.clip(x, 0, 1) * 255 + 0.5).astype(np.uint8)


def to_floats(x: U8) -> F32:
    """Bytes as floats 0..1."""
    return x.astype(np.float32) * np.float32(1 / 255)


def luma(image: Pixels) -> Pixels:
    """Brightness of an RGB picture, of the same type."""
    return cast(Pixels, cv2.transform(image, LUMA[None]))


def mapped(image: U8, values: F32) -> U8:
    """Each byte of `image` looked up in `values`.

    `values` are 256 floats 0..1 for a mask, 256×3 colours for a picture. A mask looked up in
    colours becomes a picture.
    """
    table = to_bytes(values)
    if values.ndim == 1:
        return cast(U8, cv2.LUT(image, table))
    return cast(U8, cv2.LUT(image if image.ndim == 3 else stacked(image), table[None]))


def stacked(mask: Pixels) -> Pixels:
    """A mask as three equal channels."""
    return cast(Pixels, cv2.merge([mask, mask, mask]))


def quadrupled(mask: U8) -> U8:
    """A mask as four equal channels."""
    return cast(U8, cv2.merge([mask, mask, mask, mask]))


def product(a: U8, b: U8, scale: float = 1.0) -> U8:
    """a × b × scale, where 255 counts as one."""
    return cast(U8, cv2.multiply(a, b, scale=scale / 255))


def multiplied(rgba: U8) -> U8:
    """RGBA with its alpha multiplied in."""
    result = product(rgba, quadrupled(rgba[..., 3]))
    result[..., 3] = rgba[..., 3]
    return result


def scaled(a: U8 | F32, factor: float) -> U8:
    """|a| × factor, rounded and clipped to bytes."""
    return cast(U8, cv2.convertScaleAbs(a, alpha=factor))


def weighted(a: U8, a_weight: float, b: U8, b_weight: float, add: float = 0.0) -> U8:
    """a × a_weight + b × b_weight + add, rounded and clipped to bytes."""
    return cast(U8, cv2.addWeighted(a, a_weight, b, b_weight, add))


def shrunk(image: Pixels, side: int) -> Pixels:
    """A square picture made smaller, each pixel the mean of its area."""
    return cast(Pixels, cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA))


def grown(image: Pixels, side: int, smooth: bool = False) -> Pixels:
    """A square picture made larger; `smooth`: cubic instead of linear."""
    method = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
    return cast(Pixels, cv2.resize(image, (side, side), interpolation=method))


def blurred(image: Pixels, sigma: float) -> Pixels:
    """Gaussian blur, `sigma` in pixels."""
    return cast(Pixels, cv2.GaussianBlur(image, (0, 0), float(sigma)))


def filled(shape: tuple[int, int], colour: F32) -> U8:
    """A picture of one colour (float32 0..1)."""
    height, width = shape
    # Row by row: numpy spreads three bytes over a frame ten times as slowly.
    image = np.empty((height, width * 3), np.uint8)
    image[:] = np.tile(to_bytes(colour), width)
    return image.reshape(height, width, 3)


def over(front: U8, back: U8, mask: U8) -> U8:
    """`front` where `mask` is full, `back` where it is empty."""
    weight = to_floats(np.ascontiguousarray(mask))
    return cast(
        U8,
        cv2.blendLinear(
            np.ascontiguousarray(front), np.ascontiguousarray(back), weight, 1 - weight
        ),
    )


def blend(target: U8, source: U8 | F32, mask: U8) -> None:
    """Lay `source` over `target` in place, where `mask` says.

    `source` is a picture of bytes or one colour of floats 0..1. Pass a box of a picture as `target`
    to touch only that box.
    """
    if source.dtype == np.float32:
        source = filled(target.shape[:2], cast(F32, source))
    target[:] = over(cast(U8, source), target, mask)


def soft_steps(values: F32, steps: float, hardness: float) -> F32:
    """Quantise 0..1 into `steps` tones with soft edges (Winnemöller et al. 2006, eq. 8).

    `hardness` from about 2 (washed) to 5 (cut out).
    """
    x = values * np.float32(steps)
    middle = np.floor(x) + np.float32(0.5)
    edge = np.tanh(np.float32(hardness) * (x - middle)) / np.float32(2 * np.tanh(hardness * 0.5))
    return cast(F32, ((middle + edge) / np.float32(steps)).astype(np.float32, copy=False))


def saturation(amount: float) -> F32:
    """3×3 matrix for `cv2.transform`: 0 makes grey, 1 changes nothing, above 1 more colourful."""
    grey = np.repeat(LUMA[None], 3, axis=0)
    return (np.eye(3) * amount + (1 - amount) * grey).astype(np.float32)
