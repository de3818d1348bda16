"""Which wishes are alike: restatements are, and what may mean something else never is."""

from collections import Counter
from itertools import islice
from math import comb
from random import Random

import pytest

from kinds import PictureStyle
from prompts.similarity import wish_key
from prompts.wordings import Folding, tokens
from tests.wish_pairs import dangers, restatements

PAIRS = 50_000  # of each danger
SAME = [
    ("a dog chasing a cat", "Please draw me a picture of THE dog, chasing  a cat!"),
    ("red fox in snow", "A red fox in the snow."),
    ("just a cat", "cat"),
    ("３ｃａｔｓ", "3cats"),
    ("une  Écharpe", "UNE écharpe!"),
    ("قطّة", "قـــطّة"),
    ("一只红色的猫。", "一只 红色的猫"),
    ("3 只猫", "3只猫！"),
    ("I ❤ cats", "i ❤️ cats"),
    ("don’t panic", "Don't panic!"),
    ("two cats – one dog", "two cats, one dog"),
    ("cat 😺", "cat😺"),
    ("ΣΟΦΟΣ", "σοφος"),
    ("red fox", 'hello, please draw "a red fox", please'),
    ("red fox", "could you paint me the red\u200b fox?"),
    ("¡fish!", "fish"),
]
OTHER = [
    ("a dog chasing a cat", "a cat chasing a dog"),
    ("man-eating shark", "man eating shark"),
    ("one cat", "cats"),
    ("a cat", "cats"),
    ("a can of beans", "a of beans"),
    ("vitamin A", "a vitamin"),
    ("The Who", "Who"),
    ("a few friends", "few friends"),
    ("a just king", "a king"),
    ("just married", "married"),
    ("not just a dog", "not a dog"),
    ("not really a dog", "not a dog"),
    ("a very dark blue dress", "a dark blue dress"),
    ("dogs please cats", "cats please dogs"),
    ("to please a crowd", "to a crowd"),
    ("draw a sword", "a sword"),
    ("The Picture of Dorian Gray", "Dorian Gray"),
    ("a picture of a picture of a cat", "a picture of a cat"),
    ("a girl with a picture of a cat", "a girl with a cat"),
    ('a sign saying "a cat"', 'a sign saying "the cat"'),
    ('a poster with "The End"', 'a poster with "End"'),
    ('a "stop" cat', 'a stop "cat"'),
    ("a book titled The End", "a book titled End"),
    ("only the cat", "the only cat"),
    ("!dogs", "dogs"),
    ("cats|dogs", "cats dogs"),
    ("hello kitty", "kitty"),
    ("the White House", "a white house"),
    ("Juan ve a la niña", "Juan ve la niña"),
    ("die Maße", "die Masse"),
    ("fox -snow", "fox snow"),
    ("5 -3", "5-3"),
    ("№ 5", "no 5"),
    ("!!!", "???"),
    ("", "!"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ("cat\x1fdog", "catdog"),
]


def key(words: str) -> str:
    return wish_key(words, PictureStyle.VIBRANT, 4)


@pytest.mark.parametrize(("wish", "said"), SAME)
def test_the_same_said_otherwise_is_alike(wish: str, said: str) -> None:  # P4
    assert key(wish) == key(said)


@pytest.mark.parametrize(("wish", "other"), OTHER)
def test_what_means_something_else_is_not_alike(wish: str, other: str) -> None:  # P4
    assert key(wish) != key(other)


def test_style_and_count_are_part_of_a_wish() -> None:  # P4
    keys = {wish_key("a cat", style, count) for style in PictureStyle for count in (1, 2, 3, 4)}
    assert len(keys) == 16
    assert all(len(each) == 64 for each in keys)


def test_no_pair_that_differs_by_a_danger_is_alike() -> None:  # P4
    """Any two of a group are a pair."""
    dice = Random(5)
    for danger, make in dangers(dice).items():
        pairs = 0
        while pairs < PAIRS:
            group = make()
            alike = [each for _, each in Counter(map(key, group)).most_common(1)]
            assert alike == [1], (danger, group)
            pairs += comb(len(group), 2)
        print(f"{danger}: 0 false hits on {pairs:,} pairs")


def test_restatements_are_found() -> None:  # P4
    tried = list(islice(restatements(Random(6)), 2_000))
    missed = [pair for pair in tried if key(pair[0]) != key(pair[1])]
    print(f"restatements: {1 - len(missed) / len(tried):.2%} hits on {len(tried):,}")
    assert len(missed) <= 0.05 * len(tried), missed[:5]


def test_any_text_has_a_key() -> None:
    dice = Random(8)
    for length in (1, 3, 500):
        for _ in range(40):
            assert len(key("".join(chr(dice.randrange(0x110000)) for _ in range(length)))) == 64


def test_strange_characters_do_not_fill_the_memory() -> None:  # P4, S5
    folding = Folding()
    for first in range(0x20000, 0x20000 + folding.most + 1000, 1000):
        tokens("".join(map(chr, range(first, first + 1000))), folding)
    assert len(folding) == folding.most
    assert tokens("ＦＯＸ", folding) == ["fox"]
