"""What pictures cost and what each tier allows, read from a file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import Unavailable
from kinds import GenerationKind, Tier

SHIPPED = Path(__file__).with_suffix(".toml")
MOST = 1_000_000  # of credits for one picture: nobody means more

Price = Annotated[int, Field(ge=0, le=MOST, strict=True)]
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]


@dataclass(frozen=True)
class Allowances:
    """Credits that an account is given to begin with: a person's, and a bare device's."""

    person: int
    device: int


class InvalidTariffs(Unavailable):
    """A file that cannot be used; the message names the key and what is allowed."""


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Allowance(_Part):
    """What a tier allows. `pace` multiplies the limits a minute, `weight` is the share of an engine
    beside others who wait, `at_once` bounds the generations of one owner that are drawn."""

    pictures_per_generation: Annotated[int, Field(ge=1, le=4, strict=True)]
    pictures_per_day: Count
    pace: Annotated[float, Field(ge=0.1, le=1000)]
    weight: Annotated[float, Field(ge=0.25, le=4)]
    at_once: Count
    kinds: frozenset[GenerationKind]


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
        shipped = _parsed(SHIPPED)
        given = {} if extra is None else _parsed(extra)
        try:
            return cls.model_validate(_over(shipped, given))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InvalidTariffs(f"{extra or SHIPPED}: {where}: {first['msg']}.") from None

    def price(self, kind: GenerationKind, cached: bool = False) -> int:
        """Credits for each picture of this kind."""
        return (self.cached if cached else self.prices).get(kind, 0)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidTariffs(f"{file}: cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidTariffs(f"{file}: is no TOML: {error}.") from error


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Both, table by table; what `above` has counts."""
    merged = dict(below)
    for key, given in above.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(given, dict):
            merged[key] = _over(known, given)
        else:
            merged[key] = given
    return merged
