"""Headshots by the builtin engine: framed, the same every time, and true to the person's skin."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.instant import Unheard
from engines.builtin import Builtin
from engines.protocol import Wish
from errors import EngineError, NoFaceFound
from imaging import landmarks as face
from imaging.analysis import NO_FACE
from imaging.arrays import U8, floats, to_floats
from imaging.headshots.colours import skin_class, skin_samples, skin_tone
from imaging.headshots.headshots import headshot
from imaging.headshots.poses import CUT_OFF, TOO_SMALL
from imaging.headshots.shots import Shot, shot
from imaging.headshots.strays import without_strays
from imaging.vision import Vision
from kinds import AspectRatio, GenerationKind, HeadshotStyle
from tests.portrait_photos import ASTRONAUT, HOPPER, NAMES, photo, photo_bytes

# A seventh of the pixels of what the engine makes, in a fifth of its time.
SIZES = {ASTRONAUT: (312, 456), HOPPER: (456, 312)}
VISIBLE = 6.0  # mean difference of two pictures, of 255, that nobody overlooks
WISH = Wish(
    kind=GenerationKind.HEADSHOT,
    seed=4,
    count=2,
    size=AspectRatio.LANDSCAPE.size,
    style="CASUAL",
    photo=photo_bytes(HOPPER),
)


@pytest.fixture(scope="module")
def vision() -> Vision:
    return Vision()


@pytest.fixture(scope="module")
def shots(vision: Vision) -> Mapping[str, Shot]:
    return {name: shot(vision, photo(name), SIZES[name]) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_style_keeps_the_class_of_the_skin_in_the_photo(
    shots: Mapping[str, Shot], vision: Vision, name: str
) -> None:  # H2
    pixels = photo(name)
    (found, *_) = vision.faces(pixels)
    points = vision.landmarks(pixels, found)
    apart = float(np.linalg.norm(np.subtract(*face.eye_centres(points))))
    wanted = skin_class(floats(np.median(skin_samples(to_floats(pixels), points, apart), 0)))
    taken = shots[name]
    for seed, style in enumerate(HeadshotStyle):
        picture = to_floats(headshot(taken, style, seed))
        assert picture.shape == (*reversed(SIZES[name]), 3)
        tone = skin_tone(picture, taken.landmarks, taken.distance)
        assert skin_class(tone) == wanted, style


@pytest.mark.parametrize("style", HeadshotStyle)
def test_a_seed_gives_the_same_bytes_and_the_next_one_another_backdrop(
    shots: Mapping[str, Shot], style: HeadshotStyle
) -> None:  # H2, G8
    taken = shots[ASTRONAUT]
    first, again, other = (headshot(replace(taken), style, seed) for seed in (4, 4, 5))
    assert (first == again).all()
    behind = taken.matte < 0.01
    assert np.abs(first[behind].astype(np.int16) - other[behind]).mean() > VISIBLE


def test_a_face_stands_where_a_photographer_puts_it(shots: Mapping[str, Shot]) -> None:  # H2
    for taken in shots.values():
        width, height = taken.size
        right, left = face.eye_centres(taken.landmarks)
        middle = (right + left) / 2
        assert abs(middle[0] / width - 0.5) < 0.1
        assert 0.3 < middle[1] / height < 0.5
        assert abs(right[1] - left[1]) < 0.06 * taken.distance  # level
        assert taken.matte[: round(height * 0.02)].max() < 0.5  # air above
        assert taken.matte[-1].max() > 0.9  # cloth to the lower edge
        x, y = taken.landmarks[face.OVAL].astype(int).T
        assert taken.matte[y, x].mean() > 0.9


def test_a_bit_of_background_beside_an_ear_goes_and_the_ear_stays() -> None:
    picture = np.full((640, 640, 3), (40, 60, 130), np.uint8)
    picture[:, 160:190] = (220, 160, 40)  # a fringe
    matte = np.zeros((640, 640), np.float32)
    for shape in ((picture, (205, 150, 120)), (matte, 1)):
        cv2.ellipse(shape[0], (320, 320), (120, 220), 0, 0, 360, shape[1], -1)
        cv2.circle(shape[0], (440, 320), 22, shape[1], -1)  # an ear
    cv2.rectangle(matte, (165, 290), (230, 350), 1, -1)
    points = floats(np.tile([320, 320], (468, 1)))
    points[[face.BETWEEN_BROWS, face.CHIN]] = (320, 250), (320, 520)
    points[face.OVAL[:2]] = (215, 320), (425, 320)
    kept = without_strays(picture, matte, points, 160)
    assert kept[296:344, 172:188].max() < 0.2
    assert kept[(matte > 0) & (picture[..., 0] == 205)].min() > 0.7


def test_a_small_grey_photo_that_is_turned_gets_a_grey_headshot(vision: Vision) -> None:
    pixels = photo(ASTRONAUT)
    turned = cv2.warpAffine(
        pixels, cv2.getRotationMatrix2D((226, 120), 18, 0.4), (400, 270), borderValue=(90, 90, 90)
    )
    grey = np.repeat(cv2.cvtColor(turned, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    taken = shot(vision, grey.astype(np.uint8), (384, 384))
    right, left = face.eye_centres(taken.landmarks)
    assert abs(right[1] - left[1]) < 0.1 * taken.distance
    picture = headshot(taken, HeadshotStyle.CREATIVE, 0)
    assert np.ptp(picture.astype(np.int16), axis=2).max() <= 2


def test_the_largest_of_two_people_is_alone_in_the_headshot(vision: Vision) -> None:
    large = photo(HOPPER)
    small = cv2.resize(large, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    beside = cv2.copyMakeBorder(small, 120, 0, 0, 0, cv2.BORDER_REPLICATE)
    taken = shot(vision, np.hstack([beside, large[:, 20:]]), (456, 312))
    assert taken.matte[:, :40].max() < 0.5  # where a shoulder of the other one was
    assert taken.matte[-20:, 200:300].min() > 0.9


def test_a_photo_taken_in_the_dark_is_exposed_by_its_whites(
    shots: Mapping[str, Shot], vision: Vision
) -> None:
    dark = photo(ASTRONAUT) // 4
    taken = shot(vision, dark, SIZES[ASTRONAUT])
    assert taken.skin[0] > shots[ASTRONAUT].skin[0] - 15


@pytest.mark.parametrize(
    ("columns", "step", "said"),
    [(slice(0, 240), 1, CUT_OFF), (slice(330, 512), 1, NO_FACE), (slice(0, 512), 5, TOO_SMALL)],
)
def test_a_photo_without_a_whole_face_is_refused_with_a_sentence(
    vision: Vision, columns: slice, step: int, said: str
) -> None:
    part: U8 = np.ascontiguousarray(photo(ASTRONAUT)[::step, columns][:, ::step])
    with pytest.raises(NoFaceFound, match=said):
        shot(vision, part, (384, 384))


async def test_the_engine_makes_headshots_of_the_size_that_is_wished() -> None:  # H2, H4
    engine = Builtin(1)
    report = Unheard()
    drawn = [each async for each in engine.draw(WISH, report)]
    for each in drawn:
        assert each.image is not None
        picture = Image.open(BytesIO(each.image))
        assert (picture.format, picture.size) == ("JPEG", WISH.size)
    assert drawn[0].image != drawn[1].image
    for harm in ({"size": (640, 640)}, {"photo": None}, {"style": "NOIR"}):
        with pytest.raises(EngineError, match="builtin engine"):
            await anext(engine.draw(replace(WISH, **harm), report))
    await engine.close()
