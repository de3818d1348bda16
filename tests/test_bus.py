"""One contract for every bus, over all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from beanie.odm.utils.dump import get_dict

from bus.memory import LONGEST_QUEUE, MemoryBus
from bus.protocol import Bus, Event, Missed
from bus.registry import open_bus
from documents.base import change, insert_once, new_id
from documents.database import Database
from documents.generations import Generation
from documents.work import cancel_wished
from kinds import GenerationKind
from tests.redis_servers import redis_server

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
        while not isinstance(await hear(events), Missed):
            pass
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
