"""What a painted scene shows instead of artwork that would stand for it: a village, a pair."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from illustrator.plans import Icon, Relation, Scene, Size, Stand, Subject

VILLAGE = "houses"  # the artwork of a group of houses: only houses here and there are a village
HOUSES = ("house-with-garden", "house", "church", "house-with-garden", "house")
PAIR = (
    Icon("woman-standing", Size.MEDIUM, Stand.PERSON, tones=True),
    Icon("man-standing", Size.MEDIUM, Stand.PERSON, tones=True),
)
OPENED = frozenset({"umbrella", "umbrella-with-rain-drops"})
MOST_WALKING = 4
BLOSSOMING = Icon("deciduous-tree", Size.HUGE, Stand.GROUND)
PINK = "#f6a5c4"
# What lies about in numbers: on it one lies, and does not stand on a single piece as on a table.
HEAPS = {"coin": 11, "gem-stone": 9, "fallen-leaf": 11, "maple-leaf": 11, "rose": 9}
# What is taken in the hand, whether or not the words say so.
PORTABLE = frozenset({
    "yarn", "camera", "camera-with-flash", "mobile-phone", "open-book", "books", "closed-book",
    "guitar", "violin", "saxophone", "trumpet", "banjo", "accordion", "microphone",
    "artist-palette", "paintbrush", "fishing-pole", "hot-beverage", "teacup-without-handle",
    "bouquet", "magnifying-glass-tilted-left", "laptop", "pencil", "flashlight", "watering-can",
    "soft-ice-cream", "teddy-bear", "flag-in-hole", "triangular-flag", "white-flag",
})  # fmt: skip
BY_HAND = frozenset({Relation.WITH, None})


def staged(subjects: Sequence[Subject], scene: Scene) -> list[Subject]:
    """The subjects with what is shown in place of some; positions stay theirs."""
    result: list[Subject] = []
    named = sorted(subjects, key=lambda each: each.position)
    before = {each.position: other for other, each in pairwise(named)}
    for subject in subjects:
        name = subject.icon.name
        if name in OPENED and len(subjects) == 1 and not scene.is_inside:
            result += _walking(subject)
        elif name == "people-hugging":
            result += _pair(subject, subjects)
        elif name == "cherry-blossom" and not scene.is_inside:
            result.append(_tree(subject, len(subjects)))
        elif name in HEAPS and subject.count == 1 and subject.relation is Relation.ON:
            few = replace(subject, count=HEAPS[name], relation=Relation.BY)
            result.append(replace(few, scale=0.3 * subject.scale))
        elif _in_hand(subject, before.get(subject.position)):
            result.append(replace(subject, relation=Relation.HOLDS))
        else:
            result.append(subject)
    return result


def _pair(subject: Subject, others: Sequence[Subject]) -> list[Subject]:
    """Two people side by side: silhouettes without faces are nobody's friends."""
    if any(each.icon.stand is Stand.PERSON for each in others if each is not subject):
        return []  # they are there already
    return [replace(subject, icon=icon, relation=None, scale=1.05, colour=None) for icon in PAIR]


def _walking(subject: Subject) -> list[Subject]:
    """Somebody under an umbrella, which stands in no street by itself."""
    here, next_ = subject.position, subject.position + 1
    count = min(subject.count, MOST_WALKING)
    walker = replace(subject, icon=PAIR[0], relation=None, colour=None, count=count, scale=1.1)
    umbrella = replace(subject, relation=Relation.WITH, count=count, position=next_)
    return [replace(walker, position=here), umbrella]


def _tree(subject: Subject, many: int) -> Subject:
    """A tree in blossom in place of a single flower as large as a house."""
    colour, scale = subject.colour or PINK, 1.0 if many == 1 else 0.85
    return replace(subject, icon=BLOSSOMING, colour=colour, count=max(2, subject.count),
                   scale=scale, relation=None)  # fmt: skip


def _in_hand(subject: Subject, before: Subject | None) -> bool:
    """Whether somebody who is named before it does something with it: knitting, a guitar."""
    if before is None or before.icon.stand is not Stand.PERSON or before.count > 1:
        return False
    small = subject.icon.size in (Size.TINY, Size.SMALL) and subject.icon.stand is Stand.OBJECT
    doing = subject.word.endswith("ing") or subject.icon.name in PORTABLE
    return small and doing and subject.count == 1 and subject.relation in BY_HAND
