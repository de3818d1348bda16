"""What may not be asked for is found, however it is written, and what may be asked for is let pass.

Run with -s to see recall and false positives. Of labelled_prompts.tsv each part was written before
the rules it found wanting were mended; docs/moderation.md has the figures of its first run.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from prompts.disguises import plain
from prompts.moderation import Moderation
from prompts.rules import InvalidRules, Kind
from tests.studios import shipped_rules

ALLOWED = "allowed"
FLOORS = {
    "tune": (0.97, 0.01),
    "held-out": (0.95, 0.02),
    "second": (0.97, 0.01),
    "third": (0.97, 0.01),
    "fourth": (0.97, 0.01),
}  # recall at least, false at most


@dataclass(frozen=True)
class Labelled:
    part: str
    label: str
    text: str


def labelled(part: str) -> list[Labelled]:
    lines = Path(__file__).with_name("labelled_prompts.tsv").read_text("utf-8").splitlines()
    rows = [Labelled(*line.split("\t")) for line in lines if not line.startswith("#")]
    return [row for row in rows if row.part == part]


@pytest.fixture(scope="module")
def rules() -> Moderation:
    return shipped_rules()


@pytest.mark.parametrize("part", FLOORS)
def test_labelled_prompts_are_told_apart(rules: Moderation, part: str) -> None:  # P3
    there, refused, same = Counter[str](), Counter[str](), Counter[str]()
    for row in labelled(part):
        rule = rules.check(row.text)
        there[row.label] += 1
        refused[row.label] += rule is not None
        same[row.label] += rule is not None and rule.kind == row.label
    for label, count in there.items():
        print(f"{part:9} {label:10} refused {refused[label]:3} of {count:3}, kind {same[label]:3}")
    forbidden = there.total() - there[ALLOWED]
    recall = (refused.total() - refused[ALLOWED]) / forbidden
    false = refused[ALLOWED] / there[ALLOWED]
    print(f"{part:9} recall {recall:.3f}, false positives {false:.3f}")
    assert recall >= FLOORS[part][0]
    assert false <= FLOORS[part][1]
    assert set(there) <= {*Kind, ALLOWED}
    assert same.total() >= 0.9 * forbidden


LOOK_ALIKE = str.maketrans("aeopcxyi", "аеорсхуі")  # Cyrillic
LEET = str.maketrans("aeios", "4310$")
DISGUISES: dict[str, Callable[[str], str]] = {
    "spaced": lambda text: "  ".join(" ".join(word) for word in text.split()),
    "dotted": lambda text: " ".join(".".join(word) for word in text.split()),
    "leet": lambda text: text.translate(LEET),
    "look-alike": lambda text: text.translate(LOOK_ALIKE),
    "fullwidth": lambda text: "".join(chr(ord(c) + 0xFEE0) if c > " " else c for c in text),
    "script": lambda text: "".join(
        chr(0x1D4D0 - 65 + ord(c)) if c.isupper() else c for c in text.upper()
    ),
    "zalgo": lambda text: "".join(c + "\u0336\u0301" if c.isalpha() else c for c in text),
    "hidden": lambda text: "\u200b".join(text),
    "turned": lambda text: "\u202e" + text[::-1],
    "stretched": lambda text: "".join(c * 3 if c in "aeiou" else c for c in text),
    "shouted": lambda text: text.upper().replace(" ", "!!! "),
    "broken": lambda text: " ".join(
        f"{w[:2]}-\n{w[2:]}" if len(w) > 3 else w for w in text.split()
    ),
}


def share_refused(rules: Moderation, rows: list[Labelled], name: str) -> float:
    chosen = random.Random(name).sample(rows, 40)
    refused = [rules.check(DISGUISES[name](row.text.lower())) is not None for row in chosen]
    return sum(refused) / len(refused)


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_hides_little_and_makes_nothing_worse(
    rules: Moderation, name: str
) -> None:  # P3
    rows = [row for row in labelled("held-out") if row.text.replace(" ", "").isalpha()]
    rows = [row for row in rows if row.text.isascii()]
    found = share_refused(rules, [row for row in rows if row.label != ALLOWED], name)
    false = share_refused(rules, [row for row in rows if row.label == ALLOWED], name)
    print(f"{name:11} recall {found:.2f}, false positives {false:.2f}")
    assert found >= 0.85
    assert false <= 0.05


def test_the_gravest_kind_is_told_and_every_kind_has_a_sentence(rules: Moderation) -> None:  # P3
    rule = rules.check("fuck, a naked child")
    assert rule is not None
    assert rule.kind is Kind.MINORS
    assert all(kind.sentence.endswith(".") for kind in Kind)


def test_an_operators_file_adds_rules_and_switches_others_off(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'off = ["hate-001"]\nfine = ["naked ambition"]\n'
        '[groups]\nrival = ["acme*"]\n'
        '[[harmless]]\nwords = ["@rival"]\nbeside = ["anvil*"]\nwithin = 3\n'
        '[[rules]]\nid = "own-001"\nkind = "ILLEGAL"\nall = [["@rival"], ["logo"]]\n',
        "utf-8",
    )
    own = Moderation.read(file)
    found = own.check("the L0G0 of Acmecorp")
    assert found is not None
    assert found.id == "own-001"
    assert own.check("naked ambition, a book cover") is None
    assert own.check("the logo of acme anvils") is None
    assert own.check("the logo of acme upon one of the anvils") is not None
    assert own.check("hitler") is None
    assert own.check("a naked man") is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules = 3", "own.toml: rules: "),
        ("[[rules", "own.toml: is no TOML"),
        (
            '[[rules]]\nid = "x-1"\nkind = "RUDE"\nwords = ["x"]',
            "rules.0.kind: Input should be 'MIN",
        ),
        ('[[rules]]\nid = "x-1"\nkind = "HATE"', "exactly one of words, patterns and all"),
        ('[[rules]]\nid = "x-1"\nkind = "HATE"\npatterns = ["("]', "is no regular expression"),
        ('[[rules]]\nid = "x-1"\nkind = "HATE"\nwords = ["@x"]', "there is no group @x; there are"),
        ('[[rules]]\nid = "hate-001"\nkind = "HATE"\nwords = ["x"]', "hate-001 is taken"),
        ('off = ["hate-999"]', "there is no rule hate-999"),
        (
            '[[harmless]]\nwords = ["x"]\nbeside = ["@y"]',
            "harmless: there is no group @y; there are",
        ),
        ("[lists]\nklingon = []", "there is no list klingon; there are: arabic"),
        ("colour = 1", "own.toml: colour: is not known here"),
        ('[[rules]]\nid = "Own 1"\nkind = "HATE"\nwords = ["x"]', "rules.0.id: should be 3 to 40"),
    ],
)
def test_a_mistake_in_a_file_of_rules_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidRules) as found:
        Moderation.read(file)
    assert said in found.value.message


def test_a_file_of_rules_that_is_not_there_is_told_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidRules, match="MODERATION_RULES: there is no file"):
        Moderation.read(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    "text",
    [
        "n.u-d e x0 ",
        "a ",
        "1!|i",
        "aaab ",
        "ignore a ",
        "*n_",
        "nakedwomanx",
        "kill x people y ",
        "&#110;",
    ],
)
def test_no_prompt_takes_long(rules: Moderation, text: str) -> None:
    long = (text * 500)[:500]
    rules.check(long)
    begun = time.process_time()
    rules.check(long)
    assert time.process_time() - begun < 0.1  # a fiftieth of it on an idle core


def test_letters_of_all_scripts_stay_words() -> None:
    assert plain("Crème BRÛLÉE ｆｏｘ ⓕⓞⓧ 🇫🇴🇽 ŁÓDŹ") == "creme brulee fox fox fox lodz"
    assert plain("Ёжик") == "ежик"
