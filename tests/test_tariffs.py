"""The file of prices and tiers: what an operator writes counts, and what is wrong is told."""

from pathlib import Path

import pytest

from errors import WrongSetup
from kinds import GenerationKind, Tier
from tariffs import InvalidTariffs, Tariffs

KINDS = "'CARTOON', 'FACE', 'HEADSHOT', 'AVATAR' or 'PICTURES'"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tariffs.toml"


def test_what_comes_along_is_whole_and_asks_for_headshots_and_pictures_from_words() -> None:  # P8
    shipped = Tariffs.read(None)
    kinds = GenerationKind
    assert {kind: shipped.price(kind) for kind in kinds} == {
        kinds.CARTOON: 0,
        kinds.FACE: 0,
        kinds.HEADSHOT: 1,
        kinds.AVATAR: 0,
        kinds.PICTURES: 1,
    }
    assert not any(shipped.price(kind, cached=True) for kind in kinds)  # P4
    assert [shipped.tiers[tier].weight for tier in Tier] == [1, 2, 4]  # G9
    assert all(shipped.tiers[tier].kinds == set(kinds) for tier in Tier)


def test_an_operators_file_counts_where_it_says_something(file: Path) -> None:  # P8
    file.write_text("[prices]\nAVATAR = 3\n[tiers.FREE]\npictures_per_day = 0\npace = 2\n")
    ours, shipped = Tariffs.read(file), Tariffs.read(None)
    assert ours.price(GenerationKind.AVATAR) == 3
    assert ours.price(GenerationKind.PICTURES) == 1
    free = shipped.tiers[Tier.FREE].model_copy(update={"pictures_per_day": 0, "pace": 2.0})
    assert ours.tiers == {**shipped.tiers, Tier.FREE: free}
    assert free.most_pictures == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[prices]\nPICTURES = -1", "prices.PICTURES should be greater than or equal to 0."),
        ("[prices]\nPICTURES = '1'", "prices.PICTURES should be a valid integer."),
        ("[cached]\nCARTON = 1", f"cached knows no CARTON; there are {KINDS}."),
        ("[tiers.GOLD]\npace = 1", "tiers knows no GOLD; there are 'FREE', 'BASIC' or 'PREMIUM'."),
        ("[tiers.FREE]\nkinds = ['X']", f"tiers.FREE.kinds knows no X; there are {KINDS}."),
        ("[tiers.FREE]\nkinds = 'FACE'", "tiers.FREE.kinds should be a list."),
        ("[tiers.FREE]\npace = true", "tiers.FREE.pace should be a valid number."),
        ("[tiers.FREE]\nat_once = 0", "tiers.FREE.at_once should be greater than or equal to 1."),
        ("[tiers]\nFREE = 1", "tiers.FREE should be a table."),
        ("prices = 1", "prices should be a table."),
        (
            "[tiers.FREE]\nwieght = 1\nweight = 9",
            "tiers.FREE.weight should be less than or equal to 4. "
            "tiers.FREE.wieght is not known; look for a slip of the pen.",
        ),
        ("price = ", "is no TOML: Invalid value (at end of document)."),
    ],
)
def test_all_that_is_wrong_is_told_with_what_is_allowed(  # P8
    file: Path, text: str, told: str
) -> None:
    file.write_text(text)
    with pytest.raises(InvalidTariffs) as found:
        Tariffs.read(file)
    assert found.value.message == f"{file}: {told}"
    assert isinstance(found.value, WrongSetup)  # whoever starts the processes does not try again


def test_a_file_that_is_not_there_is_told_by_its_setting(file: Path) -> None:
    with pytest.raises(InvalidTariffs, match="TARIFFS: there is no file"):
        Tariffs.read(file)
