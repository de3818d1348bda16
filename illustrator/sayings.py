"""Who says something and who is named: words that must not be read as what they spell."""

import re
from collections.abc import Collection

_QUOTE = re.compile(r'^\W*?["“”„«‹‘]\s*(.{8,}?)\s*["”“»›’](?!\w)(.*)$', re.DOTALL)
_NAME = (
    r"[A-Z][\w.'’-]*(?:\s+(?:(?:d[aei]|de la|v[ao]n(?: der)?|of|the|al)\s+)?[A-Z][\w.'’-]*){0,4}"
)
# After a dash at the end: a name; after a closing quotation mark also without the dash.
_SIGNED = re.compile(rf"\s*(?:[—–―~]|\s-)\s*{_NAME}\s*(?:,[^.!?]{{0,40}})?((?:#\w+\s*)*)$")
_AFTER = re.compile(rf"^[\s—–―~,(-]*(?:by\s+)?(?:{_NAME})[\s).]*(?:,[^.!?]{{0,40}})?$")
_WORD = re.compile(r"[A-Z][\w'’-]*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lady|Saint|St)\.?\s+(?=[A-Z])")
_FIRM = re.compile(r"\s(?:&|and)\s(?:[Ss]ons|[Dd]aughters|[Cc]o)\b\.?")


def quoted(text: str) -> str | None:
    """What is quoted, if a text is a quotation: in quotation marks, or signed with a name."""
    found = _QUOTE.match(text.strip())
    if found is not None:
        said, rest = found[1], found[2].strip()
        if len(rest) <= len(said) and (not _WORD.search(rest) or _AFTER.match(_untagged(rest))):
            return said
        return None
    signed = _SIGNED.search(text.strip())
    if signed is not None and text.strip()[: signed.start()].rstrip().endswith((".", "!", "?")):
        return text.strip()[: signed.start()]
    return None


def unnamed(text: str, names: Collection[str]) -> str:
    """A text without the surnames that follow one of the first names `names`, and firms' endings.

    Robert Frost is no frost, Kate Bush no bush.
    """
    text = _FIRM.sub(" ", _TITLE.sub("Mr Robert ", text))
    kept, end, surname = [], 0, False
    for word in _WORD.finditer(text):
        apart = text[end : word.start()]
        if surname and re.fullmatch(r"\s+(?:[A-Z]\.\s*)*", apart):
            kept.append(apart)
        else:
            kept.append(text[end : word.end()])
        surname = word[0].lower() in names
        end = word.end()
    return "".join([*kept, text[end:]])


def _untagged(text: str) -> str:
    return re.sub(r"#\w+", "", text).strip()
