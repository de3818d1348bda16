"""Drawing the avatars of guests, with a worker in this process."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from benchmarks.instant import Instant
from documents.avatars import Avatar
from documents.base import change, find
from documents.database import Database
from documents.generations import Generation
from errors import (
    EngineError,
    ErrorCode,
    StorageFull,
)
from imaging.marks import marked
from kinds import AvatarLook, FlushScope, Gender, GenerationStatus
from prompts.looks import read_looks
from resolvers.avatars import avatar_by_email
from resolvers.flushing import flush
from resolvers.generations import cancel
from resolvers.viewers import Viewer
from storage.memory import MemoryStorage
from studio import Studio
from tests.clients import GraphQLClient
from tests.guests import EMAIL, NAME, PHONE, drawn, invite, keys_of, look_up, send_guest, stored
from tests.portrait_photos import ASTRONAUT, photo_bytes
from tests.stories import attempt_at, create_viewer, dying_at, ending, files, running, working
from tests.studios import open_test_studio
from worker.healing import heal
from worker.performing import perform

FOLLOW = "subscription ($id: ID!) { generation(id: $id) { stage } }"


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def test_the_engine_is_told_look_gender_and_a_framed_photo(
    database: Database, tmp_path: Path
) -> None:  # A2, A3, A4
    engine = Instant()
    viewer = await create_viewer()
    async with open_test_studio(database, tmp_path, engine) as studio, working(studio):
        with capture_logs() as logs:
            avatar = await drawn(studio, viewer)
        (wish,) = engine.wishes
        assert avatar.raw is not None
        assert avatar.final is not None
        names = rf"avatars/\d{{13}}_{avatar.id}_(?:{avatar.raw.id}|{avatar.final.id})\.png"
        for picture in (avatar.raw, avatar.final):
            assert re.fullmatch(names, picture.image.key)
        raw = await studio.storage.read(avatar.raw.image.key)
        assert raw == marked(engine.person, engine.source)
        assert await files(studio) == keys_of(avatar)  # no analysis beside them
        scene = studio.events["default"].scenes[AvatarLook.WARRIOR]
    assert (wish.style, wish.gender, wish.seed) == ("WARRIOR", Gender.FEMALE, avatar.seed)
    assert (wish.size, wish.costume) == ((4096, 4096), scene.costume(Gender.FEMALE))
    assert wish.prompt == read_looks()[AvatarLook.WARRIOR][Gender.FEMALE]
    assert wish.photo is not None
    with Image.open(BytesIO(wish.photo)) as framed:
        assert framed.size == (1024, 1024)
    (over,) = [each for each in logs if each["event"] == "generation ended"]
    steps = ["all", "load", "frame", "draw", "compose", "keep", "settle"]
    assert list(over["seconds"]) == steps
    assert not [each for each in (NAME, EMAIL, PHONE, "98765") if each in str(logs)]  # S6


# Deliveries that were cut off.


@pytest.mark.parametrize("point", ["settle.avatar:before", "settle.avatar:after"])
@pytest.mark.parametrize("flushed", [False, True])
async def test_a_delivery_that_was_cut_off_is_healed(
    studio: Studio, point: str, flushed: bool
) -> None:  # G3, A6
    viewer = await create_viewer()
    avatar, _ = await invite(studio, viewer)
    attempt = await attempt_at(studio)
    with dying_at(point):
        await perform(attempt)
    if flushed:
        await flush(studio, viewer, EMAIL, FlushScope.LATEST, confirm=True)
    await heal(studio, timedelta(0))
    avatar = await stored(avatar)
    assert len(avatar.pictures) == (0 if flushed else 3)
    assert await files(studio) == keys_of(avatar)


async def test_a_search_brings_about_what_follows_an_ending(studio: Studio) -> None:  # A5, G3
    """Nobody is shown a generation that has succeeded with an avatar that has no pictures."""
    viewer = await create_viewer()
    await invite(studio, viewer)
    attempt = await attempt_at(studio)
    with dying_at("settle.avatar:before"):
        await perform(attempt)
    found = await avatar_by_email(studio, viewer, EMAIL)
    assert found is not None
    assert found[0].final is not None
    assert found[1] is not None
    assert found[1].settle is None


# What goes wrong while it is drawn.


async def failed(studio: Studio, viewer: Viewer, id: str) -> tuple[ErrorCode, bool, str]:
    """Why a generation has failed, whether it may be retried, and how many attempts it took."""
    generation = await ending(studio, viewer, id)
    assert generation.status is GenerationStatus.FAILED
    assert generation.failure is not None
    assert generation.attempt == 1
    return generation.failure.code, generation.failure.retryable, generation.failure.message


async def test_an_event_that_is_no_longer_set_up_ends_its_avatars(studio: Studio) -> None:  # G4
    viewer = await create_viewer()
    avatar, id = await invite(studio, viewer)
    await change(Avatar, avatar.id, lambda it: it.but(event="bygone"))
    async with working(studio):
        code, retryable, message = await failed(studio, viewer, id)
    assert (code, retryable) == (ErrorCode.NOT_FOUND, False)
    assert "bygone is no longer set up" in message
    assert await files(studio) == keys_of(await stored(avatar))


async def test_a_photo_that_was_flushed_is_not_drawn(studio: Studio) -> None:  # A6, G4
    viewer = await create_viewer()
    avatar, id = await invite(studio, viewer)
    await change(Avatar, avatar.id, lambda it: it.but(photo=None))
    async with working(studio):
        assert (await failed(studio, viewer, id))[:2] == (ErrorCode.NOT_FOUND, False)


async def test_a_cancelled_avatar_leaves_only_its_registration(
    database: Database, tmp_path: Path
) -> None:  # G6
    engine = Instant(gate=asyncio.Event())
    async with open_test_studio(database, tmp_path, engine) as studio, working(studio):
        viewer = await create_viewer()
        avatar, id = await invite(studio, viewer)
        await running(id)
        await cancel(studio, viewer, id)
        assert (await ending(studio, viewer, id)).status is GenerationStatus.CANCELLED
        avatar = await stored(avatar)
        assert (avatar.raw, avatar.final) == (None, None)
        assert await files(studio) == keys_of(avatar)


async def test_an_engine_that_fails_is_asked_again(database: Database, tmp_path: Path) -> None:
    engine = Instant(failures=[EngineError("It broke.", retry_after=0.0)])  # G4
    async with open_test_studio(database, tmp_path, engine) as studio:
        async with working(studio):
            avatar = await drawn(studio, await create_viewer())
        assert await files(studio) == keys_of(avatar)
        assert len(engine.wishes) == 2


async def test_an_avatar_may_take_longer_than_a_cartoon(
    database: Database, tmp_path: Path
) -> None:  # G4
    engine = Instant(gate=asyncio.Event())
    async with open_test_studio(database, tmp_path, engine, attempt_seconds=0.5) as studio:
        _, id = await invite(studio, await create_viewer())
        attempt = asyncio.create_task(perform(await attempt_at(studio)))
        await asyncio.wait({attempt}, timeout=1.0)
        assert not attempt.done()
        await attempt  # ends all the same
        waiting = await find(Generation, id)
    assert waiting is not None
    assert waiting.last_failure is not None
    assert waiting.last_failure.code is ErrorCode.ENGINE_TIMEOUT


class Full(MemoryStorage):
    """Has room for one drawn picture and not for the next."""

    async def save(self, key: str, data: Any) -> None:
        if key.endswith(".png") and [each async for each in self.names() if each.endswith(".png")]:
            raise StorageFull("There is no room.")
        await super().save(key, data)


async def test_a_raw_picture_is_not_kept_without_the_final_one(
    database: Database, tmp_path: Path
) -> None:  # A4, C10
    async with open_test_studio(database, tmp_path) as opened:
        studio = replace(opened, storage=Full())
        avatar, id = await invite(studio, await create_viewer())
        await perform(await attempt_at(studio))
        generation = await find(Generation, id)
        assert generation is not None
        assert generation.last_failure is not None
        assert generation.last_failure.code is ErrorCode.STORAGE_FULL
        assert await files(studio) == keys_of(avatar)


async def test_the_builtin_engine_makes_a_card_of_4096_pixels(visage: str) -> None:  # A3, A4
    async with GraphQLClient(visage) as client:
        made = await send_guest(client, photo_bytes(ASTRONAUT), look="PROFESSIONAL")
        async with asyncio.timeout(150):  # seconds; a few where nothing else goes on
            events = client.subscribe(FOLLOW, id=made["generation"]["id"])
            stages = {each["generation"]["stage"] async for each in events}
        assert stages >= {"putting the avatar together", "done"}
        avatar = await look_up(client, email=EMAIL)
        assert avatar is not None
        assert avatar["id"] == made["id"]
        body = (await client.http.get(avatar["finalImage"]["url"])).content
        assert len(body) == avatar["finalImage"]["fileSize"]
        with Image.open(BytesIO(body)) as final:
            assert (final.format, final.mode, final.size) == ("PNG", "RGBA", (4096, 4096))
            assert final.reduce(16).getchannel("A").getextrema() == (0, 255)
        raw = (await client.http.get(avatar["rawImage"]["url"])).content
        with Image.open(BytesIO(raw)) as person:
            assert person.mode == "RGBA"
            assert person.width == person.height
