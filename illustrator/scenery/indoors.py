"""Rooms: walls, a window with its own hour and weather outside, furniture, lamps."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from illustrator.brushes.colours import hexed, mixed, rgb
from illustrator.brushes.frames import Frame, frame_of
from illustrator.brushes.noise import fbm_large
from illustrator.brushes.svgs import drawing, gradient, rasterised
from illustrator.plans import Hour, Mood
from illustrator.scenery import furniture
from illustrator.scenery.countries import Country, in_weather, paint_country
from illustrator.scenery.outdoors import GRASS
from illustrator.scenery.skies import paint_sky
from illustrator.stages import SIDE, Light
from imaging.arrays import F32, floats, smoothstep

WALLS = (
    ("#e9d8c0", "#a97850", "#c2694f"),  # wall, floor, cloth
    ("#c6d6cc", "#b48a5e", "#4f8290"),
    ("#d9cfe2", "#9c6f52", "#7d6fae"),
    ("#bccfdc", "#a87e58", "#d9a648"),
)
COSY_WALLS = ("#dfb98c", "#8a5636", "#a8443a")
SPOOKY_WALLS = ("#7f8a78", "#5c4a3e", "#5a3a55")
WINDOW = (340, 380)  # units: width and height of the panes


def _palette(frame: Frame) -> tuple[str, str, str]:
    if frame.plan.mood is Mood.SPOOKY:
        return SPOOKY_WALLS
    if frame.plan.mood is Mood.COSY and frame.take.number % 2 == 0:
        return COSY_WALLS
    return WALLS[frame.take.number]


def _window_at(frame: Frame) -> int:
    """Its left edge: on the side where the hero is not."""
    left = frame.take.side > 0 or (frame.take.side == 0 and frame.take.number % 2 == 0)
    return 110 if left else 574


def _inner(frame: Frame, window: int, lamp: tuple[float, float]) -> Light:
    """The light within: that of the window by day, that of a lamp after dark."""
    out, wall = frame.light, _palette(frame)[0]
    if out.darkness > 0.55:
        ambient = (0.76, 0.66, 0.66) if frame.plan.mood is not Mood.SPOOKY else (0.58, 0.66, 0.58)
        return replace(out, ambient=ambient, sun="#ffc67c", sun_at=lamp, haze=wall, darkness=0.7)
    red, green, blue = ((1.02 + part) / 2 for part in out.ambient)
    at = (window + WINDOW[0] / 2, 300.0)
    sun = out.sun or "#e8eef2"
    return replace(out, ambient=(red, green, blue), sun=sun, sun_at=at, haze=wall,
                   darkness=min(out.darkness, 0.3))  # fmt: skip


def _view(frame: Frame, wide: int, high: int) -> F32:
    """3×high×wide: what is seen through the window, painted small."""
    small = frame_of(frame.plan, frame.light, frame.take, max(wide, high), 0.68)
    paint_sky(small)
    peaks = (0.0, 16.0, 0.0, 12.0)[frame.take.number]
    paint_country(in_weather(Country(GRASS, peaks=peaks, snow_line=0.4), small), small)
    return small.planes[:, :high, :wide]


def furnished(
    frame: Frame,
    horizon: float,
    lamp: tuple[float, float],
    pieces: Callable[[Frame, int, float, bool], str],
) -> None:
    """A room whose far edge of the floor (or table) is at `horizon` units; `pieces` draws in it.

    `lamp` is where the lamp's shade is when the window is on the left; else it is mirrored.
    """
    window = _window_at(frame)
    lamp_x = lamp[0] if window < 300 else SIDE - lamp[0]
    outside, side = frame.light, frame.side
    unit = side / SIDE
    wide, high = (round(size * unit) for size in WINDOW)
    view = _view(frame, wide, high)
    frame.horizon = horizon / SIDE
    frame.light = _inner(frame, window, (lamp_x, lamp[1]))
    after_dark = outside.darkness > 0.55
    wall, floor, cloth = _palette(frame)
    body = _wall(frame, horizon, wall) + pieces(frame, window, lamp_x, after_dark)
    body += furniture.window_frame(window, 130, *WINDOW, "#f4ede2")
    body += furniture.curtains(window, window + WINDOW[0], 96, 600, cloth)
    defs = gradient("wall", [(0, mixed(wall, "#5a4650", 0.16)), (0.6, wall), (1, wall)])
    defs += furniture.wood_fill("floor", floor, "#4a2c1c")
    drawn = rasterised(drawing(body, defs), side, side)
    # The room is painted in its own light, the window keeps that of outside.
    for plane, band, part in zip(
        frame.planes, cv2.split(drawn[..., :3]), frame.light.ambient, strict=True
    ):
        plane[:] = band * np.float32(part)
    left, top = round(window * unit), round(130 * unit)
    bars = _bars(frame, left, top, wide, high)
    for plane, seen in zip(frame.planes, view, strict=True):
        pane = plane[top : top + high, left : left + wide]
        pane += (seen - pane) * bars
    _lit(frame, window, (lamp_x, lamp[1]), after_dark)


def _bars(frame: Frame, left: int, top: int, wide: int, high: int) -> F32:
    """1 where the glass is, 0 on the bars and behind the curtains."""
    unit = frame.side / SIDE
    x = np.arange(wide)[None] / unit
    y = np.arange(high)[:, None] / unit
    glass = (np.abs(x - WINDOW[0] / 2) > 7) & (np.abs(y - WINDOW[1] * 0.42) > 7)
    hang = 18 - 26 * np.clip((y + 34) / 470, 0, 1)
    return floats(glass & (x > hang) & (x < WINDOW[0] - hang))


def _wall(frame: Frame, horizon: float, wall: str) -> str:
    """Wallpaper or panels, a skirting board."""
    body = f'<rect width="1024" height="{horizon}" fill="url(#wall)"/>'
    dark = mixed(wall, "#3a2430", 0.35)
    if frame.take.number % 2 == 0:
        body += "".join(
            f'<rect x="{x}" width="26" height="{horizon}" fill="{dark}" opacity=".07"/>'
            for x in range(0, 1024, 52)
        )
    else:
        rail = horizon - 190
        body += (
            f'<rect y="{rail}" width="1024" height="200" fill="{mixed(wall, "#ffffff", 0.35)}"/>'
        )
        body += f'<rect y="{rail}" width="1024" height="9" fill="{dark}" opacity=".25"/>'
        for x in range(20, 1024, 128):
            body += (
                f'<rect x="{x}" y="{rail + 34}" width="100" height="116" fill="none"'
                f' stroke="{dark}" stroke-opacity=".25" stroke-width="4"/>'
            )
    skirting = mixed(wall, "#ffffff", 0.55)
    return body + (
        f'<rect y="{horizon - 26}" width="1024" height="27" fill="{skirting}"/>'
        f'<rect y="{horizon - 26}" width="1024" height="4" fill="#fff" opacity=".5"/>'
    )


def _lit(frame: Frame, window: int, lamp: tuple[float, float], after_dark: bool) -> None:
    """Light from the window across the floor or from the lamp, and shade in the corners."""
    grain = fbm_large(frame.dice, frame.side, frame.side, 9, 1.6, 1.3) - np.float32(0.5)
    corner = (frame.columns - 0.5) ** 2 * 0.55 + (frame.rows - 0.5) ** 2 * 0.35
    factor = 1 + grain * np.float32(0.07) - corner
    join = np.exp(-np.abs(frame.rows - frame.horizon) / np.float32(0.02)) * np.float32(0.14)
    factor -= join
    for plane in frame.planes:
        plane *= factor
    if after_dark:
        x, y = lamp[0] / SIDE, lamp[1] / SIDE
        away = np.hypot(frame.columns - np.float32(x), (frame.rows - np.float32(y)))
        frame.glow("#ffb45e", floats(np.exp(-away / 0.20) * 0.62))
        return
    middle = (window + WINDOW[0] / 2) / SIDE
    glow = np.hypot(frame.columns - np.float32(middle), frame.rows - np.float32(0.31))
    colour = hexed(rgb(frame.light.sun or "#ffffff") * 0.5 + rgb(frame.light.sky[3]) * 0.5)
    frame.glow(colour, floats(np.exp(-glow / 0.22) * 0.26))
    if frame.light.hour is Hour.NIGHT:
        return
    lean = 0.55 if middle < 0.5 else -0.55
    down = frame.rows - np.float32(frame.horizon)
    across = frame.columns - np.float32(middle) - down * np.float32(lean)
    bright = smoothstep(0.0, 0.03, down) * smoothstep(0.34, 0.22, down)
    panes = smoothstep(0.006, 0.016, np.abs(across)) * smoothstep(0.006, 0.016, np.abs(down - 0.1))
    patch = smoothstep(0.19, 0.165, np.abs(across)) * bright * panes
    frame.glow(colour, floats(patch * np.float32(0.34)))


def _living(frame: Frame, window: int, lamp_x: float, dark: bool) -> str:
    """A sofa or shelf beside the window, plant, lamp, rug."""
    number, dice = frame.take.number, frame.dice
    wall, _, cloth = _palette(frame)
    free = 560 if window < 300 else 70  # left edge of the free part of the wall
    body = furniture.boards(690, 512 - 60 * frame.take.side)
    if number % 2:
        body += furniture.shelf(dice, free + 20, free + 370, (290, 440), "#7a5238")
    else:
        body += furniture.painting(dice, free + 70, 170, 240, 180)
    body += furniture.rug(512, 890, 430, cloth, number in (0, 3))
    if number in (0, 3):
        body += _sofa(free + (-10 if window < 300 else 60), 735, 330, mixed(cloth, wall, 0.35))
    plant_x = 60 if window < 300 else 964
    body += furniture.shade(plant_x, 768, 70, 12) + furniture.pot(
        dice, plant_x, 766, 260, "#c9855f"
    )
    return body + furniture.lamp(lamp_x, 740, 390, dark, "#d9b98a")


def _sofa(x: float, foot: float, wide: float, colour: str) -> str:
    dark, pale = mixed(colour, "#2a1420", 0.3), mixed(colour, "#ffffff", 0.22)
    return (
        furniture.shade(x + wide / 2, foot, wide * 0.55, 18)
        + f'<rect x="{x}" y="{foot - 175}" width="{wide}" height="130" rx="26" fill="{colour}"/>'
        f'<rect x="{x + 14}" y="{foot - 165}" width="{wide / 2 - 18}" height="100" rx="18"'
        f' fill="{pale}" opacity=".45"/><rect x="{x + wide / 2 + 4}" y="{foot - 165}"'
        f' width="{wide / 2 - 18}" height="100" rx="18" fill="{pale}" opacity=".45"/>'
        f'<rect x="{x + 10}" y="{foot - 84}" width="{wide - 20}" height="62" rx="16"'
        f' fill="{pale}"/><rect x="{x - 16}" y="{foot - 124}" width="46" height="112" rx="20"'
        f' fill="{dark}"/><rect x="{x + wide - 30}" y="{foot - 124}" width="46" height="112"'
        f' rx="20" fill="{dark}"/><rect x="{x + 16}" y="{foot - 14}" width="12" height="16"'
        f' fill="#3a241a"/><rect x="{x + wide - 28}" y="{foot - 14}" width="12" height="16"'
        ' fill="#3a241a"/>'
    )


def room(frame: Frame) -> None:
    """A living room."""
    furnished(frame, 690, (955 if frame.take.number in (0, 3) else 845, 390), _living)
