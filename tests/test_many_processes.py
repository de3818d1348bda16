"""Any number of web and worker processes on one database and one store, which come and go."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from benchmarks.instant import Instant
from benchmarks.servers import state
from bus.protocol import Event
from chaos.forks import Forks
from documents.base import find
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from documents.images import Cartoon, Original
from kinds import GenerationStatus
from settings import Settings
from storage.registry import open_storage
from tests.clients import GraphQLClient
from tests.crews import (
    PATIENCE,
    Environment,
    Revisions,
    ended,
    follow,
    recorded,
    regenerate,
    shared_by_all,
    worker,
)
from tests.forked import running
from tests.stories import ask, cartoon_from, create_viewer, files, working
from tests.studios import open_test_studio


@pytest.fixture
def environment(server: EmbeddedServer, database: Database, tmp_path: Path) -> Environment:
    return shared_by_all(server, database, tmp_path)


async def customer(here: str, there: str) -> list[str]:
    """Somebody who asks for six cartoons at one web process and watches them at another: the ids,
    once all have succeeded."""
    async with GraphQLClient(here) as asking, GraphQLClient(there, asking.device_id) as watching:
        uploaded = await asking.send_photo()
        ids = [uploaded["generation"]["id"]]
        ids += [await regenerate(asking, uploaded["original"]["id"]) for _ in range(5)]
        for seen in await asyncio.gather(*(follow(watching, id) for id in ids)):
            assert seen[-1]["status"] == "SUCCEEDED", seen[-1]
            assert sum(event["status"] == "SUCCEEDED" for event in seen) == 1
    return ids


@pytest.mark.damage
async def test_each_generation_ends_once_while_workers_are_killed_and_join(  # O2, G3, G4
    forks: Forks,
    environment: Environment,
    database: Database,
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        slow = (environment, "benchmarks.instant_worker", "0.1")
        crew = [await enter(worker(forks, *slow)) for _ in range(2)]
        webs = [(await enter(running(forks, "web", **environment))).url for _ in range(2)]
        heard = await enter(recorded(database))
        sides = [(webs[0], webs[1]), (webs[1], webs[0])] * 3
        customers = [asyncio.create_task(customer(*side)) for side in sides]
        for enough in (8, 20):
            await until_ended(heard, enough, customers)
            os.kill(crew.pop(0).pid, signal.SIGKILL)
            crew.append(await enter(worker(forks, *slow)))
        ids = [id for each in await asyncio.gather(*customers) for id in each]
        assert len(ids) == 36
        assert ended(heard) == {*ids}
    for id in ids:
        await assert_one_ending(id, heard[id])
    assert await Cartoon.count() == len(ids)
    assert await files_missing(tmp_path) == []


async def until_ended(
    heard: Revisions, count: int, customers: list[asyncio.Task[list[str]]]
) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(ended(heard)) < count:
            for each in customers:
                if each.done():
                    each.result()
            await asyncio.sleep(0.02)


async def assert_one_ending(id: str, revisions: dict[int, Event]) -> None:
    """One ending with one cartoon, which nothing changed afterwards."""
    endings = [each.document for each in revisions.values() if each.state == WorkState.ENDED]
    assert len({(str(each["status"]), str(each["result_ids"])) for each in endings}) == 1
    stored = await find(Generation, id)
    assert stored is not None
    assert (stored.status, stored.settle) == (GenerationStatus.SUCCEEDED, None)
    cartoons = await Cartoon.find({"generation_id": id}).to_list()
    assert [each.id for each in cartoons] == stored.result_ids == endings[0]["result_ids"]
    assert max(revisions) == stored.revision


async def files_missing(data_dir: Path) -> list[str]:
    """The files that documents know and the store does not have."""
    known = [key for each in await Cartoon.find_all().to_list() for key in each.image.keys]
    known += [str(each.notes_key) for each in await Cartoon.find_all().to_list()]
    for original in await Original.find_all().to_list():
        known += original.image.keys
    storage = open_storage(Settings(_env_file=None, data_dir=data_dir))  # type: ignore[call-arg]
    stored = {file.key async for file in storage.list()}
    await storage.close()
    return [key for key in known if key not in stored]


async def test_a_worker_frozen_past_its_lease_changes_nothing(  # G2, G6
    forks: Forks,
    environment: Environment,
    database: Database,
    tmp_path: Path,
) -> None:
    points = ("ending.store:before", "work.files:after")  # the first one is reached later
    engine = Instant(name="builtin")  # as in the frozen worker
    async with (
        open_test_studio(database, tmp_path, engine, lease_seconds=1.0) as studio,
        worker(forks, environment, "tests.freezing_worker", *points) as frozen,
    ):
        viewer = await create_viewer()
        known: dict[str, int] = {}
        for _ in points:
            _, id = await ask(studio, viewer)
            await until_stopped(frozen.pid)
            async with working(studio):
                await cartoon_from(studio, viewer, id)
            stored = await find(Generation, id)
            assert stored is not None
            assert (stored.attempt, stored.lost_leases) == (2, 1)
            known[id] = stored.revision
            os.kill(frozen.pid, signal.SIGCONT)
        assert await frozen.stop(grace=10) == 0  # so it has done all that it was about to do
        for id, revision in known.items():
            stored = await find(Generation, id)
            assert stored is not None
            assert stored.revision == revision
        cartoons = await Cartoon.find_all().to_list()
        assert len(cartoons) == len(points)
        wanted = [key for each in cartoons for key in each.image.keys]
        assert await files(studio, "temp/") == sorted(wanted)


async def until_stopped(pid: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while state(pid) != "T":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
