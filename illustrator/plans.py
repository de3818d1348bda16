"""What is understood of somebody's words: the plan of a picture."""

from dataclasses import dataclass
from enum import StrEnum


class Scene(StrEnum):
    """Where it is."""

    MEADOW = "meadow"
    FOREST = "forest"
    MOUNTAIN = "mountain"
    DESERT = "desert"
    BEACH = "beach"
    COAST = "coast"
    SEA = "sea"
    LAKE = "lake"
    SNOW = "snow"
    ROAD = "road"
    CITY = "city"
    SPACE = "space"
    SKY = "sky"
    UNDERWATER = "underwater"
    ROOM = "room"
    BEDROOM = "bedroom"
    DESK = "desk"
    TABLE = "table"
    STAGE = "stage"
    PODIUM = "podium"

    @property
    def is_inside(self) -> bool:
        """Whether it has a wall behind and no horizon."""
        return self in INSIDE


INSIDE = frozenset({Scene.ROOM, Scene.BEDROOM, Scene.DESK, Scene.TABLE, Scene.STAGE, Scene.PODIUM})


class Hour(StrEnum):
    """The time of day."""

    DAWN = "dawn"
    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Weather(StrEnum):
    """What fills the air."""

    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    FOG = "fog"
    WIND = "wind"
    CLOUD = "cloud"
    AURORA = "aurora"
    LEAVES = "leaves"
    PETALS = "petals"


class Mood(StrEnum):
    """How it feels: it tints the light and the palette."""

    CALM = "calm"
    HAPPY = "happy"
    COSY = "cosy"
    SPOOKY = "spooky"
    DRAMATIC = "dramatic"
    SAD = "sad"


class Size(StrEnum):
    """How large a thing is beside others; far from true to scale, so that all can be seen."""

    TINY = "tiny"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"


class Stand(StrEnum):
    """Where a thing is found."""

    GROUND = "ground"
    SKY = "sky"
    WATER = "water"  # on it
    UNDERWATER = "underwater"
    OBJECT = "object"  # on a table, a desk, a podium
    PERSON = "person"


class Relation(StrEnum):
    """What ties a thing to the one named before it: a cat ON a sofa gives the sofa ON."""

    BY = "by"
    BEHIND = "behind"
    UNDER = "under"
    ON = "on"
    OVER = "over"
    IN = "in"
    WITH = "with"
    HOLDS = "holds"  # the one before it holds it


class Certainty(StrEnum):
    """How sure it is that a word means an icon."""

    CURATED = "curated"  # the lexicon says so
    NAME = "name"  # the icon is called that
    LOOSE = "loose"  # one of its keywords


@dataclass(frozen=True)
class Icon:
    """A piece of artwork, and how it is used."""

    name: str  # of the artwork; one that begins with @ is drawn by `artwork.figures`
    size: Size
    stand: Stand
    home: Scene | None = None  # where it is shown when the words name no place
    head_only: bool = False  # a face that is given a body
    bust: bool = False  # stands at the lower edge
    mirrored: bool = True  # may be turned round
    tones: bool = False  # of skin: there are name-light, name-medium, name-dark too


@dataclass(frozen=True)
class Subject:
    """Something the picture shows."""

    icon: Icon
    word: str
    certainty: Certainty
    count: int = 1
    colour: str | None = None  # #rrggbb
    scale: float = 1.0
    relation: Relation | None = None
    position: int = 0  # of its word in the text


@dataclass(frozen=True)
class Plan:
    """What is to be drawn. Without subjects and scene it is a poster of the words."""

    words: str
    subjects: tuple[Subject, ...] = ()
    scene: Scene | None = None
    hour: Hour | None = None
    weather: Weather | None = None
    mood: Mood | None = None
    colours: tuple[str, ...] = ()  # #rrggbb, of the words that colour no subject as well

    @property
    def is_poster(self) -> bool:
        """Whether there is nothing in it to show but the words themselves."""
        return not self.subjects and self.scene is None
