"""A queue is bounded: who finds no place in it is told when to come back, and nothing is kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chaos.forks import Forks
from documents.announcing import take_step
from documents.base import find, new_id
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Failure, Generation, WorkState
from documents.images import Original
from documents.setbacks import failed
from errors import ErrorCode, QueueFull
from kinds import GenerationStatus
from resolvers.cartoons import regenerate
from resolvers.faces import download
from resolvers.generations import cancel
from resolvers.queues import pause, require_place
from studio import Studio
from tests.clients import GraphQLClient, Refused
from tests.forked import running
from tests.stories import (
    another,
    ask,
    cartoon_from,
    create_viewer,
    ending,
    files,
    working,
)
from tests.studios import open_test_studio
from worker.claiming import claim, promote_due

LIMIT = 3


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, queue_limit_per_owner=LIMIT) as opened:
        yield opened


async def test_a_full_queue_refuses_and_keeps_nothing(studio: Studio) -> None:  # G9, S5
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer)
    for _ in range(LIMIT - 1):
        await another(studio, viewer, original)
    before = await files(studio)
    with pytest.raises(QueueFull) as refused:
        await ask(studio, viewer, "key")
    assert refused.value.code is ErrorCode.QUEUE_FULL
    assert 1 <= refused.value.retry_after <= 300
    with pytest.raises(QueueFull):
        await another(studio, viewer, original)
    assert await files(studio) == before
    assert await Original.count() == 1
    assert await Generation.count() == LIMIT
    kept = await find(Original, original.id)
    assert kept is not None
    assert kept.next_seed == original.next_seed + LIMIT - 1
    await ask(studio, await create_viewer())  # others are not concerned


async def test_a_place_that_becomes_free_can_be_taken_with_the_same_key(  # G5
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    original, id = await ask(studio, viewer, "first")
    for _ in range(LIMIT - 1):
        await another(studio, viewer, original)
    with pytest.raises(QueueFull):
        await ask(studio, viewer, "second")
    assert (await ask(studio, viewer, "first"))[1] == id  # it has its place already
    await cancel(studio, viewer, id)
    _, second = await ask(studio, viewer, "second")
    assert (await ask(studio, viewer, "second"))[1] == second
    with pytest.raises(QueueFull):
        await regenerate(studio, viewer, original.id, None, None, "second key is another wish")


async def test_a_call_whose_twin_took_the_last_place_is_not_refused(studio: Studio) -> None:  # G5
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    for _ in range(LIMIT - 1):
        await another(studio, viewer, original)
    await require_place(studio, viewer, id)
    with pytest.raises(QueueFull):
        await require_place(studio, viewer, new_id("gen"))


async def test_a_full_queue_keeps_nobody_from_keeping_a_cartoon(studio: Studio) -> None:  # C5
    viewer = await create_viewer()
    async with working(studio):
        original, id = await ask(studio, viewer)
        cartoon = await cartoon_from(studio, viewer, id)
    for _ in range(LIMIT):
        await another(studio, viewer, original)
    face = await download(studio, viewer, cartoon.id, None)
    async with working(studio):
        ended = await ending(studio, viewer, face.id)
    assert ended.status is GenerationStatus.SUCCEEDED


async def test_a_retry_is_never_refused(studio: Studio) -> None:  # G4
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer)
    taken = await claim(studio, "instant")
    assert taken is not None
    others = [await another(studio, viewer, original) for _ in range(LIMIT)]  # one is being drawn
    await cancel(studio, viewer, others[0])
    broke = Failure(code=ErrorCode.ENGINE_FAILED, message="It broke.", retryable=True)
    await take_step(studio, taken.id, failed(1, broke, retry_after=0.0))
    with pytest.raises(QueueFull):
        await another(studio, viewer, original)
    assert await promote_due(studio) == 1
    retried = await find(Generation, taken.id)
    assert retried is not None
    assert retried.state is WorkState.READY


async def test_the_whole_queue_is_bounded_too(database: Database, tmp_path: Path) -> None:  # G9
    async with open_test_studio(database, tmp_path, queue_limit=2) as studio:
        await ask(studio, await create_viewer())
        await ask(studio, await create_viewer())
        await asyncio.sleep(1.1)  # the whole is counted once a second
        with pytest.raises(QueueFull):
            await ask(studio, await create_viewer())
        assert await Original.count() == 2


async def test_how_long_to_wait_follows_from_the_endings_of_the_last_minute(  # S5
    studio: Studio,
) -> None:
    assert await pause(studio, 10.0) == 300.0  # nothing has ended of late
    studio.figures.clear()
    viewer = await create_viewer()
    original, id = await ask(studio, viewer)
    for _ in range(5):
        await cancel(studio, viewer, await another(studio, viewer, original))
    await cancel(studio, viewer, id)
    assert await pause(studio, 3.0) == pytest.approx(30.0)  # six a minute
    assert await pause(studio, 0.01) == 1.0


async def test_a_client_is_told_when_to_come_back(  # S5
    forks: Forks,
    server: EmbeddedServer,
    tmp_path: Path,
) -> None:
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": "test_queue_full"}
    limit = {"QUEUE_LIMIT_PER_OWNER": "1"}
    async with (
        running(forks, "web", **place, **limit, DATA_DIR=str(tmp_path)) as web,
        GraphQLClient(web.url) as client,
    ):
        await client.send_photo()
        with pytest.raises(Refused) as refused:
            await client.send_photo()
    (error,) = refused.value.errors
    assert error["extensions"]["code"] == "QUEUE_FULL"
    assert error["extensions"]["retryAfter"] in range(1, 301)
    assert "Cancel some, or try again in" in error["message"]
