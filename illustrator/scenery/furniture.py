"""Pieces of a room as SVG, in units of a picture of 1024."""

import math

import numpy as np

from illustrator.brushes.colours import mixed
from illustrator.brushes.svgs import gradient, path

Dice = np.random.Generator
BOOKS = ("#b9524a", "#4c7a92", "#d9ad58", "#6b8c68", "#84669a", "#e5d8c2", "#3f4f68", "#c98a6a")


def shade(x: float, y: float, wide: float, high: float, strength: float = 0.25) -> str:
    """The soft shadow under a thing."""
    rings = (1.0, 0.82, 0.64)
    return "".join(
        f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{wide * k:.0f}" ry="{high * k:.0f}"'
        f' fill="#1a0c10" opacity="{strength / 3:.3f}"/>'
        for k in rings
    )


def books(dice: Dice, left: float, right: float, foot: float, high: float) -> str:
    """A row of books, with a gap, a plant or a vase between them."""
    drawn, x = "", left + 8
    while x < right - 30:
        kind = dice.random()
        if kind < 0.82:
            wide, tall = dice.uniform(13, 28), high * dice.uniform(0.62, 0.95)
            colour = BOOKS[int(dice.integers(len(BOOKS)))]
            drawn += (
                f'<rect x="{x:.0f}" y="{foot - tall:.0f}" width="{wide:.0f}" height="{tall:.0f}"'
                f' rx="2" fill="{colour}"/><rect x="{x:.0f}" y="{foot - tall:.0f}" width="3"'
                f' height="{tall:.0f}" fill="#fff" opacity=".18"/><rect x="{x + 3:.0f}"'
                f' y="{foot - tall * 0.8:.0f}" width="{wide - 5:.0f}" height="4" fill="#fff"'
                ' opacity=".3"/>'
            )
            x += wide + 2
        elif kind < 0.92:
            drawn += pot(dice, x + 28, foot, high * 0.8)
            x += 60
        else:
            x += 26
    return drawn


def pot(dice: Dice, x: float, foot: float, tall: float, colour: str = "#d8c8b4") -> str:
    """A plant with pointed leaves in a pot."""
    wide = tall * 0.26
    drawn = ""
    for k in range(11):
        angle = -1.25 + 2.5 * k / 10 + float(dice.normal(0, 0.08))
        reach = tall * 0.66 * float(dice.uniform(0.75, 1.08)) * (1 - 0.25 * abs(angle) / 1.25)
        tip_x, tip_y = x + math.sin(angle) * reach, foot - tall * 0.34 - math.cos(angle) * reach
        mid_x, mid_y = (x + tip_x) / 2, (foot - tall * 0.34 + tip_y) / 2 - reach * 0.08
        off = tall * 0.075
        green = mixed("#4c8a52", "#a9c66a" if k % 2 else "#2f6244", float(dice.uniform(0.1, 0.6)))
        drawn += (
            f'<path d="M{x:.0f},{foot - tall * 0.3:.0f} Q{mid_x - off:.0f},{mid_y:.0f} {tip_x:.0f},'
            f"{tip_y:.0f} Q{mid_x + off:.0f},{mid_y + off:.0f} {x:.0f},{foot - tall * 0.3:.0f}Z"
            f'" fill="{green}"/>'
        )
    dark = mixed(colour, "#4a2c22", 0.35)
    return drawn + (
        f'<path d="M{x - wide:.0f},{foot - tall * 0.36:.0f} H{x + wide:.0f} L{x + wide * 0.72:.0f},'
        f'{foot:.0f} H{x - wide * 0.72:.0f}Z" fill="{colour}"/><path d="M{x + wide * 0.2:.0f},'
        f"{foot - tall * 0.36:.0f} H{x + wide:.0f} L{x + wide * 0.72:.0f},{foot:.0f}"
        f' H{x + wide * 0.15:.0f}Z" fill="{dark}" opacity=".5"/>'
    )


