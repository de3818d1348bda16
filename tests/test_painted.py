"""The two styles that paint: the same bytes again, subjects that can be seen, and what differs."""

from dataclasses import replace

import numpy as np
import pytest

from illustrator import artistic, realistic
from illustrator.art import Art
from illustrator.plans import Certainty, Hour, Icon, Plan, Scene, Size, Stand, Subject
from illustrator.sprites import Sprites
from illustrator.stages import SIDE
from illustrator.takes import take_for
from imaging.arrays import U8
from kinds import PictureStyle

FOX = Subject(Icon("fox", Size.SMALL, Stand.GROUND), "fox", Certainty.CURATED)
BOAT = Subject(Icon("sailboat", Size.MEDIUM, Stand.WATER), "boat", Certainty.CURATED, position=1)
WISH = Plan("a fox and a boat at sea", (FOX, BOAT), Scene.SEA, Hour.SUNSET)


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return Sprites(Art.open())


@pytest.fixture(scope="module")
def drawn(sprites: Sprites) -> U8:
    return realistic.draw(WISH, take_for(WISH, PictureStyle.REALISTIC, 0), sprites)


def test_a_picture_is_the_same_again_whatever_is_kept(drawn: U8) -> None:
    again = realistic.draw(WISH, take_for(WISH, PictureStyle.REALISTIC, 0), Sprites(Art.open()))
    assert np.array_equal(drawn, again)
    assert drawn.shape == (SIDE, SIDE, 3)
    assert drawn.dtype == np.uint8


def orange(picture: U8) -> float:
    """How much of a picture is the orange of the fox."""
    red, green, blue = (picture[..., channel].astype(int) for channel in range(3))
    return float(((red > 190) & (red - green > 70) & (green - blue > 10)).mean())


def test_oil_and_watercolour_leave_the_subject_to_be_seen(sprites: Sprites) -> None:
    wish = replace(WISH, hour=Hour.DAY, scene=Scene.PODIUM, subjects=(FOX,))
    water = next(n for n in range(4) if artistic.is_watercolour(wish.words, n))
    oil = next(n for n in range(4) if not artistic.is_watercolour(wish.words, n))
    pictures = {
        number: artistic.draw(wish, take_for(wish, PictureStyle.ARTISTIC, number), sprites)
        for number in (water, oil)
    }
    for picture in pictures.values():
        assert orange(picture) > 0.008
    # Bare paper all around, and paint up to the edge.
    assert pictures[water][:8].mean() > 235
    assert pictures[oil][:8].std() > 4


def test_a_third_of_the_variants_are_watercolours_and_never_all_four() -> None:
    counts = [
        sum(artistic.is_watercolour(f"words {number}", each) for each in range(4))
        for number in range(300)
    ]
    assert 0.28 < sum(counts) / 1200 < 0.40
    assert set(counts) == {1, 2}
