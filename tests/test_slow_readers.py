"""Readers that do not read, at a real web process: what they cost, what they miss and what not."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks.raw_sockets import CLOSE, RawSocket
from benchmarks.servers import Running, memory, running
from documents.base import change, insert_once, new_id
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from kinds import GenerationKind, GenerationStatus
from resolvers.viewers import viewer_of
from tests.clients import GraphQLClient, Json

FOLLOW = "subscription ($id: ID!) { generation(id: $id) { status progress } }"
STREAM = "subscription { generations { cursor generation { id status progress revision } } }"
LARGE = f"{{ __schema {{ types {{ {'a' * 1000}: name }} }} }}"  # long, for little work
CHANGES = 1000
STALLED = 20
STREAMS = 10  # of each


@pytest.fixture
async def web(server: EmbeddedServer, database: Database, tmp_path: Path) -> AsyncIterator[Running]:
    """A web process on the database of this test."""
    settings = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": database.name}
    async with running("web", DATA_DIR=str(tmp_path), **settings) as started:
        yield started


async def generation_of(device: str) -> Generation:
    viewer = await viewer_of(device)
    made = Generation(
        _id=new_id("gen"),
        owner=viewer.id,
        kind=GenerationKind.CARTOON,
        engine="builtin",
        original_id=new_id("ori"),
    )
    await insert_once(made)
    return made


def at(generation: Generation, progress: float) -> Generation:
    return generation.but(progress=progress)


async def make_progress(generation: Generation, times: int) -> None:
    """Change a generation so often, and end it."""
    known: Generation | None = generation
    for number in range(times):
        step = partial(at, progress=(number + 1) / (times + 1))
        known = await change(Generation, generation.id, step, known=known)
    ending = {"status": GenerationStatus.CANCELLED, "state": WorkState.ENDED}
    assert await change(Generation, generation.id, lambda each: each.but(**ending))


async def stalled(url: str, device: str) -> RawSocket:
    """A socket that is full already, and follows all of its owner's generations."""
    raw = await RawSocket.dial(url, device)
    for number in range(8):
        await raw.say("subscribe", id=f"large-{number}", payload={"query": LARGE})
    for number in range(STREAMS):
        await raw.say("subscribe", id=f"stream-{number}", payload={"query": STREAM})
    return raw


async def heard(client: GraphQLClient, id: str) -> list[Json]:
    return [event["generation"] async for event in client.subscribe(FOLLOW, id=id)]


async def heard_late(raw: RawSocket, id: str) -> list[Json]:
    """What a socket has for an operation, once it is read after all."""
    events: list[Json] = []
    while True:
        opcode, text = await raw.hear()
        assert opcode != CLOSE, text
        message = json.loads(text)
        if message["id"] == id and message["type"] == "complete":
            return events
        if message["id"] == id:
            events.append(message["payload"]["data"]["generation"])


async def test_who_does_not_read_costs_little_and_misses_no_ending(web: Running) -> None:
    device = str(uuid4())
    generation = await generation_of(device)
    with ExitStack() as opened:
        for _ in range(STALLED):
            opened.enter_context(closing(await stalled(web.url, device)))
        late = opened.enter_context(closing(await stalled(web.url, device)))
        payload = {"query": FOLLOW, "variables": {"id": generation.id}}
        await late.say("subscribe", id="one", payload=payload)
        await asyncio.sleep(1)
        async with GraphQLClient(web.url, device) as client:
            healthy = asyncio.create_task(heard(client, generation.id))
            await asyncio.sleep(0.5)
            before = memory(web.pid)[0]
            await make_progress(generation, CHANGES)
            async with asyncio.timeout(10):
                events = await healthy
            after = memory(web.pid)[0]
        async with asyncio.timeout(10):
            missed = await heard_late(late, "one")
    assert len(missed) < 10 < len(events)
    assert events[-1]["status"] == missed[-1]["status"] == "CANCELLED"
    assert after - before < 10  # MB; each event once for each stream would be ten times that
