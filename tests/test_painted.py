"""The two styles that paint: the same bytes again, subjects that can be seen, and what differs."""

from dataclasses import replace
from functools import partial
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from illustrator.artwork.art import Art
from illustrator.artwork.sprites import Sprites
from illustrator.illustrating import Illustrator
from illustrator.painted import artistic
from illustrator.plans import Certainty, Hour, Icon, Plan, Scene, Size, Stand, Subject
from illustrator.stages import SIDE
from illustrator.takes import take_for
from imaging.arrays import U8
from kinds import PictureStyle

WORDS = "A red fox under a lighthouse at dawn"
FOX = Subject(Icon("fox", Size.SMALL, Stand.GROUND), "fox", Certainty.CURATED)
WISH = Plan("a fox", (FOX,), Scene.PODIUM, Hour.DAY)


@pytest.fixture(scope="module")
def illustrator() -> Illustrator:
    return Illustrator.open(None)


@pytest.fixture(scope="module")
def drawn(illustrator: Illustrator) -> bytes:
    return illustrator.draw(WORDS, PictureStyle.REALISTIC, 1)


def test_a_picture_is_the_same_again_whatever_is_kept(
    drawn: bytes, illustrator: Illustrator
) -> None:  # P1
    fresh = replace(illustrator, sprites=Sprites(Art.open()))
    assert drawn == fresh.draw(WORDS, PictureStyle.REALISTIC, 1)


def test_painted_pictures_are_jpegs(drawn: bytes) -> None:  # P6
    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (SIDE, SIDE), "RGB")
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
        assert np.asarray(picture).std() > 20


def orange(picture: U8) -> float:
    """How much of a picture is the orange of the fox."""
    red, green, blue = (picture[..., channel].astype(int) for channel in range(3))
    return float(((red > 190) & (red - green > 70) & (green - blue > 10)).mean())


def test_oil_and_watercolour_leave_the_subject_to_be_seen(illustrator: Illustrator) -> None:
    water = next(n for n in range(4) if artistic.is_watercolour(WISH.words, n))
    oil = next(n for n in range(4) if not artistic.is_watercolour(WISH.words, n))
    take, sprites = partial(take_for, WISH, PictureStyle.ARTISTIC), illustrator.sprites
    pictures = {number: artistic.draw(WISH, take(number), sprites) for number in (water, oil)}
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
