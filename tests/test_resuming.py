"""Resuming an owner's stream of changes: after a drop, after a gap, after everything was killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from benchmarks.servers import Running
from chaos.forks import Forks
from documents.base import change, find, now
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.work import cancel_wished, claimed, settled
from errors import BadUserInput, CursorExpired
from kinds import GenerationKind, GenerationStatus
from resolvers.changes import OVERLAP, PAGE, changes, cursor_at
from resolvers.generations import cancel
from studio import Studio
from tests.clients import GraphQLClient, Json
from tests.forked import running
from tests.stories import another, ask, create_viewer, next_change
from tests.studios import open_test_studio

LEASE = timedelta(seconds=30)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, Instant()) as opened:
        yield opened


async def test_a_stream_goes_on_after_its_cursor(studio: Studio) -> None:  # G2
    viewer = await create_viewer()
    original, first = await ask(studio, viewer)
    long_ago = now() - 3 * OVERLAP
    await change(Generation, first, lambda each: each.but(changed_at=long_ago))
    start = cursor_at(long_ago + 2 * OVERLAP)
    second = await another(studio, viewer, original)
    async with aclosing(changes(studio, viewer, start, None)) as stream:
        missed = await next_change(stream)
        assert missed.generation.id == second  # the first changed before the cursor
        waiting = asyncio.create_task(next_change(stream))
        await asyncio.sleep(0.05)
        await cancel(studio, viewer, second)
        later = await waiting
    assert later.generation.status is GenerationStatus.CANCELLED
    async with aclosing(changes(studio, viewer, later.cursor, None)) as stream:
        assert (await next_change(stream)).generation.revision >= later.generation.revision


async def test_no_older_state_comes_after_a_newer_one(studio: Studio) -> None:  # G2
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    async with aclosing(changes(studio, viewer, None, None)) as stream:
        waiting = asyncio.create_task(next_change(stream))
        await asyncio.sleep(0.05)
        old = await find(Generation, id)
        newer = await change(Generation, id, claimed(LEASE))
        assert old is not None
        assert newer is not None
        for each in (newer, old):
            await studio.announce(each)
            await asyncio.sleep(0.02)
        assert (await waiting).generation.revision == newer.revision
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await anext(stream)


async def test_a_stream_can_be_of_one_kind(studio: Studio) -> None:
    viewer = await create_viewer()
    start = cursor_at(now())
    _, id = await ask(studio, viewer)
    async with aclosing(changes(studio, viewer, start, GenerationKind.CARTOON)) as stream:
        assert (await next_change(stream)).generation.id == id
    async with aclosing(changes(studio, viewer, start, GenerationKind.FACE)) as stream:
        waiting = asyncio.create_task(next_change(stream))
        await asyncio.sleep(0.05)
        await cancel(studio, viewer, id)
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
        waiting.cancel()
        await asyncio.wait({waiting})


async def test_a_cursor_is_ours_and_not_too_old(studio: Studio) -> None:
    viewer = await create_viewer()
    with pytest.raises(CursorExpired):
        await anext(changes(studio, viewer, cursor_at(now() - timedelta(days=91)), None))
    for wrong in ("", "nonsense", "YXQ6eA", "\u00e9", cursor_at(now())[:-4] + "!!!!"):
        with pytest.raises(BadUserInput):
            await anext(changes(studio, viewer, wrong, None))


async def test_who_resumes_finds_an_ending_that_was_healed_late(studio: Studio) -> None:  # G2
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    long_ago = now() - 3 * OVERLAP

    def end_long_ago(generation: Generation) -> Generation | None:
        ended = cancel_wished(generation)
        return ended and ended.but(changed_at=long_ago)

    await change(Generation, id, end_long_ago)
    await change(Generation, id, settled(0))
    async with aclosing(changes(studio, viewer, cursor_at(now()), None)) as stream:
        assert (await next_change(stream)).generation.status is GenerationStatus.CANCELLED


async def test_a_gap_repeats_nothing_that_came_before_the_stream(studio: Studio) -> None:
    viewer = await create_viewer()
    original, _ = await ask(studio, viewer)
    async with aclosing(changes(studio, viewer, None, None)) as stream:
        waiting = asyncio.create_task(next_change(stream))
        await asyncio.sleep(0.1)
        studio.hub._tell_owners(every=0.0)
        await asyncio.sleep(0.1)
        id = await another(studio, viewer, original)
        assert (await waiting).generation.id == id


async def test_more_changes_than_fit_on_a_page_all_come(studio: Studio) -> None:
    viewer = await create_viewer()
    _, id = await ask(studio, viewer)
    one = await find(Generation, id)
    assert one is not None
    same = now() - timedelta(seconds=5)  # all in one millisecond, which is more than a page
    copies = [one.but(id=f"{id}{n}", changed_at=same) for n in range(PAGE + 10)]
    await Generation.insert_many(copies)
    async with aclosing(changes(studio, viewer, cursor_at(now()), None)) as stream:
        seen = {(await next_change(stream)).generation.id for _ in range(len(copies) + 1)}
    assert len(seen) == len(copies) + 1


REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"
STREAM = """subscription ($after: String) { generations(after: $after) {
  cursor generation { id status revision } } }"""
WAIT = "query ($id: ID!) { generation(id: $id, wait: 60) { status } }"


class Listener:
    """A client that reads its stream, and remembers the cursor and every ending."""

    def __init__(self, client: GraphQLClient) -> None:
        self._client = client
        self.cursor: str | None = None
        self.ended: dict[str, str] = {}

    async def read(self) -> None:
        """Until the socket breaks, or for ever."""
        async for event in self._client.subscribe(STREAM, after=self.cursor):
            self._take(event["generations"])

    def _take(self, event: Json) -> None:
        self.cursor, generation = event["cursor"], event["generation"]
        if generation["status"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            self.ended[generation["id"]] = generation["status"]

    async def has(self, *ids: str) -> None:
        async with asyncio.timeout(30):
            while not set(ids) <= set(self.ended):  # noqa: ASYNC110  # it is read by another task
                await asyncio.sleep(0.05)


@asynccontextmanager
async def whole_house(forks: Forks, folder: Path) -> AsyncIterator[tuple[Running, list[int]]]:
    """A web process with a worker and a database beside it, and the processes of all three."""
    async with EmbeddedServer(folder) as server:
        place = {"MONGODB_URI": server.uri, "DATA_DIR": str(folder)}
        place["LEASE_SECONDS"] = "4"  # what a killed worker had waits
        async with (
            running(forks, "web", **place) as web,
            running(forks, "worker", **place) as worker,
        ):
            yield web, [web.pid, worker.pid, server.pid]


async def test_a_stream_survives_drops_kills_and_a_restart(  # G2, O5
    forks: Forks, tmp_path: Path
) -> None:
    device = None
    async with (
        whole_house(forks, tmp_path) as (visage, processes),
        GraphQLClient(visage.url) as client,
    ):
        device = client.device_id
        listener = Listener(client)
        reading = asyncio.create_task(listener.read())
        original, first = await uploaded(client)
        await listener.has(first)
        reading.cancel()  # the client drops, and misses an ending
        missed = await regenerated(client, original)
        await client.execute(WAIT, id=missed)
        reading = asyncio.create_task(listener.read())
        await listener.has(missed)
        last = await regenerated(client, original)
        for process in processes:
            os.kill(process, signal.SIGKILL)
        await asyncio.wait({reading})
        assert reading.exception() is not None  # so that the app knows
    async with (
        whole_house(forks, tmp_path) as (again, _),
        GraphQLClient(again.url, device) as client,
    ):
        resumed = Listener(client)
        resumed.cursor = listener.cursor
        reading = asyncio.create_task(resumed.read())
        await resumed.has(last)
        reading.cancel()
    assert {**listener.ended, **resumed.ended} == dict.fromkeys((first, missed, last), "SUCCEEDED")


async def uploaded(client: GraphQLClient) -> tuple[str, str]:
    answer = await client.send_photo()
    return answer["original"]["id"], answer["generation"]["id"]


async def regenerated(client: GraphQLClient, original: str) -> str:
    answer = await client.execute(REGENERATE, input={"originalId": original})
    return str(answer["regenerate"]["id"])
