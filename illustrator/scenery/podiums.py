"""A podium for products and ideas: calm shapes in one family of colours."""

from dataclasses import replace

from illustrator.brushes.colours import mixed, turned
from illustrator.brushes.frames import Frame
from illustrator.brushes.noise import fbm_large
from illustrator.brushes.svgs import drawing, gradient, radial, rasterised
from illustrator.plans import Mood
from illustrator.stages import SIDE
from imaging.arrays import floats, smoothstep

FAMILIES = (
    ("#fbe3d6", "#f2a48c", "#e9785f"),
    ("#dff0f2", "#8cc7cf", "#4b9fac"),
    ("#efe4f7", "#bca0dc", "#8a68bd"),
    ("#fdf0cf", "#f4cb72", "#dfa13a"),
    ("#e2efdd", "#a3cb92", "#6ba35c"),
    ("#e3e9f9", "#9db4e8", "#6480cf"),
)
NIGHTS = (
    ("#6f7cc4", "#2c3578", "#4b46a0"),
    ("#5f93b4", "#1d4a6c", "#2b7390"),
    ("#9a78c2", "#41306e", "#7450a4"),
    ("#b8787f", "#4f2a50", "#94506e"),
)
FLOOR = 730


def podium(frame: Frame) -> None:
    """Two round steps before an arch, discs, a window of light, or a hoop."""
    dark = frame.light.darkness > 0.9 or frame.plan.mood is Mood.DRAMATIC
    pale, mid, deep = _family(frame, dark)
    number, side = frame.take.number, frame.side
    from_left = number in (0, 3)
    frame.horizon = 755 / SIDE
    frame.light = replace(
        frame.light, ambient=(0.86, 0.84, 0.92) if dark else (1.0, 1.0, 1.0), sun="#ffffff",
        sun_at=(230.0 if from_left else 794.0, 160.0), haze=mid, darkness=0.5 if dark else 0.0,
    )  # fmt: skip
    defs = radial("wall", [(0, mixed(pale, "#ffffff", 0.55 if not dark else 0.12)), (1, mid)],
                  0.5, 0.4, 0.75)  # fmt: skip
    sides: list[tuple[float, str]] = [
        (0, mixed(mid, deep, 0.2)),
        (0.28, mixed(pale, "#ffffff", 0.35)),
        (0.62, mid),
        (1, mixed(deep, "#301030", 0.25)),
    ]
    tops: list[tuple[float, str]] = [(0, pale if dark else "#ffffff"), (1, mid if dark else pale)]
    if not from_left:
        sides, tops = ([(1 - o, c) for o, c in reversed(stops)] for stops in (sides, tops))
    defs += gradient("side", sides, 1, 0) + gradient("top", tops, 1, 0)
    defs += gradient("floor", [(0, mixed(mid, deep, 0.12)), (1, mixed(pale, mid, 0.3))])
    defs += radial("ball", [(0, mixed(pale, "#ffffff", 0.7)), (0.55, deep),
                            (1, mixed(deep, "#301030", 0.5))],
                   0.35 if from_left else 0.65, 0.3, 0.8)  # fmt: skip
    body = '<rect width="1024" height="1024" fill="url(#wall)"/>'
    body += f'<rect y="{FLOOR}" width="1024" height="294" fill="url(#floor)"/>'
    body += _back(number, pale, mid, deep) + _steps(deep, from_left) + _around(frame, number, deep)
    drawn = rasterised(drawing(body, defs), side, side)
    for k, plane in enumerate(frame.planes):
        plane[:] = drawn[..., k]
    _light(frame, from_left, dark)


def _family(frame: Frame, dark: bool) -> tuple[str, str, str]:
    """Pale, middle, deep: of the colour that is named, or by variant."""
    if frame.plan.colours:
        named = turned(frame.plan.colours[0], 0, 0.85)
        if dark:
            return mixed(named, "#3a3560", 0.35), mixed(named, "#15122c", 0.72), named
        return mixed(named, "#ffffff", 0.80), mixed(named, "#ffffff", 0.42), named
    shift = int(frame.dice.integers(len(FAMILIES)))
    families = NIGHTS if dark else FAMILIES
    return families[(frame.take.number + shift) % len(families)]


