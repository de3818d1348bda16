"""What the builtin engine draws: the same every time, another each seed, and like the person."""

import hashlib
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from imaging import cartoons, notes
from imaging import landmarks as marks
from imaging.arrays import U8
from imaging.looks import PALETTES, look
from imaging.portraits import SIDE, Portrait
from kinds import CartoonStyle
from tests.portrait_photos import NAMES, portrait_of

VISIBLE = 6.0  # mean difference of two pictures, of 255, that nobody overlooks


@pytest.fixture(scope="module")
def portraits() -> dict[str, Portrait]:
    return {name: portrait_of(name) for name in NAMES}


def difference(a: U8, b: U8) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


@pytest.mark.parametrize("style", CartoonStyle)
def test_a_seed_gives_the_same_bytes_and_the_next_one_a_visibly_different_picture(
    portraits: dict[str, Portrait], style: CartoonStyle
) -> None:  # G8
    portrait = portraits[NAMES[0]]
    before = notes.pack_portrait(portrait)
    first, second = (cartoons.render(portrait, look(style, seed)) for seed in (4, 5))
    assert notes.pack_portrait(portrait) == before  # drawing leaves it as it was
    again = cartoons.render(replace(portrait), look(style, 4))
    assert hashlib.sha256(first.tobytes()).digest() == hashlib.sha256(again.tobytes()).digest()
    assert first.shape == (SIDE, SIDE, 3)
    assert difference(first, second) > VISIBLE


@pytest.mark.parametrize("style", CartoonStyle)
def test_a_drawing_keeps_the_face_where_its_landmarks_and_matte_say(
    portraits: dict[str, Portrait], style: CartoonStyle
) -> None:
    portrait = portraits[NAMES[1]]
    drawing = cartoons.draw(portrait, look(style, 1))
    oval = drawing.landmarks[marks.OVAL].astype(int)
    assert np.quantile(drawing.matte[oval[:, 1], oval[:, 0]], 0.1) > 200
    assert np.abs(drawing.landmarks - portrait.landmarks).max() < portrait.eye_distance * 0.25
    cut = drawing.cut_out()
    assert cut.shape == (SIDE, SIDE, 4)


@pytest.mark.parametrize("style", CartoonStyle)
def test_neighbouring_seeds_share_neither_palette_nor_ink(style: CartoonStyle) -> None:
    looks = [look(style, seed) for seed in range(200)]
    for a, b in pairwise(looks):
        assert a.palette != b.palette
        assert a.ink != b.ink
    assert {one.palette for one in looks} == set(PALETTES)


def test_a_portrait_out_of_its_notes_is_drawn_alike(portraits: dict[str, Portrait]) -> None:
    portrait = portraits[NAMES[0]]
    packed = notes.pack_portrait(portrait)
    assert len(packed) < 8_000_000
    kept = notes.unpack_portrait(packed)
    chosen = look(CartoonStyle.COMIC, 7)
    assert (cartoons.render(kept, chosen) == cartoons.render(portrait, chosen)).all()


def test_the_notes_of_a_cartoon_are_small_and_whole(portraits: dict[str, Portrait]) -> None:
    drawing = cartoons.draw(portraits[NAMES[1]], look(CartoonStyle.FLAT, 0))
    packed = notes.pack_cartoon(drawing)
    assert len(packed) < 100_000
    kept = notes.unpack_cartoon(packed)
    assert (kept.landmarks == drawing.landmarks).all()
    assert (kept.matte == drawing.matte).all()


@pytest.mark.parametrize("harm", ["cut", "flipped", "newer", "other", "empty"])
def test_notes_that_are_damaged_or_foreign_are_refused(
    portraits: dict[str, Portrait], harm: str
) -> None:
    packed = notes.pack_cartoon(cartoons.draw(portraits[NAMES[0]], look(CartoonStyle.FLAT, 0)))
    middle = len(packed) // 2
    harmed = {
        "cut": packed[:middle],
        "flipped": packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :],
        "newer": packed[:4] + b"\xff\x7f" + packed[6:],
        "other": notes.pack_portrait(portraits[NAMES[0]]),
        "empty": b"",
    }[harm]
    with pytest.raises(ValueError, match="These notes are"):
        notes.unpack_cartoon(harmed)
