"""Understanding somebody's words: what a picture of them shows, where, and when."""

from collections.abc import Iterator

from illustrator.choosing import chosen
from illustrator.lexicon import Lexicon, Strength
from illustrator.plans import Mood, Plan, Scene, Subject
from illustrator.sayings import quoted, unnamed
from illustrator.spelling import BREAK, singulars, tokens
from illustrator.walking import Notes, Walk

SHORTEST = 3  # letters of a word in a #tag
TELLING = 2  # things that a quotation has to speak of, to be shown
SIGNS = {Scene.PODIUM, Scene.DESK}  # what lives there stands for something


def read(words: str, lexicon: Lexicon) -> Plan:
    """The plan of a picture; a poster where nothing can be shown. Any text will do."""
    quotation = quoted(words)
    notes = _notes(words if quotation is None else quotation, lexicon)
    subjects, scene = chosen(notes, lexicon)
    if quotation is not None and not _is_telling(subjects, notes):
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


def _notes(words: str, lexicon: Lexicon) -> Notes:
    plain = unnamed(words, lexicon.names)
    said = [each for token in tokens(plain) for each in _in_words(token, lexicon)]
    return Walk(said, lexicon).through()


def _is_telling(subjects: tuple[Subject, ...], notes: Notes) -> bool:
    """Whether a quotation can be shown; most of them mean something else than they name."""
    things = [each for each in subjects if each.icon.home not in SIGNS]
    return len(things) + any(one.strength is Strength.STRONG for one in notes.places) >= TELLING


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
