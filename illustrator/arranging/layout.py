"""Composition: where everything in a plan stands, how large, and what is before what."""

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from illustrator.arranging.attachments import attached, tethered
from illustrator.arranging.casting import LEGS, LIVELY, SUNKEN, Cast, cast_of, copies
from illustrator.arranging.compositions import (
    SIZES,
    Setting,
    placement,
    proportioned,
    sized,
    varied,
    within,
)
from illustrator.arranging.formations import SLENDER, Member, formed
from illustrator.arranging.placements import Placement, ShapeOf, Where
from illustrator.arranging.scattering import floating, flying
from illustrator.arranging.villages import village
from illustrator.arranging.zones import EDGE, MARGIN, ground_of
from illustrator.artwork.sprites import Shape
from illustrator.plans import Icon, Plan, Relation, Scene, Size, Stand, Subject
from illustrator.stages import SIDE, Take

TONES = ("light", "medium", "dark")  # ends of the names of artwork
AT_TABLE = 700.0  # px: how tall those behind a table are taken for beside what is on it
SHIRTS = (None, "#d65a4a", "#3f9a6d", "#efb23c", "#3d73c9")  # None: that of the artwork
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
    done += _busts(cast, setting, horizon, done)
    done += _far(cast, setting)
    done += village(cast, setting)
    done += _swimming(cast, setting)
    done += flying(cast, setting, done)
    done = attached(cast, done, setting.shape_of, setting.dice, take.side)
    if dressed and crowd == 1 and not (cast.far or cast.villages):
        done += _dressing(plan, setting, done)
    done = _toned(tethered(done), crc32(plan.words.encode()) + take.number)
    return sorted(done, key=lambda each: each.z)


def _toned(places: Sequence[Placement], start: int) -> list[Placement]:
    """People in all colours of skin by turns, and of shirts, where the artwork has them."""
    result = []
    for place in places:
        subject, icon = place.subject, place.subject.icon
        if icon.tones and not icon.name.startswith("@"):  # our own wear suits
            shirt = subject.colour
            if icon.name.endswith("-standing"):
                shirt = shirt or SHIRTS[(start + subject.position) % len(SHIRTS)]
            icon = replace(icon, name=f"{icon.name}-{TONES[start % len(TONES)]}")
            place = replace(place, subject=replace(subject, icon=icon, colour=shirt))
            start += 1
        result.append(place)
    return result


def _standing(cast: Cast, setting: Setting) -> list[Placement]:
    members, riders = [], {bond.host.position: bond.subject for bond in cast.bonds
                           if bond.kind is Relation.ON}  # fmt: skip
    count = sum(copies(subject) for subject in cast.standing)
    for subject in cast.standing:
        size = sized(subject, setting, count == 1)
        # Beside what is as large as a house, small ones are no monsters.
        size *= 0.82 if cast.far and subject.icon.size in (Size.TINY, Size.SMALL) else 1.0
        rider = riders.get(subject.position)
        if rider is not None and rider.icon.stand in LIVELY and count == 1:
            size = max(size, 400)
        one = setting.member(subject, size)
        if count == 1 and one.wide < SLENDER * one.tall:
            one = one.scaled(1.2)  # a person is narrow
        if rider is not None:
            one = replace(one, above=0.8 * min(SIZES[rider.icon.size], one.size))
        members += [varied(one, setting, copies(subject)) for _ in range(copies(subject))]
    if not members:
        return []
    at_table = [AT_TABLE] if cast.busts and setting.scene.is_inside else []
    members = proportioned(members, at_table)
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


