"""Words with a slip of the pen: two letters changed places, one is doubled, or should be."""

from collections.abc import Collection, Iterator

from illustrator.words.spelling import singulars

SHORTEST = 5  # letters: too many short words are another's misspelling


def mended(word: str, known: Collection[str], telling: Collection[str]) -> str:
    """The one of `telling` that was meant; the word itself if `known`, or if nothing is like it."""
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or _is_in(word, known):
        return word
    return next((each for each in _alike(word) if _is_in(each, telling)), word)


def _is_in(word: str, words: Collection[str]) -> bool:
    return word in words or any(each in words for each in singulars(word))


def _alike(word: str) -> Iterator[str]:
    """With two neighbours exchanged, one of a pair left out, and one doubled; not the first."""
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(2, len(word)):
        if word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]
    for at in range(1, len(word)):
        yield word[:at] + word[at] + word[at:]
