"""What pictures cost and what each tier allows, read from a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import WrongSetup
from kinds import GenerationKind, Tier
from tables import read_tables

SHIPPED = Path(__file__).with_suffix(".toml")
MOST = 1_000_000  # of credits for one picture: nobody means more

Price = Annotated[int, Field(ge=0, le=MOST, strict=True)]


@dataclass(frozen=True)
class Allowances:
    """Credits that an account is given to begin with: a person's, and a bare device's."""

    person: int
    device: int


class InvalidTariffs(WrongSetup):
    """A file that cannot be used; the message names each wrong key and what is allowed."""


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Allowance(_Part):
    """What a tier allows. `pictures_per_day` may be 0: as many as he likes. `pace` multiplies the
    limits a minute, `weight` is the share of an engine beside others who wait, `at_once` bounds the
    generations of one owner that an engine draws while others wait."""

    pictures_per_generation: Annotated[int, Field(ge=1, le=4, strict=True)]
    pictures_per_day: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    pace: Annotated[float, Field(ge=0.1, le=1000, strict=True)]
    weight: Annotated[float, Field(ge=0.25, le=4, strict=True)]
    at_once: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    kinds: frozenset[GenerationKind]

    @property
    def most_pictures(self) -> int:
        """Of one wish: more than a day allows could never be asked for."""
        return min(self.pictures_per_generation, self.pictures_per_day or MOST)


class Tariffs(_Part):
    """Prices in credits for each picture that is delivered, of new and of `cached` ones, and what
    the tiers allow."""

    prices: Mapping[GenerationKind, Price]
    cached: Mapping[GenerationKind, Price]
    tiers: Mapping[Tier, Allowance]

    @classmethod
    def read(cls, extra: Path | None) -> "Tariffs":
        """The shipped ones, and over them those of an operator's file. InvalidTariffs says what is
        wrong with it. Reads files: call it in a thread, once."""
        given = read_tables(SHIPPED, extra, "TARIFFS", InvalidTariffs)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            # What is missing is so only of a tier that nobody knows, which is told as well.
            wrong = [each for each in error.errors() if each["type"] != "missing"]
            told = " ".join(map(_sentence, wrong))
            raise InvalidTariffs(f"{extra or SHIPPED}: {told}") from None

    def price(self, kind: GenerationKind, cached: bool = False) -> int:
        """Credits for each picture of this kind."""
        return (self.cached if cached else self.prices).get(kind, 0)

    def tiers_with(self, allow: Callable[[Allowance], bool]) -> list[Tier]:
        """The tiers that allow something, in their order."""
        return [tier for tier in Tier if allow(self.tiers[tier])]


def _sentence(wrong: Mapping[str, Any]) -> str:
    """What is wrong with one key, for whoever wrote the file."""
    names = [str(part) for part in wrong["loc"] if part != "[key]"]
    match wrong["type"]:
        case "extra_forbidden":
            return f"{'.'.join(names)} is not known; look for a slip of the pen."
        case "enum":
            where = ".".join(
                name for name in names if name != wrong["input"] and not name.isdigit()
            )
            return f"{where} knows no {wrong['input']}; there are {wrong['ctx']['expected']}."
        case "model_type" | "dict_type":
            return f"{'.'.join(names)} should be a table."
        case "frozen_set_type":
            return f"{'.'.join(names)} should be a list."
    words = re.sub(r"^Input |, unable to .*$", "", wrong["msg"])
    return f"{'.'.join(names)} {words}."
