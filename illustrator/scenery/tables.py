"""Rooms seen from nearer: a bedroom, a desk, a kitchen table."""

from illustrator.brushes.colours import mixed
from illustrator.brushes.frames import Frame
from illustrator.brushes.svgs import path
from illustrator.scenery import furniture
from illustrator.scenery.indoors import furnished

TOPS = (("#9a6a44", "#5c3a24"), ("#b98a5c", "#6f4a2e"), ("#7d523a", "#452a1c"),
        ("#c7a27a", "#7d5c40"))  # fmt: skip


def bedroom(frame: Frame) -> None:
    """A bed at the side of the window, a table with a lamp; room for the hero in front."""
    furnished(frame, 690, (517, 515), _bed)


def desk(frame: Frame) -> None:
    """A desk before a window, with what is needed to work."""
    furnished(frame, 660, (905, 490), _desk)


def table(frame: Frame) -> None:
    """A kitchen table with a cloth, fruit and flowers at its far edge."""
    furnished(frame, 660, (800, 90), _table)


def _bed(frame: Frame, window: int, lamp_x: float, dark: bool) -> str:
    cloth = ("#7f93b8", "#c98f86", "#86a58c", "#b59ac6")[frame.take.number]
    left = 580 if window < 300 else 44
    body = furniture.boards(690, 512 - 60 * frame.take.side)
    body += furniture.painting(frame.dice, left + 110, 190, 190, 140)
    body += furniture.rug(512, 905, 400, mixed(cloth, "#efe2cf", 0.4), True)
    pale, deep = mixed(cloth, "#ffffff", 0.4), mixed(cloth, "#241830", 0.35)
    wood = "#6e4a34"
    body += furniture.shade(left + 200, 792, 230, 20)
    body += f'<rect x="{left}" y="425" width="400" height="330" rx="26" fill="{wood}"/>'
    body += f'<rect x="{left + 16}" y="442" width="368" height="200" rx="18" fill="#835a40"/>'
    for x in (left + 34, left + 208):
        body += (
            f'<rect x="{x}" y="520" width="158" height="86" rx="34" fill="#f4efe6"/>'
            f'<path d="M{x + 8},584 q70,26 142,0 q-4,22 -40,22 h-62 q-36,0 -40,-22Z"'
            ' fill="#cfc6c4"/>'
        )
    quilt = [(left + 4, 600), (left + 396, 600), (left + 412, 776), (left - 12, 776)]
    body += path(quilt, cloth) + f'<rect x="{left}" y="588" width="400" height="40" rx="16"'
    body += f' fill="{pale}"/>'
    for k in range(1, 6):
        x = left + k * 67
        body += (
            f'<path d="M{x},630 L{x + (k - 3) * 6},774" stroke="{deep}" stroke-width="3"'
            ' opacity=".35"/>'
        )
    body += f'<path d="M{left},700 H{left + 404}" stroke="{deep}" stroke-width="3" opacity=".3"/>'
    body += f'<rect x="{left - 10}" y="772" width="20" height="24" fill="{wood}"/>'
    body += f'<rect x="{left + 390}" y="772" width="20" height="24" fill="{wood}"/>'
    stand = lamp_x - 31
    body += f'<rect x="{stand}" y="620" width="62" height="130" rx="5" fill="{wood}"/>'
    body += f'<circle cx="{stand + 31}" cy="664" r="6" fill="#d9b46a"/>'
    return body + furniture.lamp(stand + 31, 620, 130, dark, "#d9b98a")


def _top(frame: Frame) -> str:
    """The top of a table, its far edge at 660."""
    light, dark = TOPS[frame.take.number]
    body = f'<rect y="660" width="1024" height="364" fill="{light}"/>'
    for k in range(30):
        y = 664 + 360 * ((k + 0.5) / 30) ** 1.5
        bend = float(frame.dice.uniform(-9, 9))
        body += (
            f'<path d="M0,{y:.0f} q300,{bend:.0f} 560,{bend / 3:.0f} T1024,{y + bend:.0f}"'
            f' stroke="{dark}" stroke-width="{1 + k / 9:.1f}" fill="none"'
            f' opacity="{float(frame.dice.uniform(0.08, 0.3)):.2f}"/>'
        )
    body += '<rect y="656" width="1024" height="5" fill="#000" opacity=".25"/>'
    return body + '<rect y="661" width="1024" height="7" fill="#fff" opacity=".25"/>'


def _desk(frame: Frame, window: int, lamp_x: float, dark: bool) -> str:
    number, dice = frame.take.number, frame.dice
    free = 560 if window < 300 else 70
    body = furniture.shelf(dice, free, free + 390, (250, 400), "#7a5238")
    for k, tone in enumerate(("#f2d472", "#e9a5a0", "#a8cfe0")):
        x = free + 40 + 110 * k
        body += f'<rect x="{x}" y="450" width="76" height="72" fill="{tone}"'
        body += f' transform="rotate({(k - 1) * 4} {x} 450)"/>'
    body += _top(frame)
    lamp_at = lamp_x
    body += furniture.shade(lamp_at, 736, 70, 12)
    body += furniture.lamp(lamp_at, 734, 270, dark, "#5f8f9a")
    pens = 812 if window < 300 else 214
    for k, tone in enumerate(("#d9534a", "#f2b84a", "#4f86c6", "#5aa874")):
        x = pens - 18 + k * 11
        body += f'<path d="M{x},690 l{(k - 1.5) * 9:.0f},-74" stroke="{tone}" stroke-width="8"/>'
    body += furniture.shade(pens, 728, 40, 8)
    body += f'<rect x="{pens - 28}" y="662" width="56" height="66" rx="7" fill="#4a5568"/>'
    stack = 118 if window < 300 else 906
    body += furniture.shade(stack, 742, 96, 13)
    for k in range(3 + number % 2):
        tone = furniture.BOOKS[(k + number * 2) % 8]
        wide = 164 - 14 * k
        body += (
            f'<rect x="{stack - wide / 2 + k * 5:.0f}" y="{716 - 24 * k}" width="{wide}"'
            f' height="24" rx="4" fill="{tone}"/><rect x="{stack - wide / 2 + 8 + k * 5:.0f}"'
            f' y="{720 - 24 * k}" width="{wide - 20}" height="4" fill="#fff" opacity=".35"/>'
        )
    return body


