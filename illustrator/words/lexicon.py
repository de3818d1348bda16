"""What words mean to the illustrator: read from the files in `lexicon/`, and from an operator's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from illustrator.artwork.art import Art
from illustrator.plans import Certainty, Hour, Icon, Mood, Relation, Scene, Weather
from illustrator.words.drawings import read_drawing
from illustrator.words.entries import (
    Defaults,
    Entry,
    InvalidLexicon,
    LexiconFile,
    listed,
    read_file,
)
from illustrator.words.spelling import inflected, spelled

LONGEST = 7  # words of a phrase
SHIPPED = Path(__file__).parent.parent / "lexicon"

Value = TypeVar("Value")


class Strength(IntEnum):
    """How much a word says about the place."""

    FAINT = 0  # decides only when nothing is to be seen there
    WEAK = 1  # yields to strong ones, and to what lives indoors
    STRONG = 2


@dataclass(frozen=True)
class Meaning:
    """What can be shown for a word."""

    icon: Icon
    certainty: Certainty
    scale: float = 1.0
    symbol: bool = False  # left out where there is something to see
    alone: bool = False  # left out where anything but signs is to be seen
    solemn: bool = False  # may be shown where death and misery are spoken of
    company: tuple[str, ...] = ()  # words for those who are beside it
    held: bool = False  # by the one who does what the word says
    does: bool = False  # the word says what somebody does
    alive: bool = False  # an animal, or the like
    human: bool = False
    edible: bool = False  # food or drink


@dataclass(frozen=True)
class Lexicon:
    """All words, spelled as `spelling.spelled` does; phrases have up to LONGEST of them."""

    subjects: dict[str, Meaning] = field(default_factory=dict)
    scenes: dict[str, tuple[Scene, Strength]] = field(default_factory=dict)
    hours: dict[str, Hour] = field(default_factory=dict)
    weather: dict[str, Weather] = field(default_factory=dict)
    moods: dict[str, Mood] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)  # man or woman, by pronoun
    negations: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)  # not shown, but numbers and colours are theirs
    silent: set[str] = field(default_factory=set)
    deeds: set[str] = field(default_factory=set)  # verbs too: to book, to fish
    names: set[str] = field(default_factory=set)  # of people, before a surname
    grave: set[str] = field(default_factory=set)  # death and misery, which nothing may prettify
    foreign: set[str] = field(default_factory=set)  # small words of other languages
    correct: set[str] = field(default_factory=set)  # though they look like misspellings
    emoji: dict[str, list[str]] = field(default_factory=dict)
    phrases: set[str] = field(default_factory=set)  # all that says anything, silent ones too
    icons: dict[str, Icon] = field(default_factory=dict)  # by the artwork's name
    drawings: dict[str, str] = field(default_factory=dict)  # artwork of the operator's own

    @classmethod
    def read(cls, extra: Path | None) -> "Lexicon":
        """The shipped words, then those in the *.toml of the folder `extra`, which win.

        Reads files. The first mistake is told by InvalidLexicon.
        """
        if extra is not None and not extra.is_dir():
            raise InvalidLexicon(f"LEXICON_DIR: {extra} is no folder.")
        own = {file: read_file(file) for file in sorted(extra.glob("*.toml"))} if extra else {}
        lexicon = cls()
        for file in sorted(SHIPPED.glob("*.toml")):
            lexicon._add(read_file(file))
        for file, content in own.items():
            lexicon._take_artwork(file, content)
            lexicon._add(content)
        for file, content in own.items():
            lexicon._check(file, content)
        return lexicon

    def _take_artwork(self, file: Path, content: LexiconFile) -> None:
        """Reads the drawings that an operator's file names, and looks for all other artwork."""
        shipped = Art.open().names | {name for name in self.icons if name.startswith("@")}
        wanted = {name: entry.artwork or name for name, entry in content.subjects.items()}
        wanted.update((name, name) for name in listed(content.plain.names))
        for name, artwork in wanted.items():
            if artwork.endswith(".svg"):
                self.drawings[artwork] = read_drawing(file.parent / Path(artwork).name, name)
            elif artwork not in shipped:
                near = get_close_matches(artwork, shipped) or ["a file such as bird.svg"]
                raise InvalidLexicon(
                    f"{file}: {name}: there is no artwork {artwork}; perhaps {', '.join(near)}."
                )

    def _check(self, file: Path, content: LexiconFile) -> None:
        """Tells by InvalidLexicon which words of a file would never be found."""
        for name, entry in content.subjects.items():
            for word in _spelled(f"{entry.words}, {entry.hints}, {entry.verbs}"):
                if len(word.split()) > LONGEST:
                    told = f"{word!r} has more than {LONGEST} words; shorten it"
                    raise InvalidLexicon(f"{file}: subjects.{name}: {told}.")
            unknown = [word for word in _spelled(entry.company) if word not in self.subjects]
            if unknown:
                told = f"no subject has the word {unknown[0]!r}; choose one such as woman"
                raise InvalidLexicon(f"{file}: subjects.{name}.company: {told}.")

    def meant(self, emoji: str) -> list[str] | None:
        """The words that an emoji stands for."""
        return self.emoji.get(emoji) or self.emoji.get(emoji[:1])

    @cached_property
    def vocabulary(self) -> tuple[frozenset[str], frozenset[str]]:
        """All single words that are known, and those among them that say what can be seen."""
        telling = {*self.subjects, *self.scenes, *self.hours, *self.weather, *self.colours}
        known = {word for phrase in self.phrases for word in phrase.split()}
        for more in (self.nouns, self.deeds, self.names, self.foreign, self.correct, self.colours,
                     self.numbers, self.sizes, self.relations, self.negations):  # fmt: skip
            known.update(more)
        return frozenset(known), frozenset(word for word in telling if " " not in word)

    def gendered(self, icon: Icon, gender: str | None) -> Icon:
        """The artwork of a man or woman who is or does the same, where there is some."""
        for name in (
            f"{gender}-{icon.name}",
            re.sub("^(person|man|woman)(?=-)", gender or "", icon.name),
        ):
            if gender and name in self.icons:
                return replace(icon, name=name)
        return icon

    def _add(self, file: LexiconFile) -> None:
        for name, entry in file.subjects.items():
            self._add_subject(name, entry, file.defaults)
        for name in listed(file.plain.names):
            self._add_subject(name, Entry(), file.defaults)
            self._take_after(name)
        for strength, places in (
            (Strength.FAINT, file.faint_scenes),
            (Strength.WEAK, file.weak_scenes),
            (Strength.STRONG, file.scenes),
        ):
            self.scenes.update(
                (word, (scene, strength)) for word, scene in _by_word(places).items()
            )
        self.hours.update(_by_word(file.hours))
        self.weather.update(_by_word(file.weather))
        self.moods.update(_by_word(file.moods))
        self.relations.update(_by_word(file.relations))
        self.colours.update(file.colours)
        self.numbers.update(file.numbers)
        self.sizes.update(file.sizes)
        self.genders.update(_by_word(file.genders))
        self.nouns.update(_spelled(file.nouns.words))
        self.deeds.update(_spelled(file.deeds.words))
        self.names.update(_spelled(file.names.words))
        self.grave.update(_spelled(file.grave.words))
        self.foreign.update(_spelled(file.foreign.words))
        self.correct.update(_spelled(file.correct.words))
        self.negations.update(_spelled(file.negations.words))
        # A later file may give a meaning to what was silent.
        self.silent.difference_update(self.subjects, _by_word(file.scenes), _by_word(file.hours))
        self.silent.update(_spelled(file.silent.words))
        self.emoji.update((each, spelled(said).split()) for each, said in file.emoji.items())
        for known in (self.scenes, self.hours, self.weather, self.moods, self.silent, self.grave):
            self.phrases.update(known)
        self.phrases.update(self.subjects)

    def _take_after(self, name: str) -> None:
        """A man or woman who does something is used as a person who does is."""
        base, word = re.sub("^(wo)?man-", "", name), spelled(name)
        known = self.icons.get(base) or self.icons.get(f"person-{base}")
        if base != name and known is not None:
            self.icons[name] = replace(known, name=name)
            self.subjects[word] = replace(self.subjects[word], icon=self.icons[name])

    def _add_subject(self, name: str, entry: Entry, defaults: Defaults) -> None:
        icon = _icon(name, entry, defaults)
        self.icons[icon.name] = icon

        def add(words: Iterable[str], certainty: Certainty, does: bool = False) -> None:
            meaning = Meaning(
                icon,
                certainty,
                scale=entry.scale,
                symbol=entry.symbol,
                alone=entry.alone,
                solemn=entry.solemn,
                company=tuple(_spelled(entry.company)),
                held=entry.held,
                does=does,
                alive=defaults.alive,
                human=defaults.human,
                edible=defaults.edible,
            )
            for word in words:
                known = self.subjects.get(word)
                if known is None or RANK[certainty] >= RANK[known.certainty]:
                    self.subjects[word] = meaning

        add(_spelled(entry.hints), Certainty.LOOSE)
        if entry.artwork is None and not name.startswith("@"):
            add([spelled(name)], Certainty.NAME)
        add(_spelled(entry.words), Certainty.CURATED)
        verbs = (form for verb in _spelled(entry.verbs) for form in inflected(verb))
        add(verbs, Certainty.CURATED, does=True)


RANK = {Certainty.LOOSE: 0, Certainty.NAME: 1, Certainty.CURATED: 2}


def _icon(name: str, entry: Entry, defaults: Defaults) -> Icon:
    home = defaults.home if entry.home is None else entry.home
    return Icon(
        name=entry.artwork or name,
        size=entry.size or defaults.size,
        stand=entry.stand or defaults.stand,
        home=Scene(home) if home else None,
        head_only=entry.head_only,
        bust=entry.bust,
        mirrored=defaults.mirrored if entry.mirrored is None else entry.mirrored,
        tones=defaults.tones if entry.tones is None else entry.tones,
    )


def _spelled(words: str) -> list[str]:
    return [" ".join(spelled(word).split()) for word in listed(words)]


def _by_word(table: Mapping[Value, str]) -> dict[str, Value]:
    """The other way round."""
    return {word: value for value, words in table.items() for word in _spelled(words)}
