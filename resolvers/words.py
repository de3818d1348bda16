"""What somebody writes for a picture, as it is kept: trimmed, in NFC, of 1 to 500 characters.

Characters are counted as code points of NFC (UAX #15), so that a letter with its accent counts one,
however the keyboard sends it.
"""

import unicodedata

from errors import BadUserInput
from imaging.letterings import shown

LONGEST_PROMPT = 500
# Composing makes at most one character of four. What is longer is never composed: that would take
# time quadratic in a run of accents.
MOST_COMPOSED = 4

NOTHING = "Write what the picture should show, in a few words."
_VISIBLE = "LMNPS"  # general categories that leave something to see …
_BLANK = {0x2800, 0xFFA0, 0x17B4, 0x17B5}  # … but for these, which are no spaces either


def words_in(prompt: str) -> str:
    """The words to keep; `BadUserInput`, which says what to do, when there are none or too many."""
    trimmed = prompt.strip()
    count = len(trimmed)
    if count <= MOST_COMPOSED * LONGEST_PROMPT:
        trimmed = unicodedata.normalize("NFC", trimmed)
        count = len(trimmed)
    if count > LONGEST_PROMPT:
        raise BadUserInput(
            f"The words have {count:,} characters; at most {LONGEST_PROMPT} are allowed. "
            "Shorten them."
        )
    if not any(_is_seen(each) for each in shown(trimmed)):
        raise BadUserInput(NOTHING)
    if any(unicodedata.category(each) in ("Cc", "Cs") and not each.isspace() for each in trimmed):
        raise BadUserInput("There are control characters in the words. Type them anew.")
    return trimmed


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in _VISIBLE and ord(character) not in _BLANK
