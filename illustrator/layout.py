"""Composition: where everything in a plan stands, how large, and what is before what."""

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from illustrator.attachments import attached, tethered
from illustrator.casting import SUNKEN, Cast, cast_of, copies
from illustrator.compositions import (
    SIZES,
    Setting,
    placement,
    proportioned,
    sized,
    varied,
    within,
)
from illustrator.formations import Member, formed
from illustrator.placements import Placement, ShapeOf, Where
from illustrator.plans import Icon, Plan, Relation, Scene, Size, Stand, Subject
from illustrator.scattering import floating, flying
from illustrator.sprites import Shape
from illustrator.stages import SIDE, Take
from illustrator.villages import village
from illustrator.zones import MARGIN, ground_of

TONES = ("light", "medium", "dark")  # ends of the names of artwork
# What stands beside a lone hero.
DRESSING = {
    Scene.BEACH: ("palm-tree", 470.0),
    Scene.DESERT: ("cactus", 220.0),
    Scene.SPACE: ("ringed-planet", 180.0),
}


def square(name: str) -> Shape:
    """The outline of artwork that nobody has measured."""
    return Shape()


def placed(
    plan: Plan,
    scene: Scene,
    horizon: int,
    take: Take,
    shore: int = 0,
    shape_of: ShapeOf = square,
    dressed: bool = False,
) -> list[Placement]:
    """Everything in a plan with its place, the farthest first; each thing as often as it counts.

    `horizon` is px from the top, `shore` as in `Backdrop`; `shape_of` measures artwork (a bound
    `Sprites.shape`), `dressed` puts a tree or the like beside a lone hero. Draws from `take.dice`.
    """
    cast = cast_of(plan.subjects, scene)
    crowd = sum(copies(subject) for subject in cast.everybody)
    setting = Setting(scene, ground_of(scene, horizon, shore), take, shape_of, crowd)
    done = _standing(cast, setting)
    done += _busts(cast, setting, horizon)
    done += _far(cast, setting, done)
    done += village(cast, setting)
    done += _swimming(cast, setting)
    done += flying(cast, setting, done)
    done = attached(cast, done, setting.shape_of, setting.dice, take.side)
    if dressed and crowd == 1 and not (cast.far or cast.villages):
        done += _dressing(plan, setting, done)
    done = _toned(tethered(done), crc32(plan.words.encode()) + take.number)
    return sorted(done, key=lambda each: each.z)


def _toned(places: Sequence[Placement], start: int) -> list[Placement]:
    """People in all colours of skin by turns, where the artwork has them."""
    result = []
    for place in places:
        icon = place.subject.icon
        if icon.tones and not icon.name.startswith("@"):  # our own wear suits
            icon = replace(icon, name=f"{icon.name}-{TONES[start % len(TONES)]}")
            place = replace(place, subject=replace(place.subject, icon=icon))
            start += 1
        result.append(place)
    return result


def _standing(cast: Cast, setting: Setting) -> list[Placement]:
    members, riders = [], {bond.host.position: bond.subject for bond in cast.bonds
                           if bond.kind is Relation.ON}  # fmt: skip
    count = sum(copies(subject) for subject in cast.standing)
    for subject in cast.standing:
        one = setting.member(subject, sized(subject, setting, count == 1))
        rider = riders.get(subject.position)
        if rider is not None:
            one = replace(one, above=0.8 * min(SIZES[rider.icon.size], one.size))
        members += [varied(one, setting, copies(subject)) for _ in range(copies(subject))]
    if not members:
        return []
    members = proportioned(members)
    if setting.ground.weightless:
        sunken = [one for one in members if _sinks(one.subject, setting)]
        others = [one for one in members if one not in sunken]
        below = _grounded(sunken, cast, setting)
        return below + floating(others, setting, below)
    return _grounded(members, cast, setting)


def _sinks(subject: Subject, setting: Setting) -> bool:
    return setting.scene is Scene.UNDERWATER and subject.icon.name in SUNKEN


def _grounded(members: Sequence[Member], cast: Cast, setting: Setting) -> list[Placement]:
    where = Where.GROUND
    if not members:
        return []
    if len(members) == 1 and _span(cast, setting) == setting.ground.span:
        return [placement(_alone(members[0], cast, setting), where, setting)]
    side = setting.take.side if setting.scene is not Scene.PODIUM else 0
    number, ground = setting.take.number, replace(setting.ground, span=_span(cast, setting))
    return [
        placement(one, where, setting)
        for one in formed(members, ground, number, side, setting.dice)
    ]


def _alone(hero: Member, cast: Cast, setting: Setting) -> Member:
    """One who has the ground to himself: at a side, and nearer or farther by the zoom."""
    ground, take = setting.ground, setting.take
    nearer = (take.zoom - 1) * 2.2
    y = ground.hero + nearer * (ground.near - ground.hero if nearer > 0 else 90)
    reach = 150 if cast.far else 110
    x = SIDE / 2 + take.side * float(setting.dice.uniform(0.6, 1.0)) * reach
    if not take.side and cast.far:
        x += float(setting.dice.choice([-1, 1])) * 130
    if setting.scene is Scene.PODIUM:
        x, y = SIDE / 2, ground.hero
    return within(replace(hero, x=x, y=y))


