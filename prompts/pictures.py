"""What an engine that paints from words is told about a picture's style."""

import tomllib
from pathlib import Path

from kinds import PictureStyle


def enriched(words: str, style: PictureStyle) -> str:
    """The person's own words, unchanged, and on the next paragraph how to paint them; reads
    pictures.toml. The words are put in front as they are: nothing in them is a template."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return words + "\n\n" + " ".join(found[style.value].split())
