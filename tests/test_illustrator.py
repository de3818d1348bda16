"""The illustrator from end to end: words in, encoded pictures out, always the same ones."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from illustrator.artwork.art import Art
from illustrator.artwork.sprites import Sprites
from illustrator.illustrating import Illustrator
from illustrator.plans import Plan
from illustrator.takes import take_for
from kinds import PictureStyle

WORDS = "A red fox under a lighthouse at dawn"
WISHES = [(WORDS, PictureStyle.MINIMAL, 1), ("Be brave", PictureStyle.MINIMAL, 2)]


@pytest.fixture(scope="module")
def illustrator() -> Illustrator:
    return Illustrator.open(None)


def test_four_seeds_in_a_row_are_four_compositions() -> None:  # P1
    plan = Plan(WORDS)
    for first in (0, 5, 2**31 - 3):
        takes = [take_for(plan, PictureStyle.MINIMAL, first + each) for each in range(4)]
        assert {take.number for take in takes} == {0, 1, 2, 3}
        assert len({(take.side, take.zoom) for take in takes}) == 4


def test_dice_come_from_words_style_and_seed_alone() -> None:  # P1
    def thrown(words: str, style: PictureStyle, seed: int) -> float:
        return float(take_for(Plan(words), style, seed).dice.random())

    first = thrown(WORDS, PictureStyle.MINIMAL, 4)
    assert first == thrown(WORDS, PictureStyle.MINIMAL, 4)
    assert first != thrown(WORDS, PictureStyle.MINIMAL, 8)
    assert first != thrown(WORDS, PictureStyle.VIBRANT, 4)
    assert first != thrown(WORDS + "!", PictureStyle.MINIMAL, 4)


@pytest.fixture(scope="module")
def together(illustrator: Illustrator) -> list[bytes]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda wish: illustrator.draw(*wish), WISHES * 2))


def test_a_picture_is_the_same_on_any_thread_and_after_any_others(
    illustrator: Illustrator, together: list[bytes]
) -> None:  # P1
    assert together[:2] == together[2:]
    fresh = replace(illustrator, sprites=Sprites(Art.open()))
    assert together[0] == fresh.draw(*WISHES[0])


def test_flat_pictures_are_pngs(together: list[bytes]) -> None:  # P6
    with Image.open(BytesIO(together[0])) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (1024, 1024), "RGB")
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
        assert np.asarray(picture).std() > 20


@pytest.mark.parametrize("words", ["🎉", "\u200d", "a" * 500, "<svg>&amp;"])
def test_any_words_make_a_picture(illustrator: Illustrator, words: str) -> None:  # P2
    assert illustrator.pixels(words, PictureStyle.MINIMAL, 0).shape == (1024, 1024, 3)
