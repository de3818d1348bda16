"""Which words of a wish change nothing about its picture; they are data, in fillers.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prompts.wordings import unquoted

_NUMBERS = "one two three four five six seven eight nine ten"
_NAMING = frozenset("#@/\\$=<>-\u2212")  # what comes after one of these is no article


@dataclass(frozen=True)
class _Rule:
    """Some words, and where they are none of the fillers."""

    words: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    only_before: frozenset[str]
    last: bool  # they may be the last word
    anywhere: bool  # also before numbers, letters and signs

    def drops(self, at: int, tokens: list[str]) -> bool:
        """Whether the token there says nothing."""
        if tokens[at] not in self.words:
            return False
        if at and (tokens[at - 1] in self.after or tokens[at - 1] in _NAMING):
            return False
        if at + 1 == len(tokens):
            return self.last
        following = tokens[at + 1]
        if following in self.before or "-".join(tokens[at + 1 : at + 3]) in self.before:
            return False
        if self.only_before and following not in self.only_before:
            return False
        return self.anywhere or (len(following) > 1 and following[0].isalpha())


@dataclass(frozen=True)
class Fillers:
    """The words of fillers.toml, ready to be left out."""

    opening: re.Pattern[str]
    first: tuple[_Rule, ...]
    rules: tuple[_Rule, ...]
    english: frozenset[str]
    foreign: frozenset[str]

    @classmethod
    def read(cls) -> "Fillers":
        """Reads the file beside this module."""
        found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
        return cls(
            opening=re.compile(_opening(found["opening"])),
            first=(
                _rule(found["sounds"], last=True, anywhere=True),
                _rule(found["strengthening"], anywhere=True),
            ),
            rules=(
                _rule(found["please"], last=True, anywhere=True),
                _rule(found["just"], anywhere=True),
                _rule(found["a"]),
                _rule(found["the"], anywhere=True),
            ),
            english=frozenset(found["english"]["english"].split()),
            foreign=frozenset(found["english"]["foreign"].split()),
        )

    def without(self, tokens: list[str]) -> list[str]:
        """The tokens that say something; all of them when that would be none. A quotation stands
        as it is, unless it is everything that is said."""
        left = self._without(tokens)
        within = unquoted(left[0])
        return self.without(within) if len(left) == 1 and within != left else left

    def _without(self, tokens: list[str]) -> list[str]:
        if not self._is_english(tokens):
            return tokens
        left = _kept(tokens, self.first)
        left = self.opening.sub("", " ".join(left) + " ").split() or left
        return _kept(left, self.rules)

    def _is_english(self, tokens: list[str]) -> bool:
        said = sum(each in self.english for each in tokens)
        if not said and not all(map(str.isascii, filter(str.isalpha, tokens))):
            return False
        foreign = sum(each in self.foreign for each in tokens)
        return not foreign or said > foreign


def _kept(tokens: list[str], rules: Iterable[_Rule]) -> list[str]:
    for rule in rules:
        if not rule.words.isdisjoint(tokens):
            kept = [each for at, each in enumerate(tokens) if not rule.drops(at, tokens)]
            tokens = kept or tokens
    return tokens


def _rule(found: Mapping[str, Any], last: bool = False, anywhere: bool = False) -> _Rule:
    words = frozenset(found["words"])
    before, after, only = (
        frozenset(found.get(name, "").split()) for name in ("before", "after", "only_before")
    )
    return _Rule(words, before, after, only, last, anywhere)


def _opening(found: Mapping[str, Any]) -> str:
    """A pattern of what may open a wish; each token is followed by a space."""
    polite, asking = _any(found["polite"]), _any(found["asking"])
    drawing, making = _any(found["drawing"]), _any(found["making"])
    unless = found["unless"]
    not_drawn = f"(?!(?:\\S+ ){{0,{unless['near'] - 1}}}{_any(unless['draw'].split())})"
    picture = (
        f"(?:(?:a|an|the|some) )?{_any(found['picture'].split())}(?:of |showing |depicting )"
        f"(?!{_any(unless['picture'].split())})"
    )
    some = f"(?=(?:a|an|the|some|\\d+|{_NUMBERS.replace(' ', '|')}) )"
    asked = f"(?:{polite}{asking}?|{asking})"
    return (
        f"^(?:(?:{asked})?(?:(?:{drawing}|{making}|{_any(found['wanting'])})"
        f"(?:me |us )?)?{picture}"
        f"|(?:{asked})?(?:{drawing}(?:me|us) |(?!give ){making}(?:me|us) {some})"
        f"|{asked}(?:{drawing}|(?!give ){making}{some})"
        f"|{drawing}{not_drawn})"
    )


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:(?:{'|'.join(map(re.escape, longest_first))}) )"
