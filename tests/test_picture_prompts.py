"""What engines that paint from words are told: the person's words, and how to paint them."""

from kinds import PictureStyle
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
