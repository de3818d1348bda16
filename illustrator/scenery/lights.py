"""The one light of a picture: from the hour, the weather, the mood and the variant."""

from collections.abc import Iterable
from dataclasses import replace

from illustrator.brushes.colours import mixed, turned
from illustrator.plans import Hour, Mood, Plan, Scene, Weather
from illustrator.stages import SIDE, Light, Take

# Sky from the zenith down, ambient, sun, haze, darkness.
_Look = tuple[tuple[str, str, str, str], tuple[float, float, float], str, str, float]
LOOKS: dict[Hour, tuple[_Look, ...]] = {
    Hour.DAWN: (
        (("#6384bd", "#a9aed3", "#f3bfae", "#ffe6b9"), (1.0, 0.92, 0.86),
         "#fff0c8", "#f3cdb4", 0.25),
        (("#5f6fb0", "#c08fb8", "#f7b0a0", "#ffdcb4"), (1.0, 0.89, 0.88),
         "#fff0d2", "#efb9ae", 0.3),
        (("#6fa3c4", "#b5cfd3", "#f2dcb4", "#fff0c4"), (1.0, 0.95, 0.86),
         "#fff6cf", "#e9dcbc", 0.2),
    ),
    Hour.DAY: (
        (("#2f7fd4", "#63aae8", "#a8d6f5", "#e2f3fa"), (1.0, 1.0, 1.0),
         "#fffbe6", "#c6e2f3", 0.0),
        (("#3f93d8", "#7fc0e8", "#bfe3ef", "#f3f6e6"), (1.0, 0.99, 0.95),
         "#fff7d8", "#d6e8e6", 0.0),
        (("#2469bd", "#4f9adf", "#95cbf0", "#d8ecf6"), (0.99, 1.0, 1.02),
         "#ffffee", "#bcdbf0", 0.0),
    ),
    Hour.SUNSET: (
        (("#3b3470", "#94497f", "#ec6a5c", "#ffc468"), (1.0, 0.79, 0.70),
         "#ffeaa6", "#ee9a76", 0.45),
        (("#375a94", "#8f83ad", "#f0a070", "#ffd98a"), (1.0, 0.85, 0.72),
         "#fff0b8", "#eeb48a", 0.35),
        (("#2c2458", "#6f3a7c", "#d2527a", "#ff9e78"), (0.98, 0.76, 0.78),
         "#ffdcae", "#d9808a", 0.5),
    ),
    Hour.NIGHT: (
        (("#0b1233", "#17275c", "#2a4784", "#5272a8"), (0.58, 0.65, 0.92),
         "#f4f1dc", "#3a578f", 1.0),
        (("#0d0f2e", "#231f57", "#3f3b82", "#6a64a6"), (0.62, 0.61, 0.90),
         "#f6efdc", "#4c4a8c", 1.0),
        (("#071a30", "#0f3553", "#22607a", "#4d8f9c"), (0.54, 0.70, 0.86),
         "#f2f5e4", "#2f6a80", 1.0),
    ),
}  # fmt: skip
_Grey = tuple[tuple[str, str, str, str], tuple[float, float, float], str]
OVERCAST: dict[Hour, _Grey] = {
    Hour.DAWN: (("#6f7b92", "#93979f", "#bfb4ac", "#ddc9b4"), (0.88, 0.84, 0.84), "#c6b9ae"),
    Hour.DAY: (("#6b7f94", "#8e9fae", "#b3c0c9", "#d3dadd"), (0.84, 0.88, 0.93), "#bac6cd"),
    Hour.SUNSET: (("#4b4a66", "#75667d", "#a9848a", "#d6a58c"), (0.84, 0.74, 0.75), "#a98a8c"),
    Hour.NIGHT: (("#0d1428", "#182340", "#293a5c", "#43587a"), (0.48, 0.55, 0.76), "#31435f"),
}
STORMY: _Grey = (("#343d50", "#4b586c", "#6d7c8b", "#a3adab"), (0.68, 0.75, 0.84), "#7d8b96")

# Which hour a variant takes when the words name none, and where its sun stands: shares of the
# width, and of the height by day, when it is low, and at night.
HOURS = (Hour.DAY, Hour.SUNSET, Hour.DAY, Hour.DAWN)
SUN_X = (0.25, 0.74, 0.63, 0.83)
SUN_Y = {
    Hour.DAY: (0.17, 0.13, 0.10, 0.22),
    Hour.DAWN: (0.42, 0.36, 0.45, 0.33),
    Hour.SUNSET: (0.40, 0.46, 0.35, 0.43),
    Hour.NIGHT: (0.18, 0.24, 0.14, 0.21),
}
MOODS: dict[Mood, tuple[str, float, tuple[float, float, float]]] = {
    Mood.CALM: ("#dfe8ea", 0.14, (1.0, 1.0, 0.99)),
    Mood.HAPPY: ("#ffe9a8", 0.05, (1.02, 1.0, 0.97)),
    Mood.COSY: ("#ffc078", 0.16, (1.04, 0.97, 0.88)),
    Mood.SPOOKY: ("#2f5a44", 0.46, (0.74, 0.88, 0.74)),
    Mood.DRAMATIC: ("#1a1a34", 0.22, (0.97, 0.94, 0.94)),
    Mood.SAD: ("#7d8a99", 0.38, (0.88, 0.92, 0.98)),
}
CLOSED = frozenset({Weather.RAIN, Weather.STORM, Weather.FOG})


