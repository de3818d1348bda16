"""Going through the words of a text one after the other, and noting what they speak of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from illustrator.plans import Hour, Mood, Relation, Scene, Weather
from illustrator.words.lexicon import LONGEST, Lexicon, Meaning, Strength
from illustrator.words.spelling import BREAK, singulars

Value = TypeVar("Value")

REACH = 5  # words that a negation governs, if nothing ends it before
# What is said of a thing does not reach beyond these: white in "a woman in white with a dog".
ENDS_AHEAD = {
    "for",
    "to",
    "from",
    "than",
    "because",
    "when",
    "if",
    "that",
    "who",
    "which",
    "as",
    "so",
}
COPULAS = {"is", "are", "was", "were", "turned", "painted", "looks"}
JOINS = {"and", "or", "nor", "a", "an", "the", "any", "of", "my", "our", "your"}
ENDS_NEGATION = {BREAK, "but", "just", "only"}
SKIN = {"black": "dark", "brown": "medium", "white": "light"}  # of people: never their clothes
BEFORE_VERBS = {
    *("to", "will", "can", "could", "should", "must", "may", "might", "would", "please", "let's"),
    *("don't", "i", "we", "you", "they", "who", "never", "always", "cannot", "can't"),
}
BEGUN_WITH = {"a", "an", "the", "your", "our", "my", "it", "us", "now", "this"}
KIN = {"his", "her", "its", "their"}
PLACES_IN = {"in", "at", "on", "by", "to", "into", "through", "across", "under", "along"}


@dataclass
class Found:
    """Something that can be shown, and what the words around it say of it."""

    meaning: Meaning
    word: str
    position: int
    count: int | None = None
    plural: bool = False
    colour: str | None = None
    scale: float = 1.0
    relation: Relation | None = None
    tone: str | None = None  # of skin
    kin: bool = False  # of the one named before: his mother
    place: int = 0  # among those of one word


@dataclass
class Place:
    """A scene that is spoken of."""

    scene: Scene
    strength: Strength
    entered: bool  # a preposition leads to it
    position: int = 0  # of its word in the text


@dataclass
class Notes:
    """What a text speaks of, in its order."""

    found: list[Found] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)
    weather: list[Weather] = field(default_factory=list)
    moods: list[Mood] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    genders: list[str] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)  # artwork that must not be shown
    grave: bool = False  # of death and misery
    length: int = 0  # words


@dataclass
class _Ahead:
    """What has been said about the thing that is to be named next."""

    count: int | None = None
    colour: str | None = None
    scale: float = 1.0
    relation: Relation | None = None
    tone: str | None = None


@dataclass(frozen=True)
class _Match:
    phrase: str
    length: int
    plural: bool = False


class Walk:
    """One text; `notes` once it has been gone through."""

    def __init__(self, said: list[str], lexicon: Lexicon) -> None:
        self._said = said
        self._lexicon = lexicon
        self._ahead = _Ahead()
        self._negated_until = -1
        self.notes = Notes(length=len(said))

    def through(self) -> Notes:
        """Goes through all words."""
        place = 0
        while place < len(self._said):
            place += self._step(place)
        return self.notes

    def _step(self, place: int) -> int:
        """What begins here, and how many words it takes."""
        token = self._said[place]
        if token in ENDS_NEGATION:
            self._negated_until = -1
        if token == BREAK:
            self._ahead = _Ahead()
            return 1
        match = self._match(place)
        if match is not None and match.length == 1 and self._is_verb(place, token):
            self._ahead = _Ahead()
            return 1
        if match is not None and not (match.length == 1 and self._is_adjective(place, token)):
            self._take(match, place)
            return match.length
        return self._take_small(place, token)

    def _match(self, place: int) -> _Match | None:
        """The longest phrase that begins here and means something."""
        for length in range(min(LONGEST, len(self._said) - place), 0, -1):
            *first, last = self._said[place : place + length]
            phrase = " ".join([*first, last])
            if phrase in self._lexicon.phrases:
                return _Match(phrase, length)
            for base in singulars(last):
                phrase = " ".join([*first, base])
                if phrase in self._lexicon.phrases:
                    return _Match(phrase, length, plural=not last.endswith("'s"))
        return None

    def _is_adjective(self, place: int, token: str) -> bool:
        """Whether a word such as orange or baby says how the thing is that follows."""
        colours, sizes = self._lexicon.colours, self._lexicon.sizes
        if token not in colours and token not in sizes:
            return False
        following = place + 1
        while following < len(self._said) and self._said[following] in colours:
            following += 1
        match = self._match(following) if following < len(self._said) else None
        if match is None:
            return False
        meaning = self._lexicon.subjects.get(match.phrase)
        if token in colours:
            return True
        return meaning is not None and not (meaning.does or meaning.symbol or meaning.alone)

    def _is_verb(self, place: int, token: str) -> bool:
        """Whether a word such as book or fish says what is done: we book, book a table."""
        before = self._said[place - 1] if place else BREAK
        after = self._said[place + 1] if place + 1 < len(self._said) else BREAK
        last = self.notes.found[-1:]
        doer = last and (last[0].meaning.alive or last[0].meaning.human) and not last[0].plural
        if doer and last[0].position == place - 1 and {*singulars(token)} & self._lexicon.deeds:
            return True  # a dog watches
        if token not in self._lexicon.deeds:
            return False
        begins = before in (BREAK, "and", "or", "not")
        return before in BEFORE_VERBS or (begins and after in BEGUN_WITH)

    def _take(self, match: _Match, place: int) -> None:
        """Notes all that a phrase means."""
        lexicon, phrase = self._lexicon, match.phrase
        if phrase in lexicon.silent:
            self._ahead = _Ahead()
            return
        self.notes.grave |= phrase in lexicon.grave
        meaning = lexicon.subjects.get(phrase)
        if place < self._negated_until:
            if meaning is not None:
                self.notes.denied.add(meaning.icon.name)
            self._pass_over(place + match.length)
            return
        if meaning is not None:
            self._find(meaning, match, place)
        if phrase in lexicon.scenes:
            self._enter(*lexicon.scenes[phrase], place, match.length)
        self._note(phrase, lexicon.hours, self.notes.hours)
        self._note(phrase, lexicon.weather, self.notes.weather)
        self._note(phrase, lexicon.moods, self.notes.moods)

    def _enter(self, scene: Scene, strength: Strength, place: int, length: int) -> None:
        """Notes a place; not stage 12, nor what is above those of whom the words speak."""
        before = self._said[max(place - 3, 0) : place]
        self._ahead = _Ahead()
        if self._said[place + length : place + length + 1][:1] and (
            self._said[place + length].isdecimal()
        ):
            return
        if scene is Scene.SPACE and {"under", "beneath", "below"} & {*before}:
            return
        self.notes.places.append(Place(scene, strength, bool(PLACES_IN & {*before}), place))

    @staticmethod
    def _note(phrase: str, table: Mapping[str, Value], noted: list[Value]) -> None:
        if phrase in table:
            noted.append(table[phrase])

    def _find(self, meaning: Meaning, match: _Match, place: int) -> None:
        ahead, self._ahead = self._ahead, _Ahead()
        self.notes.found.append(
            Found(
                meaning,
                match.phrase,
                place,
                count=ahead.count,
                plural=match.plural,
                colour=None if meaning.human else ahead.colour,
                scale=ahead.scale,
                relation=ahead.relation,
                tone=ahead.tone if meaning.human else None,
                kin=place > 0 and self._said[place - 1] in KIN,
            )
        )

    def _pass_over(self, following: int) -> None:
        """A negated thing: the negation goes on only where another is joined to it."""
        self._ahead = _Ahead()
        if following < len(self._said) and self._said[following] in ("or", "and", "nor"):
            self._negated_until = following + REACH
        else:
            self._negated_until = -1

    def _take_small(self, place: int, token: str) -> int:
        """Words that say something about others; all else is passed over."""
        lexicon, ahead = self._lexicon, self._ahead
        if token in lexicon.negations or token.endswith("n't"):
            self._negated_until = place + 1 + REACH
        elif token in lexicon.colours:
            self._colour(token, place)
        elif token in lexicon.numbers:
            ahead.count = lexicon.numbers[token]
        elif token.isdecimal():
            number = int(token) if len(token) < 4 else 0
            ahead.count = number if 1 <= number <= 12 else None
        elif token in lexicon.sizes:
            ahead.scale = lexicon.sizes[token]
        elif token in lexicon.genders:
            self.notes.genders.append(lexicon.genders[token])
        else:
            for length, relation in self._relations(place):
                self._ahead = _Ahead(relation=relation)
                return length
            self._pass_by(token)
        return 1

    def _relations(self, place: int) -> Iterator[tuple[int, Relation]]:
        for length in (3, 2, 1):
            phrase = " ".join(self._said[place : place + length])
            if phrase in self._lexicon.relations:
                yield length, self._lexicon.relations[phrase]

    def _colour(self, name: str, place: int) -> None:
        """It belongs to what follows; in "the car is red", to what was named before."""
        if place < self._negated_until:
            return
        colour, last = self._lexicon.colours[name], self.notes.found[-1:]
        if last and place and self._said[place - 1] in COPULAS:
            if last[0].meaning.human:
                last[0].tone = last[0].tone or SKIN.get(name)
                return
            last[0].colour = last[0].colour or colour
        elif self._ahead.colour is None:
            self._ahead.colour, self._ahead.tone = colour, SKIN.get(name)
        self.notes.colours.append(colour)

    def _pass_by(self, token: str) -> None:
        """An unknown word: an adjective perhaps, or a noun that the colour and the number meant."""
        if token in JOINS:
            return
        if token in ENDS_AHEAD:
            self._ahead = _Ahead()
            return
        if token in self._lexicon.nouns or (token.endswith("s") and not token.endswith("ss")):
            self._ahead = _Ahead(relation=self._ahead.relation)
        elif len(token) < 4:
            self._ahead.count = None
