"""Understanding somebody's words: what a picture of them shows, where, and when."""

from collections.abc import Iterator

from illustrator.choosing import chosen
from illustrator.lexicon import Lexicon
from illustrator.plans import Plan
from illustrator.spelling import BREAK, tokens
from illustrator.walking import Walk

SHORTEST = 3  # letters of a word in a #tag


def read(words: str, lexicon: Lexicon) -> Plan:
    """The plan of a picture; a poster where nothing can be shown. Any text will do."""
    said = [each for token in tokens(words) for each in _in_words(token, lexicon)]
    notes = Walk(said, lexicon).through()
    subjects, scene = chosen(notes, lexicon)
    return Plan(
        words=words,
        subjects=subjects,
        scene=scene,
        hour=notes.hours[0] if notes.hours else None,
        weather=notes.weather[0] if notes.weather else None,
        mood=notes.moods[0] if notes.moods else None,
        colours=tuple(dict.fromkeys(notes.colours)),
    )


def _in_words(token: str, lexicon: Lexicon) -> Iterator[str]:
    """A token; of an emoji the words that it stands for, of a #tag those it is made of."""
    if token.startswith("#"):
        yield from _parts(token[1:], lexicon)
        return
    meant = lexicon.emoji.get(token) or lexicon.emoji.get(token[:1])
    if meant is None:
        yield token
        return
    yield from (BREAK, *meant, BREAK)


def _parts(tag: str, lexicon: Lexicon) -> list[str]:
    """Two words that are known, if a tag is made of such; else the tag."""
    for end in range(len(tag) - SHORTEST, SHORTEST - 1, -1):
        halves = [tag[:end], tag[end:]]
        if tag not in lexicon.phrases and all(
            each in lexicon.phrases or each in lexicon.nouns for each in halves
        ):
            return halves
    return [tag]
