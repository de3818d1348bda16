"""Signing in on a device, cut off anywhere, or while the device lives: wherever one of the two may
stand still, the other one goes by, and nothing is left behind."""

import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chaos.forks import Forks
from documents.accounts import Account
from documents.base import change, find, now
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.images import Cartoon, Original
from documents.merging import BELONGINGS, LAST_LOOK
from resolvers.viewers import Viewer, viewer_of
from studio import Studio
from tests.crews import shared_by_all, worker
from tests.guests import stored
from tests.lives import create_person, live, owned_by, sign_in
from tests.registered import half_register, register
from tests.stories import ask, create_viewer, dying_at, ending, working
from tests.studios import open_test_studio
from tests.test_many_processes import until_stopped
from worker.healing import heal

STEPS = ("mark", "device", "queue", "own", "clear")
EVERYTHING = {"Generation": 3, "Original": 2, "Avatar": 1}
AT_ONCE = timedelta()

# Where signing in stands still while the device, which is not asked again who it is, lives a whole
# life; and where a life stands still while somebody signs in from beginning to end.
MOMENTS = (
    "merge.mark:before",
    "merge.mark:after",
    "merge.device:after",
    "merge.queue:before",
    "merge.own:before",
    "merge.own:after",
    "merge.clear:before",
    "merge.clear:after",
    "claim.lease:after",
    "ending.store:after",
    "settle.cartoon:before",
    "settle.cartoon:after",
    "download.promise:before",
    "download.promise:after",
    "settle.face:before",
    "settle.face:after",
    "regenerate.advance:after",
    "cancel.wish:before",
    "delete.let-go:before",
    "original.files:before",
    # Last, and with no worker that comes after: its own look would mend it as well.
    "key.insert:before",
    "upload.original:before",
    "upload.original:after",
    "queue.rank:after",
    "queue.insert:after",
)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, uploads_per_minute=0) as opened:
        yield opened


# How often a point is passed before somebody dies there: things are handed over one after another.
DEATHS = [
    *((f"merge.{step}:{side}", 1) for step in STEPS for side in ("before", "after")),
    *(("merge.own:after", time) for time in (2, 3, 4)),
]


async def test_what_was_cut_off_anywhere_goes_on(studio: Studio) -> None:  # I2
    for point, time in DEATHS:
        device, person = await create_viewer(), await create_person()
        await ask(studio, device)
        await ask(studio, device)
        await register(studio, device)
        with dying_at(point, time):
            await sign_in(studio, device, person)
        if point == "merge.mark:before":  # nothing has happened
            assert await owned_by(device) == EVERYTHING
            await sign_in(studio, device, person)
        # Whichever comes first:
        if time % 2:
            await viewer_of(device.device_id)
        await heal(studio, AT_ONCE)
        assert await owned_by(person) == EVERYTHING, point
        assert await owned_by(device) == {}
        assert (await viewer_of(device.device_id)).id not in (device.id, person.id)
        assert await sign_in(studio, device, person) == 0


async def test_whoever_finds_a_generation_finds_its_photo_too(studio: Studio) -> None:  # I2
    # One hand-over for each class of belongings, then one for each of two generations.
    for time in range(1, len(BELONGINGS) + 3):
        device, person = await create_viewer(), await create_person()
        await ask(studio, device)
        await ask(studio, device)
        with dying_at("merge.own:after", time):
            await sign_in(studio, device, person)
        had = await owned_by(person)
        assert had.get("Original", 0) == 2 or not had.get("Generation"), had


async def test_a_merged_account_is_searched_once_more_and_then_no_more(  # I2
    studio: Studio,
) -> None:
    device, person = await create_viewer(), await create_person()
    await sign_in(studio, device, person)
    left = await half_register(studio, device)  # by a process that dies before it looks
    assert await heal(studio, AT_ONCE) == 0  # not yet
    account = await find(Account, device.id)
    assert account is not None
    assert account.merged_at is not None
    assert account.merge_due == account.merged_at + LAST_LOOK
    past = now() - LAST_LOOK
    await change(Account, device.id, lambda it: it.but(merged_at=past, merge_due=past))
    assert await heal(studio, AT_ONCE) == 1
    assert (await stored(left)).owner == person.id
    assert await heal(studio, AT_ONCE) == 0


async def test_what_was_decided_on_the_older_owner_is_decided_again(studio: Studio) -> None:  # S1
    device, person = await create_viewer(), await create_person()
    known, _ = await ask(studio, device)
    await sign_in(studio, device, person)
    owners: list[str] = []

    def step(original: Original) -> Original:
        owners.append(original.owner)
        return original

    await change(Original, known.id, step, known=known)
    assert owners == [device.id, person.id]


@pytest.mark.damage
async def test_nothing_is_left_behind_whoever_stands_still(  # I2, G3
    forks: Forks,
    server: EmbeddedServer,
    database: Database,
    tmp_path: Path,
    studio: Studio,
) -> None:
    person = await create_person()
    viewers = {moment: await create_viewer() for moment in MOMENTS}
    steps: list[str] = []
    for moment, viewer in viewers.items():
        steps += [moment, str(viewer.device_id)]
        if moment.startswith("merge."):
            await ask(studio, viewer)
    environment = shared_by_all(server, database, tmp_path)
    async with worker(forks, environment, "tests.lives", person.id, *steps) as frozen:
        for moment, viewer in viewers.items():
            await until_stopped(frozen.pid)
            if moment.startswith("merge."):
                async with working(studio):
                    await live(studio, viewer)
            else:
                await sign_in(studio, viewer, person)
            os.kill(frozen.pid, signal.SIGCONT)
        assert await frozen.wait() == 0
    left = {moment: await owned_by(viewer) for moment, viewer in viewers.items()}
    assert {moment: counts for moment, counts in left.items() if counts} == {}
    for viewer in viewers.values():
        assert (await viewer_of(viewer.device_id)).id not in (viewer.id, person.id)
    async with working(studio):
        await assert_whole(studio, person)


async def assert_whole(studio: Studio, person: Viewer) -> None:
    """Everything belongs to the person, every generation ends, and cartoons have photos."""
    generations = await Generation.find_all().to_list()
    assert len(generations) > len(MOMENTS)
    for generation in generations:
        assert generation.owner == person.id
        await ending(studio, person, generation.id)
    for model in BELONGINGS:
        owners = await model.get_pymongo_collection().distinct("owner")
        assert set(owners) <= {person.id}
    for cartoon in await Cartoon.find_all().to_list():
        assert await find(Original, cartoon.original_id) is not None
