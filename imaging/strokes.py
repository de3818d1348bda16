"""Brush strokes: short curved lines of one colour each, laid from coarse to fine along a field."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from imaging.arrays import F32, U8, floats

SUBPIXELS = 3  # bits: strokes are drawn in eighths of a pixel
_EDGE = 72  # a stroke ends where the reference has moved this far (sum over RGB) from its colour


@dataclass(frozen=True)
class Field:
    """Unit directions at half size: the way a brush moves at each place."""

    x: F32
    y: F32

    def doubled(self) -> "Field":
        """The same field at full size, for remaps."""
        size = (self.x.shape[1] * 2, self.x.shape[0] * 2)
        return Field(floats(cv2.resize(self.x, size)), floats(cv2.resize(self.y, size)))


@dataclass(frozen=True)
class Brush:
    """One layer of strokes."""

    width: float  # pixels
    length: float  # in widths
    jitter: float  # spread of the colours, 0..1
    chance: U8 | None = None  # how likely a stroke starts at a place
    tolerance: int | None = None  # paint only where the canvas is off by more than this
    palette: F32 | None = None  # n×3, 0..255; colours lean towards the nearest of these


@dataclass(frozen=True)
class Subject:
    """What the strokes paint: colours, and which are within the outline."""

    colours: U8
    inside: npt.NDArray[np.bool_]


def tangents(picture: U8, sigma: float) -> Field:
    """Directions along the edges of a half-size uint8 picture; weak edges follow strong neighbours.

    The smaller eigenvector of the smoothed structure tensor (Kyprianidis and Kang 2011); where the
    tensor is weak, one smoothed four times wider takes over, or flat areas would be painted askew.
    """
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.5)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    ones = np.ones((1, 3), np.float32)
    products = (gx * gx, gy * gy, gx * gy)
    tensor = floats(cv2.merge([cv2.transform(product, ones) for product in products]))
    near = cv2.GaussianBlur(tensor, (0, 0), sigma)
    wide = _wide_blur(tensor, sigma * 4)
    energy = near[..., 0] + near[..., 1]
    trust = (energy / (energy + np.float32(900)))[..., None]
    xx, yy, xy = cv2.split(near * trust + wide * (1 - trust))
    normal = cv2.phase(xx - yy, 2 * xy) * np.float32(0.5)
    cos, sin = cv2.polarToCart(np.ones_like(normal), normal)
    return Field(-sin, cos)


def _wide_blur(image: F32, sigma: float) -> F32:
    """A Gaussian blur done at a quarter of the size: no eye sees the difference at this width."""
    height, width = image.shape[:2]
    small = cv2.resize(
        image, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA
    )
    return floats(cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / 4), (width, height)))


def joined(inner: Field, outer: Field, inside: npt.NDArray[np.bool_]) -> Field:
    """`inner` where the bool mask is set, else `outer`."""
    return Field(np.where(inside, inner.x, outer.x), np.where(inside, inner.y, outer.y))


def lay(canvas: U8, subject: Subject, field: Field, brush: Brush, rng: np.random.Generator) -> None:
    """Paint one layer onto `canvas`, uint8 RGB + stroke height, in place."""
    starts = _starts(canvas, subject.colours, brush, rng)
    if not len(starts):
        return
    colours = _colours(subject.colours, starts, brush, rng)
    paths = _paths(subject, field, starts, brush, rng)
    heights = rng.uniform(60, 200, (len(starts), 1))
    widths = np.maximum(1, np.round(brush.width * rng.uniform(0.75, 1.15, len(starts))))
    points = np.round(paths * (1 << SUBPIXELS)).astype(np.int32)
    paint = np.hstack([colours, heights]).astype(np.uint8).tolist()
    thick = widths.astype(int).tolist()
    for i in rng.permutation(len(starts)).tolist():
        cv2.polylines(canvas, [points[i]], False, paint[i], thick[i], cv2.LINE_AA, SUBPIXELS)


def _starts(canvas: U8, colours: U8, brush: Brush, rng: np.random.Generator) -> F32:
    """Float32 n x 2 points (x, y): a jittered grid, thinned by chance and by what is painted."""
    height, width = canvas.shape[:2]
    step = max(2.0, brush.width * 0.62)  # strokes overlap by a third: no bare canvas
    rows, columns = int(height / step), int(width / step)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    grid = np.stack([x, y], 2).reshape(-1, 2) + rng.random((rows * columns, 2), dtype=np.float32)
    points = np.clip(grid * np.float32(step), 0, [width - 1, height - 1]).astype(np.float32)
    column, row = points.astype(np.int32).T
    keep = np.ones(len(points), bool)
    if brush.chance is not None:
        keep &= rng.random(len(points), dtype=np.float32) * 255 < brush.chance[row, column]
    if brush.tolerance is not None:
        keep &= _off(canvas, colours, brush.width)[row, column] > brush.tolerance
    return floats(points[keep])


def _off(canvas: U8, colours: U8, width: float) -> U8:
    """How far the canvas is from the wanted colours: the largest difference of the channels."""
    wanted = cv2.GaussianBlur(colours, (0, 0), width * 0.28)
    red, green, blue = cv2.split(cv2.absdiff(wanted, cv2.cvtColor(canvas, cv2.COLOR_RGBA2RGB)))
    return cv2.max(cv2.max(red, green), blue).astype(np.uint8, copy=False)


def _colours(colours: U8, starts: F32, brush: Brush, rng: np.random.Generator) -> F32:
    """Float n x 3: the reference's colour at each start, leaning to the palette, jittered."""
    column, row = starts.astype(np.int32).T
    picked = colours[row, column].astype(np.float32)
    if brush.palette is not None:
        distance = ((picked[:, None] - brush.palette[None]) ** 2).sum(2)
        picked = picked * np.float32(0.35) + brush.palette[distance.argmin(1)] * np.float32(0.65)
    spread = brush.jitter * 255
    light = rng.standard_normal((len(starts), 1), dtype=np.float32) * spread
    hue = rng.standard_normal((len(starts), 3), dtype=np.float32) * spread * 0.35
    return floats(np.clip(picked + light + hue, 0, 255))


