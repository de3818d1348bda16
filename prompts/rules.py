"""What may not be asked for: kinds, rules, and the files that hold them."""

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from errors import Unavailable


class Kind(StrEnum):
    """Why words are refused, the gravest first: the first that fits is told."""

    MINORS = "MINORS"
    OVERRIDE = "OVERRIDE"
    SELF_HARM = "SELF_HARM"
    HATE = "HATE"
    ILLEGAL = "ILLEGAL"
    SEXUAL = "SEXUAL"
    VIOLENCE = "VIOLENCE"
    PROFANITY = "PROFANITY"

    @property
    def sentence(self) -> str:
        """What the person who asked is told."""
        return _SENTENCES[self]


_SENTENCES = {
    Kind.MINORS: "Children and young people are not shown naked or in any sexual way here."
    " Describe something else.",
    Kind.OVERRIDE: "Describe the picture itself, without instructions to the service.",
    Kind.SELF_HARM: "Pictures of suicide and self-harm are not made here. If you are thinking of"
    " harming yourself, please talk to somebody you trust or call a helpline near you.",
    Kind.HATE: "Pictures that attack people for who they are, or praise those who do, are not"
    " made here. Describe something else.",
    Kind.ILLEGAL: "Pictures of crimes, of illegal drugs and of how to make weapons are not made"
    " here. Describe something else.",
    Kind.SEXUAL: "Sexual pictures and nudity are not made here. Describe something else.",
    Kind.VIOLENCE: "Pictures of gore, cruelty and killing are not made here. Describe it with"
    " less violence.",
    Kind.PROFANITY: "Please say it without swear words and insults.",
}

Terms = Annotated[list[str], Field(min_length=1)]
ID = r"^[a-z0-9-]{3,40}$"
FAULTS = {
    "extra_forbidden": "is not known here: look for a slip of the pen",
    "missing": "is missing",
    "string_pattern_mismatch": "should be 3 to 40 of a-z, 0-9 and -, such as own-001",
}


class InvalidRules(Unavailable):
    """A file of rules that cannot be used; the message names the entry and what is allowed."""


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """Any of `words`, any of `patterns`, or one of each list in `all`, near each other."""

    id: Annotated[str, Field(pattern=ID)]
    kind: Kind
    words: list[str] = []
    patterns: list[str] = []
    all: list[Terms] = []
    within: Annotated[int, Field(ge=1, le=500)] = 8  # positions between the first and the last
    ordered: bool = False  # whether those of `all` stand in that order
    unless: list[str] = []  # anywhere in the words: the rule does not apply

    @model_validator(mode="after")
    def _says_something(self) -> "Rule":
        if sum(map(bool, (self.words, self.patterns, self.all))) != 1:
            raise ValueError("has exactly one of words, patterns and all")
        for pattern in self.patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(
                    f"patterns: {pattern!r} is no regular expression: {error}"
                ) from error
        return self


class Harmless(_Part):
    """Words that do not count where something stands near that says what is meant."""

    words: Terms
    beside: Terms
    within: Annotated[int, Field(ge=1, le=500)] = 500  # positions between the two


class Rules(_Part):
    """A file of rules."""

    rules: list[Rule] = []
    harmless: list[Harmless] = []
    groups: dict[str, list[str]] = {}  # lists of terms that rules name as @name
    fine: list[str] = []  # phrases in which no word counts
    common: str = ""  # words that are never the half of a word torn apart
    off: list[str] = []  # ids of rules that do not apply
    lists: dict[str, list[str]] = {}  # a language of the library → words of its list to leave out

    def terms(self, words: list[str]) -> Iterator[str]:
        """The terms, with groups that stand alone replaced by what is in them."""
        for each in words:
            if each.startswith("@"):
                yield from self.groups[each[1:]]
            else:
                yield each


def read_rules(file: Path) -> Rules:
    """The rules in a file; InvalidRules names the first mistake."""
    try:
        return Rules.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError as error:
        raise InvalidRules(f"MODERATION_RULES: there is no file {file}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRules(f"{file}: cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidRules(f"{file}: is no TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        told = FAULTS.get(first["type"]) or re.sub("^Value error, ", "", first["msg"])
        raise InvalidRules(f"{file}: {where}: {told}.") from error


def merged(shipped: Rules, own: Rules, file: Path) -> Rules:
    """The shipped rules with an operator's own."""
    ids = [rule.id for rule in (*shipped.rules, *own.rules)]
    if again := sorted({each for each in ids if ids.count(each) > 1}):
        raise InvalidRules(f"{file}: rules: the id {again[0]} is taken; choose another.")
    if unknown := sorted(set(own.off) - set(ids)):
        raise InvalidRules(
            f"{file}: off: there is no rule {unknown[0]}; see prompts/moderation.toml."
        )
    groups = {name: list(words) for name, words in shipped.groups.items()}
    for name, words in own.groups.items():
        groups.setdefault(name, []).extend(words)
    return Rules(
        rules=[rule for rule in (*shipped.rules, *own.rules) if rule.id not in own.off],
        groups=groups,
        fine=[*shipped.fine, *own.fine],
        harmless=[*shipped.harmless, *own.harmless],
        common=f"{shipped.common} {own.common}",
        lists={**shipped.lists, **own.lists},
    )


def unknown_group(rules: Rules) -> tuple[str, str] | None:
    """The first entry that names a group which is not there, and the name."""
    entries = [(rule.id, [rule.words, rule.unless, *rule.all]) for rule in rules.rules]
    entries += [("harmless", [each.words, each.beside]) for each in rules.harmless]
    for name, lists in entries:
        for word in " ".join(chain.from_iterable(lists)).split():
            if word.startswith("@") and word[1:] not in rules.groups:
                return name, word
    return None
