"""Processes of one house, what the bus tells of them meanwhile, and what a client does."""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.servers import UNLIMITED
from bus.protocol import Event
from bus.registry import open_bus
from chaos.forks import Fork, Forks
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import WorkState
from tests.clients import GraphQLClient, Json
from tests.test_story import FOLLOW, REGENERATE

PATIENCE = 40
STDERR = 2

Environment = dict[str, str]
Revisions = dict[str, dict[int, Event]]


def shared_by_all(server: EmbeddedServer, database: Database, data_dir: Path) -> Environment:
    """What every process of one house is given."""
    return {
        "MONGODB_URI": server.uri,
        "MONGODB_DATABASE": database.name,
        "DATA_DIR": str(data_dir),
        "LEASE_SECONDS": "1",
        "LOG_LEVEL": "warning",
        "WORKER_SLOTS": "2",
    }


@asynccontextmanager
async def worker(
    forks: Forks, environment: Environment, module: str, *arguments: str
) -> AsyncIterator[Fork]:
    """A worker process; it is stopped in order at the end, if it lives until then."""
    given = {**os.environ, **UNLIMITED, **environment}
    fork = await forks.start(module, *arguments, environment=given, output=STDERR)
    try:
        yield fork
    finally:
        await fork.stop(grace=10)


@asynccontextmanager
async def recorded(database: Database, url: str | None = None) -> AsyncIterator[Revisions]:
    """What the bus tells meanwhile: id → revision → event."""
    heard: Revisions = defaultdict(dict)
    bus = open_bus(database, url)

    async def listen() -> None:
        async with bus.listen() as events:
            ready.set()
            async for event in events:
                if isinstance(event, Event):
                    heard[event.id].setdefault(event.revision, event)

    ready = asyncio.Event()
    listening = asyncio.create_task(listen())
    await ready.wait()
    try:
        yield heard
    finally:
        listening.cancel()
        await asyncio.wait({listening})
        await bus.close()


def ended(heard: Revisions) -> set[str]:
    return {
        id
        for id, revisions in heard.items()
        if any(each.state == WorkState.ENDED for each in revisions.values())
    }


async def regenerate(client: GraphQLClient, original: str) -> str:
    made = await client.execute(REGENERATE, input={"originalId": original})
    return str(made["regenerate"]["id"])


async def follow(client: GraphQLClient, id: str) -> list[Json]:
    async with asyncio.timeout(PATIENCE):
        return [event["generation"] async for event in client.subscribe(FOLLOW, id=id)]
