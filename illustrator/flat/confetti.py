"""The ground of loud pictures: rays, rings, waves or bursts, and confetti in front of them."""

import math
from collections.abc import Sequence

import numpy as np

from illustrator.brushes.colours import mixed, turned
from illustrator.brushes.shapes import disc, polygon
from illustrator.flat.palettes import WHITE, Palette
from illustrator.stages import SIDE

Dice = np.random.Generator


def radiance(palette: Palette, number: int, x: float, y: float, dice: Dice) -> str:
    """Four different ones, around (x, y)."""
    night = palette.is_night
    first = palette.paper
    second = mixed(first, palette.soft if night else WHITE, 0.4 if night else 0.36)
    ground = f'<rect width="{SIDE}" height="{SIDE}" fill="{first}"/>'
    drawn = (_rays, _rings, _waves, _burst)[number % 4](x, y, second, palette, dice)
    return ground + drawn


def _rays(x: float, y: float, colour: str, palette: Palette, dice: Dice) -> str:
    count, start = int(dice.choice([12, 16, 20])), dice.uniform(0, 1)
    rays = []
    for number in range(count):
        corners = [
            (x + 1400 * math.cos(turn), y + 1400 * math.sin(turn))
            for turn in (
                2 * math.pi * (number + start) / count,
                2 * math.pi * (number + start + 0.5) / count,
            )
        ]
        rays.append(polygon((x, y), *corners))
    return f'<path d="{" ".join(rays)}" fill="{colour}"/>'


def _rings(x: float, y: float, colour: str, palette: Palette, dice: Dice) -> str:
    deep = palette.soft if not palette.is_night else palette.mid
    inks = (
        colour,
        palette.paper,
        mixed(palette.paper, deep, 0.45),
        mixed(palette.paper, deep, 0.8),
    )
    return "".join(
        f'<path d="{disc(x, y, radius)}" fill="{ink}"/>'
        for radius, ink in zip((690, 560, 440, 330), inks, strict=True)
    )


def _waves(x: float, y: float, colour: str, palette: Palette, dice: Dice) -> str:
    # Neighbours on the wheel: mixed with its opposites the ground would turn brown.
    turn = float(dice.choice([-10, 10]))
    lift = dice.uniform(44, 78)
    rows = []
    for number in range(4):
        top = 120 + number * 150 + dice.uniform(-20, 20)
        shift = -20 - dice.uniform(0, 120)
        crest = " ".join(f"q64,{-lift:.0f} 128,0 t128,0" for _ in range(5))
        fill = turned(mixed(palette.paper, colour, 0.8 - 0.2 * number), turn * (number + 1))
        rows.append(f'<path d="M{shift:.0f},{top:.0f} {crest} V1100 H{shift:.0f}Z" fill="{fill}"/>')
    return "".join(rows)


def _burst(x: float, y: float, colour: str, palette: Palette, dice: Dice) -> str:
    """A star with many points, and one more in it."""
    stars = []
    for radius, ink, points in (
        (640, colour, 22),
        (430, mixed(palette.paper, palette.soft, 0.7), 18),
    ):
        corners = []
        for number in range(points * 2):
            reach = radius * (1.0 if number % 2 else 0.8)
            turn = math.pi * number / points + radius
            corners.append((x + reach * math.cos(turn), y + reach * math.sin(turn)))
        stars.append(f'<path d="{polygon(*corners)}" fill="{ink}"/>')
    return "".join(stars)


def confetti(inks: Sequence[str], count: int, lowest: float, dice: Dice) -> str:
    """Dots, squares, squiggles, rings and triangles, none too near to another."""
    side = math.sqrt(SIDE * lowest / count)
    columns, rows = round(SIDE / side), round(lowest / side)
    pieces = []
    for cell in range(columns * rows):
        if dice.random() < 0.25:
            continue
        x = (cell % columns + dice.uniform(0.15, 0.85)) * SIDE / columns
        y = (cell // columns + dice.uniform(0.15, 0.85)) * lowest / rows
        size, ink = dice.uniform(9, 20), inks[int(dice.integers(len(inks)))]
        pieces.append(_piece(x, y, size, ink, int(dice.integers(5)), dice.uniform(0, 90)))
    return "".join(pieces)


def _piece(x: float, y: float, q: float, ink: str, kind: int, turn: float) -> str:
    if kind == 0:
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{q * 0.55:.1f}" fill="{ink}"/>'
    if kind == 1:
        return (
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{q:.0f}" height="{q:.0f}" fill="{ink}"'
            f' transform="rotate({turn:.0f} {x:.0f} {y:.0f})"/>'
        )
    if kind == 2:
        outline = f"M{x:.0f},{y:.0f} q{q * 0.5:.0f},{-q:.0f} {q:.0f},0 t{q:.0f},0"
        stroke = f'fill="none" stroke="{ink}" stroke-width="6" stroke-linecap="round"'
        return f'<path d="{outline}" {stroke} transform="rotate({turn:.0f} {x:.0f} {y:.0f})"/>'
    if kind == 3:
        return (
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{q * 0.65:.1f}" fill="none" stroke="{ink}"'
            ' stroke-width="5"/>'
        )
    corners = polygon((x, y - q * 0.7), (x + q * 0.65, y + q * 0.5), (x - q * 0.65, y + q * 0.5))
    return f'<path d="{corners}" fill="{ink}" transform="rotate({turn:.0f} {x:.0f} {y:.0f})"/>'
