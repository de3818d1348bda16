"""Files of a lexicon: their format, and reading one."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from errors import WrongSetup
from illustrator.plans import Hour, Mood, Relation, Scene, Size, Stand, Weather

LARGEST = 1024 * 1024  # bytes of a file
COLOUR = "^#[0-9a-f]{6}$"
Colour = Annotated[str, Field(pattern=COLOUR)]
Words = str  # separated by commas
Home = Scene | Literal[""]


class InvalidLexicon(WrongSetup):
    """A file of words that cannot be used: a sentence with its file, and the entry."""


class _Part(BaseModel):
    """A table of a file; a key that nobody knows is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Part):
    """Something that can be shown, and the words for it; what it leaves out is as `Defaults`."""

    artwork: Annotated[str, Field(min_length=1, max_length=60)] | None = None  # or as the entry
    words: Words = ""
    hints: Words = ""
    verbs: Words = ""
    size: Size | None = None
    stand: Stand | None = None
    home: Home | None = None
    scale: Annotated[float, Field(ge=0.3, le=2)] = 1.0
    head_only: bool = False
    bust: bool = False
    mirrored: bool | None = None
    tones: bool | None = None
    symbol: bool = False
    held: bool = False
    alone: bool = False
    solemn: bool = False
    company: Words = ""


class Defaults(_Part):
    """What the entries of a file have in common."""

    size: Size = Size.SMALL
    stand: Stand = Stand.OBJECT
    home: Home = Scene.PODIUM
    mirrored: bool = True
    alive: bool = False
    human: bool = False
    edible: bool = False
    tones: bool = False


class Names(_Part):
    """Artwork that means what it is called."""

    names: Words = ""


class WordList(_Part):
    """Words of one use."""

    words: Words = ""


class LexiconFile(_Part):
    """A file; every table may be left out."""

    defaults: Defaults = Defaults()
    subjects: dict[str, Entry] = {}
    plain: Names = Names()
    scenes: dict[Scene, Words] = {}
    weak_scenes: dict[Scene, Words] = {}
    faint_scenes: dict[Scene, Words] = {}
    hours: dict[Hour, Words] = {}
    weather: dict[Weather, Words] = {}
    moods: dict[Mood, Words] = {}
    colours: dict[str, Colour] = {}
    numbers: dict[str, Annotated[int, Field(ge=1, le=12)]] = {}
    sizes: dict[str, Annotated[float, Field(ge=0.3, le=2)]] = {}
    relations: dict[Relation, Words] = {}
    genders: dict[str, Words] = {}  # man, woman
    nouns: WordList = WordList()
    deeds: WordList = WordList()
    names: WordList = WordList()
    grave: WordList = WordList()
    foreign: WordList = WordList()
    correct: WordList = WordList()
    negations: WordList = WordList()
    silent: WordList = WordList()
    emoji: dict[str, str] = {}


FAULTS = {"extra_forbidden": "is not known here: look for a slip of the pen"}
PATTERNS = {COLOUR: "should be a colour such as #ffdf9a"}


def read_file(file: Path) -> LexiconFile:
    """A file's content; InvalidLexicon tells its first mistake, and what to do."""
    try:
        if file.stat().st_size > LARGEST:
            raise InvalidLexicon(f"{file}: is larger than {LARGEST // 1024} KB; divide it.")
        return LexiconFile.model_validate(tomllib.loads(file.read_text("utf-8-sig")))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise InvalidLexicon(f"{file}: {field}: {_fault(first)}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InvalidLexicon(
            f"{file}: line {line} is not UTF-8; save the file as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidLexicon(f"{file}: is no TOML: {error}. Mend it there.") from error
    except OSError as error:
        raise InvalidLexicon(f"{file}: cannot be read: {error.strerror}.") from error


def _fault(told: ErrorDetails) -> str:
    """What Pydantic has found, for whoever writes words."""
    pattern = told.get("ctx", {}).get("pattern", "")
    return FAULTS.get(told["type"]) or PATTERNS.get(pattern) or told["msg"]


def listed(words: Words) -> list[str]:
    """The words of a list."""
    return [word for each in words.split(",") if (word := " ".join(each.split()))]
