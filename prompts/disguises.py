"""What a prompt says once its disguises are off: look-alike letters, digits, gaps, hidden marks."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Marks put over letters (accents, "zalgo"); vowel signs of Indic scripts are none of them.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# Characters nobody sees: zero-width, soft hyphens, fillers, bidirectional, variation selectors.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f\U000e0100-\U000e01ef]+"
)
_SHORTENED = re.compile(r"(?<=\w)[’'‘`´ʼ](?:s|re|ll|ve|d|m)\b")  # who're
_APOSTROPHES = re.compile(r"(?<=\w)[’'‘`´ʼ](?=\w)")
_HYPHENATED = re.compile(r"(?<=\w)[-‐]\s*\n\s*(?=\w)")  # a word broken over two lines
# A word with a blank between any two letters, and more around it: "n u d e  m a n".
_SPACED = re.compile(r"(?:(?<=\s\s)|^)\S(?: \S)+(?=\s\s|$)")
# Letters and digits, and the vowel signs of Indic and Thai words, which \w leaves out.
_PIECE = re.compile(r"(?:[^\W_]|[\u0900-\u109f])+")
_EDGES = ".,;:?\"'()[]{}<>«»“”„…/\\-–—~`^&"
_DOUBLED = re.compile(r"(.)\1+")
_RUN_OF_THREE = re.compile(r"(.)\1\1")
_DOUBLE_VOWEL = re.compile(r"([aeiou])\1")
_DOUBLE = re.compile(r"(.)\1")

_SMALL = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz"
_TURNED = "ɐaɔcǝeɟfƃgɥhᴉiɾjʞkɯmɹrʇtʌvʍwʎyꓕtꓘk"
_STROKED = "ƒfŋnɲnɳnꞑn₦nʉu₳a฿b₵c₣f₭k₱p₮t₩w₴s∂d∪uøołlđdħhıiŧtƀbɨiꞓcɍrƶzɇeɡgɑaɩiʋuɛeſs"
_LIKE_LATIN = (
    "аaвbсcԁdеeһhіiјjкkӏlмmнhоoрpԛqгrѕsтtцuѵvԝwхxуyзeпnиuьbєeґrљiæaфfгgдdлlбb"  # Cyrillic
    "αaβbγyδdεeζzηnθoιiκkλlμuνvξeοoπnρpσsςsτtυuφfχxψuωw"  # Greek
    "ҽeԃdᴎnᑎnᑌuᗪdᗩaᗷbᑕcᖴfᕼhᒍjᒪlᗰmᑭpᖇrᔕsᐯvᗯwᘔz"  # of other scripts
    "աwհhօoսuռnցgոnեtյjաaքpԲb"  # Armenian
)


def _pairs(letters: str) -> dict[int, str]:
    return {ord(a): b for a, b in zip(letters[::2], letters[1::2], strict=True)}


def _boxed() -> dict[int, str]:
    """Letters in boxes and circles, letters that make flags, and letters hidden in tags."""
    starts = (0x1F150, 0x1F170, 0x1F1E6)
    boxed = {start + n: chr(ord("a") + n) for start in starts for n in range(26)}
    return boxed | {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)} | {0x2800: " "}


_DRAWN = _boxed()
_FOLDED = _pairs(_SMALL) | _pairs(_TURNED) | _pairs(_STROKED)
_LATIN = _pairs(_LIKE_LATIN)
_SYMBOLS = "0o3e4a5s7t8b9g@a$s€e£l¥y+t¢c"
_AS_I = _pairs(_SYMBOLS + "1i!i|i6g2z")
_AS_L = _pairs(_SYMBOLS + "1l!l|l6b2z")
_STANDS_FOR_LETTERS = frozenset("0123456789@$€£¥+¢!|")
_MASKS = "*#_•×%"


def plain(text: str) -> str:
    """`text` in small letters without accents, styles, entities and hidden characters; letters of
    other scripts stay, line breaks too."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _HIDDEN.sub("", text.translate(_DRAWN))
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text).casefold()
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    else:
        text = _HIDDEN.sub("", text).lower()
    return _HYPHENATED.sub("", text)


