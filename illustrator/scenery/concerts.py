"""A lit stage with curtains."""

from dataclasses import replace

import numpy as np

from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm_large
from illustrator.brushes.svgs import drawing, gradient, path, rasterised
from illustrator.stages import SIDE
from imaging.arrays import F32, floats, smoothstep

# Curtain (light, dark), floor (light, dark), beams.
SETS = (
    (("#a01f3f", "#3a0618"), ("#7a4a34", "#2e1a16"), ("#ffcf6a", "#ff5aa0", "#ffd98a")),
    (("#3d2a86", "#140a38"), ("#4a3f5e", "#1b1528"), ("#5ad0ff", "#a06bff", "#ff6ac4")),
    (("#12596a", "#04222e"), ("#5a4a3e", "#1f1a18"), ("#6affd0", "#ffe08a", "#5aa8ff")),
    (("#7a1f6a", "#2a0628"), ("#5e3a46", "#221018"), ("#ff8a5a", "#ffd05a", "#d07aff")),
)


def stage(frame: Frame) -> None:
    """Curtains, beams of coloured light, a pool of light where the hero stands."""
    number, side = frame.take.number, frame.side
    curtain, floor, colours = SETS[number]
    frame.horizon = 690 / SIDE
    x = 0.5 + 0.05 * frame.take.side
    frame.light = replace(
        frame.light, ambient=(1.0, 0.95, 0.97), sun="#fff0d0", sun_at=(x * SIDE, 40.0),
        haze=curtain[1], darkness=0.55,
    )  # fmt: skip
    defs = gradient("fold", [(0, curtain[1]), (0.35, curtain[0]), (0.6, curtain[0]),
                             (1, curtain[1])], 1, 0)  # fmt: skip
    defs += gradient("floor", [(0, floor[1]), (0.4, floor[0]), (1, floor[1])])
    defs += gradient("back", [(0, "#08060f"), (0.7, curtain[1]), (1, "#0c0814")])
    body = '<rect width="1024" height="700" fill="url(#back)"/>'
    body += _lamps() + _curtains(number)
    body += '<rect y="690" width="1024" height="334" fill="url(#floor)"/>'
    for k in range(-24, 44):
        a, b = 512 + (k * 48 - 512) * 0.62, 512 + (k * 48 - 512) * 1.5
        body += f'<path d="M{a:.0f},690 L{b:.0f},1024" stroke="#120a0c" stroke-width="2.5"/>'
    body += '<rect y="688" width="1024" height="5" fill="#fff" opacity=".16"/>'
    drawn = rasterised(drawing(body, defs), side, side)
    for k, plane in enumerate(frame.planes):
        plane[:] = drawn[..., k]
    _beams(frame, x, colours)


def _lamps() -> str:
    """A truss with lamps under the ceiling."""
    body = '<rect y="34" width="1024" height="7" fill="#2a2630"/>'
    body += '<rect y="74" width="1024" height="7" fill="#2a2630"/>'
    for k in range(0, 1024, 48):
        body += f'<path d="M{k},38 l24,40 l24,-40" stroke="#2a2630" stroke-width="4" fill="none"/>'
    for k in range(5):
        cx = 120 + 196 * k
        body += f'<rect x="{cx - 22}" y="78" width="44" height="46" rx="9" fill="#17141c"/>'
        body += f'<ellipse cx="{cx}" cy="126" rx="20" ry="7" fill="#fff6dc"/>'
    return body


def _curtains(number: int) -> str:
    """Gathered at both sides, and a valance above."""
    body = ""
    for k in range(5):
        wide = 58
        for left in (k * 46 - 30, 1024 - k * 46 - 28):
            body += (
                f'<path d="M{left},0 h{wide} q{6 - k * 3},360 {-k * 8},700 h-{wide}'
                f' q{10 - k * 2},-340 {k * 8},-700Z" fill="url(#fold)"/>'
            )
    drops = 9 if number % 2 == 0 else 6
    span = 1024 / drops
    for k in range(drops):
        start = k * span
        points = [(start, -5.0), (start + span, -5.0)]
        points += [(start + span * (1 - t), 26 + 62 * np.sin(np.pi * t) ** 0.7)
                   for t in np.linspace(0, 1, 14)]  # fmt: skip
        body += path(points, "url(#fold)")
    return body


def _beams(frame: Frame, x: float, colours: tuple[str, ...]) -> None:
    """From the lamps down to the stage, in smoke, and the pool of light on its floor."""
    smoke = 0.55 + 0.75 * fbm_large(frame.dice, frame.side, frame.side, 4, 1.8, 1.8)
    for k in range(5):
        lamp = (120 + 196 * k) / SIDE
        aim = x + float(frame.dice.uniform(-0.16, 0.16)) if k != 2 else x
        colour = "#fff2d4" if k == 2 else colours[k % 3]
        _beam(frame, (lamp, 0.12), aim, colour, smoke, 0.5 if k == 2 else 0.42)
    away = np.hypot((frame.columns - np.float32(x)) / 0.36, (frame.rows - 0.845) / 0.085)
    pool = smoothstep(1.15, 0.75, floats(away)) * np.float32(0.42) + np.exp(-(away**2)) * 0.25
    frame.glow("#ffe9c4", floats(pool))
    edge = (frame.columns - 0.5) ** 2 * 0.9 + np.maximum(frame.rows - 0.85, 0) * 0.9
    for plane in frame.planes:
        plane *= 1 - floats(edge)


def _beam(
    frame: Frame, lamp: tuple[float, float], aim: float, colour: str, smoke: F32, strength: float
) -> None:
    down = np.maximum(frame.rows - np.float32(lamp[1]), 0)
    middle = lamp[0] + (aim - lamp[0]) * down / np.float32(0.74)
    wide = 0.012 + down * np.float32(0.155)
    off = (frame.columns - middle) / wide
    inside = np.exp(-(off**4)) * smoothstep(0, 0.02, floats(down)) * np.exp(-down / 0.85)
    inside = inside * smoothstep(0.84, 0.74, frame.rows)
    frame.glow(colour, floats(inside * smoke * np.float32(strength)))
