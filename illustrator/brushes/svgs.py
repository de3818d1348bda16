"""Vector drawings that are written here: wrapping, gradients, and their pixels."""

from collections.abc import Iterable, Sequence
from typing import cast

import cv2
import numpy as np
import resvg_py

from illustrator.stages import SIDE
from imaging.arrays import F32, U8

# Rows: resvg holds the interpreter while it draws and encodes, about 10 ms for this many.
BAND = 256
Stops = Sequence[tuple[float, str]]  # offset 0 to 1, colour #rrggbb or #rrggbbaa


def drawing(body: str, defs: str = "", width: float = SIDE, height: float = SIDE) -> str:
    """An SVG drawing of width×height units."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {width:g} {height:g}"><defs>{defs}</defs>{body}</svg>'
    )


def rasterised(svg: str, width: int = SIDE, height: int = SIDE) -> U8:
    """height×width×4: what `drawing` made as RGBA, its alpha not multiplied in.

    `width` and `height` are px; the drawing is stretched to them.
    """
    root, rest = svg.split(">", 1)
    box = root.split('viewBox="')[1].split('"')[0]
    _, _, units_wide, units_high = (float(number) for number in box.split())
    bands = []
    for top in range(0, height, BAND):
        rows = min(BAND, height - top)
        window = f"0 {top * units_high / height:g} {units_wide:g} {rows * units_high / height:g}"
        cut = root.replace(f'viewBox="{box}"', f'viewBox="{window}"')
        # Sizes in the drawing itself are kept to the pixel; those given to resvg keep the ratio.
        fit = f'{cut} width="{width}" height="{rows}" preserveAspectRatio="none">{rest}'
        png = resvg_py.svg_to_bytes(svg_string=fit, skip_system_fonts=True)
        bands.append(_decoded(png))
    return np.concatenate(bands) if len(bands) > 1 else bands[0]


def _decoded(png: bytes) -> U8:
    decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None  # it was encoded by ourselves
    return cast(U8, cv2.cvtColor(decoded, cv2.COLOR_BGRA2RGBA))


def _stops(stops: Stops) -> str:
    return "".join(
        f'<stop offset="{offset:g}" stop-color="{colour[:7]}"'
        + (f' stop-opacity="{int(colour[7:], 16) / 255:.3g}"' if len(colour) > 7 else "")
        + "/>"
        for offset, colour in stops
    )


def gradient(name: str, stops: Stops, x: float = 0, y: float = 1) -> str:
    """A linear gradient for `defs`, from the upper left corner of a shape to (x, y) of its box."""
    head = f'<linearGradient id="{name}" x1="0" y1="0" x2="{x:g}" y2="{y:g}">'
    return f"{head}{_stops(stops)}</linearGradient>"


def radial(name: str, stops: Stops, x: float = 0.5, y: float = 0.5, radius: float = 0.5) -> str:
    """A radial gradient for `defs`, in units of a shape's box."""
    head = f'<radialGradient id="{name}" cx="{x:g}" cy="{y:g}" r="{radius:g}">'
    return f"{head}{_stops(stops)}</radialGradient>"


def path(points: Iterable[tuple[float, float]], fill: str, more: str = "") -> str:
    """A closed polygon; `more` are further attributes."""
    line = " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<path d="M{line}Z" fill="{fill}"{" " + more if more else ""}/>'


def laid_over(pixels: F32, drawn: U8, x: int = 0, y: int = 0, strength: float = 1.0) -> None:
    """Lay RGBA, alpha not multiplied in, over a float32 RGB frame; what juts out is cut."""
    height, width = drawn.shape[:2]
    left, top = max(0, x), max(0, y)
    right, bottom = min(pixels.shape[1], x + width), min(pixels.shape[0], y + height)
    if right <= left or bottom <= top:
        return
    source = drawn[top - y : bottom - y, left - x : right - x]
    alpha = source[..., 3:].astype(np.float32) * np.float32(strength / 255)
    target = pixels[top:bottom, left:right]
    target += (source[..., :3] - target) * alpha
