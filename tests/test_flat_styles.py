"""The minimal and the vibrant style: places, palettes, groups and patterns."""

from dataclasses import replace

import numpy as np
import pytest

from illustrator.artwork.art import Art
from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import hexed, hue, rgb
from illustrator.brushes.svgs import drawing, rasterised
from illustrator.flat.clusters import Piece, Room
from illustrator.flat.groups import grouped
from illustrator.flat.interiors import interior
from illustrator.flat.landscapes import landscape
from illustrator.flat.marks import falling, hanging, lying
from illustrator.flat.minimal import PULLED
from illustrator.flat.palettes import (
    CALM_PALETTES,
    NIGHT_PALETTES,
    calm_palette,
    loud_palette,
)
from illustrator.flat.patterns import cover, keyed
from illustrator.flat.stickers import is_lost
from illustrator.flat.toning import toned
from illustrator.plans import (
    Certainty,
    Hour,
    Icon,
    Plan,
    Relation,
    Scene,
    Size,
    Stand,
    Subject,
    Weather,
)
from illustrator.stages import SIDE
from illustrator.takes import take_for
from illustrator.type.inks import READABLE, contrast
from kinds import PictureStyle

ROOM = Room(740, 100, 924, 100)
CAT = Subject(Icon("cat", Size.SMALL, Stand.GROUND), "cat", Certainty.CURATED)
CHAIR = Subject(Icon("chair", Size.SMALL, Stand.OBJECT), "chair", Certainty.CURATED, position=1)
WOMAN = Subject(Icon("woman-standing", Size.MEDIUM, Stand.PERSON), "woman", Certainty.CURATED)
HOUSE = Subject(Icon("house", Size.HUGE, Stand.GROUND), "house", Certainty.CURATED, position=2)


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites(Art.open())


def pieces(sprites: Sprites, *subjects: Subject, number: int = 0) -> list[Piece]:
    plan = Plan("", subjects, Scene.MEADOW)
    return grouped(plan, take_for(plan, PictureStyle.MINIMAL, number), sprites, ROOM)


@pytest.mark.parametrize("scene", Scene)
def test_every_place_has_shapes_to_the_lower_edge(scene: Scene) -> None:
    dice = np.random.default_rng(1)
    shapes = (
        interior(scene, dice, 650, 1, False) if scene.is_inside else landscape(scene, dice, 650, 1)
    )
    body = "".join(f'<path d="{shape.outline}"/>' for shape in shapes)
    alpha = rasterised(drawing(body), 64, 64)[..., 3]
    assert alpha[62].mean() > (100 if scene is Scene.SKY else 250)
    assert (alpha[:20] < 9).any()  # there is air


@pytest.mark.parametrize("weather", Weather)
def test_every_weather_leaves_marks(weather: Weather) -> None:
    dice = np.random.default_rng(1)
    marks = falling(weather, dice, 700) + hanging(weather, dice, 300)
    assert marks + lying(weather, dice, 650)


def test_the_inks_of_palettes_can_be_read_on_their_paper() -> None:
    for palette in (*CALM_PALETTES, *NIGHT_PALETTES):
        assert contrast(palette.dark, palette.paper) >= READABLE


def test_four_variants_have_four_palettes_that_fit_the_hour() -> None:  # P1
    for chosen in (calm_palette, loud_palette):
        for hour in (None, Hour.SUNSET, Hour.NIGHT):
            taken = [chosen(Plan("a boat", hour=hour), number) for number in range(4)]
            assert len({palette.paper + palette.accent for palette in taken}) >= 3
            assert all(palette.is_night == (hour is Hour.NIGHT) for palette in taken)


def test_named_colours_make_the_palette_unless_a_subject_wears_them() -> None:
    blue = Plan("blue morning", colours=("#2f6fd6",))
    assert calm_palette(blue, 0).mid == "#2f6fd6"
    assert loud_palette(blue, 0).accent == "#2f6fd6"
    worn = replace(blue, subjects=(replace(CAT, colour="#2f6fd6"),))
    assert calm_palette(worn, 0).mid != "#2f6fd6"


@pytest.mark.parametrize("number", range(4))
def test_a_crowd_stays_within_its_room(sprites: Sprites, number: int) -> None:
    for subjects in (
        [replace(CAT, count=7), replace(CHAIR, count=4), HOUSE],
        [replace(CAT, count=3)],
        [CAT, CHAIR, HOUSE],
    ):
        placed = pieces(sprites, *subjects, number=number)
        assert len(placed) >= sum(min(each.count, 7) for each in subjects)
        for piece in placed:
            assert piece.x - piece.wide / 2 >= ROOM.left - 40
            assert piece.x + piece.wide / 2 <= ROOM.right + 40
            assert piece.base - piece.tall >= ROOM.top - 40


