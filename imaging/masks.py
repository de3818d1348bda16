"""Masks drawn in their own small boxes: polygons, smooth curves and tapered strokes."""

from typing import cast

import cv2
import numpy as np

from imaging.arrays import F32, U8, Box, blurred, floats, scaled

SUBPIXELS = 4  # bits: OpenCV draws at 1/16 px


def box_around(points: F32, padding: float, shape: tuple[int, int]) -> Box:
    """The box of `points` (n×2, x and y) and `padding` px around, never empty, within `shape`."""
    height, width = shape
    low = np.floor(points.min(0) - padding).astype(int)
    high = np.ceil(points.max(0) + padding + 1).astype(int)
    left, top = int(np.clip(low[0], 0, width - 1)), int(np.clip(low[1], 0, height - 1))
    right, bottom = int(np.clip(high[0], left + 1, width)), int(np.clip(high[1], top + 1, height))
    return slice(top, bottom), slice(left, right)


def size_of(box: Box) -> tuple[int, int]:
    """Height and width of a box."""
    return box[0].stop - box[0].start, box[1].stop - box[1].start


def corner_of(box: Box) -> F32:
    """x and y of a box's upper left pixel."""
    return floats([box[1].start, box[0].start])


def common(a: Box, b: Box) -> Box:
    """What two boxes share; empty slices when they do not touch."""
    top, left = max(a[0].start, b[0].start), max(a[1].start, b[1].start)
    bottom, right = min(a[0].stop, b[0].stop), min(a[1].stop, b[1].stop)
    return slice(top, max(top, bottom)), slice(left, max(left, right))


def within(box: Box, outer: Box) -> Box:
    """`box` as indices into an array that begins at the corner of `outer`."""
    top, left = outer[0].start, outer[1].start
    rows = slice(box[0].start - top, box[0].stop - top)
    return rows, slice(box[1].start - left, box[1].stop - left)


def extent(mask: U8, threshold: int = 2) -> Box | None:
    """The box of all that is above `threshold`; None when nothing is."""
    rows, columns = np.flatnonzero(mask.max(1) > threshold), np.flatnonzero(mask.max(0) > threshold)
    if not len(rows):
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def fill(mask: U8, points: F32) -> None:
    """Draw a filled polygon into `mask`, antialiased."""
    corners = np.round(np.asarray(points) * (1 << SUBPIXELS)).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, SUBPIXELS)


def polygon(
    points: F32, shape: tuple[int, int], blur: float = 0.0, padding: float = 0.0
) -> tuple[Box, U8]:
    """A filled polygon as its box in a picture of `shape`, and the mask in that box."""
    box = box_around(points, blur * 3 + 2 + padding, shape)
    mask = np.zeros(size_of(box), np.uint8)
    fill(mask, points - corner_of(box))
    return box, blurred(mask, blur) if blur > 0 else mask


def add_polygon(mask: U8, points: F32, blur: float = 0.0, strength: float = 1.0) -> None:
    """Join a polygon to a full mask: the larger value of both wins."""
    box, piece = polygon(points, mask.shape[:2], blur)
    target = mask[box]
    np.maximum(target, piece if strength == 1 else scaled(piece, strength), out=target)


def curve(points: F32, steps: int = 8, closed: bool = False) -> F32:
    """A Catmull-Rom spline through `points`, `steps` points a piece."""
    p = np.asarray(points, np.float32)
    if closed:
        p = np.vstack([p[-1:], p, p[:2]])
    else:
        p = np.vstack([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, c, d = p[:-3, None], p[1:-2, None], p[2:-1, None], p[3:, None]
    bends = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    pieces = (0.5 * (2 * b + (c - a) * t + bends)).reshape(-1, 2)
    return cast(F32, pieces if closed else np.vstack([pieces, p[-2:-1]]))


def stroke(mask: U8, points: F32, width: float, taper: tuple[float, float] = (0.15, 0.15)) -> None:
    """Draw a brush stroke along `points` into `mask`.

    `width` in px at its widest; `taper`: which share of the length thins out at the start and end.
    """
    path = curve(points)
    along = np.gradient(path, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], 1)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-6
    t = np.linspace(0, 1, len(path))
    half = np.full(len(path), width / 2)
    if taper[0] > 0:
        half *= np.clip(t / taper[0], 0, 1) ** 0.7
    if taper[1] > 0:
        half *= np.clip((1 - t) / taper[1], 0, 1) ** 0.7
    side = across * half[:, None]
    fill(mask, np.vstack([path + side, (path - side)[::-1]]).astype(np.float32))


def stroke_in_box(
    points: F32, width: float, shape: tuple[int, int], taper: tuple[float, float] = (0.15, 0.15)
) -> tuple[Box, U8]:
    """A brush stroke as its box in a picture of `shape`, and the mask in that box."""
    box = box_around(points, width + 4, shape)
    mask = np.zeros(size_of(box), np.uint8)
    stroke(mask, points - corner_of(box), width, taper)
    return box, mask
