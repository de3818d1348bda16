"""Where a picture is set: by the places that a text speaks of, or by what is shown."""

from collections import Counter
from collections.abc import Iterable

from illustrator.plans import INSIDE, Scene, Size, Stand
from illustrator.words.lexicon import Strength
from illustrator.words.walking import Found, Notes, Place

LONG = 45  # words, of which a picture shows only what belongs together
OPENING = 20  # words of such a text
SOMEBODY = {"man-standing": "man", "woman-standing": "woman", "person-standing": None}
ELDERS = {"@grandmother", "@grandfather"}
ARENAS = {Scene.SEA, Scene.LAKE, Scene.SNOW, Scene.STAGE}  # without them it could not be done


def _lasting(notes: Notes) -> list[Place]:
    """The places; of those in a long text such as it begins with or speaks of again."""
    if notes.length <= LONG:
        return notes.places
    times = Counter(each.scene for each in notes.places)
    return [each for each in notes.places if each.position < OPENING or times[each.scene] > 1]


def place_of(notes: Notes) -> Place | None:
    """The strongest; among equals one that the words go to, then the first."""
    return max(_lasting(notes), key=lambda each: (each.strength, each.entered), default=None)


def place_of_doing(kept: list[Found], left_out: list[Found]) -> Place | None:
    """Where it is done what nobody is shown doing: a dog that surfs is at sea."""
    if any(each.meaning.icon.stand in (Stand.WATER, Stand.UNDERWATER) for each in kept):
        return None
    homes = [each.meaning.icon.home for each in left_out if each.meaning.does]
    found = next((home for home in homes if home in ARENAS), None)
    return Place(found, Strength.STRONG, True) if found else None


def scene_of(found: Iterable[Found], place: Place | None) -> Scene | None:
    """A strong word, else the home of what is shown: of a landmark first; else a weak word."""
    if place is not None and place.strength is Strength.STRONG:
        return place.scene
    homes = [each for each in found if each.meaning.icon.home is not None]
    homes = [each for each in homes if each.meaning.icon.home is not Scene.PODIUM] or homes
    if not homes:
        return place.scene if place is not None else None
    landmarks = [each for each in homes if each.meaning.icon.size is Size.HUGE]
    rooms = [each for each in homes if _furnishes(each)]
    homes.sort(key=lambda each: each.meaning.alive and each.meaning.icon.home in INSIDE)
    special = [each for each in homes if each.meaning.icon.name not in {*SOMEBODY, *ELDERS}]
    home = (landmarks or rooms or special or homes)[0].meaning.icon.home
    if place is not None and place.strength is Strength.WEAK and home not in INSIDE:
        return place.scene
    return home


def _furnishes(each: Found) -> bool:
    """Whether it is a piece of furniture, which is found in a room alone."""
    icon = each.meaning.icon
    inside = icon.home in (Scene.ROOM, Scene.BEDROOM) and icon.stand is Stand.OBJECT
    return inside and icon.size in (Size.MEDIUM, Size.LARGE)
