"""A web and a worker process with Redis as bus: all changes are told, and its death is survived."""

import asyncio
from pathlib import Path

from chaos.forks import Forks
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from tests.clients import GraphQLClient, Json
from tests.crews import PATIENCE, follow, recorded, regenerate, shared_by_all, worker
from tests.forked import running
from tests.redis_servers import RedisServer, redis_server
from tests.test_story import DELETE, DOWNLOAD, FOLLOW

CANCEL = "mutation ($id: ID!) { cancelGeneration(id: $id) { id } }"


async def test_over_redis_every_change_is_told_and_its_death_costs_delay_only(  # O2, G1
    forks: Forks,
    server: EmbeddedServer,
    database: Database,
    tmp_path: Path,
) -> None:
    async with redis_server(tmp_path) as redis:
        over = {**shared_by_all(server, database, tmp_path), "BUS_URL": redis.url}
        async with (
            worker(forks, over, "benchmarks.instant_worker", "0.7"),
            running(forks, "web", **over) as web,
            recorded(database, redis.url) as heard,
            GraphQLClient(web.url) as client,
        ):
            await tell_the_whole_story(client)
            stored = {each.id: each.revision for each in await Generation.find_all().to_list()}
            assert len(stored) == 4
            async with asyncio.timeout(PATIENCE):
                while any({*heard[id]} != {*range(1, stored[id] + 1)} for id in stored):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await outlive(redis, client)


async def tell_the_whole_story(client: GraphQLClient) -> None:
    """Upload, regenerate, cancel, download, delete: each seen as it happens."""
    uploaded = await client.send_photo()
    original = uploaded["original"]["id"]
    first = await follow(client, uploaded["generation"]["id"])
    assert "RUNNING" in statuses(first)  # by a silent bus it would be found ended
    second = await regenerate(client, original)
    assert await ended_by(client, second, CANCEL, second) == "CANCELLED"
    cut = await client.execute(DOWNLOAD, id=first[-1]["images"][0]["id"])
    face = (await follow(client, cut["download"]["id"]))[-1]["images"][0]["id"]
    await client.execute(DELETE, id=face)
    third = await regenerate(client, original)
    assert await ended_by(client, third, DELETE, original) == "CANCELLED"


def statuses(seen: list[Json]) -> list[str]:
    return [event["status"] for event in seen]


async def ended_by(client: GraphQLClient, id: str, mutation: str, subject: str) -> str:
    """How a generation ended on which `mutation` was done while it was running."""
    status = ""
    async with asyncio.timeout(PATIENCE):
        async for event in client.subscribe(FOLLOW, id=id):
            if event["generation"]["status"] == "RUNNING" != status:
                await client.execute(mutation, id=subject)
            status = event["generation"]["status"]
    return status


async def outlive(redis: RedisServer, client: GraphQLClient) -> None:
    """Redis dies while three wait for their endings; when it is back all is quick again."""
    original = (await client.send_photo())["original"]["id"]
    waiting = [
        asyncio.create_task(follow(client, await regenerate(client, original))) for _ in range(3)
    ]
    await asyncio.wait(waiting, timeout=0.5)
    await redis.kill()
    for seen in await asyncio.gather(*waiting):
        assert seen[-1]["status"] == "SUCCEEDED"
    await redis.start()
    async with asyncio.timeout(PATIENCE):
        while "RUNNING" not in statuses(await follow(client, await regenerate(client, original))):
            pass
