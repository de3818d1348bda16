"""The palettes of flat pictures: which there are, and which one a variant takes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from illustrator.brushes.colours import hue, mixed, rgb, turned
from illustrator.plans import Hour, Mood, Plan, Scene, Weather

WHITE, INK, NAVY = "#ffffff", "#1b1033", "#151a30"
PLACES = {
    Scene.SNOW: "snow",
    Scene.BEDROOM: "calm",
    Scene.TABLE: "cosy",
    Scene.STAGE: "happy",
    Scene.DESERT: "sunset",
    Scene.SEA: "cloud",
    Scene.LAKE: "calm",
    Scene.UNDERWATER: "rain",
    Scene.FOREST: "calm",
    Scene.MEADOW: "happy",
}
WARM, COOL = (325.0, 56.0), (158.0, 250.0)  # degrees of hue
STEP = 3  # palettes from one variant to the next; neighbours in a list are of one family


@dataclass(frozen=True)
class Palette:
    """Five colours that go together, #rrggbb, and when: `tags` are hours, moods and weathers."""

    paper: str  # the ground
    soft: str  # on it, barely
    mid: str
    dark: str
    accent: str
    tags: frozenset[str] = frozenset()

    @property
    def is_night(self) -> bool:
        """Whether light things stand on a dark ground."""
        return Hour.NIGHT in self.tags


def _palette(colours: str, tags: str = "") -> Palette:
    paper, soft, mid, dark, accent = (f"#{each}" for each in colours.split())
    return Palette(paper, soft, mid, dark, accent, frozenset(tags.split()))


CALM_PALETTES = (
    _palette("f4efe6 e8b9a0 c4694a 2f4858 f2c57c", "cosy leaves sunset"),
    _palette("eef2f0 a9c6c0 4f8a8b 22333b f6bd60", "calm rain fog"),
    _palette("f7ede2 f5cac3 d9727c 3d405b 84a59d", "happy dawn petals"),
    _palette("eaf1f8 a8c5e2 4a7fb0 1f3a5f f29559", "calm snow sad cloud"),
    _palette("f3f1e7 c9d3b0 7a9a5b 31442f e9a15b", "happy calm"),
    _palette("f0eef7 bdb5dc 7c6fb5 2f2a4f f2b5a7", "calm dawn petals"),
    _palette("fdf0d9 fad4a0 ee8a4b 5b2a3c f7b538", "sunset cosy happy"),
    _palette("fbe9e7 f4b6b0 c9626c 4a2545 f7c873", "dawn sunset petals"),
    _palette("e6f2ee 9fd0c3 3f9c8f 17414a ff9b71", "happy wind"),
    _palette("f6ecd8 dcb88a a5703f 43291f cf4f3a", "cosy leaves"),
    _palette("e9ecef b4bec9 6c7f93 27313f d9a08b", "sad rain fog storm"),
    _palette("fff6e0 ffd9c2 f2906b 35476b 5fb3b3", "happy dawn"),
    _palette("f1e4e0 d8a39a 9d3f45 32202c 2f4858", "dramatic storm"),
    _palette("e8f4f8 b5dbe8 5aa7c7 1d4e68 ffd166", "happy snow wind"),
)
NIGHT_PALETTES = (
    _palette("1d2440 2c3a66 5b74b8 f3ead2 f2b661", "night calm"),
    _palette("241c3a 3d2f5f 7d63ab f4ebe0 f08a7a", "night spooky cosy"),
    _palette("12303a 1e4a55 4b8f92 eef4e8 f4c95d", "night calm aurora"),
    _palette("231f2b 40344a 8a5a78 f6e7df e6775a", "night dramatic sunset"),
    _palette("17261f 274438 5c9a6e eaf3da c7e06a", "night spooky"),
    _palette("1a2a4a 27467a 5f93d0 f4f7ff ffd98a", "night snow happy"),
)
LOUD_PALETTES = (
    _palette("ffcc00 08d9d6 6a2cff 2b0f6b ff2e63", "happy sunset"),
    _palette("ffd500 00e0c6 ff4d9d 3b0a78 7a00ff", "happy petals"),
    _palette("ffdd00 00cc88 8a2be2 16308c ff3366", "happy wind"),
    _palette("ffe14d 00bfa6 e6007e 3a0ca3 ff5500", "sunset leaves cosy"),
    _palette("8be8ff ffe066 4361ee 1c1f7a f72585", "snow rain calm cloud"),
    _palette("ff9ecb ffe55c 5b5bff 2d1470 ff5a36", "dawn petals calm"),
    _palette("7df0c0 ffd23f 3a86ff 10306e ff4d6d", "calm wind"),
    _palette("ffb26b ff5e78 8f3ffc 34105e 00c2a8", "sunset dawn cosy"),
    _palette("a6b8ff 59e0d0 5a55d6 1d1a63 ff8a3d", "sad rain storm fog"),
    _palette("ff6b4a ffd84d 0aa5b5 3a0d3f d4145a", "dramatic sunset storm"),
    _palette("b3e5ff 7fc8ff 3f6bff 14205e ff5d7a", "snow rain calm"),
    _palette("d9deff 9fb4ff 6a4be0 1d1a63 ff8ac0", "snow dawn calm"),
    _palette("c8f54a 38d6e8 7b3ff2 241263 ff4fa0", "happy"),
    _palette("ffe6a8 ff9f4a d6336c 4a1046 1fa3a3", "cosy leaves dawn"),
)
LOUD_NIGHTS = (
    _palette("2b1a7a 5a2fd0 08d9d6 14083f ffd60a", "night calm"),
    _palette("41107a 7a1fa8 ff4d9d 1b0536 ffc93c", "night happy dramatic"),
    _palette("0d3b7a 1a66c0 19d3c5 06184a ff9f1c", "night snow aurora calm"),
    _palette("3a0a52 6b2a8f 7ee05a 16041f ff7a1a", "night spooky"),
    _palette("12246b 3d3bd6 ff5aa5 080c33 8cf0ff", "night happy"),
)
UNDERWATER = (
    _palette("00b4d8 5ee7f0 1b4bd1 0b2a7a ff4d8d"),
    _palette("19c3b2 8df5d2 0f6bc4 08316b ff9f1c"),
    _palette("3a8dff 8fd3ff 6a3df0 12206b ffcf33"),
)


