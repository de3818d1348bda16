"""Faces, landmarks and mattes in the two photos, in smaller and turned ones, and in none."""

import numpy as np
import pytest

from imaging import landmarks as marks
from imaging.analysis import analyse
from imaging.arrays import U8
from imaging.portraits import SIDE
from imaging.vision import Vision
from tests.portrait_photos import ASTRONAUT, HOPPER, NAMES, photo


@pytest.fixture(scope="module")
def vision() -> Vision:
    return Vision()


@pytest.mark.parametrize("name", NAMES)
def test_one_face_is_found_where_it_is(vision: Vision, name: str) -> None:
    image = photo(name)
    (face,) = vision.faces(image)
    left, top, width, height = face.box
    assert 0.5 < face.score <= 1
    assert 0 < left < left + width < image.shape[1]
    assert 0 < top < top + height < image.shape[0]


@pytest.mark.parametrize("turns", [1, 3])
def test_a_face_that_lies_on_its_side_is_found_with_its_landmarks(
    vision: Vision, turns: int
) -> None:
    image = photo(ASTRONAUT)
    upright = vision.landmarks(image, vision.faces(image)[0])
    turned = np.ascontiguousarray(np.rot90(image, turns))
    found = vision.landmarks(turned, vision.faces(turned)[0])
    side = image.shape[0] - 1
    x, y = upright.T
    expected = np.stack([y, side - x] if turns == 1 else [side - y, x], 1)
    assert np.abs(found - expected).mean() < 6


def test_a_picture_without_people_has_no_face(vision: Vision) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    assert vision.faces(noise) == []
    assert analyse(vision, noise) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_matte_holds_the_face_and_not_the_corners(vision: Vision, name: str) -> None:
    portrait = analyse(vision, photo(name))
    assert portrait is not None
    oval = portrait.landmarks[marks.OVAL].astype(int)
    assert np.quantile(portrait.matte[oval[:, 1], oval[:, 0]], 0.1) > 200
    assert portrait.matte[:60, :60].max() < 20
    assert portrait.matte[:60, -60:].max() < 20


def test_the_largest_of_several_faces_becomes_the_portrait(vision: Vision) -> None:
    large, small = photo(HOPPER), photo(ASTRONAUT)
    wide = np.full((600, 1024, 3), 128, np.uint8)
    wide[:, :512], wide[:512, 512:] = large, small
    assert len(vision.faces(wide)) == 2
    both, alone = analyse(vision, wide), analyse(vision, large)
    assert both is not None
    assert alone is not None
    # The same face again: its skin, not the small one's.
    assert np.abs(both.skin_colour - alone.skin_colour).max() < 0.05


@pytest.mark.parametrize("cut", [np.s_[60:230, 130:330], np.s_[:, 180:270]])
def test_a_face_cut_by_the_frame_still_makes_a_whole_portrait(
    vision: Vision, cut: tuple[slice, slice]
) -> None:
    portrait = analyse(vision, np.ascontiguousarray(photo(ASTRONAUT)[cut]))
    assert portrait is not None
    assert portrait.photo.shape == (SIDE, SIDE, 3)
    rows, columns = portrait.box
    assert portrait.lines.shape == (rows.stop - rows.start, columns.stop - columns.start)


def test_skin_is_face_and_neck_but_neither_hair_nor_suit(vision: Vision) -> None:
    portrait = analyse(vision, photo(ASTRONAUT))
    assert portrait is not None
    assert _at(portrait.skin, portrait.landmarks[marks.CHEEKS[0]]) > 200
    hair = portrait.landmarks[marks.FOREHEAD] - [0, portrait.eye_distance * 0.9]
    assert _at(portrait.skin, hair) < 30
    assert portrait.skin[-40:, :100].max() < 30


def _at(mask: U8, point: np.ndarray) -> int:
    x, y = point.astype(int)
    return int(mask[y, x])
