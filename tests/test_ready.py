"""Whether a process says rightly that it is ready, how it says what is wrong, and who may know."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.requests import Request

from bus.memory import MemoryBus
from documents.base import after, change
from documents.database import Database
from documents.workers import WorkerSeen, seen_lately, tell_of
from instruments.house import GAUGES
from instruments.panel import Panel
from instruments.scraping import Scrapes
from instruments.versions import VERSION
from resolvers.figures import Overview
from resolvers.health import PATIENCE, Readiness
from storage.memory import MemoryStorage
from storage.protocol import StoredFile
from storage.room import Room
from studio import Studio
from tests.stories import ask, create_viewer, working
from tests.studios import open_test_studio

TOKEN = "a token that is long enough"


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


class SilentStorage(MemoryStorage):
    """A store that never answers; counts who asks."""

    asked = 0

    async def stat(self, key: str) -> StoredFile:
        self.asked += 1
        await asyncio.Event().wait()
        raise AssertionError


async def test_all_is_well_once_a_worker_is_there(studio: Studio) -> None:  # O3
    alone = await Readiness(studio).state()
    assert (alone.ready, dict(alone.wrong)) == (True, {"worker": "none seen"})
    async with working(studio), asyncio.timeout(10):
        while not await seen_lately():  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.02)
        assert dict((await Readiness(studio).state()).wrong) == {}
        (worker,) = await seen_lately()
        assert (worker.slots, worker.version) == (studio.settings.worker_slots, VERSION)
        assert worker.kinds
    assert await seen_lately() == []  # it told that it goes


async def test_a_worker_that_died_is_missed_but_takes_nobody_out_of_service(
    studio: Studio,
) -> None:  # O3
    await tell_of(WorkerSeen(_id="one", owner="", slots=2))
    await change(WorkerSeen, "one", lambda it: it.but(seen_at=after(-100)))
    state = await Readiness(studio).state()
    assert state.ready
    assert state.wrong["worker"].startswith("none seen for 10")
    await tell_of(WorkerSeen(_id="one", owner="", slots=2))
    assert "worker" not in (await Readiness(studio).state()).wrong


async def test_a_storage_that_is_silent_makes_unready_and_a_bus_only_slow(studio: Studio) -> None:
    storage, bus = SilentStorage(), MemoryBus()
    bus.well = False
    broken = replace(studio, storage=storage, room=Room(storage, 1), bus=bus)
    readiness, began = Readiness(broken), time.monotonic()
    state = await readiness.state()
    assert time.monotonic() - began < PATIENCE + 2
    assert state.stop == {"storage"}
    assert state.wrong["bus"].startswith("away")
    for _ in range(20):
        await readiness.state()
    assert storage.asked == 1  # what was seen counts for a second


async def test_figures_of_the_house_are_read_now_and_then(studio: Studio) -> None:  # O3
    viewer = await create_viewer()
    overview = Overview(studio, Readiness(studio))
    await ask(studio, viewer)
    figures = await overview.look()
    (engine,) = studio.engines.names
    depth = figures["visage_queue_depth"]
    assert depth["CARTOON", engine, "ready"] == 1
    assert depth["FACE", engine, "ready"] == 0  # told, though nothing waits
    assert sum(depth.values()) == 1
    assert 0 <= figures["visage_queue_oldest_seconds"]["CARTOON", engine] < 60
    assert figures["visage_credits_held"] == {(): 0}
    assert figures["visage_ready"]["worker",] == 0
    assert set(figures) <= set(GAUGES)
    await ask(studio, viewer)
    assert await overview.look() is figures
    studio.panel.house.tell(figures)
    said = studio.panel.text().decode()
    labels = f'engine="{engine}",kind="CARTOON",state="ready"'
    assert f"visage_queue_depth{{{labels}}} 1.0" in said


def a_request(client: str, host: str = "127.0.0.1:8000", **headers: str) -> Request:
    sent = {"host": host, **{name.replace("_", "-"): said for name, said in headers.items()}}
    raw = [(name.encode(), said.encode()) for name, said in sent.items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/metrics",
            "scheme": "http",
            "query_string": b"",
            "client": (client, 4711),
            "headers": raw,
        }
    )


@pytest.mark.parametrize(
    ("asked", "token", "production", "status"),
    [
        (a_request("127.0.0.1"), None, False, 200),
        (a_request("::1", "[::1]:8000"), None, False, 200),
        (a_request("192.0.2.1"), None, False, 403),
        (a_request("127.0.0.1", x_forwarded_for="192.0.2.1"), None, False, 403),
        (a_request("127.0.0.1", via="1.1 proxy"), None, False, 403),
        (a_request("127.0.0.1", "visage.example"), None, False, 403),  # DNS rebinding
        (a_request("127.0.0.1"), None, True, 403),
        (a_request("127.0.0.1"), TOKEN, False, 401),
        (a_request("192.0.2.1", authorization=f"Bearer {TOKEN}"), TOKEN, True, 200),
        (a_request("192.0.2.1", authorization=f"Bearer {TOKEN}x"), TOKEN, True, 401),
        (a_request("192.0.2.1", authorization="Bearer \xff"), TOKEN, True, 401),
    ],
)
async def test_metrics_are_for_this_machine_or_for_who_has_the_token(
    asked: Request, token: str | None, production: bool, status: int
) -> None:  # O3, S6
    secret = SecretStr(token) if token is not None else None
    answer = await Scrapes(Panel(), secret, production).answer(asked)
    assert answer.status_code == status
    assert (b"visage_build_info" in answer.body) == (status == 200)
