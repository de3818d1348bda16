"""One key, many calls: over several web processes, with a kill in between, it happens once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from benchmarks.servers import Running
from chaos.forks import Forks
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.images import Original
from documents.registry import DOCUMENTS
from tests.clients import GraphQLClient, Json, Refused
from tests.forked import running

CALLS = 100
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"


@asynccontextmanager
async def two_webs(
    forks: Forks, server: EmbeddedServer, folder: Path
) -> AsyncIterator[tuple[Running, Running, str]]:
    """Two web processes on one database and one store, and the name of the database."""
    name = f"test_{uuid4().hex[:12]}"
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    async with running(forks, "web", **place) as one, running(forks, "web", **place) as two:
        yield one, two, name


async def in_parallel(one: GraphQLClient, two: GraphQLClient, victim: Running, key: str) -> Json:
    """The one answer to many calls at both; `victim`, which `two` talks to, is killed between.

    Who loses his connection asks again at `one`, as apps do.
    """
    answered = asyncio.Event()
    broken: list[int] = []

    async def call(number: int) -> Json:
        client = (one, two)[number % 2]
        try:
            answer = await client.send_photo(key=key)
        except httpx.TransportError:
            broken.append(number)
            answer = await one.send_photo(key=key)
        answered.set()
        return answer

    async def kill() -> Json:
        await answered.wait()
        late = asyncio.create_task(call(1))  # one at least that is cut off, were all others quick
        await asyncio.sleep(0)
        victim.send(signal.SIGKILL)
        return await late

    answers = await asyncio.gather(kill(), *map(call, range(CALLS)))
    assert broken
    assert len({(each["original"]["id"], each["generation"]["id"]) for each in answers}) == 1
    return answers[0]


async def test_a_hundred_calls_at_two_processes_make_one(
    forks: Forks, server: EmbeddedServer, tmp_path: Path
) -> None:  # G5
    async with (
        two_webs(forks, server, tmp_path) as (stays, dies, name),
        GraphQLClient(stays.url) as one,
        GraphQLClient(dies.url, one.device_id) as two,
        open_database(server.uri, name, DOCUMENTS) as database,
    ):
        answer = await in_parallel(one, two, dies, "a key")
        assert [each.id for each in await Original.find().to_list()] == [answer["original"]["id"]]
        (generation,) = await Generation.find().to_list()
        assert generation.id == answer["generation"]["id"]
        again = {"originalId": answer["original"]["id"], "idempotencyKey": "another key"}
        calls = [one.execute(REGENERATE, input=again) for _ in range(CALLS)]
        ids = {each["regenerate"]["id"] for each in await asyncio.gather(*calls)}
        assert len(ids) == 1
        assert await Generation.count() == 2
        with pytest.raises(Refused) as refused:
            await one.execute(REGENERATE, input={**again, "seed": 5})
        assert refused.value.code == "CONFLICT"
        with pytest.raises(Refused):
            await one.send_photo(b"no picture", "third key")
        await one.send_photo(key="third key")  # a refused call leaves the key free
        await database.client.drop_database(name)
