"""Watercolour: washes with darker rims, pigment in the grain of the paper, a ragged border."""

import cv2
import numpy as np

from illustrator.stages import SIDE
from imaging.arrays import F32, U8, floats, grown, shrunk, smoothstep

PAPER = floats([251, 247, 236])
BORDER = 36  # px of bare paper, about


def watercolour(picture: U8, mask: U8, dice: np.random.Generator) -> U8:
    """SIDE×SIDE×3 as if washed onto paper; `mask` says where drawing must stay sharp.

    Edge darkening, granulation and turbulence as densities of pigment after Bousseau et al. 2006:
    colour = paper × (wash ÷ paper) ^ density.
    """
    coarse, fine = _clouds(dice, 12), _clouds(dice, 40)
    washes = _wobbly(_flattened(picture, mask), coarse, fine, mask)
    edges = _edges(washes)
    grain = _grain(dice)
    density = 0.88 + (coarse - 0.5) * 0.55 + (fine - 0.5) * 0.25
    density += np.clip(edges * np.float32(1 / 70), 0, 0.6) + grain * np.float32(0.05)
    share = np.clip(washes.astype(np.float32) / PAPER, 0.03, 1)
    colours = cv2.exp(cv2.log(floats(share)) * floats(density)[..., None])
    colours = colours * np.float32(0.95) + np.float32(0.05)
    inside, rim = _border(coarse, fine)
    colours = PAPER * (1 - inside + colours * inside * (1 - rim))
    _pencil(colours, edges, inside)
    colours += grain[..., None] * np.float32(2.2)
    return np.asarray(np.clip(colours, 0, 255), np.uint8)


def _clouds(dice: np.random.Generator, cells: int) -> F32:
    """Noise 0 to 1 at three scales."""
    total = np.zeros((SIDE // 2, SIDE // 2), np.float32)
    for octave in range(3):
        side = cells << octave
        noise = dice.random((side, side), dtype=np.float32)
        total += cv2.resize(noise, total.shape, interpolation=cv2.INTER_CUBIC) / (1 << octave)
    return grown(floats(np.clip(total / 1.75, 0, 1)), SIDE)


def _grain(dice: np.random.Generator) -> F32:
    """The tooth of the paper, lit from the side, about -2 to 2."""
    noise = dice.standard_normal((SIDE, SIDE), dtype=np.float32)
    bumps = cv2.GaussianBlur(noise, (0, 0), 1.5)
    return floats(cv2.Sobel(bumps, cv2.CV_32F, 1, 0) + cv2.Sobel(bumps, cv2.CV_32F, 0, 1)) * 2


def _flattened(picture: U8, mask: U8) -> U8:
    """Few areas of one colour; less so on the subjects."""
    half = shrunk(picture, SIDE // 2)
    for _ in range(3):
        half = cv2.bilateralFilter(half, 9, 36, 7).astype(np.uint8)
    flat = grown(half, SIDE, smooth=True)
    share = mask[..., None].astype(np.float32) * np.float32(0.62 / 255)
    return np.asarray(flat + (picture.astype(np.float32) - flat) * share, np.float32).astype(
        np.uint8
    )


def _wobbly(washes: U8, coarse: F32, fine: F32, mask: U8) -> U8:
    """Outlines a little off, as by hand."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    reach = 12 - mask.astype(np.float32) * np.float32(6 / 255)
    x = columns + (coarse - np.float32(0.5)) * reach
    y = rows + (fine - np.float32(0.5)) * reach
    maps = cv2.convertMaps(floats(x), floats(y), cv2.CV_16SC2)
    return np.asarray(
        cv2.remap(washes, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.uint8
    )


def _edges(washes: U8) -> F32:
    """How steep lightness is, where pigment gathers when a wash dries."""
    grey = cv2.GaussianBlur(cv2.cvtColor(washes, cv2.COLOR_RGB2GRAY), (0, 0), 1.3)
    steep = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return floats(cv2.GaussianBlur(steep, (0, 0), 1.1))


def _border(coarse: F32, fine: F32) -> tuple[F32, F32]:
    """Where there is paint, 0 to 1, and how dark its rim is; both SIDE×SIDE×1."""
    line = np.arange(SIDE, dtype=np.float32)
    near = np.minimum(line, SIDE - 1 - line)
    distance = np.minimum(near[None], near[:, None]) - BORDER
    distance = distance + (coarse - 0.5) * 52 + (fine - 0.5) * 26
    inside = smoothstep(-3, 4, floats(distance))
    rim = np.exp(-(((distance - 5) / 6) ** 2)) * np.float32(0.16)
    return inside[..., None], floats(rim)[..., None]


def _pencil(colours: F32, edges: F32, inside: F32) -> None:
    """Strong edges drawn over in a soft dark line."""
    line = np.clip((edges - 62) * np.float32(1 / 150), 0, 0.5)[..., None] * inside
    colours += (floats([62, 46, 52]) - colours) * line
