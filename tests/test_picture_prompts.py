"""What engines that paint are told: the person's words, and how to paint them or a photo."""

import pytest

from kinds import CartoonStyle, HeadshotStyle, PictureStyle
from prompts.cartoons import cartoon_prompt
from prompts.headshots import headshot_prompt
from prompts.pictures import enriched


def test_the_own_words_come_first_and_unchanged() -> None:  # P2
    for words in ("a cat", "{style} {0} %s $words \\n", "  spaces\tstay ", "猫と犬 🐱", "}{"):
        for style in PictureStyle:
            assert enriched(words, style).startswith(words + "\n\n")


def test_every_style_says_something_else_whatever_the_words() -> None:  # P2
    said = {enriched("", style) for style in PictureStyle}
    assert len(said) == len(PictureStyle)
    assert {enriched("{x}", style).removeprefix("{x}") for style in PictureStyle} == said
    assert all(50 < len(each) < 400 and "{" not in each for each in said)


@pytest.mark.parametrize(
    "said",
    [
        [headshot_prompt(style) for style in HeadshotStyle],
        [cartoon_prompt(style) for style in CartoonStyle],
    ],
)
def test_every_style_of_a_photo_says_something_else_and_keeps_who_it_is(  # H1
    said: list[str],
) -> None:
    assert len({*said}) == len(said)
    for each in said:
        assert 200 < len(each) < 500  # providers bound their prompts
        assert "recognisable" in each
        assert "No text" in each
        assert "  " not in each
