"""Composition: all are there, within the frame, on their feet, and nobody hides a hero."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise, product

import numpy as np
import pytest

from illustrator.arranging.layout import placed
from illustrator.arranging.placements import Placement, Where, hidden
from illustrator.artwork.sprites import Shape
from illustrator.plans import Certainty, Icon, Plan, Relation, Scene, Size, Stand, Subject
from illustrator.stages import SIDE, Take

TAKES = ((1, 1.0), (-1, 1.18), (0, 0.88), (-1, 0.96))
CAT = Icon("cat", Size.SMALL, Stand.GROUND)
ELEPHANT = Icon("elephant", Size.LARGE, Stand.GROUND)
CHEF = Icon("cook", Size.MEDIUM, Stand.PERSON, bust=True)
BIRD = Icon("bird", Size.TINY, Stand.SKY)
BOAT = Icon("sailboat", Size.MEDIUM, Stand.WATER)
FISH = Icon("fish", Size.SMALL, Stand.UNDERWATER)
CASTLE = Icon("castle", Size.HUGE, Stand.GROUND)
SOFA = Icon("couch-and-lamp", Size.LARGE, Stand.OBJECT, mirrored=False)
BOOK = Icon("open-book", Size.SMALL, Stand.OBJECT)
KITE = Icon("kite", Size.SMALL, Stand.SKY)
CROWN = Icon("crown", Size.SMALL, Stand.OBJECT)


# One of every kind of ground.
SCENES = [
    Scene.MEADOW, Scene.BEACH, Scene.COAST, Scene.SEA, Scene.SPACE, Scene.SKY, Scene.UNDERWATER,
    Scene.ROOM, Scene.TABLE, Scene.PODIUM,
]  # fmt: skip


def take(number: int, seed: int = 7) -> Take:
    side, zoom = TAKES[number]
    return Take(number, side, zoom, np.random.default_rng(seed + number))


def plan(*subjects: tuple[Icon, int, Relation | None]) -> Plan:
    found = [
        Subject(icon, icon.name, Certainty.CURATED, count, relation=relation, position=index)
        for index, (icon, count, relation) in enumerate(subjects)
    ]
    return Plan("words", tuple(found))


def horizon_of(scene: Scene) -> int:
    return 690 if scene.is_inside else 570


@cache
def composed(wish: Plan, scene: Scene, number: int) -> tuple[Placement, ...]:
    return tuple(placed(wish, scene, horizon_of(scene), take(number), 1))


WISHES = [
    plan((CAT, 1, None)),
    plan((CAT, 3, None)),
    plan((CAT, 12, None)),
    plan((CAT, 7, None), (Icon("dog", Size.SMALL, Stand.GROUND), 4, None), (ELEPHANT, 3, None)),
    plan((CAT, 1, None), (CASTLE, 1, Relation.UNDER), (BIRD, 5, None)),
    plan((ELEPHANT, 2, None), (BOAT, 2, Relation.BY)),
    plan((BOAT, 1, None), (FISH, 3, None)),
    plan((CHEF, 1, None), (BOOK, 2, None)),
    plan((CASTLE, 2, None), (BIRD, 1, Relation.OVER)),
    plan((CAT, 2, None), (SOFA, 1, Relation.ON), (BOOK, 1, Relation.HOLDS)),
]


# P2: counts
@pytest.mark.parametrize("scene", SCENES)
def test_everything_is_there_as_often_as_asked_and_within_the_frame(scene: Scene) -> None:
    for wish, number in product(WISHES, range(4)):
        places = composed(wish, scene, number)
        drawn = Counter(place.subject.position for place in places)
        assert drawn == {each.position: each.count for each in wish.subjects}, (wish, number)
        for place in places:
            left, top, right, bottom = place.box
            assert left >= 0
            assert right <= SIDE, (place, number)
            assert top >= 0
            assert bottom <= SIDE + 8


@pytest.mark.parametrize("scene", SCENES)
def test_nobody_hides_a_hero(scene: Scene) -> None:
    for wish, number in product(WISHES[:9], range(4)):
        places = composed(wish, scene, number)
        for place in places:
            bound = 0.3 if len(places) < 3 else 0.5 if place.subject.position == 0 else 0.56
            if place.where in (Where.GROUND, Where.WATER, Where.FLOATING, Where.SKY):
                assert hidden(place, places) <= bound, (place, scene, number)


def test_a_crowd_grows_smaller_towards_the_back() -> None:
    places = composed(plan((CAT, 12, None)), Scene.MEADOW, 0)
    assert len({round(place.y, -1) for place in places}) > 3
    low, high = max(places, key=lambda each: each.y), min(places, key=lambda each: each.y)
    assert high.height < 0.9 * low.height
    assert [place.z for place in places] == sorted(place.z for place in places)


def test_four_variants_are_four_compositions() -> None:
    for wish in (plan((CAT, 1, None)), plan((CAT, 1, None), (CASTLE, 1, None))):
        heroes = [composed(wish, Scene.MEADOW, number)[-1] for number in range(4)]
        assert len({(round(hero.x / 40), round(hero.height / 20)) for hero in heroes}) == 4


def test_relations_are_shown() -> None:
    on = composed(plan((CAT, 1, None), (SOFA, 1, Relation.ON)), Scene.ROOM, 0)
    sofa, cat = on
    assert cat.where is Where.UPON
    assert sofa.box[1] - 4 < cat.y < sofa.y - 0.2 * sofa.tall
    assert sofa.box[0] < cat.x < sofa.box[2]

    holder, book = composed(plan((CAT, 1, None), (BOOK, 1, Relation.HOLDS)), Scene.MEADOW, 1)
    assert book.height == pytest.approx(0.4 * holder.height, rel=0.3)
    assert abs(book.x - holder.x) < 0.2 * holder.wide
    assert book.y > holder.y - 0.5 * holder.tall

    kite = next(p for p in composed(plan((CAT, 1, None), (KITE, 1, None)), Scene.MEADOW, 2)
                if p.subject.position == 1)  # fmt: skip
    assert kite.tether is not None

    wearer, crown = composed(plan((CAT, 1, None), (CROWN, 1, Relation.WITH)), Scene.MEADOW, 3)
    assert crown.y < wearer.y - 0.6 * wearer.tall

    behind = composed(plan((CAT, 1, None), (SOFA, 1, Relation.BEHIND)), Scene.ROOM, 0)
    assert [each.subject.icon for each in behind] == [CAT, SOFA]
    assert 0.1 < hidden(behind[0], behind) < 0.85

    over = composed(plan((ELEPHANT, 1, None), (CASTLE, 1, Relation.OVER)), Scene.MEADOW, 0)
    elephant = next(each for each in over if each.subject.position == 0)
    assert elephant.where is Where.SKY


def test_what_swims_is_in_the_water_and_what_stands_on_the_land() -> None:
    for number in range(4):
        wish = plan((CAT, 1, None), (BOAT, 1, None))
        places = composed(wish, Scene.BEACH, number)
        by_name = {place.subject.icon.name: place for place in places}
        assert by_name["sailboat"].where is Where.WATER
        assert by_name["sailboat"].y < by_name["cat"].y


def test_people_come_in_many_colours_of_skin() -> None:
    person = Icon("child", Size.MEDIUM, Stand.PERSON, tones=True)
    names = {
        place.subject.icon.name
        for number in range(4)
        for place in composed(plan((person, 4, None)), Scene.MEADOW, number)
    }
    assert names == {"child-light", "child-medium", "child-dark"}
    astronaut = replace(person, name="@astronaut")  # drawn here, in a suit
    (suited,) = composed(plan((astronaut, 1, None)), Scene.SPACE, 0)
    assert suited.subject.icon.name == "@astronaut"


def test_the_same_dice_give_the_same_places() -> None:
    for wish in WISHES:
        again = placed(wish, Scene.MEADOW, horizon_of(Scene.MEADOW), take(1), 1)
        assert list(composed(wish, Scene.MEADOW, 1)) == again


def test_a_lone_hero_on_a_beach_has_a_palm_beside_him() -> None:
    wish, horizon = plan((CAT, 1, None)), horizon_of(Scene.BEACH)
    places = placed(wish, Scene.BEACH, horizon, take(0), dressed=True)
    assert [place.subject.icon.name for place in places] == ["palm-tree", "cat"]
    assert hidden(places[0], places) < 0.2


def test_people_sit_behind_a_table_and_things_on_it_are_small_beside_them() -> None:
    person = Icon("man-standing", Size.MEDIUM, Stand.PERSON)
    wish = plan((person, 1, None), (CAT, 1, None), (BOOK, 1, None))
    for number in range(4):
        slim = placed(wish, Scene.TABLE, 690, take(number), shape_of=lambda name: Shape(wide=0.5))
        sitter, *others = slim
        assert sitter.where is Where.BUST
        assert sitter.box[1] < 690 - 200 < 690 < sitter.y
        assert hidden(sitter, others) < 0.3
        book = next(each for each in others if each.subject.icon is BOOK)
        assert book.height < 0.5 * sitter.tall


def test_boats_off_a_coast_are_in_the_water_and_landmarks_on_the_land() -> None:
    for shore, number in product((-1, 1), range(4)):
        wish = plan((BOAT, 1, None), (CASTLE, 1, None))
        places = placed(wish, Scene.COAST, 570, take(number), shore)
        by_name = {place.subject.icon.name: place for place in places}
        assert (
            shore * (by_name["sailboat"].x - SIDE / 2)
            < 0
            < shore * (by_name["castle"].x - SIDE / 2)
        )


def test_boats_keep_apart() -> None:
    for count, number in product((2, 3, 4), range(4)):
        boats = composed(plan((BOAT, count, None)), Scene.SEA, number)
        edges = sorted((boat.box[0], boat.box[2]) for boat in boats)
        assert all(left > right for (_, right), (left, _) in pairwise(edges))


def test_one_stands_on_a_pumpkin_and_not_on_its_stalk() -> None:
    stalked = Shape(tops=(0.5, *[0.9] * 6, 1.0, 1.0, *[0.9] * 6, 0.5))
    pumpkin = Icon("pumpkin", Size.SMALL, Stand.OBJECT)
    wish = plan((CAT, 1, None), (pumpkin, 1, Relation.ON))
    host, cat = placed(wish, Scene.MEADOW, 570, take(0), shape_of=lambda name: stalked)
    assert cat.y == pytest.approx(host.y - 0.875 * host.tall, abs=2)


def test_an_umbrella_in_the_street_is_carried_and_two_women_wear_two_shirts() -> None:
    umbrella = Icon("umbrella", Size.SMALL, Stand.OBJECT)
    above, below = sorted(
        composed(plan((umbrella, 1, None)), Scene.CITY, 1), key=lambda each: each.y
    )
    assert above.subject.icon is umbrella
    assert below.subject.icon.name.startswith("woman-standing")
    woman = Icon("woman-standing", Size.MEDIUM, Stand.PERSON, tones=True)
    two = composed(plan((woman, 2, None)), Scene.MEADOW, 1)
    assert len({each.subject.colour for each in two}) == 2
