"""Costumes in anybody's skin: the same as if they were rasterised for each person."""

import numpy as np
import pytest

from events.loading import read_events
from imaging.arrays import F32, U8, floats, multiplied, to_bytes
from imaging.cloths import Cloth
from imaging.vectors import BAND, Rasters, rasterised
from kinds import AvatarLook, Gender

SIDE = 256
COSTUME = read_events(None)["default"].scenes[AvatarLook.SUPERHERO].costume(Gender.FEMALE)
SKINS = {
    "dark": {"skin": floats([0.30, 0.20, 0.15]), "skin-shade": floats([0.2, 0.1, 0.1])},
    "light": {"skin": floats([0.95, 0.80, 0.72]), "skin-shade": floats([0.7, 0.5, 0.45])},
}


def shown(cloth: Cloth) -> U8:
    """All rows of it."""
    nothing = np.zeros((BAND, SIDE, 4), np.uint8)
    bands = (cloth.rows(top, top + BAND) for top in range(0, SIDE, BAND))
    return np.vstack([nothing if band is None else band for band in bands])


def drawn_anew(skin: dict[str, F32]) -> U8:
    named = {name: "#" + to_bytes(colour).tobytes().hex() for name, colour in skin.items()}
    return multiplied(rasterised(COSTUME.front, SIDE, {**COSTUME.palettes[0], **named}))


@pytest.mark.parametrize("skin", SKINS.values(), ids=SKINS)
def test_a_costume_shows_each_skin_as_if_it_were_drawn_for_it(skin: dict[str, F32]) -> None:  # A3
    cloth = Cloth.of(COSTUME.front, SIDE, COSTUME.palettes[0], skin, Rasters())
    difference = np.abs(shown(cloth).astype(int) - drawn_anew(skin))
    assert difference.max() <= 2, "of 255: only the rounding of two sums"


def test_the_next_person_gets_the_same_costume_from_what_is_kept() -> None:  # A3
    rasters = Rasters()
    first, second = (
        Cloth.of(COSTUME.front, SIDE, COSTUME.palettes[0], skin, rasters) for skin in SKINS.values()
    )
    before = shown(first)
    between = shown(second)
    assert np.array_equal(shown(first), before)
    assert not np.array_equal(between, before)
