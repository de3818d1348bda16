"""Who is what in a picture: who stands, flies, swims, is behind all, or belongs to another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from illustrator.arranging.staging import VILLAGE, staged
from illustrator.arranging.zones import TABLES, WATERSIDE, WEIGHTLESS
from illustrator.plans import Relation, Scene, Size, Stand, Subject

MOST = 12  # of one kind
LEGS = 0.42  # of the height of those who sit at a table, and hidden by it
WORN = frozenset(
    {"top-hat", "crown", "billed-cap", "graduation-cap", "military-helmet", "womans-hat",
     "glasses", "sunglasses", "goggles", "rescue-workers-helmet", "scarf"}
)  # fmt: skip
# What somebody can be in, its rim before them.
VESSELS = frozenset(
    {"bathtub", "basket", "canoe", "bowl-with-spoon", "shopping-cart", "bucket", "hot-beverage",
     "teacup-without-handle", "sled", "wastebasket", "nest-with-eggs", "empty-nest", "speedboat",
     "pot-of-food", "shallow-pan-of-food", "motor-boat"}
)  # fmt: skip
SHELTERS = frozenset(
    {"umbrella", "umbrella-with-rain-drops", "umbrella-on-ground", "parachute"}
)  # fmt: skip
# What lies on the bottom of the sea.
SUNKEN = frozenset(
    {"coral", "crab", "lobster", "spiral-shell", "oyster", "anchor", "castle", "ship", "gem-stone",
     "rock", "snail", "money-bag", "crown", "amphora"}
)  # fmt: skip
# Landscapes in a frame: the scene shows what they mean.
VIEWS = frozenset(
    {"mountain", "snow-capped-mountain", "mount-fuji", "national-park", "desert", "sunrise",
     "sunrise-over-mountains", "sunset", "cityscape", "cityscape-at-dusk", "night-with-stars",
     "milky-way", "bridge-at-night", "foggy", "beach-with-umbrella", "motorway", "railway-track",
     "desert-island", "camping", "water-wave", "fog", "new-moon"}
)  # fmt: skip
AIRBORNE = frozenset({"kite", "balloon"})  # on a string
LIVELY = frozenset({Stand.GROUND, Stand.PERSON})
# Where a village can be spread.
COUNTRIES = frozenset(
    {Scene.MEADOW, Scene.FOREST, Scene.MOUNTAIN, Scene.SNOW, Scene.DESERT, Scene.ROAD, Scene.CITY}
)
WATERY = WATERSIDE | {Scene.SEA}


@dataclass(frozen=True)
class Bond:
    """One subject that takes its place from another, the host."""

    subject: Subject
    host: Subject
    kind: Relation


@dataclass
class Cast:
    """Subjects by what they do in the picture; each is in one of these."""

    standing: list[Subject] = field(default_factory=list)
    flying: list[Subject] = field(default_factory=list)
    swimming: list[Subject] = field(default_factory=list)
    far: list[Subject] = field(default_factory=list)
    busts: list[Subject] = field(default_factory=list)
    villages: list[Subject] = field(default_factory=list)
    bonds: list[Bond] = field(default_factory=list)

    @property
    def bound(self) -> set[int]:
        """The positions of those that have a host."""
        return {bond.subject.position for bond in self.bonds}

    @property
    def everybody(self) -> list[Subject]:
        """All of them."""
        free = [*self.standing, *self.flying, *self.swimming, *self.far, *self.busts]
        return [*free, *self.villages, *(bond.subject for bond in self.bonds)]


def cast_of(subjects: Sequence[Subject], scene: Scene) -> Cast:
    """All of them in their parts. The first who stands is the hero."""
    cast = Cast()
    subjects = staged(subjects, scene)
    seen = [each for each in subjects if each.icon.name not in VIEWS]
    named = sorted(seen, key=lambda each: each.position)
    lifted: set[int] = set()
    for before, subject in zip([None, *named], named, strict=False):
        bond = _bond(before, subject, cast.bound)
        if bond is not None:
            cast.bonds.append(bond)
        elif before is not None and subject.relation is Relation.OVER:
            lifted.add(before.position)
    hosts = {bond.host.position for bond in cast.bonds}
    for subject in seen:
        if subject.position not in cast.bound:
            flies = subject.position in lifted
            _part(subject, scene, cast, subject.position in hosts, flies).append(subject)
    if not cast.standing and cast.far and not (cast.swimming or cast.flying or cast.busts):
        cast.standing.append(cast.far.pop(0))
    return cast


def _bond(before: Subject | None, subject: Subject, bound: set[int]) -> Bond | None:
    """How the words tie a thing to the one named before it, where that can be shown."""
    if before is None or subject.relation is None:
        return None
    kind, name, huge = subject.relation, subject.icon.name, subject.icon.size is Size.HUGE
    earthly = subject.icon.stand not in (Stand.SKY, Stand.UNDERWATER)
    free = before.position not in bound and before.icon.size is not Size.HUGE
    if kind is Relation.HOLDS and before.icon.stand is not Stand.OBJECT and not huge:
        return Bond(subject, before, Relation.HOLDS)
    if name in AIRBORNE and kind is Relation.WITH and before.icon.stand in LIVELY:
        return Bond(subject, before, Relation.HOLDS)
    if name in WORN and kind is Relation.WITH:
        return Bond(subject, before, Relation.WITH)
    if name in SHELTERS and kind in (Relation.UNDER, Relation.WITH):
        return Bond(subject, before, Relation.UNDER)
    if kind is Relation.ON and earthly and free and before.count <= 4 and not before.icon.bust:
        return Bond(before, subject, Relation.ON)
    if kind is Relation.IN and name in VESSELS and free and before.count <= 3:
        return Bond(before, subject, Relation.IN)
    if kind is Relation.BEHIND and earthly and free and before.count == subject.count == 1:
        return Bond(before, subject, Relation.BEHIND)
    return None


def _part(subject: Subject, scene: Scene, cast: Cast, is_host: bool, flies: bool) -> list[Subject]:
    stand, huge = subject.icon.stand, subject.icon.size is Size.HUGE
    if subject.icon.name == VILLAGE and not is_host and scene in COUNTRIES:
        return cast.villages
    on_land = not scene.is_inside and scene is not Scene.SEA and scene not in WEIGHTLESS
    seated = scene in TABLES and stand is Stand.PERSON and not is_host and not flies
    if seated or (subject.icon.bust and on_land):
        return cast.busts
    if (stand is Stand.SKY and not scene.is_inside) or flies:
        return cast.flying
    # There is no land at sea: whoever is there swims.
    if (stand is Stand.WATER and scene in WATERY) or (scene is Scene.SEA and not huge):
        return cast.swimming
    if huge and subject.count == 1 and not is_host and not scene.is_inside:
        return cast.far
    return cast.standing


def copies(subject: Subject) -> int:
    """How often it is drawn."""
    return max(1, min(subject.count, MOST))
