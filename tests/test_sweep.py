"""Sweeping: what is over goes, by one process at a time, and what a crash left is finished off."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from documents.avatars import Avatar
from documents.base import after, change, find, new_id, now
from documents.database import Database
from documents.flushing import flush_avatar
from documents.generations import Generation
from documents.idempotency import IdempotencyKey
from documents.images import Cartoon, Face, Original
from documents.leases import Lease
from documents.limits import Limit
from resolvers.avatars import register
from resolvers.faces import download
from resolvers.images import delete_image, faces, faces_of, originals, result_of, results_by_id
from resolvers.viewers import Viewer
from studio import Studio
from tests.guests import TYPED
from tests.registered import half_register
from tests.stories import (
    PHOTO,
    armed,
    ask,
    attempt_at,
    cartoon_from,
    create_viewer,
    death_at,
    dying_at,
    face_from,
    files,
    working,
)
from tests.studios import open_test_studio
from worker.claiming import promote_due
from worker.healing import heal
from worker.performing import perform
from worker.sweeping import sweep

DAYS = timedelta(days=100)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, Instant()) as opened:
        yield opened


async def drawn(studio: Studio, viewer: Viewer, key: str | None = None) -> tuple[Original, Cartoon]:
    original, id = await ask(studio, viewer, key)
    await perform(await attempt_at(studio))
    return original, await cartoon_from(studio, viewer, id)


async def kept(studio: Studio, viewer: Viewer) -> Face:
    _, cartoon = await drawn(studio, viewer)
    face = await download(studio, viewer, cartoon.id, None)
    await perform(await attempt_at(studio))
    return await face_from(studio, viewer, face.id)


def tomorrow() -> datetime:
    return now() + timedelta(hours=25)


async def test_what_cannot_be_read_holds_up_nothing_behind_it(studio: Studio) -> None:  # C6
    viewer = await create_viewer()
    damaged, sound = [(await drawn(studio, viewer))[1] for _ in range(2)]
    nonsense = {"$set": {"style": "OF_TOMORROW"}}
    await Cartoon.get_pymongo_collection().update_one({"_id": damaged.id}, nonsense)
    await Generation.get_pymongo_collection().update_one({"_id": damaged.generation_id}, nonsense)
    assert await sweep(studio, at=tomorrow()) == 1
    assert await find(Cartoon, sound.id) is None
    both = {"_id": {"$in": [damaged.generation_id, sound.generation_id]}}
    generations = Generation.get_pymongo_collection()
    await generations.update_many(both, {"$set": {"settle": "deliver"}})
    assert await heal(studio, timedelta(0)) == 1
    await generations.update_many(both, {"$set": {"state": "leased", "due_at": now() - DAYS}})
    assert await promote_due(studio) == 1


async def test_expired_cartoons_go_with_their_files(studio: Studio) -> None:  # C6
    original, cartoon = await drawn(studio, await create_viewer())
    assert await sweep(studio) == 0
    assert await find(Cartoon, cartoon.id) is not None
    assert await sweep(studio, at=tomorrow()) == 1
    assert await find(Cartoon, cartoon.id) is None
    assert await files(studio, "temp/") == []
    stored = await find(Original, original.id)
    assert stored is not None
    assert await files(studio, "private/") == [stored.notes_key]


async def test_more_than_a_batch_goes_in_one_sweep_past_those_that_stay(
    studio: Studio,
) -> None:  # C6
    viewer = await create_viewer()
    _, cartoon = await drawn(studio, viewer)
    await download(studio, viewer, cartoon.id, None)
    copies = [cartoon.model_copy(update={"id": new_id("car")}) for _ in range(230)]
    photo = await find(Original, cartoon.original_id)
    assert photo is not None
    assert photo.face_cut is not None
    photos = []
    for stays in copies[:110]:  # each one is being kept, as far as its own photo knows
        cut = photo.face_cut.model_copy(update={"cartoon_id": stays.id})
        stays.original_id = new_id("ori")
        photos.append(photo.model_copy(update={"id": stays.original_id, "face_cut": cut}))
    await Original.insert_many(photos)
    await Cartoon.insert_many(copies)
    assert await sweep(studio, at=tomorrow()) == 120
    assert await Cartoon.count() == 111


async def test_a_cartoon_that_is_being_kept_does_not_expire(studio: Studio) -> None:  # C6
    viewer = await create_viewer()
    _, cartoon = await drawn(studio, viewer)
    face = await download(studio, viewer, cartoon.id, None)
    assert await sweep(studio, at=tomorrow()) == 0
    async with working(studio):
        await face_from(studio, viewer, face.id)
    assert await find(Cartoon, cartoon.id) is None


async def test_old_keys_and_generations_go_and_results_stay(studio: Studio) -> None:  # G5
    _, cartoon = await drawn(studio, await create_viewer(), "key")
    assert await sweep(studio) == 0
    assert await IdempotencyKey.count() == await Generation.count() == 1
    assert (limits := await Limit.count()) > 0
    await change(Cartoon, cartoon.id, lambda each: each.but(expires_at=now() + 2 * DAYS))
    await Limit.get_pymongo_collection().update_many({}, {"$set": {"expires_at": now() - DAYS}})
    assert await sweep(studio, at=now() + DAYS) == 2 + limits
    assert await IdempotencyKey.count() == await Generation.count() == await Limit.count() == 0
    assert await find(Cartoon, cartoon.id) is not None


async def test_what_cannot_be_removed_holds_up_nothing(studio: Studio) -> None:
    viewer = await create_viewer()
    (_, first), (_, second) = [await drawn(studio, viewer) for _ in range(2)]
    path = studio.settings.data_dir / "files" / first.image.key
    path.unlink()
    path.symlink_to(path.parent)  # never followed, so never removed
    assert await sweep(studio, at=tomorrow()) == 1
    assert await find(Cartoon, second.id) is None


# One process at a time.


async def test_only_one_of_many_sweeps_at_once(studio: Studio) -> None:
    _, cartoon = await drawn(studio, await create_viewer())
    copies = [cartoon.model_copy(update={"id": new_id("car")}) for _ in range(20)]
    await Cartoon.insert_many(copies)
    gone = await asyncio.gather(*(sweep(studio, at=tomorrow(), pause=60) for _ in range(5)))
    assert sorted(gone) == [0, 0, 0, 0, 21]
    await Cartoon.insert_many(copies)
    assert await sweep(studio, at=tomorrow()) == 0  # somebody has swept within his pause


async def test_the_lease_of_a_process_that_died_is_free_after_its_time(studio: Studio) -> None:
    await drawn(studio, await create_viewer())
    await Lease(_id="sweep", owner="", holder="who died", until=after(60)).insert()
    assert await sweep(studio, at=tomorrow()) == 0
    await change(Lease, "sweep", lambda lease: lease.but(until=now()))
    assert await sweep(studio, at=tomorrow()) > 0


async def test_a_sweep_that_is_told_to_stop_stops_and_lets_others_go_on(studio: Studio) -> None:
    _, cartoon = await drawn(studio, await create_viewer())
    await Cartoon.insert_many(
        [cartoon.model_copy(update={"id": new_id("car")}) for _ in range(150)]
    )
    sweeping = asyncio.create_task(sweep(studio, at=tomorrow(), pause=60))
    while await Cartoon.count() > 145:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    sweeping.cancel()
    await asyncio.wait({sweeping})
    assert sweeping.cancelled()
    left = await Cartoon.count()
    assert left > 0
    assert await sweep(studio, at=tomorrow()) == left


# What a crash left.


@pytest.mark.parametrize(
    "point",
    [
        "delete.let-go:after",
        "cartoon.mark:after",
        "cartoon.files:after",
        "original.files:after",
        "original.document:before",
    ],
)
async def test_a_photo_whose_deletion_was_cut_off_is_seen_by_nobody_and_goes(
    studio: Studio, point: str
) -> None:  # C13
    viewer = await create_viewer()
    original, cartoon = await drawn(studio, viewer)
    with dying_at(point):
        await delete_image(studio, viewer, original.id)
    assert (await originals(viewer, 5, None)).nodes == []
    if point.startswith("cartoon"):
        assert await results_by_id([cartoon.id]) == [None]
        assert await result_of(studio, viewer, cartoon.id) is None
    await sweep(studio)
    assert await Original.count() == await Cartoon.count() == 0
    assert await files(studio) == []


@pytest.mark.parametrize(
    "point",
    ["delete.face:after", "delete.forget:after", "delete.face-files:after"],
)
async def test_a_face_whose_deletion_was_cut_off_is_seen_by_nobody_and_goes(
    studio: Studio, point: str
) -> None:  # C13
    viewer = await create_viewer()
    face = await kept(studio, viewer)
    with dying_at(point):
        await delete_image(studio, viewer, face.id)
    assert (await faces(viewer, 5, None)).nodes == []
    assert (await faces_of(face.original_id, 5, None)).nodes == []
    assert await results_by_id([face.id]) == [None]
    await sweep(studio)
    assert await Face.count() == 0
    assert await files(studio, "downloaded/") == []
    generation = await find(Generation, face.generation_id)
    assert generation is not None
    assert generation.result_ids == []


async def test_a_registration_whose_avatar_nobody_came_to_ask_for_gets_it(
    studio: Studio,
) -> None:  # A1, G3
    with dying_at("register.avatar:after"):
        await register(studio, await create_viewer(), "192.0.2.1", TYPED, PHOTO, "key")
    avatar = await Avatar.find_one()
    assert avatar is not None
    await flush_avatar(await half_register(studio, await create_viewer()), studio)
    assert await sweep(studio) == 0
    assert await Generation.count() == 0  # its web process may be about to
    soon = now() + timedelta(minutes=6)
    await sweep(studio, at=soon)
    assert await Generation.count() == 1
    await perform(await attempt_at(studio))
    avatar = await find(Avatar, avatar.id)
    assert avatar is not None
    assert avatar.final is not None
    await Generation.find({}).delete()
    await sweep(studio, at=soon + timedelta(minutes=1))
    assert await Generation.count() == 0


async def test_a_registration_is_found_that_took_its_id_from_an_older_call(  # A1, G3
    studio: Studio,
) -> None:
    later = now() + timedelta(minutes=20)
    avatar = await half_register(studio, await create_viewer())
    await change(Avatar, avatar.id, lambda it: it.but(created_at=later))
    for minutes, asked in ((0, 0), (4, 0), (6, 1)):
        await sweep(studio, at=later + timedelta(minutes=minutes))
        assert await Generation.count() == asked


async def test_a_cartoon_whose_expiry_was_cut_off_goes(studio: Studio) -> None:  # C6
    await drawn(studio, await create_viewer())
    with armed(death_at("cartoon.document:before")):
        assert await sweep(studio, at=tomorrow()) == 0
    assert await files(studio, "temp/") == []
    assert await sweep(studio, at=tomorrow()) == 1