def _back(number: int, pale: str, mid: str, deep: str) -> str:
    """What stands behind the steps."""
    light, shade = mixed(pale, "#ffffff", 0.45), mixed(deep, mid, 0.45)
    if number == 0:
        return (
            f'<path d="M226,{FLOOR} V410 A286,286 0 0 1 798,410 V{FLOOR}Z" fill="{shade}"/>'
            f'<path d="M258,{FLOOR} V414 A252,252 0 0 1 762,414 V{FLOOR}Z" fill="{light}"/>'
            f'<path d="M258,{FLOOR} V414 A252,252 0 0 1 400,190 Q300,300 300,{FLOOR}Z"'
            f' fill="{deep}" opacity=".16"/>'
        )
    if number == 1:
        return (
            f'<circle cx="512" cy="425" r="318" fill="{shade}" opacity=".55"/>'
            f'<circle cx="512" cy="425" r="278" fill="{light}" opacity=".85"/>'
            f'<circle cx="512" cy="425" r="278" fill="none" stroke="#fff" stroke-width="4"'
            ' opacity=".6"/>'
        )
    if number == 2:
        panels = ""
        for k, (x, top) in enumerate(((120, 300), (304, 180), (512, 110), (720, 220), (880, 330))):
            tone = mixed(shade, light, (k * 37 % 5) / 5)
            panels += f'<path d="M{x - 110},{FLOOR} V{top + 110} a110,110 0 0 1 220,0 V{FLOOR}Z"'
            panels += f' fill="{tone}" opacity=".8"/>'
        return panels
    return (
        f'<circle cx="330" cy="330" r="190" fill="{shade}" opacity=".75"/>'
        f'<circle cx="700" cy="430" r="258" fill="{light}" opacity=".85"/>'
        f'<circle cx="512" cy="430" r="300" fill="none" stroke="{deep}" stroke-width="13"/>'
    )


def _steps(deep: str, from_left: bool) -> str:
    """Two round steps and their shadow, away from the light."""
    away = 36 if from_left else -36
    shadow = mixed(deep, "#301030", 0.55)
    drawn = ""
    for k in (1.0, 0.9, 0.8):
        drawn += (
            f'<ellipse cx="{512 + away}" cy="900" rx="{390 * k:.0f}" ry="{84 * k:.0f}"'
            f' fill="{shadow}" opacity=".13"/>'
        )
    return drawn + (
        '<path d="M192,800 V870 A320,66 0 0 0 832,870 V800Z" fill="url(#side)"/>'
        '<ellipse cx="512" cy="800" rx="320" ry="66" fill="url(#top)"/>'
        f'<ellipse cx="{512 + away / 3:.0f}" cy="806" rx="262" ry="54" fill="{shadow}"'
        ' opacity=".16"/>'
        '<path d="M262,740 V795 A250,50 0 0 0 762,795 V740Z" fill="url(#side)"/>'
        '<ellipse cx="512" cy="740" rx="250" ry="50" fill="url(#top)"/>'
    )


def _around(frame: Frame, number: int, deep: str) -> str:
    """Balls on the floor and small dots in the air."""
    dice, drawn = frame.dice, ""
    places = ((110, 850, 54), (905, 884, 70), (176, 918, 28))
    for x, y, size in places:
        at = x if number % 2 == 0 else 1024 - x
        drawn += (
            f'<ellipse cx="{at + 10}" cy="{y + size * 0.9:.0f}" rx="{size * 1.15:.0f}"'
            f' ry="{size * 0.27:.0f}" fill="{mixed(deep, "#301030", 0.6)}" opacity=".24"/>'
            f'<circle cx="{at}" cy="{y}" r="{size}" fill="url(#ball)"/>'
        )
    for _ in range(10):
        left, top, round_ = dice.uniform(40, 984), dice.uniform(50, 560), dice.uniform(4, 14)
        drawn += (
            f'<circle cx="{left:.0f}" cy="{top:.0f}" r="{round_:.0f}" fill="#fff"'
            f' opacity="{dice.uniform(0.2, 0.55):.2f}"/>'
        )
    return drawn


def _light(frame: Frame, from_left: bool, dark: bool) -> None:
    """A slanting band of light over the wall, and a fine grain."""
    toward = 1 if from_left else -1
    band = (frame.columns - 0.5) * toward + (frame.rows - 0.3) * 0.55 + 0.16
    soft = smoothstep(0.34, 0.14, floats(abs(band))) * smoothstep(0.74, 0.66, frame.rows)
    frame.glow("#ffffff", soft * floats(0.10 if dark else 0.22))
    grain = fbm_large(frame.dice, frame.side, frame.side, 60, 1.0, 0.8) - floats(0.5)
    for plane in frame.planes:
        plane *= 1 + grain * floats(0.03)
