"""One contract for every bus, over all of them."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from beanie.odm.utils.dump import get_dict

from bus.hub import Hub
from bus.memory import LONGEST_QUEUE, MemoryBus
from bus.protocol import Bus, Event, Missed
from bus.registry import open_bus
from documents.base import change, insert_once, new_id
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.registry import DOCUMENTS
from documents.work import cancel_wished
from kinds import GenerationKind, GenerationStatus
from resolvers.changes import changes
from resolvers.generations import follow
from resolvers.viewers import Viewer
from studio import Studio, generation_reader
from tests.redis_servers import redis_server
from tests.stories import another, ask, create_viewer, working
from tests.studios import open_test_studio

PATIENCE = 10


@pytest.fixture(params=["memory", "mongo", "redis"])
async def bus(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> AsyncIterator[Bus]:
    async with AsyncExitStack() as stack:
        opened: Bus
        if request.param == "memory":
            opened = MemoryBus()
        elif request.param == "mongo":
            opened = open_bus(database, None)
        else:
            server = await stack.enter_async_context(redis_server(tmp_path))
            opened = open_bus(database, server.url)
        stack.push_async_callback(opened.close)
        yield opened


async def tell(bus: Bus) -> Generation:
    """A new generation, stored and told of."""
    generation = Generation(
        _id=new_id("gen"),
        owner=new_id("acc"),
        kind=GenerationKind.CARTOON,
        engine="instant",
        original_id=new_id("ori"),
    )
    await insert_once(generation)
    await bus.publish(Event(get_dict(generation, to_db=True)))
    return generation


async def hear(events: AsyncIterator[Event | Missed]) -> Event | Missed:
    async with asyncio.timeout(PATIENCE):
        return await anext(events)


async def test_a_listener_hears_whole_documents(bus: Bus) -> None:  # G2
    async with bus.listen() as events:
        generation = await tell(bus)
        event = await hear(events)
        assert isinstance(event, Event)
        assert (event.id, event.owner) == (generation.id, generation.owner)
        assert (event.revision, event.state) == (1, "ready")
        assert Generation.model_validate(event.document) == generation
        changed = await change(Generation, generation.id, cancel_wished)
        assert changed is not None
        await bus.publish(Event(get_dict(changed, to_db=True)))
        event = await hear(events)
        assert isinstance(event, Event)
        assert (event.revision, event.state) == (2, "ended")


async def test_every_listener_hears(bus: Bus) -> None:  # O2
    async with bus.listen() as one, bus.listen() as other:
        generation = await tell(bus)
        for events in (one, other):
            event = await hear(events)
            assert isinstance(event, Event)
            assert event.id == generation.id


async def test_what_was_before_is_not_heard(bus: Bus) -> None:
    await tell(bus)
    async with bus.listen() as events:
        second = await tell(bus)
        event = await hear(events)
        assert isinstance(event, Event)
        assert event.id == second.id


async def test_who_leaves_can_come_back(bus: Bus) -> None:
    async with bus.listen():
        await tell(bus)
    async with bus.listen() as events:
        generation = await tell(bus)
        event = await hear(events)
        assert isinstance(event, Event)
        assert event.id == generation.id


async def test_a_broken_stream_says_that_something_was_missed(database: Database) -> None:
    bus = open_bus(database, None)
    async with bus.listen() as events:
        await database["generations"].drop()  # which ends the stream
        missed = asyncio.create_task(hear(events))
        async with asyncio.timeout(PATIENCE):
            while bus.well:  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0.01)
        assert isinstance(await missed, Missed)
        assert bus.well
        generation = await tell(bus)
        event = await hear(events)
        assert isinstance(event, Event)
        assert event.id == generation.id


async def test_a_listener_too_far_behind_is_told_so() -> None:
    bus = MemoryBus()
    event = Event({"_id": "gen", "owner": "acc", "revision": 1, "state": "ready"})
    async with bus.listen() as events:
        for _ in range(LONGEST_QUEUE + 1):
            await bus.publish(event)
        assert isinstance(await hear(events), Missed)
        assert await hear(events) == event


class LossyBus(MemoryBus):
    """Loses a third of what it is given, without a word."""

    def __init__(self) -> None:
        super().__init__()
        self._luck = Random(7)

    async def publish(self, event: Event) -> None:
        if self._luck.random() >= 1 / 3:
            await super().publish(event)


async def test_every_ending_arrives_though_a_third_is_lost(  # O2, G1
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path) as whole:
        bus = LossyBus()
        hub = Hub(bus, generation_reader(database), owner_looks_every=1.0)
        studio = replace(whole, bus=bus, hub=hub)
        viewer = await create_viewer()
        async with hub.running():
            original, first = await ask(studio, viewer)
            asked = {first, *[await another(studio, viewer, original) for _ in range(24)]}
            followers = [asyncio.create_task(last_heard(studio, viewer, id)) for id in asked]
            everything = asyncio.create_task(endings(studio, viewer, asked))
            async with working(studio), asyncio.timeout(60):
                seen = await asyncio.gather(*followers)
                await everything
    assert {each.status for each in seen} == {GenerationStatus.SUCCEEDED}


async def last_heard(studio: Studio, viewer: Viewer, id: str) -> Generation:
    *_, last = [each async for each in follow(studio, viewer, id)]
    return last


async def endings(studio: Studio, viewer: Viewer, wanted: set[str]) -> None:
    """Listen to all of a viewer's changes until each of `wanted` has ended."""
    waiting = set(wanted)
    async for news in changes(studio, viewer, None, None):
        if news.generation.ended:
            waiting.discard(news.generation.id)
        if not waiting:
            return


async def test_a_killed_database_loses_no_change_without_saying_so(tmp_path: Path) -> None:  # O2
    async with EmbeddedServer(tmp_path) as server:
        watching = asyncio.create_task(server.watch())
        async with open_database(server.uri, "killed", DOCUMENTS) as database:
            bus = open_bus(database, None)
            async with bus.listen() as events:
                told = {(await tell(bus)).id for _ in range(5)}
                os.kill(server.pid, signal.SIGKILL)
                told |= {(await tell(bus)).id for _ in range(5)}
                while told:
                    event = await hear(events)
                    told = told - {event.id} if isinstance(event, Event) else set()
                last = await tell(bus)
                while last.id != getattr(await hear(events), "id", None):
                    pass
            await bus.close()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
