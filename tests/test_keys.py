"""Keys of engines: in turn, from a file that changes, and never shown."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.keys import ASIDE_SECONDS, Keys

A, B, C = "sk-alpha-1", "sk-beta-22", "sk-gamma-333"


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


async def turn(keys: Keys) -> list[str]:
    return [key.secret for key in await keys.in_turn()]


async def test_several_keys_are_taken_in_turn() -> None:  # S6
    keys = Keys("openai", f"{A}, {B},{C},, {A}")
    firsts = [(await turn(keys))[0] for _ in range(6)]
    assert sorted(firsts[:3]) == sorted([A, B, C])
    assert firsts[:3] == firsts[3:]
    assert sorted(await turn(keys)) == sorted([A, B, C])


async def test_a_key_that_was_set_aside_comes_back_after_some_minutes() -> None:
    clock = Clock()
    keys = Keys("openai", f"{A},{B}", clock=clock)
    (first, *_) = await keys.in_turn()
    keys.set_aside(first, "wrong_key")
    assert await turn(keys) == [{A: B, B: A}[first.secret]]
    keys.set_aside((await keys.in_turn())[0], "no_credit")
    assert await turn(keys) == []
    assert keys.why == "no_credit"
    clock.now += ASIDE_SECONDS
    assert sorted(await turn(keys)) == [A, B]


async def test_a_file_of_keys_comes_first_and_is_read_again_when_it_changes(
    tmp_path: Path,
) -> None:  # S6
    file = tmp_path / "openai"
    keys = Keys("openai", A, tmp_path)
    assert await turn(keys) == [A]
    file.write_text(f"# the new one\n{B}  # of November\n\n")
    (key,) = await keys.in_turn()
    assert key.secret == B
    keys.set_aside(key, "wrong_key")
    assert await turn(keys) == []
    file.write_text(f"{B}\n{C}\n")  # somebody looked after it: all are tried again
    assert sorted(await turn(keys)) == [B, C]
    file.unlink()
    assert await turn(keys) == [A]


async def test_the_first_key_counts_in_a_file_with_a_mark_before_it(tmp_path: Path) -> None:
    (tmp_path / "openai").write_text(f"{A}\n{B}\n", "utf-8-sig")  # as some editors write it
    assert sorted(await turn(Keys("openai", "", tmp_path))) == sorted([A, B])


async def test_what_cannot_be_read_leaves_the_keys_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "openai"
    file.write_text(B)
    keys = Keys("openai", A, tmp_path)
    file.write_bytes(b"\xff\xfe no text")
    assert await turn(keys) == [B]
    file.write_text(f"two words\nümlaut\n{C}\n")
    assert await turn(keys) == [C]


async def test_a_key_is_shown_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # S6
    (tmp_path / "openai").write_text(f"{B}\nsk with a blank\n")
    keys = Keys("openai", A, tmp_path)
    shown = f"{keys!r} {keys} {await keys.in_turn()!r} {capsys.readouterr()}"
    assert not [secret for secret in (A, B, "blank") if secret in shown]
    assert "key 1 of 2 in its file" in shown
