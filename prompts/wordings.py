"""Words of any script as tokens that differ wherever the meaning may.

What is taken for the same: case, runs of spaces, width, ligatures and other forms of a letter
(NFKC, without those that change a number: 10² is not 102), digits of any script, and punctuation.

What is kept, because it can mean something: a mark inside a word or a number (man-eating, we're,
1.5, 1,5, 10:30, 2-3, *and* and/or), a sign before a number (-5, ~5, .5, #1, $5) or after (50%, 6",
C++, A-), a hyphen or ! before a word (-dogs, !dogs), symbols and emoji with their joiners, faces
such as :-), accents and vowel marks. ß is not ss: one drinks in Maßen or in Massen. What a part of
the text quotes ("The End") is one token: it may be written in the picture as it stands.
"""

import re
import unicodedata

# What folding makes of a character that is no part of a word. Control characters of the text
# itself become spaces, so these never come from it.
_SYMBOL, _CHARACTER, _LONG_DASH, _MIDDLE_DOT, _TILDE = "\x01\x02\x03\x04\x05"

_INVISIBLE = "\u00ad\u034f\u0640\u061c\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u2066\u2067\u2068\u2069"
_ALIKE = {
    "'": "`´‘’‛ʹʻʼʽˈ′׳",
    '"': "“”„‟«»‹›″״〝〞",
    "-": "‐‑‒–−־﹣⁻",
    _LONG_DASH: "—―⸺⸻",
    _TILDE: "~〜～",
    _MIDDLE_DOT: "·\u0387",
    ".": "٫",
    ",": "٬",
    "%": "٪",
}
_TAKEN_FOR = {each: mark for mark, alike in _ALIKE.items() for each in alike}
_TAKEN_FOR |= dict.fromkeys(_INVISIBLE, "") | {"İ": "i"} | dict.fromkeys("¡¿\u200b", " ")
_SAYS_MUCH = "§‰‱†‡※"  # punctuation to Unicode, as good as a word to a reader
_KEPT_APART = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")
# Han and kana. Hangul puts spaces between words, and Thai words change with the space.
_WITHOUT_SPACES = re.compile(
    "[\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)

_W = r"[^\x00-\x20!-/:-@\[-`{-\x7f]"  # of a word: whatever is no sign
_INSIDE = r"(?: ['\"_^*\x04-] | \.(?=\d) | (?<=\d)[,:\x03\x05](?=\d) )"
_TOKEN = re.compile(
    rf"""
    (?P<face> (?<!\S) [:;=] ['-]? [()\[\]dpo3/\\|*<>]+ (?!\S) )
  | (?P<flags> (?: \x01[\U0001f1e6-\U0001f1ff] )+ )
  | (?P<symbol> \x01. )
  | (?P<character> \x02. )
  | (?P<word> (?: (?<!{_W}) (?<!\.) \.(?=\d) )? {_W}+ (?: {_INSIDE} {_W}+ )* )
  | (?P<minus> (?<!{_W}) [-\x03](?=\d) | (?<!{_W}) (?<!-) -(?={_W}) )
  | (?P<spaced> (?<=\d\ ) [-\x03](?=\ \d) )
  | (?P<joint> (?<={_W}) [-_'\x04] (?= [\x01\x02] | {_W} ) )
  | (?P<hyphen> (?<={_W}) -(?!-) )
  | (?P<about> \x05(?=\d) )
  | (?P<sign> [#%&@/\\+<=>$|] | (?<!\S)!(?={_W}) )
  | (?P<opening> ['"*]+ (?= [\x01\x02] | {_W} ) )
  | (?P<closing> ['"*]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_BETWEEN = "\x06"  # the words of a quotation
_AS_TOKEN = {"minus": "\u2212", "spaced": "--", "about": "~"}


class Folding(dict[int, str]):
    """What each character is taken for (for `str.translate`), found out when first met.

    So many are remembered: whoever sends all that there are must not fill the memory with them.
    """

    most = 20_000

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(self) < self.most:
            self[code] = folded
        return folded


def tokens(words: str, folding: Folding) -> list[str]:
    """The words and the meaningful signs of a text, in order; none holds a space."""
    text = unicodedata.normalize("NFC", words).translate(folding)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    found: list[str] = []
    opened: dict[str, int] = {}
    for match in _TOKEN.finditer(text):
        kind, said = match.lastgroup or "", match[0]
        if kind in {"word", "sign", "face"}:
            found.append(said)
        elif kind in {"symbol", "flags", "character"}:
            found.append(said.replace(_SYMBOL, "").lstrip(_CHARACTER))
        elif kind == "opening":
            opened[said] = len(found)
        elif kind == "closing":
            if said in opened:
                _quote(found, opened.pop(said), said)
            elif _belongs(text[match.start() - 1 : match.start()], said):
                found.append(said)
        elif kind != "hyphen":
            found.append(_AS_TOKEN.get(kind, said))
        elif found and (len(found[-1]) < 3 or found[-1][-1].isdigit()):
            found.append("-")  # A-, but no dash that was typed without its space
    return found or [text]


def unquoted(token: str) -> list[str]:
    """The tokens within a quotation; any other token by itself."""
    return token.split(_BETWEEN)[1:-1] if _BETWEEN in token else [token]


def _quote(found: list[str], start: int, mark: str) -> None:
    """Make one token of those from `start` on, which the marks enclose."""
    if mark in {'"', "'"} and start < len(found):
        found[start:] = [_BETWEEN.join([mark, *found[start:], mark])]


def _belongs(before: str, mark: str) -> bool:
    """Whether a mark that closes no quotation is part of the word: dogs', 6', 6", A*."""
    return before.isdigit() or (mark == "'" and before == "s") or (mark == "*" and before.isalnum())


def _folded(character: str) -> str:
    taken_for = _TAKEN_FOR.get(character)
    if taken_for is not None:
        return taken_for
    if _is_a_form(character):
        plain = unicodedata.normalize("NFKC", character)
        if plain != character:
            return "".join(map(_folded, plain))
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "Z" or category == "Cc":
        return " "
    if not character.isascii():
        if category[0] == "S" or character in _SAYS_MUCH:
            return _SYMBOL + character
        if category[0] == "P":
            return "!"
    if _WITHOUT_SPACES.match(character):
        return _CHARACTER + character
    folded = character.casefold()
    return folded if len(folded) == 1 else character.lower()


def _is_a_form(character: str) -> bool:
    """Whether it is another form of a letter, a digit or a mark, and says nothing else."""
    form, _, _ = unicodedata.decomposition(character).partition(" ")
    if form != "<compat>":
        return form.startswith("<") and form not in _KEPT_APART
    return unicodedata.category(character)[0] in "LPZ" or character in "℃℉Ⅰ"
