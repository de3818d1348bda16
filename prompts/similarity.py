"""Which wishes for pictures are alike, so that the pictures of one can be given for the other.

Two wishes are alike when style and count are the same and they say the same words in the same
order, up to case, spacing, punctuation (`prompts.wordings`) and words that change nothing about
the picture (`prompts.fillers`). Nothing is stemmed, translated, corrected or put in another order:
"cats" is not "cat", "two" is not "2", and "a dog chasing a cat" is not "a cat chasing a dog".
Wherever a sign or a small word may carry meaning it is kept: a picture that is drawn twice costs
little, the picture of another wish is wrong.
"""

import hashlib
from functools import cache

from kinds import PictureStyle
from prompts.fillers import Fillers
from prompts.wordings import Folding, tokens

_VERSION = 2  # of the rule; another one makes other keys


def wish_key(words: str, style: PictureStyle, count: int) -> str:
    """The same 64 hex digits for all wishes that are alike, and others for all others."""
    said = _fillers().without(tokens(words, _folding()))
    text = "\n".join([str(_VERSION), style.value, str(count), " ".join(said)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _fillers() -> Fillers:
    return Fillers.read()


@cache
def _folding() -> Folding:
    return Folding()
