"""An operator's file of engines elsewhere: what it may say, and what is told of its mistakes."""

from decimal import Decimal
from pathlib import Path

import pytest

from engines.answers import MOST_PARTS, Answer
from engines.specs import InvalidSpecs, read_specs
from kinds import GenerationKind


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "engines.toml"


def test_a_file_says_only_what_differs(file: Path) -> None:
    file.write_text('[openai]\nslots = 3\n[openai.models.AVATAR]\nprice = "0.5"\n')
    shipped, ours = read_specs(None)["openai"], read_specs(file)["openai"]
    assert (ours.slots, ours.seconds, ours.url) == (3, shipped.seconds, shipped.url)
    avatars = ours.models[GenerationKind.AVATAR]
    assert avatars.price == Decimal("0.5")
    assert avatars.model == shipped.models[GenerationKind.AVATAR].model


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[opnai]\nslots = 1", "There is no engine opnai; there are aiserver, openrouter,"),
        ("[openai]\nslot = 1", "openai.slot is not known; look for a slip of the pen."),
        ("[openai]\nslots = 0", "openai.slots should be greater than or equal to 1."),
        *(
            (f'[openai]\nurl = "{url}"', "openai.url should be an address such as https://")
            for url in (
                "api.openai.com",
                "http://[::1",
                "https://name:password@api.example",
                "https://api.example:99999",
            )
        ),
        (
            "[openai.models.AVATAR]\noptions = { size = [1] }",
            "openai.models.AVATAR.options.size should be a text, a number, true or false.",
        ),
        ("[openai.models.FILM]\n", "openai.models.FILM"),
    ],
)
def test_a_mistake_is_one_plain_sentence(file: Path, written: str, said: str) -> None:
    file.write_text(written)
    with pytest.raises(InvalidSpecs) as refused:
        read_specs(file)
    told = str(refused.value).removeprefix(f"{file}: ")
    assert told.startswith(said), told
    assert told.count(". ") == 0
    assert "password" not in told


def test_an_answer_of_a_hundred_thousand_parts_is_not_read() -> None:
    """As objects it would take gigabytes."""
    many = b'{"data": [' + b"{}," * MOST_PARTS + b"{}]}"
    assert Answer(200, {}, many).document is None
    assert Answer(200, {}, b'{"data": [{}, {}]}').document == {"data": [{}, {}]}