def _busts(cast: Cast, setting: Setting, horizon: int) -> list[Placement]:
    """People down to the chest: behind the table, or cut off by the lower edge."""
    members = [
        setting.member(subject, 560 * min(subject.scale, 1.1) * setting.take.zoom**0.5)
        for subject in cast.busts
        for _ in range(copies(subject))
    ]
    if not members:
        return []
    inside = setting.scene.is_inside
    base = horizon + 8.0 if inside else SIDE + 6.0
    # Out of doors they are so near that the others need a side for themselves.
    share = 0.52 if cast.standing and not inside else 0.95
    factor = min(
        SIDE * share / sum(one.wide for one in members),
        *((base - MARGIN) / one.tall for one in members),
        1.0,
    )
    width = sum(one.wide for one in members) * factor
    lean = 0.9 if share < 0.6 else 0.2 if len(members) == 1 else 0.0
    x = SIDE / 2 + _aside(setting) * lean * (SIDE - width) / 2 - width / 2
    done = []
    for one in members:
        one = one.scaled(factor)
        there = replace(one, x=x + one.wide / 2, y=base)
        done.append(placement(there, Where.BUST, setting, z=horizon if inside else SIDE - 1))
        x += one.wide
    return done


def _span(cast: Cast, setting: Setting) -> tuple[float, float]:
    """From left to right, what is left for those who stand beside swimmers or near people."""
    near = cast.busts and not setting.scene.is_inside
    if not near and not (cast.swimming and setting.ground.water):
        return setting.ground.span
    left, right = setting.ground.span
    middle = left + (0.46 if near else 0.58) * (right - left)
    return (left, middle) if _aside(setting) > 0 else (left + right - middle, right)


def _aside(setting: Setting) -> int:
    """The side of those who are very near."""
    return setting.take.side or (1 if setting.take.number == 2 else -1)


def _far(cast: Cast, setting: Setting, done: Sequence[Placement]) -> list[Placement]:
    """Landmarks behind the others, on the side where the hero is not."""
    take, ground, dice = setting.take, setting.ground, setting.dice
    side = -take.side or int(dice.choice([-1, 1]))
    size = 590 * (1.06 if take.number == 2 else 1.0) / max(1.0, 0.8 * len(cast.far) ** 0.6)
    placed_ = []
    for index, subject in enumerate(cast.far):
        way = side if index % 2 == 0 else -side
        reach = float(dice.uniform(185, 250)) if take.side else float(dice.uniform(20, 60))
        if len(cast.far) > 1:
            reach = 260
        x = SIDE / 2 + way * (reach if index < 2 else 0)
        one = setting.member(subject, min(size * subject.scale, 680))
        there = within(replace(one, x=x, y=ground.landmark + 8 * index))
        placed_.append(placement(there, Where.FAR, setting, z=ground.landmark - 400 + index))
    return placed_


def _swimming(cast: Cast, setting: Setting) -> list[Placement]:
    """What is on the water."""
    water = setting.ground.water
    if water is None or not cast.swimming:
        return []
    members = []
    for subject in cast.swimming:
        n = copies(subject)
        size = sized(subject, setting, setting.crowd == 1)
        members += [varied(setting.member(subject, size), setting, n) for _ in range(n)]
    top, low = water
    hero = low if setting.scene is not Scene.SEA else (top + low) / 2
    left, right = setting.ground.span
    if cast.standing:  # the land is theirs, and the middle
        members = [one.scaled(0.72) for one in members]
        hero = top + 0.4 * (low - top)
        taken = _span(cast, setting)
        left, right = (left, taken[0]) if taken[0] > left else (taken[1], right)
    elif len(members) == 1:
        x = SIDE / 2 + setting.take.side * (120 if setting.crowd == 1 else 190)
        there = within(replace(members[0], x=x, y=hero))
        return [placement(there, Where.WATER, setting)]
    ground = replace(setting.ground, far=top, hero=hero, near=max(low, hero), span=(left, right))
    number, side = setting.take.number, setting.take.side
    return [
        placement(one, Where.WATER, setting)
        for one in formed(members, ground, number, side, setting.dice)
    ]


def _dressing(plan: Plan, setting: Setting, done: Sequence[Placement]) -> list[Placement]:
    """A palm, a cactus on the emptier side, so that a lone hero is somewhere."""
    found = DRESSING.get(setting.scene)
    if found is None or not done or done[0].subject.icon.name == found[0]:
        return []
    name, size = found
    dice, in_sky = setting.dice, setting.scene is Scene.SPACE
    icon = Icon(name, Size.LARGE, Stand.SKY if in_sky else Stand.GROUND)
    tree = Subject(icon, "", done[0].subject.certainty, position=-1)
    right = done[0].x < SIDE / 2
    x = float(dice.uniform(834, 910)) if right else float(dice.uniform(114, 190))
    y = 300.0 if in_sky else setting.ground.landmark + 10
    one = within(replace(setting.member(tree, size), x=x, y=y))
    where = Where.SKY if in_sky else Where.FAR
    return [placement(one, where, setting, z=-900)]