def shelf(dice: Dice, left: float, right: float, levels: tuple[float, ...], wood: str) -> str:
    """Boards on the wall with books."""
    drawn = ""
    for y in levels:
        drawn += (
            f'<rect x="{left + 6:.0f}" y="{y + 16:.0f}" width="{right - left - 4:.0f}" height="14"'
            ' fill="#000" opacity=".10"/>'
        )
        drawn += books(dice, left, right, y, 112)
        drawn += (
            f'<rect x="{left:.0f}" y="{y:.0f}" width="{right - left:.0f}" height="16" rx="3"'
            f' fill="{wood}"/><rect x="{left:.0f}" y="{y:.0f}" width="{right - left:.0f}"'
            ' height="4" rx="2" fill="#fff" opacity=".22"/>'
        )
    return drawn


def painting(dice: Dice, x: float, y: float, wide: float, high: float) -> str:
    """A framed landscape."""
    tones = (("#e9b58a", "#7d9a92", "#46646b"), ("#f0d9b0", "#b7796a", "#6d4a5c"),
             ("#bcd7df", "#6f9d86", "#3d6a62"))[int(dice.integers(3))]  # fmt: skip
    inner = [(x + 14, y + high * 0.7), (x + wide * 0.35, y + high * 0.42),
             (x + wide * 0.6, y + high * 0.66), (x + wide - 14, y + high * 0.5),
             (x + wide - 14, y + high - 14), (x + 14, y + high - 14)]  # fmt: skip
    return (
        f'<rect x="{x + 7}" y="{y + 9}" width="{wide}" height="{high}" fill="#000" opacity=".16"/>'
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="3" fill="#5f4636"/>'
        f'<rect x="{x + 6}" y="{y + 6}" width="{wide - 12}" height="{high - 12}" fill="#f5efe2"/>'
        f'<rect x="{x + 14}" y="{y + 14}" width="{wide - 28}" height="{high - 28}"'
        f' fill="{tones[0]}"/><circle cx="{x + wide * 0.68:.0f}" cy="{y + high * 0.34:.0f}"'
        f' r="{high * 0.09:.0f}" fill="#fff4d8"/>'
        + path(inner, tones[1])
        + path([(px, min(py + high * 0.16, y + high - 14)) for px, py in inner], tones[2])
    )


def lamp(x: float, foot: float, tall: float, lit: bool, colour: str) -> str:
    """A lamp with a shade, on the floor or a table."""
    head, wide = foot - tall, min(tall * 0.24, 74)
    glow = "#ffe6ad" if lit else mixed(colour, "#ffffff", 0.25)
    return (
        f'<ellipse cx="{x:.0f}" cy="{foot:.0f}" rx="{wide * 0.55:.0f}" ry="{wide * 0.14:.0f}"'
        f' fill="#3a2c28"/><rect x="{x - 4:.0f}" y="{head + 40:.0f}" width="8"'
        f' height="{tall - 40:.0f}" fill="#4a3a34"/><path d="M{x - wide * 0.62:.0f},{head:.0f}'
        f" H{x + wide * 0.62:.0f} L{x + wide:.0f},{head + wide * 1.15:.0f}"
        f' H{x - wide:.0f}Z" fill="{glow}"/><path d="M{x + wide * 0.2:.0f},{head:.0f}'
        f" H{x + wide * 0.62:.0f} L{x + wide:.0f},{head + wide * 1.15:.0f}"
        f' H{x + wide * 0.35:.0f}Z" fill="{colour}" opacity=".35"/>'
    )


