"""Words as they are compared: their spelling evened out, texts cut into tokens, and base forms."""

import re
import unicodedata
from collections.abc import Iterator

BREAK = ""  # a token that stands for the end of a phrase
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TONES = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
# Pictographs, flags and arrows, also several joined to one by U+200D.
_PICTURE = "[\u203c\u2049\u2139\u2190-\u2bff\u3030\u3297\u3299\U0001f000-\U0001faff]"
_EMOJI = f"{_PICTURE}(?:\u200d{_PICTURE})*"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_FREE = re.compile(r"\b([a-z]+)-free\b")
_TAG = re.compile(r"#\w+")
_TOKEN = re.compile(rf"#?[^\W_]+(?:'[^\W_]+)*'?|{_EMOJI}|[.,;:!?…\n()|•·/–—।。，、！？；؟،]")
_WORDLIKE = re.compile(rf"#?[^\W_]|{_PICTURE}")

IRREGULAR = {
    **dict.fromkeys(("people", "persons"), "person"),
    **dict.fromkeys(("mice",), "mouse"),
    "men": "man",
    "women": "woman",
    "children": "child",
    "geese": "goose",
    "teeth": "tooth",
    "feet": "foot",
    "oxen": "ox",
    "wolves": "wolf",
    "leaves": "leaf",
    "loaves": "loaf",
    "knives": "knife",
    "scarves": "scarf",
    "elves": "elf",
    "cacti": "cactus",
    "octopi": "octopus",
    "fungi": "mushroom",
}

NO_PLURALS = {"does", "has", "was", "is", "goes", "us", "his", "news", "lens", "yes", "as", "this"}


def spelled(text: str) -> str:
    """Lower case, plain apostrophes, hyphens as spaces, and no accents on Latin letters."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower().replace("’", "'")
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    text = unicodedata.normalize("NFC", text).replace("-", " ")
    return text.replace("%", " percent ").replace("&", " and ").strip()


def tokens(text: str) -> list[str]:
    """The words of a text in order, each emoji and each #tag as one; BREAK where a phrase ends."""
    text = _TAG.sub(lambda tag: f"{_CAMEL.sub(' ', tag[0])}, ", _TONES.sub("", text))
    text = _FREE.sub(r"without \1, ", text.lower().replace("‑", "-"))
    found = _TOKEN.findall(spelled(text))
    return [each.rstrip("'") if _WORDLIKE.match(each) else BREAK for each in found]


def singulars(word: str) -> Iterator[str]:
    """What a word may be the plural, or the possessive, of; likelier ones first."""
    if word.endswith("'s"):
        yield word[:-2]
    if word in IRREGULAR:
        yield IRREGULAR[word]
    if len(word) < 4 or word in NO_PLURALS or not word.endswith("s") or word.endswith("ss"):
        return
    if word.endswith("ies"):
        yield word[:-3] + "y"
    yield word[:-1]
    if word.endswith(("ches", "shes", "xes", "ses", "zes", "oes")):
        yield word[:-2]


def inflected(verb: str) -> Iterator[str]:
    """The regular forms of a verb, and a few that nobody writes: surf, surfs, surfing, surfed."""
    yield verb
    first, space, rest = verb.partition(" ")
    for form in _forms(first):
        yield form + space + rest


def _forms(verb: str) -> Iterator[str]:
    yield verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
        return
    yield from (stem + "ing", stem + "ed")
    if re.search(r"[^aeiou][aeiou][bdglmnprt]$", verb):  # swim, swimming
        yield from (verb + verb[-1] + "ing", verb + verb[-1] + "ed")