def _paths(
    subject: Subject, field: Field, starts: F32, brush: Brush, rng: np.random.Generator
) -> F32:
    """Float32 n x (2k+1) x 2: each stroke from end to end through its start."""
    count = len(starts)
    reach = 5 if brush.width > 20 else 3 if brush.width > 9 else 2
    step = (brush.width * brush.length * rng.uniform(0.75, 1.35, count) / reach).astype(np.float32)
    paths = np.empty((count, 2 * reach + 1, 2), np.float32)
    paths[:, reach] = starts
    for sign in (1, -1):
        for i, points in enumerate(_walk(subject, field, starts, step * sign, reach), 1):
            paths[:, reach + sign * i] = points
    return paths


def _walk(subject: Subject, field: Field, starts: F32, step: F32, reach: int) -> Iterator[F32]:
    """Points along the field, one way; each stops for good at an edge or at the outline."""
    height, width = subject.inside.shape
    bound = np.array([width - 1, height - 1])
    column, row = starts.astype(np.int32).T
    colour, side = subject.colours[row, column].astype(np.int32), subject.inside[row, column]
    points, live = starts, np.ones(len(starts), bool)
    way = np.zeros_like(starts)
    for _ in range(reach):
        half = np.clip(
            (points / 2).astype(np.int32), 0, [field.x.shape[1] - 1, field.x.shape[0] - 1]
        )
        turn = np.stack([field.x[half[:, 1], half[:, 0]], field.y[half[:, 1], half[:, 0]]], 1)
        flipped = (turn * way).sum(1, keepdims=True) < 0  # the field has no sign of its own
        way = np.where(flipped, -turn, turn)
        ahead = points + way * step[:, None]
        column, row = np.clip(ahead.astype(np.int32), 0, bound).T
        moved = np.abs(subject.colours[row, column].astype(np.int32) - colour).sum(1)
        live &= (moved < _EDGE) & (subject.inside[row, column] == side)
        points = np.where(live[:, None], ahead, points).astype(np.float32)
        yield points


def bristles(field: Field, rng: np.random.Generator) -> F32:
    """Noise drawn out along the field, about -1..1, float32 at half size: hairs of the brush."""
    height, width = field.x.shape
    noise = rng.standard_normal((height, width), dtype=np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    total = noise.copy()
    for step in range(1, 7):
        for sign in (1.5, -1.5):  # half a pixel more than a step: longer hairs for the same work
            reach = np.float32(step * sign)
            maps = cv2.convertMaps(x + field.x * reach, y + field.y * reach, cv2.CV_16SC2)
            total += cv2.remap(
                noise, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
            )
    return total * np.float32(1 / 3.6)  # 13 samples of unit noise have a spread of sqrt(13)
