"""The field rules of a registration: what a guest typed becomes what is kept, or all is told that
has to be mended."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from addresses import normal_email
from events.templates import Template
from imaging.letterings import shown
from kinds import AvatarLook, Gender
from resolvers.phones import Phone, WrongNumber, phone_of
from resolvers.words import MOST_COMPOSED
from settings import Settings

LONGEST_TEXT = 120  # characters
MOST_NAMED = 10  # characters that no font has; a whole text in such a script needs no full list

# What breaks lines, moves a terminal's cursor, or is half a character (Unicode general categories).
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
# What turns the direction of all that follows (UAX #9): on a printed card it would reorder letters.
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Categories that leave something to see: letters, marks, numbers, punctuation, symbols.
_VISIBLE = "LMNPS"

Faults = dict[str, str]  # a field's name as clients write it → what to do about it
Uncovered = Callable[[str], str]  # the characters of a text that no font has


@dataclass(frozen=True)
class Typed:
    """A registration form as it was filled in."""

    event: str
    name: str
    email: str
    phone: str
    dial_code: str | None
    district: str
    category: str
    organization: str
    look: AvatarLook
    gender: Gender


@dataclass(frozen=True)
class Registration:
    """A form that keeps the rules: its texts trimmed and in NFC, address and number as kept."""

    event: str
    name: str
    email: str
    phone: Phone
    district: str
    category: str
    organization: str


def registration_of(
    typed: Typed, events: Mapping[str, Template], settings: Settings, uncovered: Uncovered
) -> tuple[Registration | None, Faults]:
    """The registration, or None and a sentence for each field that breaks a rule."""
    region = settings.default_phone_region
    rules: dict[str, Callable[[], Any]] = {
        "event": lambda: _event(typed.event, events),
        "name": lambda: normal_text(typed.name),
        "email": lambda: normal_email(typed.email),
        "phone": lambda: phone_of(typed.phone, typed.dial_code, region),
        "district": lambda: normal_text(typed.district),
        "category": lambda: _category(typed.category, settings.avatar_categories),
        "organization": lambda: normal_text(typed.organization),
    }
    kept: dict[str, Any] = {}
    faults: Faults = {}
    for field, rule in rules.items():
        try:
            kept[field] = rule()
        except WrongNumber as error:
            faults[error.field] = str(error)
        except ValueError as error:
            faults[field] = str(error)
    if "event" in kept:
        for box in events[kept["event"]].texts:
            if box.field in kept and (missing := uncovered(kept[box.field])):
                faults[box.field] = _unwritable(missing)
    return (None, faults) if faults else (Registration(**kept), {})


def normal_text(text: str) -> str:
    """A line of text without spaces around it, in NFC; `ValueError` when it cannot be one."""
    normal = text.strip()
    if len(normal) <= MOST_COMPOSED * LONGEST_TEXT:
        normal = unicodedata.normalize("NFC", normal)
    if len(normal) > LONGEST_TEXT:
        raise ValueError(
            f"This has {len(normal)} characters; at most {LONGEST_TEXT} are allowed. Shorten it."
        )
    if not any(unicodedata.category(each)[0] in _VISIBLE for each in shown(normal)):
        raise ValueError("Write something here.")
    if any(_is_control(each) for each in normal):
        raise ValueError("There are control characters in this, such as line breaks. Type it anew.")
    return normal


def _is_control(character: str) -> bool:
    return (
        unicodedata.category(character) in _CONTROLS
        or unicodedata.bidirectional(character) in _TURNS
    )


def _event(slug: str, events: Mapping[str, Template]) -> str:
    if slug.strip() not in events:
        raise ValueError(f"There is no such event. Choose one of: {', '.join(sorted(events))}.")
    return slug.strip()


def _category(category: str, categories: tuple[str, ...]) -> str:
    normal = category.strip()
    if len(normal) <= MOST_COMPOSED * max(map(len, categories)):
        normal = unicodedata.normalize("NFC", normal)
    if normal not in categories:
        raise ValueError(f"There is no such category. Choose one of: {', '.join(categories)}.")
    return normal


def _unwritable(missing: str) -> str:
    named = ", ".join(dict.fromkeys(missing[:MOST_NAMED]))
    return f"These characters cannot be written on the card: {named}. Use other ones."
