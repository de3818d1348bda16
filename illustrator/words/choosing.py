"""Choosing, among all that a text speaks of, what is shown and where."""

from collections import Counter
from dataclasses import replace
from itertools import zip_longest

from illustrator.plans import INSIDE, Certainty, Relation, Scene, Size, Stand, Subject
from illustrator.words.lexicon import Lexicon, Strength
from illustrator.words.walking import Found, Notes, Place
from illustrator.words.whereabouts import ELDERS, LONG, SOMEBODY, place_of, place_of_doing, scene_of

MOST = 4  # subjects; more pile up
WITHIN = 8  # words between somebody and what they do
NEAR = 5  # words between a thing and what it does
CLOTHES = {"dress", "t-shirt", "jeans", "coat", "scarf", "gloves", "socks", "necktie", "kimono"}
EATEN = {"chicken", "turkey", "fish", "duck", "ewe", "crab", "lobster", "oyster", "squid", "snail"}
SIGNS = {Scene.PODIUM, Scene.DESK}
MEALS = {"cooking", "fork-and-knife-with-plate"}
FIGURES = {Stand.GROUND, Stand.PERSON, Stand.WATER, Stand.UNDERWATER}


def chosen(notes: Notes, lexicon: Lexicon) -> tuple[tuple[Subject, ...], Scene | None]:
    """The subjects, the most important one first, and the scene."""
    place = place_of(notes)
    named = [each for each in notes.found if each.meaning.icon.name not in notes.denied]
    if notes.grave:  # nothing cheerful beside a grave
        named, place = [each for each in named if each.meaning.solemn], None
    found = _sure(named, place)
    done = _done_by_others(found, lexicon)
    place = place or place_of_doing(done, [each for each in found if each not in done])
    found = _worn_or_eaten(done)
    found = _gendered(found, notes.genders, lexicon)
    found.sort(key=lambda each: each.position)
    found = _concrete(found, place)
    found = _once_each(found)
    if notes.length > LONG:
        found = _focused(found)
    held = _held(found)
    scene = scene_of(held, place)
    shown = [one for each in _ordered(held, scene) for one in _with_company(each, lexicon)]
    return tuple(_subject(each) for each in shown[:MOST]), scene


def _sure(found: list[Found], place: Place | None) -> list[Found]:
    """Guesses only where there is nothing better, and never one alone."""
    certain = [each for each in found if each.meaning.certainty is not Certainty.LOOSE]
    if certain:
        return certain
    named = {each.meaning.icon.name for each in found}
    strong = place is not None and place.strength is Strength.STRONG
    return found if len(named) > 1 or strong else []


def _done_by_others(found: list[Found], lexicon: Lexicon) -> list[Found]:
    """Without people for what an animal does: of a bear riding a bicycle, bear and bicycle.

    Nor for what a vehicle does, and without an animal's mother.
    """
    animals = [each.position for each in found if each.meaning.alive]
    vehicles = [each.position for each in found if _moves(each)]
    vehicles += [each.position for each in found if _is_somebody_of_note(each)]
    kept = []
    for each in found:
        if each.kin and each.meaning.human and any(at < each.position for at in animals):
            continue
        doing = each.meaning.does and each.meaning.human
        if doing and any(at < each.position or at == each.position + 1 for at in animals):
            thing = lexicon.subjects.get(each.word.rpartition(" ")[2])
            if thing is None or thing.human:
                continue
            each.meaning, each.relation = thing, Relation.ON
        elif doing and any(0 < each.position - at <= NEAR for at in vehicles):
            continue
        kept.append(each)
    return kept


def _is_somebody_of_note(each: Found) -> bool:
    """Whether it is a knight, a chef, …, who is drawn as such, whatever they do."""
    icon = each.meaning.icon
    person = each.meaning.human and not each.meaning.does
    return person and (icon.bust or icon.name.startswith("@"))


def _worn_or_eaten(found: list[Found]) -> list[Found]:
    """Without what somebody wears, who is drawn dressed, and without what a dish is made of.

    A woman in a dress is a woman, and a chicken soup no chicken: its size is that of the soup.
    """
    kept: list[Found] = []
    for each, following in zip_longest(found, found[1:]):
        worn = each.meaning.icon.name in CLOTHES and each.relation in (Relation.IN, Relation.WITH)
        if worn and kept and kept[-1].meaning.human:
            continue
        if following is not None and _is_made_of(following, each):
            following.scale *= each.scale
            following.count, following.relation = following.count or each.count, each.relation
            following.colour = following.colour or each.colour
            continue
        kept.append(each)
    return kept


def _is_made_of(dish: Found, part: Found) -> bool:
    """Whether two nouns are one: a chocolate cake, a fish soup, but not a cat cafe."""
    adjoining = dish.position == part.position + len(part.word.split()) and not part.plural
    is_dish = dish.meaning.edible and dish.meaning.icon.name not in MEALS
    edible = part.meaning.edible or part.meaning.icon.name in EATEN
    return adjoining and is_dish and edible and dish.relation is None


def _moves(each: Found) -> bool:
    icon = each.meaning.icon
    away = icon.home in (Scene.ROAD, Scene.CITY, Scene.SEA, Scene.SKY, Scene.SPACE)
    lively = each.meaning.alive or each.meaning.human or each.meaning.symbol
    return away and not lively and icon.stand is not Stand.OBJECT and icon.size is not Size.HUGE