def curtains(left: float, right: float, top: float, foot: float, colour: str) -> str:
    """Two, gathered beside a window, on a rod."""
    dark = mixed(colour, "#2a1420", 0.35)
    drawn = ""
    for side, x in ((-1, left), (1, right)):
        outer, inner = x + side * 66, x - side * 18
        drawn += (
            f'<path d="M{outer:.0f},{top} H{inner:.0f} Q{inner + side * 8:.0f},{foot * 0.6:.0f}'
            f' {inner + side * 26:.0f},{foot:.0f} H{outer:.0f}Z" fill="{colour}"/>'
        )
        for k in range(5):
            fold = outer + (inner - outer) * (k + 0.6) / 5
            tone, fade = (dark, 0.45) if k % 2 else ("#ffffff", 0.13)
            drawn += (
                f'<path d="M{fold:.0f},{top} Q{fold + side * 5:.0f},{foot * 0.6:.0f}'
                f" {fold + side * 10:.0f},{foot:.0f} l9,0 Q{fold + side * 9 + 6:.0f},"
                f'{foot * 0.6:.0f} {fold + 7:.0f},{top}Z" fill="{tone}" opacity="{fade}"/>'
            )
    return drawn + (
        f'<rect x="{left - 92:.0f}" y="{top - 8}" width="{right - left + 184:.0f}" height="11"'
        f' rx="5" fill="#5f4636"/><circle cx="{left - 94:.0f}" cy="{top - 3}" r="10"'
        f' fill="#5f4636"/><circle cx="{right + 94:.0f}" cy="{top - 3}" r="10" fill="#5f4636"/>'
    )


def window_frame(left: float, top: float, wide: float, high: float, paint: str) -> str:
    """Bars and sill; the panes are left open."""
    dark = mixed(paint, "#6a5a58", 0.3)
    mid_x, mid_y = left + wide / 2, top + high * 0.42
    return (
        f'<path fill-rule="evenodd" d="M{left - 18},{top - 18} h{wide + 36} v{high + 36}'
        f' h-{wide + 36}Z M{left},{top} v{high} h{wide} v-{high}Z" fill="{paint}"/>'
        f'<path d="M{mid_x:.0f},{top} V{top + high} M{left},{mid_y:.0f} H{left + wide}"'
        f' stroke="{paint}" stroke-width="13"/><path d="M{mid_x + 6:.0f},{top} V{top + high}'
        f' M{left},{mid_y + 6:.0f} H{left + wide} M{left},{top} H{left + wide}"'
        f' stroke="{dark}" stroke-width="3"/><rect x="{left - 34}" y="{top + high + 14}"'
        f' width="{wide + 68}" height="20" rx="4" fill="{paint}"/><rect x="{left - 34}"'
        f' y="{top + high + 34}" width="{wide + 68}" height="9" fill="#000" opacity=".14"/>'
    )


def boards(horizon: float, vanish: float) -> str:
    """Floorboards in perspective, over a fill named `floor`."""
    drawn = f'<rect y="{horizon}" width="1024" height="{1024 - horizon}" fill="url(#floor)"/>'
    for number, x in enumerate(range(-900, 2000, 76)):
        top = vanish + (x - vanish) * 0.46
        nearer = vanish + (x + 76 - vanish) * 0.46
        if number % 3 == 0:
            drawn += path([(top, horizon), (nearer, horizon), (x + 76, 1024), (x, 1024)],
                          "#3a1f10", 'opacity=".07"')  # fmt: skip
        drawn += (
            f'<path d="M{top:.0f},{horizon} L{x},1024" stroke="#2e180c" stroke-width="2"'
            ' opacity=".38"/>'
        )
    return drawn


def rug(x: float, y: float, wide: float, colour: str, round_: bool) -> str:
    """A carpet lying on the floor."""
    pale = mixed(colour, "#fff4e0", 0.55)
    if round_:
        rings = ((1.0, colour), (0.88, pale), (0.84, colour), (0.5, pale), (0.46, colour))
        return "".join(
            f'<ellipse cx="{x}" cy="{y}" rx="{wide * k:.0f}" ry="{wide * 0.2 * k:.0f}" fill="{c}"/>'
            for k, c in rings
        )
    drawn = ""
    for k, tone in ((1.0, colour), (0.92, pale), (0.88, colour)):
        w, h = wide * k, wide * 0.19 * k
        corners = [(x - w * 0.84, y - h), (x + w * 0.84, y - h), (x + w, y + h), (x - w, y + h)]
        drawn += path(corners, tone)
    return drawn


def wood_fill(name: str, light: str, dark: str) -> str:
    """A gradient from far to near."""
    return gradient(
        name, [(0, mixed(light, dark, 0.45)), (0.5, light), (1, mixed(light, dark, 0.7))]
    )
