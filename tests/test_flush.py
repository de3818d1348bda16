"""Flushing: what a guest handed in and what was made of it goes; the registration stays."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from documents.avatars import Avatar
from documents.base import find, new_id, now
from documents.codes import Code, put_code
from documents.database import Database
from documents.flushing import finish_flush
from documents.generations import Generation, Settle
from documents.settling import settle
from errors import BadUserInput, NotFound
from kinds import FlushScope, GenerationStatus
from resolvers.flushing import flush
from studio import Studio
from tests.guests import EMAIL, stored
from tests.registered import deliver, draw, register
from tests.stories import attempt_at, create_viewer, dying_at, files
from tests.studios import open_test_studio
from worker.healing import heal
from worker.sweeping import sweep

LATEST, ALL = FlushScope.LATEST, FlushScope.ALL


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


async def with_code(email: str = EMAIL) -> None:
    await put_code(email, "sealed", now())


async def test_a_flush_shows_first_and_clears_once_it_is_confirmed(studio: Studio) -> None:  # A6
    viewer = await create_viewer()
    older, newest = [await deliver(studio, await register(studio, viewer)) for _ in range(2)]
    await with_code()
    before = await files(studio)
    for scope, records in ((LATEST, 1), (ALL, 2)):
        shown = await flush(studio, viewer, EMAIL.upper(), scope, confirm=False)
        assert (shown.flushed, shown.records, shown.avatar) == (False, records, newest)
        assert "confirm: true" in shown.message
        assert f"{'The newest' if scope is LATEST else '2'} of 2" in shown.message
    assert await files(studio) == before
    assert await Code.count() == 1

    done = await flush(studio, viewer, f" {EMAIL}", LATEST, confirm=True)
    assert (done.flushed, done.records, done.avatar.id) == (True, 1, newest.id)
    assert done.avatar == await stored(newest)
    assert [*done.avatar.pictures, *done.avatar.picture_ids, *done.avatar.going] == []
    assert done.avatar.name == newest.name
    assert await Code.count() == 0
    assert not [key for key in await files(studio) if newest.id in key]
    assert (await stored(older)).pictures == older.pictures

    for confirm in (False, True):
        again = await flush(studio, viewer, EMAIL, LATEST, confirm)
        assert (again.flushed, again.records) == (True, 0)
        assert "Nothing is left to clear. The newest of 2 registrations" in again.message
    rest = await flush(studio, viewer, EMAIL, ALL, confirm=True)
    assert rest.records == 1
    assert await files(studio) == []
    assert await Avatar.count() == 2


async def test_only_what_the_viewer_may_see_is_cleared(studio: Studio) -> None:  # A6, S1
    owner, other = [await create_viewer() for _ in range(2)]
    avatar = await register(studio, owner)
    theirs = await register(studio, other)
    await with_code()
    stranger = await create_viewer()
    for viewer in (stranger, replace(stranger, email="another@example.com")):
        for email in (EMAIL, "nobody@example.com"):
            for confirm in (False, True):
                with pytest.raises(NotFound, match="There is no registration"):
                    await flush(studio, viewer, email, ALL, confirm)
    assert await Code.count() == 1
    assert (await flush(studio, owner, EMAIL, ALL, confirm=True)).records == 1
    assert (await stored(theirs)).pictures
    verified = replace(stranger, email=EMAIL)
    assert (await flush(studio, verified, EMAIL, ALL, confirm=True)).records == 1
    assert not (await stored(theirs)).pictures
    await register(studio, owner)
    operator = replace(stranger, operator=True)
    shown = await flush(studio, operator, EMAIL, ALL, confirm=False)
    assert (shown.records, "1 of 3" in shown.message) == (1, True)
    assert (await stored(avatar)).owner == owner.id


async def test_what_is_no_address_is_refused(studio: Studio) -> None:  # A6
    with pytest.raises(BadUserInput, match="name@example"):
        await flush(studio, await create_viewer(), "asha at example", ALL, confirm=True)


async def test_any_number_of_registrations_is_cleared_past_one_that_is_damaged(
    studio: Studio,
) -> None:  # A6
    viewer = await create_viewer()
    pattern = await register(studio, viewer)
    copies = [pattern.but(id=new_id("ava"), generation_id=new_id("gen")) for _ in range(110)]
    await Avatar.insert_many(copies)
    damaged = {"_id": copies[100].id}
    await Avatar.get_pymongo_collection().update_one(damaged, {"$set": {"look": "OF_TOMORROW"}})
    done = await flush(studio, viewer, EMAIL, ALL, confirm=True)
    assert done.records == 110
    left = Avatar.get_pymongo_collection().find({"photo": {"$ne": None}})
    assert [each["_id"] for each in await left.to_list()] == [copies[100].id]


# Work that is under way.


async def generation_of(avatar: Avatar) -> Generation:
    found = await find(Generation, avatar.generation_id)
    assert found is not None
    return found


async def test_what_waits_is_cancelled(studio: Studio) -> None:  # A6
    viewer = await create_viewer()
    avatar = await register(studio, viewer)
    await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    generation = await generation_of(avatar)
    assert (generation.status, generation.settle) == (GenerationStatus.CANCELLED, None)
    assert await files(studio) == []


async def test_what_a_worker_has_is_told_to_stop(studio: Studio) -> None:  # A6
    viewer = await create_viewer()
    avatar = await register(studio, viewer)
    await attempt_at(studio)
    await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    assert (await generation_of(avatar)).cancel_wanted


async def test_a_delivery_at_the_same_moment_brings_nothing_back(studio: Studio) -> None:  # A6
    """The generation has ended well, and its worker and the flush meet at the registration."""
    viewer = await create_viewer()
    for _ in range(5):
        avatar = await register(studio, viewer)
        ended = await draw(studio, avatar)
        await asyncio.gather(
            settle(ended, studio), flush(studio, viewer, EMAIL, LATEST, confirm=True)
        )
        await settle(ended, studio)  # a worker that was slow
        assert (await stored(avatar)).pictures == []
        generation = await generation_of(avatar)
        assert (generation.results, generation.settle) == ([], None)
        assert await files(studio) == []


# What a crash left.


@pytest.mark.parametrize(
    "point",
    [
        "flush.mark:after",
        "flush.cancel:after",
        "flush.forget:before",
        "flush.files:before",
        "flush.files:after",
        "flush.clear:before",
    ],
)
async def test_a_flush_that_was_cut_off_is_seen_at_once_and_finished(
    studio: Studio, point: str
) -> None:  # A6
    viewer = await create_viewer()
    avatar = await deliver(studio, await register(studio, viewer))
    with dying_at(point):
        await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    assert (await stored(avatar)).pictures == []
    assert await sweep(studio) == 1
    assert await files(studio) == []
    assert (await generation_of(avatar)).results == []
    assert (await stored(avatar)).going == []
    assert await sweep(studio) == 0


async def test_asking_again_finishes_what_was_cut_off(studio: Studio) -> None:  # A6
    viewer = await create_viewer()
    await register(studio, viewer)
    await with_code()
    with dying_at("flush.codes:after"):
        await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    with dying_at("flush.mark:after"):
        await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    again = await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    assert (again.records, again.avatar.going, await files(studio)) == (0, [], [])


@pytest.mark.parametrize(
    "point", ["settle.drop:after", "flush.forget:after", "settle.clear:before"]
)
async def test_pictures_that_came_too_late_are_dropped_whoever_dies(
    studio: Studio, point: str
) -> None:  # A6
    viewer = await create_viewer()
    avatar = await register(studio, viewer)
    ended = await draw(studio, avatar)
    with dying_at("flush.mark:after"):
        await flush(studio, viewer, EMAIL, LATEST, confirm=True)
    with dying_at(point):
        await settle(ended, studio)
    generations = Generation.get_pymongo_collection()
    await generations.update_one({"_id": ended.id}, {"$set": {"finished_at": avatar.created_at}})
    assert (await generation_of(avatar)).settle is Settle.DELIVER
    await asyncio.sleep(0.01)
    assert await heal(studio, now() - now()) == 1
    assert (await generation_of(avatar)).settle is None
    await finish_flush(await stored(avatar), studio)
    assert await files(studio) == []
    assert (await generation_of(avatar)).results == []
