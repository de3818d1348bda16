"""Whatever a plan holds is placed: all icons, scenes, counts and relations thrown together."""

import math
import random

from illustrator.arranging.layout import placed
from illustrator.arranging.placements import Placement, Where
from illustrator.artwork.sprites import Shape
from illustrator.plans import Certainty, Hour, Icon, Mood, Plan, Relation, Scene, Subject, Weather
from illustrator.stages import SIDE
from illustrator.takes import take_for
from illustrator.words.lexicon import Lexicon
from kinds import PictureStyle

MANY = 160  # plans; a first sweep of thousands found what is mended
SHAPES = (Shape(), Shape(wide=0.35), Shape(tall=0.3, foot=(0.4, 0.6)), Shape(tops=(0.0,) * 16))


def thrown(dice: random.Random, icons: list[Icon]) -> Plan:
    """Up to four subjects of any kind, anywhere."""
    subjects = [
        Subject(
            icon := dice.choice(icons),
            icon.name,
            dice.choice(list(Certainty)),
            count=dice.choice([1, 1, 1, 2, 3, 5, 7, 12, 40]),
            scale=dice.choice([1, 1, 0.6, 1.6]),
            relation=dice.choice([None, *Relation]) if position else None,
            position=position,
        )
        for position in range(dice.randrange(5))
    ]
    return Plan(
        f"words {dice.random()}",
        tuple(subjects),
        dice.choice(list(Scene)),
        dice.choice([None, *Hour]),
        dice.choice([None, *Weather]),
        dice.choice([None, *Mood]),
    )


def seen(place: Placement) -> float:
    """How much of its box lies within the frame, 0 to 1."""
    left, top, right, bottom = place.box
    across, down = min(right, SIDE) - max(left, 0), min(bottom, SIDE) - max(top, 0)
    return max(0, across) * max(0, down) / (place.wide * place.tall)


def test_any_plan_is_placed_within_the_frame_and_nothing_covers_it_all() -> None:  # P1, P2
    dice = random.Random(5)
    icons = list(Lexicon.read(None).icons.values())
    for number in range(MANY):
        plan = thrown(dice, icons)
        scene = plan.scene or Scene.MEADOW
        horizon = dice.choice((650, 690, 720) if scene.is_inside else (520, 570, 640))
        take = take_for(plan, PictureStyle.REALISTIC, number)
        shape = SHAPES[number % len(SHAPES)]
        for place in placed(plan, scene, horizon, take, 1, lambda name: shape, dressed=True):  # noqa: B023
            numbers = (place.x, place.y, place.z, place.wide, place.tall, place.height)
            assert all(math.isfinite(each) for each in numbers), (plan, place)
            assert min(place.wide, place.tall) > 2, (plan, place)
            assert place.wide * place.tall < 0.62 * SIDE**2, (plan, place)
            assert seen(place) > (0.5 if place.where is Where.BUST else 0.8), (plan, place)
