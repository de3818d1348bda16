"""What is known of the engines elsewhere, read from a file: addresses, models, prices, limits."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WrapValidator

from engines.protocol import Service
from errors import WrongSetup
from kinds import GenerationKind
from shapes import ServiceUrl
from tables import read_tables

SHIPPED = Path(__file__).with_suffix(".toml")


def _is_option(given: Any) -> Any:
    if not isinstance(given, str | int | float | bool):
        raise ValueError("should be a text, a number, true or false")
    return given


Option = Annotated[str | int | float | bool, WrapValidator(lambda given, _: _is_option(given))]


class InvalidSpecs(WrongSetup):
    """A file that cannot be used; the message names each wrong key and what is allowed."""


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Model(_Part):
    """What an engine is asked for one kind: the model, US dollars for one picture, and options
    that are passed on as they are."""

    model: str = ""
    price: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(0)
    options: Mapping[str, Option] = Field(default_factory=dict)


class Spec(_Part):
    """One engine."""

    url: ServiceUrl
    slots: Annotated[int, Field(ge=1, le=1000, strict=True)]
    seconds: Annotated[float, Field(gt=0, le=3600)]
    repeats: bool
    models: Mapping[GenerationKind, Model]

    @property
    def service(self) -> Service:
        """What whoever calls it has to know."""
        return Service(slots=self.slots, seconds=self.seconds, repeats=self.repeats)


def read_specs(extra: Path | None) -> Mapping[str, Spec]:
    """The engines that are known, by name: those that come along, and over them those of an
    operator's file. InvalidSpecs says what is wrong with it. Reads files."""
    specs, wrong = {}, []
    known = read_tables(SHIPPED, None, "ENGINES", InvalidSpecs)
    for name, table in read_tables(SHIPPED, extra, "ENGINES", InvalidSpecs).items():
        if name not in known:
            wrong.append(f"There is no engine {name}; there are {', '.join(known)}.")
            continue
        try:
            specs[name] = Spec.model_validate(table)
        except ValidationError as error:
            wrong += [_sentence(name, each) for each in error.errors()]
    if wrong:
        raise InvalidSpecs(f"{extra or SHIPPED}: {' '.join(wrong)}")
    return specs


def _sentence(name: str, wrong: Mapping[str, Any]) -> str:
    place = ".".join([name, *(str(part) for part in wrong["loc"] if part != "[key]")])
    if wrong["type"] == "extra_forbidden":
        return f"{place} is not known; look for a slip of the pen."
    words = re.sub(r"^(Value error, |Input )|, unable to .*$", "", wrong["msg"])
    return f"{place} {words}."
