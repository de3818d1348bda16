"""What an engine elsewhere is told about a headshot's style."""

import tomllib
from pathlib import Path

from kinds import HeadshotStyle


def headshot_prompt(style: HeadshotStyle) -> str:
    """How the photo that goes with it is to be made into a headshot; reads headshots.toml."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return " ".join(found[style.value].split())
