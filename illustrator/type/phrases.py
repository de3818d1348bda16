"""The words of a poster before they are set: what is a quotation, and where lines may end."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from imaging.letterings import shown
from imaging.typefaces import JOINERS, Fonts, clusters

LONGEST_WORD = 19  # letters; longer ones are divided
NO_WORD = 60  # letters; longer ones have no syllables
LONGEST_NAME = 48  # characters of an author
LEAST_COVERED = 0.7  # of the letters, or else nothing is written at all
# A dash between words and a name: em, en, bar, or a hyphen with space on both sides.
_AUTHOR = re.compile(
    r"^(?P<quote>.{8,}?[\w.!?…\"”’»'),。！？」』])\s*(?:[—–―]+|\s--?\s|\s~)\s*(?P<name>[^\d\W].*)$"
)
_SENTENCE = re.compile(r"[.!?…。！？।؟]+[\"”’»')]*$")
_PAUSE = re.compile(r"[,،、，:;—–-]+[\"”’»')]*$")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
# No line begins with these: closing marks, small kana, and Thai vowels behind their letter.
_CLOSING = frozenset(
    "、。，．・：；！？）］｝」』】〉》〕”’…‥ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}%๏ๆฯะาำๅ"
)
_OPENING = frozenset("（［｛「『【〈《〔“‘([{#@เแโใไ")  # and none ends with these
# What a line's end costs between two scripts: Japanese words often end where kana meet a Han
# character, and hardly ever the other way round; Thai ones begin with their leading vowels.
_ENDS = {
    ("HIRAGANA", "CJK"): -0.06, ("HIRAGANA", "KATAKANA"): -0.06, ("HIRAGANA", "HIRAGANA"): 0.12,
    ("CJK", "HIRAGANA"): 0.25, ("KATAKANA", "HIRAGANA"): 0.25, ("CJK", "CJK"): 0.15,
    ("THAI", "THAI"): 0.5,
}  # fmt: skip
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûåæø")


@dataclass(frozen=True)
class Phrase:
    """What is written."""

    text: str
    author: str | None = None


@dataclass(frozen=True)
class Word:
    """A piece that stays on one line; measured and set from `first` to `last` of its text."""

    first: int
    last: int
    break_after: float  # what a line's end there costs: negative is welcome
    forced: bool = False  # the line ends there


def phrase_of(words: str, fonts: Fonts) -> Phrase | None:
    """What of the words can be written; None when most of their letters cannot, or nothing is left.

    Characters that no font has are left out: emoji, and signs of other scripts in a text.
    """
    text = shown(words)
    letters = [each for each in text if each.isalpha()]
    known = sum(fonts.covering(each) is not None for each in letters)
    if letters and known < LEAST_COVERED * len(letters):
        return None
    kept = "".join(each for each in clusters(text) if _is_set(each, fonts))
    kept = shown("".join(f" {kept} "))
    if not any(not each.isspace() and each not in JOINERS for each in kept):
        return None
    found = _AUTHOR.match(kept)
    if found and len(found["name"]) <= LONGEST_NAME and len(found["name"].split()) <= 5:
        return Phrase(found["quote"].strip(), found["name"].strip(' ."”'))
    return Phrase(kept)


def _is_set(cluster: str, fonts: Fonts) -> bool:
    """Whether there are shapes for it; of emoji some are in fonts of text, without any colour."""
    if cluster.isspace():
        return True
    if unicodedata.category(cluster[0]) == "So" and ord(cluster[0]) > 0x2190:
        return False
    return fonts.covering(cluster) is not None


def divided(text: str) -> str:
    """The text with a hyphen and a space where words are too long for a line."""
    return " ".join(_divided_word(word) for word in text.split(" "))


def _divided_word(word: str) -> str:
    if not LONGEST_WORD < len(word) <= NO_WORD or not _is_latin(word):
        return word
    count = -(-len(word) // (LONGEST_WORD - 5))
    pieces, start = [], 0
    for number in range(1, count):
        wanted = round(len(word) * number / count)
        near = sorted(range(start + 4, len(word) - 3), key=lambda at: abs(at - wanted))
        at = next((each for each in near[:6] if _is_syllable(word, each)), wanted)
        pieces.append(word[start:at] + "-")
        start = at
    return " ".join([*pieces, word[start:]])


def _is_latin(word: str) -> bool:
    return word.isalpha() and all(_writing(each) == "LATIN" for each in word)


def _is_syllable(word: str, at: int) -> bool:
    """Before a consonant that a vowel follows, after a vowel."""
    before, here, after = (letter.lower() for letter in (word[at - 1], word[at], word[at + 1]))
    return before in _VOWELS and here not in _VOWELS and after in _VOWELS


def words_of(text: str) -> Iterator[Word]:
    """The pieces of a text that `divided` made; between them a line may end."""
    start = 0
    for piece in re.findall(r"\S+\s*", text):
        end = start + len(piece)
        bare = piece.rstrip()
        if _SPACELESS.search(bare) or (len(bare) > LONGEST_WORD + 4):
            yield from _anywhere(bare, start, end)
        else:
            forced = len(bare) > 4 and bare.endswith("-") and bare[:-1].isalpha()
            yield Word(start, end, _cost(bare), forced)
        start = end


def _anywhere(piece: str, start: int, end: int) -> Iterator[Word]:
    """What is written without spaces, or too long to stay whole: it may end where marks allow."""
    spaceless, parts = bool(_SPACELESS.search(piece)), list(clusters(piece))
    first = at = start
    for cluster, following in zip(parts, [*parts[1:], ""], strict=True):
        at += len(cluster)
        if following and _is_tied(cluster, following, spaceless):
            continue
        last = at if following else end
        yield Word(first, last, _cost_between(cluster, following))
        first = last


def _is_tied(cluster: str, following: str, spaceless: bool) -> bool:
    """Whether no line may end between the two."""
    if not spaceless:
        return False
    number = all(each.isascii() and each.isalnum() for each in cluster + following)
    loan = _writing(cluster) == _writing(following) == "KATAKANA"
    return following[0] in _CLOSING or cluster[0] in _OPENING or number or loan


def _cost_between(cluster: str, following: str) -> float:
    """What a line's end costs there: a guess at where words end, there being no spaces."""
    if _SENTENCE.search(cluster):
        return -0.22
    if _PAUSE.search(cluster):
        return -0.15
    return _ENDS.get((_writing(cluster), _writing(following)), 0.05) if following else 0.0


def _writing(cluster: str) -> str:
    """The first word of its character's name: which script it is of."""
    return re.split("[ -]", unicodedata.name(cluster[0], ""))[0]


def _cost(word: str) -> float:
    if _SENTENCE.search(word):
        return -0.22
    if _PAUSE.search(word):
        return -0.1
    return 0.2 if len(word) <= 3 else 0.0  # an article belongs to what follows
