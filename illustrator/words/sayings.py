"""Who says something and who is named: words that must not be read as what they spell."""

import re
from collections.abc import Collection
from dataclasses import dataclass

CHANTED, STATED = 4, 10  # words of a sentence
TITLED = 0.6  # of the words begin with a capital
_QUOTE = re.compile(r'^\W*?["“”„«‹‘]\s*(.{8,}?)\s*["”“»›’](?!\w)(.*)$', re.DOTALL)
_NAME = (
    r"[A-Z][\w.'’-]*(?:\s+(?:(?:d[aei]|de la|v[ao]n(?: der)?|of|the|al)\s+)?[A-Z][\w.'’-]*){0,4}"
)
# After a dash at the end: a name; after a closing quotation mark also without the dash.
_SIGNED = re.compile(rf"\s*(?:[—–―~]|\s-)\s*{_NAME}\s*(?:,[^.!?]{{0,40}})?((?:#\w+\s*)*)$")
_AFTER = re.compile(rf"^[\s—–―~,(-]*(?:by\s+)?(?:{_NAME})[\s).]*(?:,[^.!?]{{0,40}})?$")
_WORD = re.compile(r"[A-Z][\w'’-]*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lady|Saint|St)\.?\s+(?=[A-Z])")
# What follows a name at the start of a sentence.
_DOES = re.compile(
    r"['’]s\s+(?:birthday|party|wedding)\b|\s+(?:is|was|has|turns|turned|says|and I|loves|got"
    r"|opens|opened|announces|launches|unveils|raises|releases)\b"
)
_FIRM = re.compile(r"\s(?:&|and)\s(?:[Ss]ons|[Dd]aughters|[Cc]o)\b\.?")


@dataclass(frozen=True)
class Quotation:
    """What is quoted, and whether somebody is named who says it."""

    said: str
    signed: bool


def quoted(text: str) -> Quotation | None:
    """What is quoted, if a text is a quotation: in quotation marks, or signed with a name."""
    text = text.strip()
    found = _QUOTE.match(text)
    if found is not None:
        said, rest = found[1], _untagged(found[2].strip())
        if len(rest) <= len(said) and (not _WORD.search(rest) or _AFTER.match(rest)):
            return Quotation(said, bool(_WORD.search(rest)))
        return None
    signed = _SIGNED.search(text)
    if signed is not None and text[: signed.start()].rstrip().endswith((".", "!", "?")):
        return Quotation(text[: signed.start()], True)
    return None


def is_chant(text: str) -> bool:
    """Whether a text is two or more sentences of few words each: Be brave. Be kind."""
    sentences = [each.split() for each in re.split(r"[.!?\n]+", text) if each.strip()]
    return len(sentences) > 1 and all(len(words) <= CHANTED for words in sentences)


def is_statement(text: str) -> bool:
    """Whether a text is one short sentence that says what something is: Hope is a habit."""
    short = len(text.split()) <= STATED and not re.search(r"[\d!?#@\n]", text.strip())
    return short and re.search(r"\w\s+(?:is|are|isn.t|aren.t|was|beats?)\s+\w", text) is not None


def unnamed(text: str, names: Collection[str], known: Collection[str]) -> str:
    """A text without names that spell something, and without firms' endings.

    These are surnames after one of the first names `names` (Robert Frost is no frost), and those
    of `names` that mean something, as the words `known` do, where they are written as names:
    my friend Rose, Rose is forty; but not in a title all of whose words begin with a capital.
    """
    text = _FIRM.sub(" ", _TITLE.sub("Mr Robert ", text))
    capitals = len(_WORD.findall(text)) > TITLED * len(text.split())
    kept, end, surname = [], 0, False
    for word in _WORD.finditer(text):
        apart = text[end : word.start()]
        first = word[0].removesuffix("'s").removesuffix("’s").lower()
        is_surname = surname and re.fullmatch(r"\s+(?:[A-Z]\.\s*)*", apart)
        spells = first in names and first in known and not capitals
        is_name = is_surname or (spells and _is_name(text, word))
        kept.append(apart if is_name else text[end : word.end()])
        surname = first in names
        end = word.end()
    return "".join([*kept, text[end:]])


def _is_name(text: str, word: re.Match[str]) -> bool:
    """Whether a word with a capital is a name: within a sentence, or followed by what one does."""
    within = re.search(r"[\w,]\s+$", text[: word.start()]) is not None
    return not word[0].isupper() and (within or _DOES.match(text[word.end() :]) is not None)


def _untagged(text: str) -> str:
    return re.sub(r"#\w+", "", text).strip()
