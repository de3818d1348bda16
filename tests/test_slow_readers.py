"""Readers that do not read, at a real web process: what they cost, what they miss and what not."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from benchmarks.raw_sockets import CLOSE, RawSocket
from benchmarks.servers import Running, memory
from benchmarks.stalled import Follower, somebody
from chaos.forks import Forks
from documents.base import change
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from kinds import GenerationStatus
from tests.clients import GraphQLClient, Json
from tests.forked import running

FOLLOW = "subscription ($id: ID!) { generation(id: $id) { status progress } }"
STREAM = "subscription { generations { cursor generation { id status progress revision } } }"
CHANGES = 1000
STALLED = 20
STREAMS = 10  # of each


@pytest.fixture
async def web(
    forks: Forks, server: EmbeddedServer, database: Database, tmp_path: Path
) -> AsyncIterator[Running]:
    """A web process on the database of this test."""
    settings = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": database.name}
    async with running(forks, "web", DATA_DIR=str(tmp_path), **settings) as started:
        yield started


async def make_progress(one: Follower, times: int) -> None:
    """Change somebody's generation so often, and end it."""
    for number in range(times):
        await one.write((number + 1) / (times + 1))
    ending = {"status": GenerationStatus.CANCELLED, "state": WorkState.ENDED}
    assert await change(Generation, one.generation.id, lambda each: each.but(**ending))


async def stalled(url: str, device: str) -> RawSocket:
    """A socket that is full already, and follows all of its owner's generations."""
    raw = await RawSocket.dial(url, device)
    await raw.fill()
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
    one = await somebody()
    device, generation = one.device, one.generation
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
            await make_progress(one, CHANGES)
            async with asyncio.timeout(10):
                events = await healthy
            after = memory(web.pid)[0]
        async with asyncio.timeout(10):
            missed = await heard_late(late, "one")
    assert len(missed) < 10 < len(events)
    assert events[-1]["status"] == missed[-1]["status"] == "CANCELLED"
    assert after - before < 10  # MB; each event once for each stream would be five times that
