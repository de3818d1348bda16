"""What an engine that paints from words is told about a look."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from kinds import AvatarLook, Gender

Prompts = Mapping[AvatarLook, Mapping[Gender, str]]


def read_looks() -> Prompts:
    """The prompts of all looks, out of looks.toml; reads a file."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        AvatarLook(look): {
            Gender(gender): " ".join(words.split()) for gender, words in each.items()
        }
        for look, each in found.items()
    }


def prompt_for(prompts: Prompts, look: AvatarLook, gender: Gender) -> str:
    """What is asked for; a look without a prompt for that gender is asked for as neutral."""
    said = prompts[look]
    return said.get(gender) or said[Gender.NEUTRAL]