def _gendered(found: list[Found], genders: list[str], lexicon: Lexicon) -> list[Found]:
    """Somebody who does something becomes one: a woman, running → a running woman."""
    somebody = [each for each in found if each.meaning.icon.name in SOMEBODY]
    busy = [
        each
        for each in found
        if each.meaning.icon.stand in (Stand.PERSON, Stand.WATER)
        and each.meaning.human
        and each not in somebody
        and each.meaning.icon.name not in ELDERS
    ]
    gender = genders[0] if genders else None
    one, it = next(iter(somebody), None), next(iter(busy), None)
    if one and it and abs(one.position - it.position) <= WITHIN:
        company = len(one.meaning.company)
        gender = gender if company else SOMEBODY[one.meaning.icon.name] or gender
        one.count = one.count or (1 + company if company else None)
        it.count, it.plural, it.tone = it.count or one.count, it.plural or one.plural, one.tone
        it.colour, it.scale = it.colour or one.colour, it.scale * one.scale * one.meaning.scale
        it.position = min(it.position, one.position)
        found = [each for each in found if each is not one]
    for each in busy[:1]:
        each.meaning = replace(each.meaning, icon=lexicon.gendered(each.meaning.icon, gender))
    return found


def _concrete(found: list[Found], place: Place | None) -> list[Found]:
    """Without symbols where there is something to see; else two of them."""
    things = [each for each in found if not each.meaning.symbol]
    lasting = [each for each in things if not each.meaning.alone]
    if not lasting and place is not None and place.strength is Strength.STRONG:
        found = things = [each for each in found if place.scene in INSIDE or not _is_sign(each)]
    return lasting or things or found[:2]


def _is_sign(each: Found) -> bool:
    """Whether it stands for something, and on a podium: on a lawn it would be out of place."""
    return each.meaning.icon.home in SIGNS and each.meaning.icon.stand is Stand.OBJECT


def _focused(found: list[Found]) -> list[Found]:
    """Of all that a long text speaks of what belongs to one place, if it is more than one thing."""
    homes = Counter(each.meaning.icon.home for each in found if not each.meaning.symbol)
    home, many = max(homes.items(), key=lambda item: item[1], default=(None, 0))
    return [each for each in found if each.meaning.icon.home is home] if many > 1 else []


def _with_company(each: Found, lexicon: Lexicon) -> list[Found]:
    """A thing; of a family all who belong to it."""
    beside = each.meaning.company
    if not beside:
        return [each]
    wanted = min(each.count or 1 + len(beside), 1 + len(beside))
    others = [
        replace(each, meaning=lexicon.subjects[word], word=word, relation=None)
        for word in beside[: wanted - 1]
    ]
    whole = [each, *others]
    for place, one in enumerate(whole):
        one.count, one.plural = 1, False
        one.place = place
    return whole


def _once_each(found: list[Found]) -> list[Found]:
    """The first of those with the same artwork, unless they differ in colour."""
    kept: list[Found] = []
    for each in found:
        for first in kept:
            same = first.meaning.icon.name == each.meaning.icon.name
            if same and (each.colour is None or first.colour in (None, each.colour)):
                first.colour, first.count = first.colour or each.colour, first.count or each.count
                first.plural |= each.plural
                break
        else:
            kept.append(each)
    return kept


def _held(found: list[Found]) -> list[Found]:
    """With who holds what: somebody who reads holds a book, or what else is named to be read."""
    kept: list[Found] = []
    for each, following in zip_longest(found, found[1:]):
        holders = [one for one in kept if one.meaning.alive or one.meaning.human]
        by_doing = each.meaning.held and (each.meaning.does or each.relation is Relation.WITH)
        if each.relation is Relation.HOLDS and _moves(each):
            each.relation = Relation.ON  # flying a plane
        if by_doing and holders:
            if each.meaning.does and following and _is_object_of(following, each):
                following.relation = Relation.HOLDS
                continue
            each.relation = Relation.HOLDS
        elif not kept or (each.relation is Relation.HOLDS and not holders):
            each.relation = None
        kept.append(each)
    return kept


def _is_object_of(named: Found, doing: Found) -> bool:
    """Whether a thing is what something is done to: reading the newspaper."""
    icon, between = named.meaning.icon, named.position - doing.position
    return icon.home is doing.meaning.icon.home and 0 < between <= 3


def _ordered(found: list[Found], scene: Scene | None) -> list[Found]:
    """Figures first, then what is behind and around them; inside, as they are named."""
    if scene in INSIDE:
        return found

    def comes_later(each: Found) -> bool:
        icon = each.meaning.icon
        return icon.stand not in FIGURES or icon.size is Size.HUGE

    return sorted(found, key=comes_later)


def _subject(each: Found) -> Subject:
    icon = each.meaning.icon
    if each.tone is not None and icon.tones:
        icon = replace(icon, name=f"{icon.name}-{each.tone}", tones=False)
    return Subject(
        icon=icon,
        word=each.word,
        certainty=each.meaning.certainty,
        count=_count(each),
        colour=each.colour,
        scale=round(each.scale * each.meaning.scale, 3),
        relation=each.relation,
        position=each.position * MOST + each.place,
    )


def _count(each: Found) -> int:
    """As said; several of what is named in the plural."""
    icon = each.meaning.icon
    if each.meaning.symbol or icon.home is Scene.PODIUM:
        return 1
    if each.count is not None:
        return each.count
    if not each.plural or icon.size is Size.HUGE:
        return 1
    return 3 if icon.size in (Size.TINY, Size.SMALL) else 2
