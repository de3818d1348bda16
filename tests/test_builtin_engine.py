"""The builtin engine behind its protocol: wishes in, encoded pictures and notes out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.instant import Unheard
from engines.builtin import Builtin
from engines.protocol import Cancelled, Drawn, Wish
from engines.registry import Engines
from errors import EngineError, EngineUnavailable, NoFaceFound
from events.loading import read_events
from illustrator.words.entries import InvalidLexicon
from imaging.photos import read_photo
from kinds import AvatarLook, CartoonStyle, Gender, GenerationKind
from settings import Settings
from tests.portrait_photos import ASTRONAUT, HOPPER, photo_bytes

WISH = Wish(
    kind=GenerationKind.CARTOON,
    seed=3,
    count=1,
    size=(1024, 1024),
    style="FLAT",
    photo=photo_bytes(HOPPER),
)


AVATAR = Wish(
    kind=GenerationKind.AVATAR,
    seed=5,
    count=1,
    size=(320, 320),
    style="SUPERHERO",
    gender=Gender.NEUTRAL,
    costume=read_events(None)["default"].scenes[AvatarLook.SUPERHERO].costume(Gender.NEUTRAL),
    photo=photo_bytes(HOPPER),
)


PICTURES = Wish(
    kind=GenerationKind.PICTURES,
    seed=8,
    count=2,
    size=(1024, 1024),
    style="MINIMAL",
    words="Be brave",
)


class Reports(Unheard):
    """Keeps what was reported."""

    def __init__(self) -> None:
        self.said: list[tuple[float, str]] = []

    async def __call__(self, progress: float, stage: str) -> None:
        self.said.append((progress, stage))


class Withdrawn(Unheard):
    """A report nobody wants any more."""

    async def __call__(self, progress: float, stage: str) -> None:
        raise Cancelled


@pytest.fixture(scope="module")
async def engine() -> AsyncIterator[Builtin]:
    builtin = Builtin(2)
    yield builtin
    await builtin.close()


async def drawn_by(engine: Builtin, wish: Wish) -> tuple[list[Drawn], list[tuple[float, str]]]:
    reports = Reports()
    return [drawn async for drawn in engine.draw(wish, reports)], reports.said


def opened(image: bytes | None) -> Image.Image:
    assert image is not None
    return Image.open(BytesIO(image))


async def test_a_cartoon_leaves_the_engine_as_a_square_jpeg_without_metadata(
    engine: Builtin,
) -> None:
    (drawn,), said = await drawn_by(engine, WISH)
    picture = opened(drawn.image)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (1024, 1024), "RGB")
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)
    assert [stage for _, stage in said] == ["finding the face", "drawing"]
    assert [progress for progress, _ in said] == sorted(progress for progress, _ in said)


async def test_with_its_notes_a_photo_is_drawn_alike_without_being_looked_at(
    engine: Builtin,
) -> None:  # G8
    (first,), _ = await drawn_by(engine, WISH)
    kept = replace(WISH, notes=first.photo_notes, photo=b"not even a picture")
    (again,), said = await drawn_by(engine, kept)
    assert again.image == first.image
    assert again.photo_notes is None
    assert [stage for _, stage in said] == ["drawing"]


async def test_damaged_notes_only_cost_time(engine: Builtin) -> None:
    (drawn,), _ = await drawn_by(engine, replace(WISH, notes=b"rubbish"))
    assert drawn.photo_notes is not None


async def test_several_pictures_of_one_wish_differ(engine: Builtin) -> None:
    drawn, _ = await drawn_by(engine, replace(WISH, count=3))
    assert len({one.image for one in drawn}) == 3


async def test_the_event_loop_goes_on_while_pictures_are_drawn(engine: Builtin) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.002)
            turns += 1

    async with asyncio.TaskGroup() as group:
        turning = group.create_task(turn())
        await drawn_by(engine, WISH)
        turning.cancel()
    assert turns > 20


async def test_pictures_drawn_side_by_side_are_those_drawn_alone(engine: Builtin) -> None:  # G8
    wishes = [replace(WISH, seed=seed) for seed in range(4)]
    together = await asyncio.gather(*(drawn_by(engine, wish) for wish in wishes))
    alone, _ = await drawn_by(engine, replace(WISH, seed=0, count=4))  # one after the other
    assert [drawn.image for ((drawn,), _) in together] == [each.image for each in alone]


async def test_nothing_is_drawn_that_nobody_wants_any_more(engine: Builtin) -> None:
    with pytest.raises(Cancelled):
        await anext(engine.draw(WISH, Withdrawn()))


@pytest.mark.parametrize(
    "change",
    [
        {"style": "CUBIST"},
        {"size": (512, 512)},
        {"photo": None},
        {"photo": b"no picture"},
        {"kind": GenerationKind.FACE},
    ],
)
async def test_wishes_it_cannot_fulfil_are_refused_for_good(
    engine: Builtin, change: dict[str, object]
) -> None:
    with pytest.raises(EngineError) as refused:
        await drawn_by(engine, replace(WISH, **change))  # type: ignore[arg-type]
    assert not refused.value.retryable


@pytest.fixture(scope="module")
async def cartoon(engine: Builtin) -> Drawn:
    (drawn,), _ = await drawn_by(engine, replace(WISH, photo=photo_bytes(ASTRONAUT)))
    return drawn


@pytest.mark.parametrize("with_notes", [True, False])
async def test_a_face_is_cut_out_of_a_cartoon(
    engine: Builtin, cartoon: Drawn, with_notes: bool
) -> None:  # C5
    assert cartoon.image is not None
    notes = cartoon.notes if with_notes else None
    assert with_notes == (notes is not None)
    face = await engine.cut_face(cartoon.image, notes, "", Unheard())
    cut = opened(face.image)
    assert (cut.format, cut.mode) == ("PNG", "RGBA")
    alpha = np.asarray(cut)[..., 3]
    middle = alpha[alpha.shape[0] // 3 : alpha.shape[0] // 2, alpha.shape[1] // 2]
    assert middle.min() == 255
    assert 0.4 < (alpha > 127).mean() < 0.95


async def test_a_picture_without_a_face_has_none_to_cut(engine: Builtin) -> None:  # C5
    body = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(body, "PNG")
    with pytest.raises(NoFaceFound, match="No face was found"):
        await engine.cut_face(body.getvalue(), None, "", Unheard())


async def test_the_person_of_an_avatar_is_a_png_of_the_wished_size(engine: Builtin) -> None:  # A3
    (drawn,), said = await drawn_by(engine, AVATAR)
    picture = opened(drawn.image)
    assert (picture.format, picture.size, picture.mode) == ("PNG", (320, 320), "RGBA")
    assert [stage for _, stage in said] == ["finding the face", "drawing", "dressing"]
    assert [progress for progress, _ in said] == sorted(progress for progress, _ in said)
    assert drawn.photo_notes is None  # what is measured of a face is not kept


@pytest.mark.parametrize("change", [{"costume": None}, {"photo": None}, {"size": (8192, 8192)}])
async def test_avatars_it_cannot_draw_are_refused_for_good(  # G4
    engine: Builtin, change: dict[str, object]
) -> None:
    with pytest.raises(EngineError) as refused:
        await drawn_by(engine, replace(AVATAR, **change))  # type: ignore[arg-type]
    assert not refused.value.retryable


async def test_a_photo_without_a_face_makes_no_avatar(engine: Builtin) -> None:  # A3
    body = BytesIO()
    Image.new("RGB", (400, 400), "teal").save(body, "JPEG")
    with pytest.raises(NoFaceFound, match="Choose one that shows a face") as refused:
        await drawn_by(engine, replace(AVATAR, photo=body.getvalue()))
    assert not refused.value.retryable


def test_a_large_photo_is_read_at_a_workable_size() -> None:
    body = BytesIO()
    Image.new("RGB", (4000, 3000), "teal").save(body, "JPEG")
    assert read_photo(body.getvalue()).shape == (1200, 1600, 3)


async def test_the_registry_knows_who_draws_what() -> None:
    engines = Engines(Settings(worker_slots=1))
    assert engines.for_kind(GenerationKind.CARTOON) == ["builtin"]
    assert engines.for_kind(GenerationKind.FACE) == ["builtin"]
    assert isinstance(engines.get("builtin"), Builtin)
    with pytest.raises(EngineUnavailable):
        engines.get("nobody")
    await engines.close()


async def test_mistakes_in_an_operators_words_are_told_before_the_first_wish(  # P2
    tmp_path: Path,
) -> None:
    engines = Engines(Settings(lexicon_dir=tmp_path))
    await engines.prepare()
    await engines.close()
    (tmp_path / "ours.toml").write_text('[subjects]\nfoxx = { words = "fox" }', "utf-8")
    engines = Engines(Settings(lexicon_dir=tmp_path))
    with pytest.raises(InvalidLexicon, match=r"ours\.toml: foxx: there is no artwork foxx"):
        await engines.prepare()
    await engines.close()


@pytest.mark.parametrize("style", CartoonStyle)
async def test_a_photo_without_a_face_is_drawn_as_a_whole(
    engine: Builtin, style: CartoonStyle
) -> None:  # C3
    body = BytesIO()
    Image.linear_gradient("L").resize((900, 450)).convert("RGB").save(body, "JPEG")
    wish = replace(WISH, style=style.value, photo=body.getvalue())
    (drawn,), _ = await drawn_by(engine, wish)
    assert opened(drawn.image).size == (1024, 512)
    assert drawn.notes is None


async def test_pictures_from_words_come_one_by_one_and_differ(engine: Builtin) -> None:  # P1 G8
    drawn, said = await drawn_by(engine, PICTURES)
    assert len({one.image for one in drawn}) == 2
    assert [opened(one.image).size for one in drawn] == [(1024, 1024)] * 2
    assert [progress for progress, _ in said] == sorted(progress for progress, _ in said)
    (second,), _ = await drawn_by(engine, replace(PICTURES, seed=9, count=1))
    assert second.image == drawn[1].image  # what a retry draws is what was missing


async def test_pictures_nobody_wants_any_more_are_not_drawn(engine: Builtin) -> None:  # P5
    with pytest.raises(Cancelled):
        await anext(engine.draw(PICTURES, Withdrawn()))


@pytest.mark.parametrize("change", [{"words": None}, {"size": (512, 512)}, {"style": "CUBIST"}])
async def test_pictures_it_cannot_draw_are_refused_for_good(
    engine: Builtin, change: dict[str, object]
) -> None:  # G4
    with pytest.raises(EngineError) as refused:
        await drawn_by(engine, replace(PICTURES, **change))  # type: ignore[arg-type]
    assert not refused.value.retryable
