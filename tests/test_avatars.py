"""Registering guests: what is kept, once, and how often."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.instant import picture
from documents.avatars import Avatar
from documents.database import Database
from documents.generations import Generation
from errors import (
    BadUserInput,
    Conflict,
    FeatureDisabled,
    RateLimited,
)
from kinds import FlushScope, GenerationStatus
from resolvers.avatars import register
from resolvers.flushing import flush
from storage.memory import MemoryStorage
from studio import Studio
from tests.guests import ADDRESS, EMAIL, PHONE, TYPED, invite, keys_of, stored
from tests.stories import PHOTO, create_viewer, dying_at, ending, files, working
from tests.studios import open_test_studio


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def test_a_registration_keeps_what_was_typed_and_what_it_means(
    studio: Studio,
) -> None:  # A1, C8
    viewer = await create_viewer()
    avatar, id = await invite(studio, viewer)
    assert (avatar.owner, avatar.generation_id) == (viewer.id, id)
    assert (avatar.email, avatar.typed_email) == (EMAIL, "Asha@Example.com")
    assert (avatar.phone, avatar.typed_phone) == (PHONE, "91 98765 43210")
    assert avatar.photo is not None
    assert re.fullmatch(rf"avatars/\d{{13}}_{avatar.id}\.jpg", avatar.photo.image.key)
    assert await files(studio) == keys_of(avatar)
    assert await stored(avatar) == avatar


# Once, whatever happens.


async def test_many_calls_with_one_key_are_one_registration(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    answers = await asyncio.gather(*(invite(studio, viewer, "key") for _ in range(20)))
    assert {(avatar.id, avatar.photo, id) for avatar, id in answers} == {
        (answers[0][0].id, answers[0][0].photo, answers[0][1])
    }
    assert (await Avatar.count(), await Generation.count()) == (1, 1)
    assert await files(studio) == keys_of(answers[0][0])
    with pytest.raises(Conflict):
        await invite(studio, viewer, "key", name="Another")
    with pytest.raises(Conflict):
        await register(studio, viewer, ADDRESS, TYPED, picture(side=128), "key")
    again, _ = await invite(studio, viewer)  # A7
    assert again.id != answers[0][0].id


async def test_a_refused_form_keeps_nothing_and_leaves_its_key(studio: Studio) -> None:  # A1, G5
    viewer = await create_viewer()
    with pytest.raises(BadUserInput) as refused:
        await invite(studio, viewer, "key", email="asha", category="Kings")
    assert set(refused.value.details["fields"]) == {"email", "category"}
    assert await Avatar.count() == await Generation.count() == 0
    assert await files(studio) == []
    await invite(studio, viewer, "key")


REGISTERING = ("register.files", "register.avatar", "queue.rank", "queue.insert")
POINTS = [f"{step}:{side}" for step in REGISTERING for side in ("before", "after")]


@pytest.mark.parametrize("point", POINTS)
async def test_a_registration_that_was_cut_off_goes_on_with_its_key(
    studio: Studio, point: str
) -> None:  # G5
    viewer = await create_viewer()
    with dying_at(point):
        await invite(studio, viewer, "key")
    avatar, id = await invite(studio, viewer, "key")
    assert (await Avatar.count(), await Generation.count()) == (1, 1)
    async with working(studio):
        assert (await ending(studio, viewer, id)).status is GenerationStatus.SUCCEEDED
    assert await files(studio) == keys_of(await stored(avatar))


async def test_a_call_that_comes_late_brings_no_flushed_photo_back(studio: Studio) -> None:  # A6
    """A double of the first call, still at its files when that was answered and flushed."""
    viewer = await create_viewer()
    first: list[Avatar] = []

    class Slow(MemoryStorage):
        async def save_all(self, files: Mapping[str, bytes]) -> None:
            if not first:
                first.append(Avatar.model_construct())
                first[0], _ = await invite(house, viewer, "key")
                await flush(house, viewer, EMAIL, FlushScope.LATEST, confirm=True)
            await super().save_all(files)

    house = replace(studio, storage=Slow())
    late, _ = await invite(house, viewer, "key")
    assert late.id == first[0].id
    assert late.photo is None
    assert await files(house) == []


# How often, and whether at all.


@pytest.mark.parametrize("limit", ["avatars_per_minute", "avatars_per_minute_per_address"])
async def test_owner_and_network_register_so_many_a_minute(
    database: Database, tmp_path: Path, limit: str
) -> None:  # S5
    settings: dict[str, Any] = {limit: 3}
    async with open_test_studio(database, tmp_path, **settings) as studio:
        per_owner = limit == "avatars_per_minute"
        viewers = [await create_viewer() for _ in range(3)]
        viewers = viewers[:1] * 3 if per_owner else viewers
        await invite(studio, viewers[0], "key")
        for _ in range(2):
            with pytest.raises(BadUserInput):  # what is refused was work each time
                await invite(studio, viewers[1], "another key", email="asha")
        for _ in range(2):
            with pytest.raises(RateLimited) as refused:
                await invite(studio, viewers[2])
            assert 1 <= refused.value.retry_after <= 20
        await invite(studio, viewers[0], "key")  # the same call again is the same one
        if per_owner:
            await invite(studio, await create_viewer())
        else:
            await register(studio, viewers[2], "192.0.2.2", TYPED, PHOTO, None)


async def test_switched_off_no_guest_is_registered(database: Database, tmp_path: Path) -> None:
    async with open_test_studio(database, tmp_path, ai_generation_enabled=False) as studio:  # G10
        with pytest.raises(FeatureDisabled):
            await invite(studio, await create_viewer())
        assert await files(studio) == []
