"""Signing in on a device: what it had belongs to the person from then on, whatever goes on
meanwhile and wherever it is cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from uuid import UUID

import pytest
from starlette.requests import HTTPConnection

from documents.accounts import Account, Device, device_key
from documents.arrivals import Arrival
from documents.base import Kept, change, find, now
from documents.codes import Code
from documents.database import Database
from documents.generations import Generation
from documents.grants import Grant
from documents.idempotency import IdempotencyKey
from documents.identities import Identity
from documents.leases import Lease
from documents.limits import Limit
from documents.queues import Queue
from documents.registry import DOCUMENTS
from documents.services import ServiceState
from documents.workers import WorkerSeen
from errors import NotFound, Unauthenticated
from kinds import GenerationStatus
from resolvers.changes import changes, cursor_at
from resolvers.credits import credits_of
from resolvers.faces import download
from resolvers.files import is_owned
from resolvers.generations import cancel, follow, generation_of, generations, wait_for
from resolvers.images import faces, original_of, originals, result_of
from resolvers.viewers import Caller, viewer_of
from schema.context import Context
from studio import Studio
from tests.crews import PATIENCE
from tests.lives import OWNED, create_person, live, owned_by, sign_in
from tests.stories import (
    another,
    ask,
    attempt_at,
    cartoon_from,
    create_viewer,
    face_from,
    next_change,
    working,
)
from tests.studios import open_test_studio
from worker.performing import perform

# Why these stay where they are.
STAYS: dict[type[Kept], str] = {
    Account: "it owns itself, and leads to where its things went",
    Device: "gets a new account",
    Identity: "leads to a person's account",
    IdempotencyKey: "named by a hash with its owner inside; calls look under the old one, too",
    Code: "nobody's: it belongs to an address",
    Queue: "nobody's",
    Limit: "nobody's: its caller is in its name, and a limit that is left behind limits nobody",
    Grant: "nobody's: an operator's order, which leads to the account that got it",
    Lease: "nobody's",
    ServiceState: "nobody's: what is known of an engine elsewhere",
    Arrival: "nobody's",
    WorkerSeen: "nobody's: a worker process",
}


SUCCEEDED = GenerationStatus.SUCCEEDED


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, uploads_per_minute=0) as opened:
        yield opened


def test_every_document_moves_or_stays_for_a_reason() -> None:  # I2
    assert set(DOCUMENTS) == {*OWNED, *STAYS}
    assert not set(OWNED) & set(STAYS)


async def test_signing_in_moves_everything_once(studio: Studio) -> None:  # I2
    device, person = await create_viewer(), await create_person()
    async with working(studio):
        await live(studio, device)
        _, id = await ask(studio, device)
        cartoon = await cartoon_from(studio, device, id)
    await credits_of(studio, device.id)  # writes what waits to be told
    had = await owned_by(device)
    assert had.keys() == {model.__name__ for model in OWNED}
    assert await sign_in(studio, device, person) == sum(had.values())
    assert await owned_by(person) == had
    assert await owned_by(device) == {}
    assert await sign_in(studio, device, person) == 0
    assert len((await originals(person, 50, None)).nodes) == had["Original"]
    assert await result_of(studio, person, cartoon.id) is not None
    assert await is_owned(person, cartoon.image.key)


async def test_the_bare_device_opens_nothing_of_the_person(studio: Studio) -> None:  # I2, S1
    device, person = await create_viewer(), await create_person()
    async with working(studio):
        original, id = await ask(studio, device)
        cartoon = await cartoon_from(studio, device, id)
        cut = await download(studio, device, cartoon.id, None)
        face = await face_from(studio, device, cut.id)
    await sign_in(studio, device, person)
    afresh = await viewer_of(device.device_id)
    assert afresh.id not in (device.id, person.id)
    assert afresh == await viewer_of(device.device_id)
    for viewer in (device, afresh):  # before, a request may have begun
        assert await original_of(viewer, original.id) is None
        assert await generation_of(viewer, id) is None
        assert await result_of(studio, viewer, face.id) is None
        assert not await is_owned(viewer, face.image.key)
        assert (await originals(viewer, 5, None)).nodes == []
        assert (await faces(viewer, 5, None)).nodes == []
        assert (await generations(viewer, 5, None, None)).nodes == []
        with pytest.raises(NotFound):
            await cancel(studio, viewer, id)
        with pytest.raises(NotFound):
            await download(studio, viewer, cartoon.id, None)


async def test_a_device_that_signs_in_again_brings_what_is_new(studio: Studio) -> None:  # I2
    person = await create_person()
    device = await create_viewer()
    for count in (1, 2):
        await ask(studio, await viewer_of(device.device_id))
        await sign_in(studio, device, person)
        assert await owned_by(person) == {"Generation": count, "Original": count}


async def test_many_sign_in_at_once(studio: Studio) -> None:  # I2
    one, other = await create_person(), await create_person()
    shared, alone = await create_viewer(), await create_viewer()
    for device in (shared, shared, alone):
        await ask(studio, device)
    await asyncio.gather(
        *(sign_in(studio, device, one) for device in (shared, alone, shared, alone)),
        *(sign_in(studio, shared, other) for _ in range(2)),
    )
    mine, others = await owned_by(one), await owned_by(other)
    assert (mine.get("Original"), others.get("Original")) in [(3, None), (1, 2)]
    assert await owned_by(shared) == await owned_by(alone) == {}
    assert await owned_by(await viewer_of(shared.device_id)) == {}


async def test_a_person_s_account_is_never_moved(studio: Studio) -> None:  # I2
    one, other = await create_person(), await create_person()
    device = await create_viewer()
    await change(Device, device_key(UUID(device.device_id)), lambda it: it.but(owner=one.id))
    for person in (one, other):
        assert await sign_in(studio, device, person) == 0
    account = await find(Account, one.id)
    assert account is not None
    assert account.merged_into is None


async def test_work_goes_on_and_ends_under_the_person(studio: Studio) -> None:  # I2, G3
    device, person = await create_viewer(), await create_person()
    _, id = await ask(studio, device)
    attempt = await attempt_at(studio)
    await sign_in(studio, device, person)
    await perform(attempt)
    ended = await wait_for(studio, person, id, 0)
    assert ended is not None
    assert ended.status is GenerationStatus.SUCCEEDED
    (result,) = ended.result_ids
    cartoon = await result_of(studio, person, result)
    assert cartoon is not None
    assert cartoon.owner == person.id


async def test_work_keeps_its_place_and_what_comes_next_comes_after_it(studio: Studio) -> None:
    # G9
    device, person = await create_viewer(), await create_person()
    original, id = await ask(studio, device)
    waiting = [id, *[await another(studio, device, original) for _ in range(3)]]
    ranks = [generation.rank for generation in await in_order(waiting)]
    await sign_in(studio, device, person)
    moved = await in_order(waiting)
    assert [generation.rank for generation in moved] == ranks
    (next_one,) = await in_order([await another(studio, person, original)])
    assert next_one.rank > max(ranks)


async def in_order(ids: list[str]) -> list[Generation]:
    found = [await find(Generation, id) for id in ids]
    return [generation for generation in found if generation is not None]


async def test_an_open_stream_of_the_device_ends_and_one_of_the_person_goes_on(
    studio: Studio,
) -> None:  # I2
    device, person = await create_viewer(), await create_person()
    start = cursor_at(now())
    _, id = await ask(studio, device)
    async with (
        aclosing(follow(studio, device, id)) as followed,
        aclosing(changes(studio, device, start, None)) as of_device,
        aclosing(changes(studio, person, None, None)) as of_person,
    ):
        assert (await anext(followed)).id == id
        assert (await next_change(of_device)).generation.id == id
        waiting = asyncio.create_task(wait_for(studio, device, id, 30))
        news = asyncio.create_task(next_change(of_person))
        await asyncio.sleep(0.1)
        await sign_in(studio, device, person)
        change = await news
        assert (change.generation.id, change.generation.owner) == (id, person.id)
        with pytest.raises(NotFound):
            await asyncio.wait_for(anext(followed), PATIENCE)
        assert await waiting is None
        async with working(studio), asyncio.timeout(PATIENCE):
            while (await next_change(of_person)).generation.status is not SUCCEEDED:
                pass
        studio.hub._tell_owners(every=0.0)  # as every 15 seconds
        with pytest.raises(Unauthenticated):  # and nothing of all that came before
            await next_change(of_device)
    async with aclosing(changes(studio, person, start, None)) as resumed:
        assert (await next_change(resumed)).generation.id == id


async def test_a_call_repeated_after_signing_in_is_the_same_call(studio: Studio) -> None:  # G5
    device, person = await create_viewer(), await create_person()
    original, id = await ask(studio, device, "key")
    await sign_in(studio, device, person)
    again, same = await ask(studio, person, "key")
    assert (again.id, same) == (original.id, id)
    assert again.owner == person.id
    fresh = await viewer_of(device.device_id)
    assert (await ask(studio, fresh, "key"))[1] != id


async def test_an_open_socket_of_the_device_learns_who_it_is_by_now(studio: Studio) -> None:  # I2
    device, person = await create_viewer(), await create_person()
    scope = {"type": "http", "headers": [], "server": ("127.0.0.1", 80), "path": "/"}
    context = Context(studio, HTTPConnection(scope), Caller(device.device_id))
    assert (await context.viewer()).id == device.id
    await sign_in(studio, device, person)
    context._look_at = 0.0  # as 20 seconds later
    assert (await context.viewer()).id not in (device.id, person.id)