def light_for(plan: Plan, take: Take) -> Light:
    """The light out of doors (`backdrop` gives the one within a room); one and the same for all."""
    hour = _hour(plan, take)
    looks = LOOKS[hour]
    sky, ambient, sun, haze, darkness = looks[(take.number + int(take.dice.integers(2))) % 3]
    turn = float(take.dice.uniform(-6, 6))
    light = Light(
        sky=_four(turned(colour, turn) for colour in sky),
        ambient=ambient,
        sun=sun,
        sun_at=_sun_at(hour, take),
        haze=turned(haze, turn * 0.7),
        darkness=darkness,
        hour=hour,
    )
    if plan.scene is Scene.SPACE:
        return _in_space(light, take)
    return _in_mood(_in_weather(light, plan), plan.mood)


def _hour(plan: Plan, take: Take) -> Hour:
    """The one that is named, or one that suits."""
    if plan.hour:
        return plan.hour
    if plan.weather is Weather.AURORA or plan.scene in (Scene.SPACE, Scene.BEDROOM):
        return Hour.NIGHT
    if plan.mood is Mood.SPOOKY:
        return (Hour.NIGHT, Hour.SUNSET)[take.number % 2]
    if plan.mood is Mood.COSY:
        return Hour.SUNSET
    if plan.mood in (Mood.HAPPY, Mood.SAD) or plan.weather in CLOSED:
        return Hour.DAY
    if plan.scene and plan.scene.is_inside:
        return (Hour.DAY, Hour.DAY, Hour.SUNSET, Hour.DAY)[take.number]
    return HOURS[take.number]


def _sun_at(hour: Hour, take: Take) -> tuple[float, float]:
    x = SUN_X[take.number] + take.dice.uniform(-0.05, 0.05)
    y = SUN_Y[hour][take.number] + take.dice.uniform(-0.02, 0.02)
    return float(x * SIDE), float(y * SIDE)


def _four(colours: Iterable[str]) -> tuple[str, str, str, str]:
    zenith, high, low, horizon = colours
    return zenith, high, low, horizon


def _in_weather(light: Light, plan: Plan) -> Light:
    """Under a closed sky there is no sun, and all is greyer."""
    if plan.weather not in CLOSED and not (plan.mood is Mood.SAD and plan.hour is None):
        return light
    sky, ambient, haze = OVERCAST[light.hour]
    if plan.weather is Weather.STORM and light.hour is not Hour.NIGHT:
        sky, ambient, haze = STORMY
    share = 0.72 if plan.weather is Weather.FOG else 0.9
    return replace(
        light,
        sky=_four(mixed(a, b, share) for a, b in zip(light.sky, sky, strict=True)),
        ambient=ambient,
        sun=None,
        haze=mixed(light.haze, haze, share),
        darkness=max(light.darkness, 0.45 if plan.weather is Weather.STORM else 0.15),
    )


def _in_mood(light: Light, mood: Mood | None) -> Light:
    """Tinted as it feels."""
    if mood is None:
        return light
    tint, share, gain = MOODS[mood]
    # A bright tint would lift the night into grey.
    tint = mixed(tint, light.sky[1], 0.65 * light.darkness) if mood is not Mood.SPOOKY else tint
    low = share * 0.8
    shares = (share * (1.5 if mood is Mood.DRAMATIC else 1), share, low, low * 0.6)
    red, green, blue = (a * b for a, b in zip(light.ambient, gain, strict=True))
    return replace(
        light,
        sky=_four(mixed(a, tint, b) for a, b in zip(light.sky, shares, strict=True)),
        ambient=(red, green, blue),
        sun=mixed(light.sun, "#d8f0a0", 0.45) if light.sun and mood is Mood.SPOOKY else light.sun,
        haze=mixed(light.haze, tint, share * 0.8),
        darkness=max(light.darkness, 0.6) if mood is Mood.SPOOKY else light.darkness,
    )


SPACE_SKIES = (
    ("#05041a", "#140c38", "#3a1c66", "#6b2f7f"),
    ("#03081c", "#0a1c40", "#123c66", "#2c6f86"),
    ("#0a0418", "#240a34", "#551d48", "#8f3c4c"),
    ("#040714", "#0c1330", "#232a66", "#5050a0"),
)


def _in_space(light: Light, take: Take) -> Light:
    """Black above, a coloured glow below, and a far white star."""
    sky = SPACE_SKIES[take.number]
    return replace(
        light, sky=sky, ambient=(0.95, 0.93, 1.0), sun="#fff6e6", haze=sky[3], darkness=1.0
    )