def calm_palette(plan: Plan, number: int) -> Palette:
    """Five quiet colours for variant `number`."""
    night, named = _is_dark(plan), _named(plan)
    if named:
        return _around(named, number, night)
    return _chosen(NIGHT_PALETTES if night else CALM_PALETTES, plan, number)


def loud_palette(plan: Plan, number: int) -> Palette:
    """Five strong colours for variant `number`."""
    night = _is_dark(plan)
    chosen = _chosen(LOUD_NIGHTS if night else LOUD_PALETTES, plan, number)
    if plan.scene is Scene.UNDERWATER and not night:
        chosen = UNDERWATER[(number + _told(plan)) % len(UNDERWATER)]
    named = _named(plan)
    if not named:
        return chosen
    first, second = named[0], named[-1]
    paper = mixed(second, WHITE, 0.35) if len(named) > 1 else mixed(first, WHITE, 0.55)
    paper = mixed(first, "#0c0630", 0.7) if night else paper
    return Palette(paper, chosen.soft, chosen.mid, mixed(first, INK, 0.75), first, chosen.tags)


def has_light(plan: Plan) -> bool:
    """Whether there is a sun or a moon among the subjects: two of them are one too many."""
    return any(
        "moon" in each.icon.name or each.icon.name in ("sun", "sun-with-face")
        for each in plan.subjects
    )


def water_of(palette: Palette, blue: str) -> str:
    """The colour of water: one of the palette's own that is green or blue, or else `blue`."""
    own = (palette.mid, palette.soft, palette.accent)
    return next((each for each in own if COOL[0] < hue(each) < COOL[1]), blue)


def sun_of(palette: Palette, gold: str) -> str:
    """The colour of the sun: one of the palette's own that is warm, or else `gold`."""
    own = (palette.accent, palette.mid, palette.soft)
    return next((each for each in own if _is_sunny(each, palette.paper)), gold)


def _is_sunny(colour: str, sky: str) -> bool:
    """Whether it is red to yellow, and not what the sky is already."""
    apart = np.abs(rgb(colour) - rgb(sky)).sum() > 130
    return bool(apart) and (hue(colour) < WARM[1] or hue(colour) > WARM[0])


def _is_dark(plan: Plan) -> bool:
    if plan.hour is not None:
        return plan.hour is Hour.NIGHT
    return plan.scene is Scene.SPACE or plan.mood is Mood.SPOOKY or plan.weather is Weather.AURORA


def _named(plan: Plan) -> list[str]:
    """The colours that are not a subject's own: it would not be seen on a ground of them."""
    own = {subject.colour for subject in plan.subjects}
    return [colour for colour in plan.colours if colour not in own]


def _told(plan: Plan) -> int:
    """A number of the words alone, so that their variants go through a list one after another."""
    return hashlib.sha256(plan.words.encode()).digest()[0]


def _chosen(palettes: Sequence[Palette], plan: Plan, number: int) -> Palette:
    """One of those that fit the hour best, then mood and weather."""
    # Snow under a yellow sky is no snow: it weighs as much as an hour does.
    place = 1 if plan.scene is not Scene.SNOW else 3
    weights = {plan.hour: 3, plan.mood: 2, plan.weather: 2, _of_place(plan): place}
    weights.pop(None, None)

    def fit(palette: Palette) -> int:
        return sum(weight for tag, weight in weights.items() if str(tag) in palette.tags)

    best = sorted(palettes, key=fit, reverse=True)
    # At least three, lest the four variants look alike; ties stay in the order of the list.
    kept = max(3, sum(fit(each) == fit(best[0]) for each in best)) if weights else len(best)
    step = STEP if kept % STEP else 1
    return best[:kept][(_told(plan) + number * step) % kept]


def _of_place(plan: Plan) -> str | None:
    """What a place alone asks for."""
    return PLACES.get(plan.scene) if plan.scene else None


def _around(colours: Sequence[str], number: int, night: bool) -> Palette:
    """A palette of the colours that the words name."""
    main = colours[0]
    other = colours[1] if len(colours) > 1 else turned(main, (150, 35, -35, 180)[number], 0.9)
    if night:
        return Palette(
            mixed(main, NAVY, 0.84), mixed(main, NAVY, 0.66), mixed(main, NAVY, 0.25),
            "#f5eee0", mixed(other, WHITE, 0.3), frozenset({Hour.NIGHT}),
        )  # fmt: skip
    pale = (0.88, 0.80, 0.92, 0.72)[number]
    return Palette(
        mixed(main, WHITE, pale), mixed(main, WHITE, pale - 0.34), main,
        mixed(main, NAVY, 0.68), mixed(other, WHITE, 0.2),
    )  # fmt: skip
