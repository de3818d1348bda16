"""A database that is frozen or killed under load: quick refusals, open sockets, nothing lost."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import AsyncMongoClient

from benchmarks.servers import Running
from chaos.forks import Forks
from documents.embedded import EmbeddedServer
from tests.clients import GraphQLClient, Json, Refused
from tests.crews import worker
from tests.forked import running

NAME = "outage"
STATUS = "query ($id: ID!) { generation(id: $id) { status } }"
FOLLOW = "subscription ($id: ID!) { generation(id: $id) { id status } }"
CHANGES = "subscription { generations { generation { id status } } }"
# Longer than one operation may take, so that callers are refused.
OUTAGE = 6.0
SILENCE = 4.7  # until everybody knows
PATIENCE = 30.0
DRAWING = "1.5"  # seconds: work is under way when the database goes


@dataclass
class House:
    server: EmbeddedServer
    web: Running
    folder: Path

    async def outage(self, number: int) -> None:
        """Take the database away with a signal, for a while; ends when it answers again."""
        os.kill(self.server.pid, number)
        await asyncio.sleep(OUTAGE)
        if number == signal.SIGSTOP:
            os.kill(self.server.pid, signal.SIGCONT)
        watching = asyncio.create_task(self.server.watch())  # starts it again if it is dead
        async with asyncio.timeout(PATIENCE):
            while (await self.get("readyz")).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        watching.cancel()
        await asyncio.wait({watching})

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.web.url, timeout=10) as anybody:
            return await anybody.get(path)

    async def stored(self, collection: str) -> list[Json]:
        client: AsyncMongoClient[Json] = AsyncMongoClient(self.server.uri)
        async with client:
            return await client[NAME][collection].find({}).to_list()


@pytest.fixture
async def house(forks: Forks, tmp_path: Path) -> AsyncIterator[House]:
    """A web process and a worker on a database server of their own."""
    async with EmbeddedServer(tmp_path / "database") as server:
        place = {
            "MONGODB_URI": server.uri,
            "MONGODB_DATABASE": NAME,
            "DATA_DIR": str(tmp_path / "data"),
            "WORKER_SLOTS": "4",
            "LEASE_SECONDS": "3",
            "MIN_FREE_BYTES": "0",
        }
        drawing = worker(forks, place, "benchmarks.instant_worker", DRAWING)
        async with running(forks, "web", **place) as web, drawing:
            yield House(server, web, tmp_path / "data" / "files")


async def insist(client: GraphQLClient, key: str, refusals: list[float]) -> Json:
    """Upload until it is answered, as apps do; how long each refusal took goes to `refusals`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            began = time.monotonic()
            try:
                return await client.send_photo(key=key)
            except Refused as error:
                if error.code != "UNAVAILABLE":
                    raise
                refusals.append(time.monotonic() - began)
                await asyncio.sleep(0.2)


async def seen(client: GraphQLClient, query: str, wanted: int, **variables: Any) -> set[str]:
    """The generations that a subscription has shown to end well, on one socket that stays open."""
    ended: set[str] = set()
    async with asyncio.timeout(PATIENCE), aclosing(client.subscribe(query, **variables)) as events:
        async for event in events:
            state = event.get("generations", event)["generation"]
            if state["status"] == "SUCCEEDED":
                ended.add(state["id"])
            if len(ended) == wanted:
                break
    return ended


async def under_way(client: GraphQLClient, id: str) -> None:
    """Wait until a worker has a generation."""
    async with asyncio.timeout(PATIENCE):
        while (await client.execute(STATUS, id=id))["generation"]["status"] != "RUNNING":  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGSTOP, id="frozen", marks=pytest.mark.damage),
        pytest.param(signal.SIGKILL, id="killed"),
    ],
)
async def test_a_database_that_goes_away_costs_time_and_nothing_else(
    house: House, number: int
) -> None:  # G3, G5, O2, O3
    refusals: list[float] = []
    async with (
        GraphQLClient(house.web.url) as old,
        GraphQLClient(house.web.url) as new,
        asyncio.TaskGroup() as tasks,
    ):
        answer = await old.send_photo(key="first")
        first, link = answer["generation"]["id"], answer["original"]["url"]
        every = tasks.create_task(seen(old, CHANGES, 4))
        followed = tasks.create_task(seen(old, FOLLOW, 1, id=first))
        await under_way(old, first)
        outage = tasks.create_task(house.outage(number))
        wishes = [(old, "a"), (old, "b"), (old, "c"), (new, "a"), (new, "b"), (new, "b")]
        tasks.create_task(what_needs_no_database_goes_on(house, old, link))
        made = await asyncio.gather(*(insist(client, key, refusals) for client, key in wishes))
        await outage
        ids = [each["generation"]["id"] for each in made]
        assert ids[4] == ids[5]
        assert len(set(ids)) == 5
        assert (await followed, await every) == ({first}, {first, *ids[:3]})
        for id in ids[3:]:
            assert await seen(new, FOLLOW, 1, id=id) == {id}
    assert max(refusals) < 7  # 4.5 s, on a machine that is not busy
    assert min(refusals) < 1
    await nothing_lost_or_doubled(house, 6)
    said = [each["event"] for each in house.web.records if each.get("logger") == "database"]
    assert said == ["the database does not answer", "the database answers again"]


async def what_needs_no_database_goes_on(house: House, owner: GraphQLClient, link: str) -> None:
    await asyncio.sleep(SILENCE)
    ready, healthy, signed, by_header = await asyncio.gather(
        *map(house.get, ("readyz", "healthz", link)), owner.http.get(link.partition("?")[0])
    )
    assert (healthy.status_code, signed.status_code) == (200, 200)
    assert (ready.status_code, by_header.status_code) == (503, 503)
    assert by_header.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


async def nothing_lost_or_doubled(house: House, wishes: int) -> None:
    stored = await house.stored("generations")
    assert [each["status"] for each in stored] == ["SUCCEEDED"] * wishes
    pictures = await house.stored("originals") + await house.stored("cartoons")
    assert len(pictures) == 2 * wishes
    assert {each["generation_id"] for each in pictures if "generation_id" in each} == {
        each["_id"] for each in stored
    }
    files = {str(path.relative_to(house.folder)) for path in house.folder.rglob("*.*")}
    named = {each["image"]["key"] for each in pictures}
    assert named <= files
    accounts, devices = await house.stored("accounts"), await house.stored("devices")
    assert sorted(each["_id"] for each in accounts) == sorted(each["owner"] for each in devices)
    assert len(devices) == 2
