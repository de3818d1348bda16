"""Wishes made up from templates and words: groups that all mean something else, and restatements.

The same seed makes the same wishes. In a group any two wishes differ by one danger only.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations
from random import Random

Group = list[str]


def _listed(words: str, separator: str) -> list[str]:
    return words.split(separator)


NOUNS = _listed(
    """\
cat dog fox owl whale horse dragon robot astronaut teacher baker bicycle lighthouse \
castle guitar piano rocket pizza cupcake teapot umbrella sailboat volcano tree rose \
mushroom lantern snowman penguin tiger violinist farmer balloon train bridge desk book \
clock candle pumpkin""",
    " ",
)
PLACES = _listed(
    """\
forest kitchen desert harbour garden city library mountain meadow cave station museum \
stadium market bedroom""",
    " ",
)
COLOURS = _listed(
    """\
red|blue|green|yellow|orange|purple|pink|black|white|grey|golden|silver|turquoise|brown|\
light-blue|dark blue|pale green|bright green|navy""",
    "|",
)
SHADES = ["very dark blue", "very bright green", "rather pale green"]
NUMBERS = _listed(
    """\
one two three four five six seven eight ten twelve 1 2 3 4 5 10 12 15 1.5 1,5 .5 -5 50 \
50% 2-3 23 1/2 1:2 ~5 $5 #5 first second half many few some several no 1st 10² 102 ½""",
    " ",
)
ADJECTIVES = _listed(
    """\
big small old happy sad wooden tiny brave sleepy shiny proud lonely""",
    " ",
)
ACTIONS = _listed(
    """\
chasing carrying painting feeding watching following hugging pulling teaching \
photographing""",
    " ",
)
TENSES = _listed(
    """\
{} {}ing|{} {}ed|{} to be {}ed|{} will {}|{} {}s|{} has {}ed|{} being {}ed""",
    "|",
)
NEGATIONS = _listed(
    """\
a {who} {does} a {how} {what}|a {who} not {does} a {how} {what}|a {who} {does} no {how} {what}|\
no {who} {does} a {how} {what}|a {who} never {does} a {how} {what}|\
a {who} {does} a not {how} {what}|a {who} isn't {does} a {how} {what}|\
a {who} {does} a {what} without {how}|a {who} {does} a {how}, not a {what}|\
a {who} {does} not just a {how} {what}|a {who} {does} not really a {how} {what}""",
    "|",
)
PREPOSITIONS = _listed(
    """\
in on under over behind near inside above below beside beyond without with from to into \
against through towards across along past outside before after""",
    " ",
)
SIGNS = _listed(
    """\
C|C++|C#|we're|were|wère|man-eating|man eating|maneating|vitamin A|vitamin|vitamin B|\
plan B|plan|1.5|15|1,5|1 5|-5|5|5%|50|50%|5²|52|5-2|5/2|2-5|10:30|1030|A-|A+|grade A|\
grade|can of|can|a few|few|cannot|can not|#1|1|$1|€1|1°|🐱|🐶|👨‍👩‍👧|👨👩👧|👋🏽|👋|🇺🇸|🇸🇺|:-)|\
:-(|猫|狗|猫狗|狗猫|مُدَرِّسة|مَدْرَسة|кот|кит|año|ano|Maße|Masse|ตา กลม|ตาก ลม|half|half a|\
resume|résumé|the one|just|dogs'|dog's|dogs|dog|6"|6'|6|e|é|not|no|the who|who|O-|O""",
    "|",
)
SIZES = _listed(
    """\
big small tiny huge large little giant enormous tall short long wide narrow thick thin life-size \
half-size oversized miniature bigger biggest smaller smallest""",
    " ",
)
TIMES = _listed(
    """\
at dawn|at noon|at dusk|at night|at midnight|before dawn|after dawn|in spring|in summer|in May|\
in March|in 1920|in the 1920s|in 1921|at 3 am|at 3 pm|at 10:30|at 10:31|on Monday|on Sunday|\
yesterday|today|tomorrow|last night|every night|all night|no night|one night|two nights|\
at half two|at two|a quarter to two|a quarter past two|for an hour|\
in an hour|since 1920|until 1920""",
    "|",
)
GENDERS = _listed(
    """\
man woman boy girl king queen actor actress waiter waitress bride groom mother father uncle aunt \
he she they his her their hers him men women blond blonde fiancé fiancée cow bull hen rooster \
Mr Mrs Ms""",
    " ",
)
LANGUAGES = _listed(
    """\
cat|gato|gata|chat|chatte|un chat|une chatte|Katze|Kater|kein Kater|keine Katze|kat|katt|kissa|\
kot|kotka|kočka|кот|кошка|не кот|кіт|γάτα|γάτος|قط|قطة|لا قطة|بدون قطة|חתול|חתולה|猫|貓|\
不是猫|没有猫|ねこ|ネコ|猫なし|猫じゃない|子猫|고양이|\
고양이 없이|बिल्ली|बिल्ला|แมว|ไม่มีแมว|macska|mačka|mačak|kedi|\
kedisiz|gatto|gatta|senza gatto|pisică|motan|mèo|meo|kucing|\
sin gato|con gato|sans chat|avec chat""",
    "|",
)
OPENINGS = _listed(
    """\
Please |please draw |Draw me a picture of |A picture of |Please draw me a picture of |\
Could you please draw |Can you make a picture of |an image of |Generate an image of |\
Draw |I want a picture of |I'd like a pic of |Create an image of |Show me a picture of |\
Just |Kindly draw |please just |Make me a picture of |Can you draw me """,
    "|",
)