def _table(frame: Frame, window: int, lamp_x: float, dark: bool) -> str:
    number, dice = frame.take.number, frame.dice
    free = 560 if window < 300 else 70
    body = furniture.shelf(dice, free, free + 390, (250, 410), "#8a5f40")
    for k in range(4):
        x, tone = free + 40 + 90 * k, ("#b9673f", "#8f9aa6", "#d9c7a8", "#5f7f6a")[k]
        body += f'<path d="M{x},426 v26" stroke="#5a4636" stroke-width="4"/>'
        body += f'<path d="M{x - 26},452 h52 l-5,44 q-21,14 -42,0Z" fill="{tone}"/>'
    body += _top(frame)
    cloth = ("#f3ece0", "#dbe6ee", "#f0dcd2", "#e6ecd8")[number]
    stripe = ("#c8645a", "#5f86a8", "#b8764f", "#7d9a5c")[number]
    runner = [(300, 668), (724, 668), (872, 1024), (152, 1024)]
    body += path(runner, cloth, 'opacity=".92"')
    for a, b in ((0.06, 0.10), (0.13, 0.15), (0.85, 0.87), (0.90, 0.94)):
        line = [(300 + 424 * a, 668), (300 + 424 * b, 668), (152 + 720 * b, 1024)]
        body += path([*line, (152 + 720 * a, 1024)], stripe, 'opacity=".8"')
    vase = 892 if window < 300 else 132
    body += furniture.shade(vase, 748, 62, 11) + _flowers(frame, vase, 746)
    bowl = 140 if window < 300 else 880
    tone = "#ffe2a6" if dark else "#c8584a"
    body += f'<path d="M{lamp_x},0 V64" stroke="#4a3a34" stroke-width="4"/>'
    body += f'<path d="M{lamp_x - 20},60 h40 l44,66 h-128Z" fill="{tone}"/>'
    return body + furniture.shade(bowl, 758, 110, 15) + _fruit(bowl, 754, number)


def _flowers(frame: Frame, x: float, foot: float) -> str:
    """Flowers in a vase."""
    dice, body = frame.dice, ""
    tones = ("#f2a6b4", "#f6d05a", "#ffffff", "#c79be0", "#f08a6a")
    for k in range(8):
        tip, high = x + (k - 3.5) * 21, foot - 190 - float(dice.uniform(0, 70))
        body += f'<path d="M{x},{foot - 90} Q{x},{high + 60:.0f} {tip:.0f},{high:.0f}"'
        body += ' stroke="#5a8a50" stroke-width="5" fill="none"/>'
        tone = tones[(k + frame.take.number) % 5]
        for dx, dy in ((-13, 0), (13, 0), (0, -13), (0, 13), (9, 9)):
            body += f'<circle cx="{tip + dx:.0f}" cy="{high + dy:.0f}" r="13" fill="{tone}"/>'
        body += f'<circle cx="{tip:.0f}" cy="{high:.0f}" r="9" fill="#e0a53a"/>'
    return body + (
        f'<path d="M{x - 24},{foot - 120} h48 q-6,34 18,66 q10,54 -26,54 h-32 q-36,0 -26,-54'
        f' q24,-32 18,-66Z" fill="#8fb3c4"/><path d="M{x + 6},{foot - 120} h18 q-6,34 18,66'
        f' q10,54 -26,54 h-12 q20,-60 2,-120Z" fill="#3f6478" opacity=".4"/>'
    )


def _fruit(x: float, foot: float, number: int) -> str:
    """A bowl of fruit."""
    body = ""
    tones = ("#d9463e", "#f0a03a", "#9abf4a", "#e8c04a")
    for k, (dx, dy) in enumerate(((-52, 74), (0, 80), (52, 74), (-26, 108), (28, 106))):
        tone = tones[(k + number) % 4]
        body += f'<circle cx="{x + dx}" cy="{foot - dy}" r="34" fill="{tone}"/>'
        body += (
            f'<circle cx="{x + dx - 11}" cy="{foot - dy - 12}" r="9" fill="#fff" opacity=".35"/>'
        )
    return body + (
        f'<path d="M{x - 108},{foot - 72} H{x + 108} Q{x + 96},{foot} {x + 36},{foot}'
        f' H{x - 36} Q{x - 96},{foot} {x - 108},{foot - 72}Z" fill="#e9e2d6"/>'
        f'<path d="M{x + 20},{foot - 72} H{x + 108} Q{x + 96},{foot} {x + 36},{foot}'
        f' H{x - 6} Q{x + 40},{foot - 30} {x + 20},{foot - 72}Z" fill="#8a7a78" opacity=".35"/>'
    )