def _busts(
    cast: Cast, setting: Setting, horizon: int, before: Sequence[Placement]
) -> list[Placement]:
    """People down to the chest: behind the table, or cut off by the lower edge."""
    members = [
        setting.member(subject, 560 * min(subject.scale, 1.1) * setting.take.zoom**0.5)
        for subject in cast.busts
        for _ in range(copies(subject))
    ]
    if not members:
        return []
    inside = setting.scene.is_inside
    base = float(horizon + EDGE) if inside else SIDE + 6.0
    # Out of doors they are so near that the others need a side for themselves.
    share = 0.52 if cast.standing and not inside else 0.95
    widths = [max(one.wide, SLENDER * one.tall) for one in members]
    factor = min(
        SIDE * share / sum(widths),
        *((base - MARGIN) / one.tall for one in members),
        1.0,
    )
    width = sum(widths) * factor
    lean = 0.9 if share < 0.6 else 0.2 if len(members) == 1 else 0.0
    x = SIDE / 2 + _aside(setting) * lean * (SIDE - width) / 2 - width / 2
    if inside and len(members) == 1:
        x = _gap(width, x, before)
    done = []
    for one, wide in zip(members, widths, strict=True):
        one = one.scaled(factor)
        low = 0.0 if one.subject.icon.bust else LEGS * one.tall  # behind the table
        there = replace(one, x=x + wide * factor / 2, y=base + low)
        done.append(placement(there, Where.BUST, setting, z=horizon if inside else SIDE - 1))
        x += wide * factor
    return done


def _gap(width: float, x: float, before: Sequence[Placement]) -> float:
    """The left end of what is `width` px wide where it is covered least, else as near as may be."""

    def covered(left: float) -> float:
        shared = [min(left + width, one.box[2]) - max(left, one.box[0]) for one in before]
        return sum(max(0.0, each) for each in shared) + 0.05 * abs(left - x)

    steps = range(MARGIN, max(MARGIN + 1, int(SIDE - MARGIN - width)), 20)
    return min((x, *map(float, steps)), key=covered)


def _span(cast: Cast, setting: Setting) -> tuple[float, float]:
    """From left to right, what is left for those who stand beside swimmers or near people."""
    near = cast.busts and not setting.scene.is_inside
    if not near and not (cast.swimming and setting.ground.water):
        return setting.ground.span
    left, right = setting.ground.span
    middle = left + (0.46 if near else 0.58) * (right - left)
    aside = _aside(setting) if near else -setting.ground.land or _aside(setting)
    return (left, middle) if aside > 0 else (left + right - middle, right)


def _aside(setting: Setting) -> int:
    """The side of those who are very near."""
    return setting.take.side or (1 if setting.take.number == 2 else -1)


def _far(cast: Cast, setting: Setting) -> list[Placement]:
    """Landmarks behind the others, on the side where the hero is not."""
    take, ground, dice = setting.take, setting.ground, setting.dice
    side, many = -take.side or int(dice.choice([-1, 1])), len(cast.far)
    size = 590 * (1.06 if take.number == 2 else 1.0) / max(1.0, 0.8 * many**0.6)
    placed_ = []
    for index, subject in enumerate(cast.far):
        way = side if index % 2 == 0 else -side
        # Only a lighthouse stands on a rock in the sea, and only where no boat would be before it.
        inland = ground.land and (cast.swimming or subject.icon.name != "@lighthouse")
        way = ground.land if inland else way
        reach = float(dice.uniform(185, 250)) if take.side or inland else dice.uniform(20, 60)
        reach = reach if many == 1 else 260
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
    left, right = setting.ground.bay
    if cast.standing:  # the land is theirs, and the middle
        members = [one.scaled(0.72) for one in members]
        hero = top + 0.4 * (low - top)
        taken = _span(cast, setting)
        if not setting.ground.land:
            left, right = (left, taken[0]) if taken[0] > left else (taken[1], right)
    elif len(members) == 1:
        x = (left + right) / 2 + setting.take.side * (120 if setting.crowd == 1 else 190)
        if setting.ground.land:
            x, hero = (left + right) / 2, top + 0.6 * (low - top)
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
    # What a broad hero leaves free decides how large it may be.
    free = SIDE - done[0].box[2] if right else done[0].box[0]
    size = min(size, max(0.55 * size, 1.5 * free))
    x = float(dice.uniform(834, 910)) if right else float(dice.uniform(114, 190))
    y = 300.0 if in_sky else setting.ground.landmark + 10
    one = within(replace(setting.member(tree, size), x=x, y=y))
    where = Where.SKY if in_sky else Where.FAR
    return [placement(one, where, setting, z=-900)]
