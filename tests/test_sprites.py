"""Artwork as pixels: fitted, trimmed, kept, and in the colour that was asked for."""

import threading
from dataclasses import replace

import cv2
import numpy as np
import pytest

from illustrator.artwork import critters, figures
from illustrator.artwork.art import Art
from illustrator.artwork.recolouring import apart
from illustrator.artwork.sprites import Sprites
from illustrator.brushes.colours import rgb
from illustrator.painted import windows
from illustrator.plans import Hour, Plan
from illustrator.scenery.lights import light_for
from illustrator.stages import Take
from imaging.arrays import U8


@pytest.fixture(scope="module")
def art() -> Art:
    return Art.open()


@pytest.fixture(scope="module")
def sprites(art: Art) -> Sprites:
    return Sprites(art)


def hue_of(colour: np.ndarray) -> float:
    lab = cv2.cvtColor(colour.reshape(1, 1, 3).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0, 0]
    return float(np.degrees(np.arctan2(lab[2], lab[1])) % 360)


def main_colour(sprite: U8) -> np.ndarray:
    """The middle of what is opaque and neither outline nor highlight."""
    solid = sprite[sprite[..., 3] > 200][:, :3].astype(np.float32)
    return np.median(solid, axis=0)


def coloured_share(sprite: U8, colour: str, within: float) -> float:
    """How much of a sprite is coloured and has about this hue."""
    solid = sprite[sprite[..., 3] > 200][:, :3]
    lab = cv2.cvtColor(solid[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hues = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])).astype(np.float32)
    return float(((chroma > 20) & (np.abs(apart(hues, hue_of(rgb(colour)))) < within)).mean())


# P2: colours that the words name
@pytest.mark.parametrize("set_", ["c", "f", "n"])
@pytest.mark.parametrize(
    ("name", "colour"),
    [("sailboat", "#2f6fd6"), ("elephant", "#f277a6"), ("automobile", "#3fa34d")],
)
def test_a_thing_takes_the_colour_it_is_asked_for(
    sprites: Sprites, name: str, colour: str, set_: str
) -> None:
    plain = sprites.sprite(name, set_, 128)
    painted = sprites.sprite(name, set_, 128, colour)
    before, after = coloured_share(plain, colour, 30), coloured_share(painted, colour, 30)
    assert after > max(0.4, before)


@pytest.mark.parametrize("set_", ["c", "f", "n"])
def test_white_and_black_animals_are_white_and_black(sprites: Sprites, set_: str) -> None:
    assert main_colour(sprites.sprite("cat", set_, 128, "#f4f4f2")).min() > 195
    assert main_colour(sprites.sprite("dog", set_, 128, "#2a2a30")).max() < 95


def test_a_red_fox_is_redder_than_a_fox_and_less_red_than_paint(sprites: Sprites) -> None:
    plain = hue_of(main_colour(sprites.sprite("fox", "f", 128)))
    red = hue_of(main_colour(sprites.sprite("fox", "f", 128, "#d9342b")))
    assert hue_of(rgb("#d9342b")) < red < plain - 5


def test_an_orange_shirt_is_painted_and_the_skin_is_not(sprites: Sprites) -> None:
    for set_ in ("c", "f", "n"):
        plain, painted = (
            sprites.sprite("person-standing-light", set_, 128, colour)
            for colour in (None, "#3fa34d")
        )
        changed = np.abs(plain[..., :3].astype(int) - painted[..., :3]).max(2) > 24
        face, shirt = changed[12:26], changed[48:58]
        assert face.mean() < 0.04 < 0.3 < shirt.mean()


def test_houses_are_lit_at_night_and_white_in_the_snow(sprites: Sprites) -> None:
    day = light_for(Plan("words", hour=Hour.DAY), Take(0, 1, 1.0, np.random.default_rng(1)))
    night = replace(day, darkness=1.0)
    house = sprites.sprite("house-with-garden", "c", 128)
    whole = house[..., 3] > 200
    for light, lamps in ((day, False), (night, True)):
        drawn = house.astype(np.float32)
        windows.lit("house-with-garden", house, drawn, light)
        assert (np.abs(drawn - house).max(2) > 60)[whole].any() == lamps
    drawn = house.astype(np.float32)
    windows.snowed("house-with-garden", house, drawn, day)
    green = [(each[..., 1] > each[..., 0] + 40)[whole].sum() for each in (house.astype(int), drawn)]
    assert green[1] < 0.25 * green[0]


def test_eyes_keep_their_colour(sprites: Sprites) -> None:
    plain, white = (sprites.sprite("cat", "f", 128, colour) for colour in (None, "#f4f4f2"))
    eyes = (plain[..., :3].max(2) < 60) & (plain[..., 3] > 250)
    assert eyes.sum() > 10
    # The darkest that is left alone is what looks at the viewer.
    assert np.percentile(white[eyes][:, :3].max(1), 50) < 90


def test_a_sprite_fits_its_square_and_has_no_empty_border(sprites: Sprites) -> None:
    for name in ("cat", "@lighthouse", "fox", "crocodile"):
        for height in (57, 128, 200):
            sprite = sprites.sprite(name, "n", height)
            assert max(sprite.shape[:2]) == height
            assert sprite[0, :, 3].any()
            assert sprite[:, -1, 3].any()
        shape = sprites.shape(name, "n")
        assert shape.wide == pytest.approx(sprite.shape[1] / height, abs=0.05)
        assert shape.tall == pytest.approx(sprite.shape[0] / height, abs=0.05)


def test_the_store_of_sprites_is_bounded_and_changes_no_pixel(art: Art, sprites: Sprites) -> None:
    small = Sprites(art, most_bytes=40_000)
    for name in ("cat", "dog", "cat"):
        assert np.array_equal(small.sprite(name, "f", 90), sprites.sprite(name, "f", 90))
    assert small._bytes <= 40_000
    assert not small.sprite("cat", "f", 90).flags.writeable


def test_threads_get_the_same_sprites(art: Art) -> None:
    shared = Sprites(art)
    found: list[U8] = []
    threads = [
        threading.Thread(target=lambda: found.append(shared.sprite("bear", "n", 100, "#8a4fc7")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(each, found[0]) for each in found)


def test_all_own_artwork_can_be_drawn(sprites: Sprites) -> None:
    for name in [*figures.FIGURES, *(name for name in critters.COATS if sprites.has(name))]:
        assert sprites.sprite(name, "f", 64)[..., 3].mean() > 20, name


def test_artwork_that_is_not_there_is_named(sprites: Sprites) -> None:
    with pytest.raises(KeyError, match="no-such-thing"):
        sprites.sprite("no-such-thing", "c", 64)