def in_latin(text: str) -> str:
    """A plain text with Latin letters for those of other scripts that look alike."""
    return text.translate(_LATIN)


def squeezed(word: str) -> str:
    """The word with every run of one letter as one letter."""
    return _DOUBLED.sub(r"\1", word)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two blanks."""

    pieces: tuple[str, ...]  # its words: of "well-known," well and known
    whole: str  # as it stands, without punctuation at its ends

    def words(self) -> tuple[str, ...]:
        """Its words; single letters parted by signs are one, "s.c.o.t.t" is no run of letters."""
        if len(self.pieces) > 2 and max(map(len, self.pieces)) == 1:
            return ("".join(self.pieces),)
        return self.pieces

    def joined(self) -> Iterator[str]:
        """The ways to read it as one word: "n-u_d3" as nude."""
        if len(self.pieces) > 1:
            yield from readings("".join(self.pieces))
        if not self.whole.isalnum():
            whole = self.whole.rstrip("!")
            for read in readings(whole):
                letters = "".join(_PIECE.findall(read))
                if letters and (len(self.pieces) != 1 or letters != self.pieces[0]):
                    yield letters

    def mask(self) -> str | None:
        """The word with letters masked, "n*de"; None where nothing is masked or too little left."""
        word = self.whole.rstrip("!")
        hidden = sum(map(_hides, word))
        if not hidden or len(word) < 3 or len(word) - hidden < 2 or not word[0].isalpha():
            return None
        return word


def _hides(sign: str) -> bool:
    """Whether a sign, or a little picture, stands for any letter."""
    return sign in _MASKS or (sign > "\u2190" and not sign.isalnum())


def fits(mask: str, word: str) -> bool:
    """Whether a word of the same length may be what is masked."""
    return all(sign == letter or _hides(sign) for sign, letter in zip(mask, word, strict=True))


def chunks(text: str) -> list[Chunk]:
    """The chunks of a plain text."""
    text = _APOSTROPHES.sub("", _SHORTENED.sub("", text))
    found = []
    if "  " in text:
        text = _SPACED.sub(lambda word: "".join(word.group().split()), text)
    for raw in text.split():
        if raw.isalpha():
            found.append(Chunk((raw,), raw))
        else:
            whole = raw.strip(_EDGES)
            pieces = tuple(_PIECE.findall(whole))
            if not pieces and whole in _STANDS_FOR_LETTERS:
                pieces = (whole,)  # of a word with blanks in it: "$ e x"
            if pieces or whole:
                found.append(Chunk(pieces, whole))
    return found


def readings(word: str) -> list[str]:
    """The ways to read one word, itself first: with letters for the digits and signs in it, and
    with Latin letters for those of other scripts that look alike."""
    found = [word]
    if not word.isascii():
        found.append(word.translate(_LATIN))
    if not word.isalpha() and not word.isdigit() and not _STANDS_FOR_LETTERS.isdisjoint(word):
        for base in tuple(found):
            found += [base.translate(_AS_I), base.translate(_AS_L), base.strip("0123456789")]
    return list(dict.fromkeys(found))


def may_be_stretched(word: str) -> bool:
    """Whether letters are doubled in a way that is rare in words as they are: "rapping" is not."""
    return bool(
        _RUN_OF_THREE.search(word)
        or _DOUBLE_VOWEL.search(word)
        or len(_DOUBLE.findall(word)) > 1
        or word[-2:-1] == word[-1:]
    )


def _runs(word: str) -> list[tuple[str, int]]:
    return [(run.group()[0], len(run.group())) for run in re.finditer(r"(.)\1*", word)]


def stretches(candidate: str, word: str, whole: bool) -> bool:
    """Whether `word` is `candidate` (or begins with it) with some letters repeated."""
    wanted, there = _runs(candidate), _runs(word)
    if len(there) < len(wanted) or (whole and len(there) != len(wanted)):
        return False
    return all(n >= m for (_, m), (_, n) in zip(wanted, there, strict=False))
