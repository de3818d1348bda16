"""The variants of a picture: four seeds in a row are four compositions."""

import hashlib

import numpy as np

from illustrator.plans import Plan
from illustrator.stages import Take
from kinds import PictureStyle

# Where the hero stands, and how near he is: by number, so that neighbours are never alike.
COMPOSITIONS = ((1, 1.0), (-1, 1.18), (0, 0.88), (-1, 0.96))


def take_for(plan: Plan, style: PictureStyle, seed: int) -> Take:
    """The variant that a seed stands for: the same one whenever words, style and seed are."""
    number = seed % len(COMPOSITIONS)
    side, zoom = COMPOSITIONS[number]
    told = hashlib.sha256(f"{seed}\n{style.value}\n{plan.words}".encode()).digest()
    return Take(number, side, zoom, np.random.default_rng(int.from_bytes(told[:8], "big")))
