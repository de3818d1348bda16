"""Water: what is above it upside down, broken by waves, with the path of the sun."""

import cv2
import numpy as np

from illustrator.brushes.colours import mixed, rgb
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm
from illustrator.plans import Hour, Weather
from illustrator.scenery.terrains import MAP, noise_map
from imaging.arrays import F32, floats, smoothstep

CALM, CHOPPY = 0.5, 1.0


def shoreline(frame: Frame, middle: float, swing: float, rough: float = 0.012) -> F32:
    """Row (share) of a wavy line for each column."""
    slow = fbm(frame.dice, 1, frame.side, 1.2, slope=2.6)[0] - 0.5
    fast = fbm(frame.dice, 1, frame.side, 9, slope=1.7)[0] - 0.5
    return floats(middle + slow * swing + fast * rough)


def between(frame: Frame, top: F32 | float, bottom: F32 | float) -> F32:
    """side×side: 1 in the rows between two lines, their edges soft by a pixel."""
    down = frame.rows - np.float32(top) if isinstance(top, float) else frame.rows - top[None]
    up = (np.float32(bottom) if isinstance(bottom, float) else bottom[None]) - frame.rows
    return floats(np.clip(np.minimum(down, up) * frame.side + 0.5, 0, 1))


def waves(frame: Frame, top: int) -> tuple[F32, F32]:
    """rows×side: slopes of waves about -0.5 to 0.5, coarse and fine, from the row `top` on."""
    below = np.maximum(frame.rows[top:] - np.float32(frame.horizon), np.float32(0.4 / frame.side))
    z = np.minimum(1 / below, 90)
    x = (frame.columns - np.float32(0.5)) * z
    found = []
    for cells, size, stretch, fade in ((16.0, 26.0, 2.2, 60), (26.0, 9.0, 2.6, 18)):
        field = noise_map(frame, cells, 1.5, stretch)
        u = floats(x * np.float32(MAP / size))
        v = floats(np.broadcast_to(z * np.float32(MAP / size), u.shape))
        wave = cv2.remap(field, u, v, cv2.INTER_LINEAR, None, cv2.BORDER_WRAP) - np.float32(0.5)
        found.append(floats(wave * np.exp(-z / np.float32(fade))))
    return found[0], found[1]


def paint_water(
    frame: Frame, mask: F32, mirror: float, deep: str, rough: float = CHOPPY, clear: float = 0.0
) -> None:
    """Water where `mask` (side×side) is; `mirror` is the row (share) it reflects about.

    `clear` is how much of what was there shows through: of a wet road nearly everything.
    """
    side, top = frame.side, int(mirror * frame.side)
    coarse, fine = waves(frame, top)
    t = np.maximum(frame.rows[top:] - np.float32(mirror), 0) / np.float32(1 - mirror)
    wave = coarse * np.float32(0.6) + fine * np.float32(0.5)
    reach = np.float32(rough * side) * (np.float32(0.012) + np.float32(0.10) * t)
    row = np.clip(2 * mirror * side - frame.rows[top:] * side - np.abs(wave * reach) * 1.5, 0, top)
    column = frame.columns * side + wave * reach * np.float32(0.35)
    facing = np.clip(0.86 - 0.75 * t ** np.float32(0.7) - wave * np.float32(0.55 * rough), 0.06, 1)
    body = frame.lit(deep) * np.float32(1 - 0.25 * frame.light.darkness)
    sky = rgb(frame.light.sky[1])
    near = body * np.float32(0.62)
    glint = np.maximum(wave, 0) * np.float32(0.5)
    for plane, base, dark, tint in zip(frame.planes, body, near, sky, strict=True):
        above = cv2.remap(plane[: top + 1], floats(column), floats(row), cv2.INTER_LINEAR, None,
                          cv2.BORDER_REFLECT)  # fmt: skip
        own = base + (dark - base) * t + glint * tint
        part = plane[top:]
        colour = own + (above - own) * facing
        part += (colour - part) * mask[top:] * np.float32(1 - clear)
    if clear == 0:
        _sun_path(frame, mask[top:], t, wave, top)
    if rough >= CHOPPY and clear == 0:
        _caps(frame, mask[top:], fine, coarse, top)


def _sun_path(frame: Frame, mask: F32, t: F32, wave: F32, top: int) -> None:
    """Sparks under the sun, wider towards the viewer."""
    if not frame.light.sun:
        return
    wide = np.float32(0.035) + np.float32(0.16) * t
    path = np.exp(-(((frame.columns - np.float32(frame.sun[0])) / wide) ** 2))
    low = frame.light.hour in (Hour.DAWN, Hour.SUNSET)
    sparks = smoothstep(0.06, 0.26, floats(wave + path * np.float32(0.12))) * path
    shine = sparks * np.float32(0.95 if low else 0.75) + path * np.float32(0.28 if low else 0.1)
    frame.glow(mixed(frame.light.sun, "#ffffff", 0.2), floats(shine * mask), top)


def _caps(frame: Frame, mask: F32, fine: F32, coarse: F32, top: int) -> None:
    """White caps where the waves are steepest; many of them in wind."""
    windy = frame.plan.weather in (Weather.STORM, Weather.WIND)
    edge = 0.30 if windy else 0.40
    foam = smoothstep(edge, edge + 0.12, floats(fine * 0.75 + coarse * 0.45)) * mask
    frame.wash(frame.lit("#f4fbff"), floats(foam * np.float32(0.75 if windy else 0.45)), top)


def foam_line(frame: Frame, edge: F32, wide: float) -> None:
    """Surf along a beach: a lacy white rim, a thin one farther out, and wet sand before it."""
    lace = fbm(frame.dice, frame.side // 2, frame.side // 2, 26, 1.8, 1.2)
    lace = floats(cv2.resize(lace, (frame.side, frame.side), interpolation=cv2.INTER_LINEAR))
    off = frame.rows - edge[None]  # below the edge is sand
    wet = np.exp(-np.maximum(off, 0) / np.float32(wide * 1.6)) * (off > 0)
    frame.wash(frame.lit("#7d6248"), floats(wet * np.float32(0.5)))
    rim = np.exp(-((off / np.float32(wide * 0.32)) ** 2))
    outer = np.exp(-(((off + wide * 2.0) / np.float32(wide * 0.42)) ** 2)) * np.float32(0.7)
    behind = np.exp(off / np.float32(wide * 1.1)) * (off < 0) * np.float32(0.75)
    foam = rim * (0.55 + 0.6 * lace) + (outer + behind) * smoothstep(0.45, 0.75, lace)
    frame.wash(frame.lit("#ffffff"), floats(np.clip(foam, 0, 0.95)))
