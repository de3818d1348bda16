"""What an engine elsewhere is told about a cartoon's style."""

import tomllib
from pathlib import Path

from kinds import CartoonStyle


def cartoon_prompt(style: CartoonStyle) -> str:
    """How the photo that goes with it is to be drawn; reads cartoons.toml."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return " ".join(found[style.value].split())