def test_relations_are_seen(sprites: Sprites) -> None:
    def related(relation: Relation) -> tuple[Piece, Piece]:
        placed = pieces(sprites, CAT, replace(CHAIR, relation=relation))
        by_name = {piece.name: piece for piece in placed}
        return by_name["cat"], by_name["chair"]

    cat, chair = related(Relation.ON)
    assert chair.base - chair.tall < cat.base < chair.base - 50
    assert cat.z > chair.z
    cat, chair = related(Relation.BEHIND)
    assert cat.z < chair.z
    cat, chair = related(Relation.OVER)
    assert cat.base < chair.base - chair.tall
    cat, chair = related(Relation.HOLDS)
    assert chair.tall < cat.tall * 0.5


def test_a_village_is_several_houses_and_a_heap_lies_under_who_is_on_it(sprites: Sprites) -> None:
    village = Icon("houses", Size.HUGE, Stand.GROUND)
    assert len(pieces(sprites, replace(HOUSE, icon=village))) >= 4
    coin = Subject(Icon("coin", Size.SMALL, Stand.OBJECT), "coins", Certainty.CURATED, position=1)
    placed = pieces(sprites, CAT, replace(coin, relation=Relation.ON))
    (cat,), coins = [[piece for piece in placed if piece.name == name] for name in ("cat", "coin")]
    assert len(coins) >= 5
    assert all(piece.base > cat.base for piece in coins)


def test_nobody_stands_on_a_table_and_an_umbrella_is_held_over_a_head(sprites: Sprites) -> None:
    table = replace(ROOM, table=640.0)
    plan = Plan("", (WOMAN, replace(CHAIR, position=2)), Scene.TABLE)
    placed = grouped(plan, take_for(plan, PictureStyle.MINIMAL, 0), sprites, table)
    woman = next(piece for piece in placed if piece.subject.icon == WOMAN.icon)
    assert woman.cut == table.table
    assert woman.z < min(piece.z for piece in placed if piece is not woman)
    umbrella = Subject(
        Icon("umbrella", Size.SMALL, Stand.OBJECT), "", Certainty.CURATED, position=1
    )
    under, shelter = pieces(sprites, WOMAN, replace(umbrella, relation=Relation.WITH))[::-1]
    assert shelter.base - shelter.tall < under.base - under.tall < shelter.base


def test_artwork_keeps_its_kind_of_colour_in_every_palette() -> None:
    """A red heart is red, and a face is warm: neither turns grey or another hue."""
    for palette in (*CALM_PALETTES, *NIGHT_PALETTES):
        for colour in ("#f8312f", "#d39a7b", "#5f9a4a"):
            sprite = np.full((2, 2, 4), (*rgb(colour), 255)).astype(np.uint8)
            drawn = hexed(toned(sprite, palette, PULLED)[0, 0, :3])
            assert abs((hue(drawn) - hue(colour) + 180) % 360 - 180) < 55, (palette, colour, drawn)
            assert np.ptp(rgb(drawn)) > 0.4 * np.ptp(rgb(colour)), (palette, colour, drawn)


def test_what_is_like_its_ground_is_lost_on_it() -> None:
    brown, ground = np.full((80, 80, 4), (120, 80, 50, 255), np.uint8), rgb("#7c5535")
    assert is_lost(np.full((200, 200, 3), ground), brown, 150, -20)
    assert not is_lost(np.full((200, 200, 3), rgb("#e8d8c0")), brown, 150, -20)


def test_variants_stand_on_different_sides(sprites: Sprites) -> None:  # P1
    places = [pieces(sprites, CAT, number=number)[0] for number in range(4)]
    assert places[0].x > SIDE / 2 > places[1].x
    assert len({round(piece.tall) for piece in places}) == 4
    assert places[1].turned  # to look into the picture
    assert not places[0].turned


def test_patterns_cover_their_own_shape_alone() -> None:
    key = keyed("#336699", 2)
    assert key != "#336699"
    body = f'<rect width="512" height="1024" fill="{key}"/>'
    rest = '<rect x="512" width="512" height="1024" fill="#336699"/>'
    pixels = rasterised(drawing(body + rest))
    covered = pixels.copy()
    cover(covered, key, "#ffffff", np.random.default_rng(0))
    assert np.array_equal(covered[:, 513:], pixels[:, 513:])
    assert not np.array_equal(covered[:, :511], pixels[:, :511])
