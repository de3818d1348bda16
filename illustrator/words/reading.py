"""Understanding somebody's words: what a picture of them shows, where, and when."""

from collections.abc import Iterator
from itertools import groupby

from illustrator.plans import Mood, Plan, Scene, Subject
from illustrator.words.choosing import chosen
from illustrator.words.lexicon import Lexicon, Strength
from illustrator.words.misspellings import mended
from illustrator.words.sayings import is_chant, is_statement, quoted, unnamed
from illustrator.words.spelling import BREAK, singulars, tokens
from illustrator.words.walking import Notes, Walk

SHORTEST = 3  # letters of a word in a #tag
MOST_ALIKE = 5  # emoji in a row that are counted
TELLING = 2  # things that a quotation has to speak of, to be shown
# Small words, as common as those of `Lexicon.foreign` in other languages.
ENGLISH = {
    *(
        "the",
        "and",
        "of",
        "to",
        "is",
        "for",
        "with",
        "my",
        "our",
        "your",
        "you",
        "we",
        "it",
        "on",
        "at",
    ),
    *(
        "this",
        "that",
        "are",
        "was",
        "be",
        "i'm",
        "by",
        "from",
        "have",
        "not",
        "all",
        "his",
        "her",
        "their",
    ),
}
SIGNS = {Scene.PODIUM, Scene.DESK}  # what lives there stands for something


def read(words: str, lexicon: Lexicon) -> Plan:
    """The plan of a picture; a poster where nothing can be shown. Any text will do."""
    quotation = quoted(words)
    notes = _notes(words if quotation is None else quotation.said, lexicon)
    subjects, scene = chosen(notes, lexicon)
    if quotation is not None:
        is_text = quotation.signed or not _is_telling(subjects, notes)
    else:
        is_text = not notes.places and _is_saying(words, subjects, lexicon)
    if is_text:
        subjects, scene = (), None
    mood = notes.moods[0] if notes.moods else None
    return Plan(
        words=words,
        subjects=subjects,
        scene=scene,
        hour=notes.hours[0] if notes.hours else None,
        weather=notes.weather[0] if notes.weather else None,
        mood=Mood.SAD if notes.grave else mood,
        colours=tuple(dict.fromkeys(notes.colours)),
    )


def _is_saying(words: str, subjects: tuple[Subject, ...], lexicon: Lexicon) -> bool:
    """Whether a text is better set than shown: it states something of what cannot be seen."""
    meant = [lexicon.subjects[each.word] for each in subjects if each.word in lexicon.subjects]
    signs = all(each.symbol for each in meant)
    return all(each.symbol or each.alone for each in meant) and (
        is_chant(words) or (signs and is_statement(words))
    )


def _notes(words: str, lexicon: Lexicon) -> Notes:
    plain = unnamed(words, lexicon.names, lexicon.vocabulary[1])
    cut = tokens(plain)
    if _is_foreign(cut, lexicon):
        cut = [each for each in cut if lexicon.meant(each) is not None]
    said: list[str] = []
    for token, alike in groupby(cut):
        times = len(list(alike))
        if lexicon.meant(token) is None:
            said += [each for _ in range(times) for each in _in_words(token, lexicon)]
        else:
            said += _pictured(token, times, lexicon)
    return Walk(said, lexicon).through()


def _pictured(emoji: str, times: int, lexicon: Lexicon) -> list[str]:
    """What an emoji stands for; as many as it is repeated, within reason."""
    number = [str(min(times, MOST_ALIKE))] if times > 1 else []
    return [BREAK, *number, *(lexicon.meant(emoji) or ()), BREAK]


def _is_foreign(cut: list[str], lexicon: Lexicon) -> bool:
    """Whether a text is in another language: whose words are spelled as English ones at times."""
    theirs = sum(token in lexicon.foreign for token in cut)
    return theirs > 1 and theirs > sum(token in ENGLISH for token in cut)


def _is_telling(subjects: tuple[Subject, ...], notes: Notes) -> bool:
    """Whether a quotation can be shown; most of them mean something else than they name."""
    things = [each for each in subjects if each.icon.home not in SIGNS]
    return len(things) + any(one.strength is Strength.STRONG for one in notes.places) >= TELLING


def _in_words(token: str, lexicon: Lexicon) -> Iterator[str]:
    """A token as it should be spelled; of a #tag the words it is made of."""
    if token.startswith("#"):
        yield from _parts(token[1:], lexicon)
    else:
        yield mended(token, *lexicon.vocabulary)


def _parts(tag: str, lexicon: Lexicon) -> list[str]:
    """Two or three words that are known, if a tag is made of such; else the tag."""
    if tag in lexicon.phrases:
        return [tag]
    return _split(tag, lexicon) or [tag]


def _split(tag: str, lexicon: Lexicon) -> list[str] | None:
    for end in range(len(tag) - SHORTEST, SHORTEST - 1, -1):
        head, tail = tag[:end], tag[end:]
        if not _is_known(head, lexicon):
            continue
        for joint in ("", "of", "in", "on", "and", "the", "for"):
            rest = tail.removeprefix(joint)
            if tail.startswith(joint) and len(rest) >= SHORTEST and _is_known(rest, lexicon):
                return [head, *filter(None, [joint]), rest]
    return None


def _is_known(word: str, lexicon: Lexicon) -> bool:
    bases = (word, *singulars(word))
    return any(each in lexicon.phrases or each in lexicon.nouns for each in bases)