def dangers(dice: Random) -> dict[str, Callable[[], Group]]:
    """By what the wishes differ, and how to make a group of them."""

    def scene(first: str, preposition: str = "in") -> str:
        return f"a {first} {preposition} the {dice.choice(PLACES)}"

    around = partial(_around, dice)

    def nouns() -> Group:
        rest = scene(f"{dice.choice(ADJECTIVES)} @ {dice.choice(ACTIONS)} a {dice.choice(NOUNS)}")
        return around(lambda it: rest.replace("@", it), [*NOUNS, *(f"{it}s" for it in NOUNS)])

    def numbers() -> Group:
        rest = f"{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}s {dice.choice(ACTIONS)}"
        return around(lambda it: f"{it} {rest}", NUMBERS)

    def colours() -> Group:
        rest = scene(f"@ {dice.choice(NOUNS)} {dice.choice(ACTIONS)} a {dice.choice(NOUNS)}")
        return around(lambda it: rest.replace("@", it), COLOURS + SHADES)

    def prepositions() -> Group:
        first, second = dice.sample(NOUNS, 2)
        rest = f"{dice.choice(ADJECTIVES)} {second}"
        return around(lambda it: f"the {first} {it} the {rest}", PREPOSITIONS)

    def negations() -> Group:
        who_and_what = dice.sample(NOUNS, 3)
        does, how = dice.choice(ACTIONS), dice.choice(ADJECTIVES)
        said = [
            form.format(who=who, what=what, does=does, how=how)
            for form in NEGATIONS
            for who, what in permutations(who_and_what, 2)
        ]
        return around(str, said)

    def roles() -> Group:
        verb, tail = dice.choice(ACTIONS), dice.choice(PREPOSITIONS)
        who = dice.sample(NOUNS, 4)
        said = [f"a {a} {verb} a {b} {tail} the {c}" for a, b, c in permutations(who, 3)]
        passive = [
            f"a {a} being {verb} by a {b} {tail} the {c}" for a, b, c in permutations(who, 3)
        ]
        return around(str, said + passive)

    def orders() -> Group:
        words = [*dice.sample(ADJECTIVES, 2), *dice.sample(NOUNS, 2)]
        return around(str, [f"{a} {b} and {c} {d}" for a, b, c, d in permutations(words)])

    def tenses() -> Group:
        verbs = ["paint", "play", "walk", "watch", "cook", "jump"]
        who = dice.choice(NOUNS)
        return around(str, [each.format(who, does) for each in TENSES for does in verbs])

    def signs() -> Group:
        before, after = dice.choice(ADJECTIVES), dice.choice(NOUNS)
        return around(lambda it: f"{before} thing {it} {after}", SIGNS)

    return {
        "size": partial(_before_a_thing, dice, SIZES),
        "time": partial(_before_a_thing, dice, TIMES),
        "gender": partial(_before_a_thing, dice, GENDERS),
        "language": partial(_before_a_thing, dice, LANGUAGES),
        "place": partial(_before_a_thing, dice, [f"in the {it}" for it in PLACES + NOUNS]),
        "noun": nouns,
        "number": numbers,
        "colour": colours,
        "preposition": prepositions,
        "negation": negations,
        "role": roles,
        "order": orders,
        "tense": tenses,
        "sign": signs,
    }


def _around(dice: Random, slot: Callable[[str], str], words: list[str]) -> Group:
    opening = dice.choice(["", "", "", *OPENINGS])
    ending = dice.choice(["", ".", "!", " at night", " with " + dice.choice(NOUNS)])
    return [f"{opening}{slot(each)}{ending}" for each in words]


def _before_a_thing(dice: Random, words: list[str]) -> Group:
    thing = f"{dice.choice(ADJECTIVES)} {dice.choice(NOUNS)}"
    place = dice.choice(["", f" in the {dice.choice(PLACES)}"])
    return _around(dice, lambda it: f"{it} {thing}{place}", words)


def restatements(dice: Random) -> Iterator[tuple[str, str]]:
    """Wishes and the same said otherwise, without end: by case, spaces, signs and fillers."""
    while True:
        a, b = dice.sample(NOUNS, 2)
        colour, place = dice.choice(COLOURS), dice.choice(PLACES)
        doing = f"{dice.choice(ACTIONS)} the {dice.choice(ADJECTIVES)} {b}"
        wish = f"a {dice.choice(ADJECTIVES)} {colour} {a} {doing} in a {place}"
        said = wish
        for change in dice.sample((_cased, _spaced, _punctuated, _filled), dice.randrange(1, 5)):
            said = change(said, dice)
        yield wish, said


def _cased(said: str, dice: Random) -> str:
    return dice.choice([str.upper, str.title, str.swapcase, str.capitalize])(said)


def _spaced(said: str, dice: Random) -> str:
    spaces = [" ", "  ", "\t", "\n", "\u00a0", "\u3000"]
    words = "".join(word + dice.choice(spaces) for word in said.split(" "))
    return dice.choice(["", " ", "\n"]) + words


def _punctuated(said: str, dice: Random) -> str:
    words = said.split(" ")
    words[dice.randrange(len(words))] += dice.choice([",", "...", ";", " -", " —", "!", ":"])
    said = " ".join(words) + dice.choice(["", ".", "!", "!!", "?", "…", "。"])
    return dice.choice(["{}", '"{}"', "“{}”", "({})", "'{}'", "«{}»", "*{}*"]).format(said)


def _filled(said: str, dice: Random) -> str:
    words = said.split()
    for at, word in enumerate(words):
        if word.lower() in {"a", "the"}:
            words[at] = dice.choice([word, "a", "the", ""])
    words[1] = dice.choice(["", "", "really ", "very "]) + words[1]
    said = " ".join(filter(None, words))
    if dice.random() < 0.3:
        said += dice.choice([" please", ", please!"])
    return dice.choice(["", *OPENINGS]) + said
