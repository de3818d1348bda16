"""The cut face: the head with its hair and nothing else, by notes and by looking."""

from functools import cache

import cv2
import numpy as np
import pytest

from imaging import cartoons
from imaging import landmarks as marks
from imaging.arrays import U8, floats
from imaging.cutouts import LONGEST, cut_face, find_and_cut
from imaging.head_shapes import shape_of, without_collar
from imaging.looks import look
from imaging.portraits import Drawing
from imaging.vision import Vision
from kinds import CartoonStyle
from tests.portrait_photos import ASTRONAUT, NAMES, photo, portrait_of


@cache
def vision() -> Vision:
    return Vision()


@cache
def drawing_of(name: str, style: CartoonStyle) -> Drawing:
    return cartoons.draw(portrait_of(name), look(style, 1))


def check_is_a_head(cut: U8) -> None:
    """Tight, in one piece, solid in the middle, clear in the corners."""
    assert cut.dtype == np.uint8
    assert cut.shape[2] == 4
    assert max(cut.shape[:2]) == LONGEST
    alpha = cut[..., 3]
    solid = (alpha > 127).astype(np.uint8)
    assert 0.45 < solid.mean() < 0.9
    assert cv2.connectedComponents(solid)[0] == 2
    height, width = alpha.shape
    assert alpha[height // 4 : height * 3 // 4, width // 3 : width * 2 // 3].min() > 250
    assert not alpha[[2, 2, -3, -3], [2, -3, 2, -3]].any()
    used = np.flatnonzero(solid.any(1))
    assert used[0] < 40
    assert used[-1] > height - 40


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", CartoonStyle)
def test_a_cartoon_is_cut_by_its_notes(name: str, style: CartoonStyle) -> None:
    drawing = drawing_of(name, style)
    check_is_a_head(cut_face(drawing.picture(), drawing.landmarks, drawing.matte))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", CartoonStyle)
def test_a_cartoon_is_cut_by_looking(name: str, style: CartoonStyle) -> None:
    cut = find_and_cut(vision(), drawing_of(name, style).picture())
    assert cut is not None
    check_is_a_head(cut)


def test_a_matte_that_misses_the_face_is_replaced() -> None:
    portrait = portrait_of(ASTRONAUT)
    check_is_a_head(cut_face(portrait.photo, portrait.landmarks, np.zeros_like(portrait.matte)))


def test_no_collar_comes_along() -> None:
    """The astronaut's collar is black: what lies below the chin is skin."""
    portrait = portrait_of(ASTRONAUT)
    cut = cut_face(portrait.photo, portrait.landmarks, portrait.matte)
    lowest = cut[int(cut.shape[0] * 0.93) :]
    assert (lowest[lowest[..., 3] > 200][:, :3].mean(1) > 60).mean() > 0.97


def test_hair_may_hang_beside_the_jaw_and_shoulders_may_not_rise_there() -> None:
    portrait = portrait_of(ASTRONAUT)
    shape = shape_of(portrait.landmarks)
    hair, shoulder = floats([[-1.5, -1], [-1.1, 0.7]]), floats([[1.1, 0.4], [1.5, 0.8]])
    mask = np.zeros_like(portrait.matte)
    for ends in (hair, shoulder):
        low, high = shape.placed(ends * shape.measure)
        cv2.rectangle(mask, low.astype(int).tolist(), high.astype(int).tolist(), 255, -1)
    kept = without_collar(mask, shape)
    middle = portrait.side // 2
    assert (kept[:, :middle] == mask[:, :middle]).all()
    assert mask[:, middle:].any()
    assert not kept[:, middle:].any()


def test_the_cut_turns_with_the_head() -> None:
    portrait = portrait_of(ASTRONAUT)
    centre = portrait.landmarks[marks.NOSE_TIP].tolist()
    matrix = cv2.getRotationMatrix2D(centre, 35, 0.8)
    size = (portrait.side, portrait.side)
    turned = cv2.warpAffine(portrait.photo, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    points = floats(portrait.landmarks @ matrix[:, :2].T + matrix[:, 2])
    matte = cv2.warpAffine(portrait.matte, matrix, size)
    straight = cut_face(portrait.photo, portrait.landmarks, portrait.matte)
    slanted = cut_face(turned.astype(np.uint8), points, matte.astype(np.uint8))
    shares = [float((cut[..., 3] > 127).sum()) / LONGEST**2 for cut in (straight, slanted)]
    assert shares[1] == pytest.approx(shares[0], rel=0.15)


def test_the_largest_of_several_faces_is_cut() -> None:
    near, far = photo(ASTRONAUT), photo(NAMES[1])
    small = cv2.resize(far, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA)
    group = np.full((600, 1000, 3), 200, np.uint8)
    group[40 : 40 + near.shape[0], 420 : 420 + near.shape[1]] = near
    group[200 : 200 + small.shape[0], 60 : 60 + small.shape[1]] = small
    both, alone = find_and_cut(vision(), group), find_and_cut(vision(), near)
    assert both is not None
    assert alone is not None
    same = cv2.resize(both, alone.shape[1::-1])
    assert np.abs(same[..., :3].astype(int) - alone[..., :3])[alone[..., 3] > 250].mean() < 16


def test_without_a_face_nothing_is_cut() -> None:
    rows = np.arange(400, dtype=np.uint8)[:, None, None]
    assert find_and_cut(vision(), np.broadcast_to(rows, (400, 400, 3)).copy()) is None
