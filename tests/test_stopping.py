"""Stopping under load: every role ends in time, says so to whoever waits, and loses nothing."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.instant import Instant
from benchmarks.raw_sockets import RawSocket, connected
from benchmarks.servers import Running, alive, running, tree
from chaos.forks import Forks
from documents.base import find
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation, WorkState
from kinds import GenerationStatus
from tests import forked
from tests.clients import GraphQLClient, receive, send
from tests.stories import ask, create_viewer
from tests.stories import running as begun
from tests.studios import open_test_studio
from worker.loop import Worker

WAIT = "query ($id: ID!) { generation(id: $id, wait: 60) { status } }"
STREAM = "subscription { generations { generation { id status } } }"
IN_TIME = 10.0  # O5


@pytest.fixture
def settings(server: EmbeddedServer, database: Database, tmp_path: Path) -> dict[str, str]:
    """What puts a process on the database of this test."""
    return {
        "MONGODB_URI": server.uri,
        "MONGODB_DATABASE": database.name,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "a key that all processes of a test share",
    }


async def upload(client: GraphQLClient, key: str) -> str:
    """The generation of an upload with this idempotency key."""
    return str((await client.send_photo(key=key))["generation"]["id"])


@asynccontextmanager
async def ending_in_time(visage: Running, number: int = signal.SIGTERM) -> AsyncIterator[None]:
    """Tell it to stop; by the end of the block it must have, with all that it had started."""
    processes = set(tree(visage.pid))
    began = time.monotonic()
    visage.send(number)
    yield
    async with asyncio.timeout(IN_TIME + 5):
        while any(map(alive, processes)):  # noqa: ASYNC110  # processes tell nobody
            await asyncio.sleep(0.05)
    assert time.monotonic() - began < IN_TIME
    assert "Traceback" not in str(visage.records)


async def waits(client: GraphQLClient, id: str) -> httpx.Response:
    return await client.http.post("/graphql", json={"query": WAIT, "variables": {"id": id}})


async def half_an_upload(url: str) -> bytes:
    """What is answered to a request of which only a part has come when the process stops."""
    head = (
        "POST /graphql HTTP/1.1\r\nHost: visage\r\nContent-Type: multipart/form-data; boundary=x"
        "\r\nContent-Length: 100000\r\napollo-require-preflight: 1\r\n\r\n--x\r\n"
    )
    loop = asyncio.get_running_loop()
    with await connected(url, 65536) as connection:
        await loop.sock_sendall(connection, head.encode())
        answer = b""
        while piece := await loop.sock_recv(connection, 65536):
            answer += piece
    return answer


async def close_code(client: GraphQLClient, opened: asyncio.Semaphore) -> int | None:
    """The code with which a socket that follows everything is closed, once it was opened."""
    async with client.socket() as socket:
        await send(socket, {"id": "1", "type": "subscribe", "payload": {"query": STREAM}})
        opened.release()
        try:
            while True:
                await receive(socket)
        except ConnectionClosed:
            return socket.close_code


async def asks_on_and_on(client: GraphQLClient) -> list[int]:
    """Status by status, until nobody listens any more."""
    seen = []
    try:
        while True:
            answer = await client.http.post("/graphql", json={"query": "{ __typename }"})
            assert answer.json()
            seen.append(answer.status_code)
            await asyncio.sleep(0.02)  # without a pause it would keep a processor busy
    except httpx.TransportError:
        return seen


async def test_a_web_process_stops_in_time_whatever_is_open(
    forks: Forks, settings: dict[str, str]
) -> None:
    async with forked.running(forks, "web", **settings) as web, GraphQLClient(web.url) as client:
        id = await upload(client, "one")
        waiting = [asyncio.create_task(waits(client, id)) for _ in range(10)]
        halves = [asyncio.create_task(half_an_upload(web.url)) for _ in range(5)]
        opened = asyncio.Semaphore(0)
        codes = [asyncio.create_task(close_code(client, opened)) for _ in range(10)]
        asking = asyncio.create_task(asks_on_and_on(client))
        with closing(await RawSocket.dial(web.url, client.device_id)) as unread:
            await unread.fill(20)
            for _ in codes:
                await opened.acquire()
            await asyncio.sleep(1)
            async with ending_in_time(web):
                for answer in await asyncio.gather(*waiting):
                    assert answer.status_code == 503
                    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
                for half in await asyncio.gather(*halves):
                    assert half.startswith(b"HTTP/1.1 503")
                    assert json.loads(half.partition(b"\r\n\r\n")[2])["errors"]
                assert set(await asyncio.gather(*codes)) == {1012}
                assert set(await asking) == {200}


async def test_who_comes_back_with_his_key_gets_one_generation(  # G5
    forks: Forks,
    settings: dict[str, str],
) -> None:
    keys = [str(uuid4()) for _ in range(12)]
    device = str(uuid4())

    async def uploads(client: GraphQLClient, pause: float) -> list[str | BaseException]:
        tasks = []
        for key in keys:
            tasks.append(asyncio.create_task(upload(client, key)))
            await asyncio.sleep(pause)
        return await asyncio.gather(*tasks, return_exceptions=True)

    async with (
        forked.running(forks, "web", **settings) as web,
        GraphQLClient(web.url, device) as client,
    ):
        await client.execute("{ __typename }")
        first = asyncio.create_task(uploads(client, 0.02))
        await asyncio.sleep(0.15)
        async with ending_in_time(web):
            answered = await first
    async with (
        forked.running(forks, "web", **settings) as web,
        GraphQLClient(web.url, device) as client,
    ):
        again = await uploads(client, 0)
    for before, after in zip(answered, again, strict=True):
        assert isinstance(after, str)
        assert isinstance(before, Exception) or before == after
    assert await Generation.find_all().count() == len(keys)


@asynccontextmanager
async def drawing(
    forks: Forks, settings: dict[str, str], drain: str
) -> AsyncIterator[tuple[Running, list[str]]]:
    """A worker process in the middle of its drawings, and the ids of all that is queued."""
    database = Generation.get_pymongo_collection().database
    engine = Instant(name="builtin")
    async with open_test_studio(database, Path(settings["DATA_DIR"]), engine) as studio:
        viewer = await create_viewer()
        ids = [(await ask(studio, viewer))[1] for _ in range(6)]
    async with forked.running(
        forks, "worker", **settings, DRAIN_SECONDS=drain, WORKER_SLOTS="2"
    ) as worker:
        await begun(*ids)
        yield worker, ids


async def states(ids: list[str]) -> list[Generation]:
    found = [await find(Generation, id) for id in ids]
    return [each for each in found if each is not None]


async def test_a_worker_hands_back_what_it_cannot_finish_in_time(  # G4
    forks: Forks, settings: dict[str, str]
) -> None:
    async with drawing(forks, settings, drain="0") as (worker, ids), ending_in_time(worker):
        pass
    left = await states(ids)
    assert {each.state for each in left} <= {WorkState.READY, WorkState.ENDED}
    assert any(each.state is WorkState.READY and each.attempt == 1 for each in left)
    assert not any(each.lost_leases or each.engine_errors for each in left)  # uncounted


async def test_a_worker_that_is_told_twice_does_not_drain(
    database: Database, tmp_path: Path
) -> None:
    engine = Instant(gate=asyncio.Event())  # a picture that takes for ever
    stop, hurry = asyncio.Event(), asyncio.Event()
    async with open_test_studio(database, tmp_path, engine) as studio, asyncio.timeout(IN_TIME):
        worker = asyncio.create_task(Worker(studio).run(stop, hurry))
        _, id = await ask(studio, await create_viewer())
        await begun(id)
        stop.set()
        await asyncio.sleep(0.2)
        assert not worker.done()
        hurry.set()
        await worker
    left = await find(Generation, id)
    assert left is not None
    assert (left.state, left.attempt, left.lost_leases) == (WorkState.READY, 1, 0)


async def test_the_whole_tree_stops_in_time_and_all_that_was_accepted_ends(
    forks: Forks, tmp_path: Path
) -> None:
    device = str(uuid4())
    accepted: list[str] = []

    async def uploads(client: GraphQLClient) -> None:
        try:
            while True:
                accepted.append(await upload(client, str(uuid4())))
                await asyncio.sleep(0.5)  # each one has to be drawn in the end
        except (httpx.TransportError, ValueError):
            return

    async with (
        running(DATA_DIR=str(tmp_path), DRAIN_SECONDS="2") as visage,
        GraphQLClient(visage.url, device) as client,
    ):
        everybody = [asyncio.create_task(uploads(client)) for _ in range(3)]
        opened = asyncio.Semaphore(0)
        code = asyncio.create_task(close_code(client, opened))
        await opened.acquire()
        async with asyncio.timeout(20):
            while len(accepted) < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        async with ending_in_time(visage):
            assert await code == 1012
            await asyncio.gather(*everybody)
    async with (
        EmbeddedServer(tmp_path) as database,
        forked.running(forks, "web", MONGODB_URI=database.uri, DATA_DIR=str(tmp_path)) as again,
        forked.running(forks, "worker", MONGODB_URI=database.uri, DATA_DIR=str(tmp_path)),
        GraphQLClient(again.url, device) as client,
        asyncio.timeout(60),
    ):
        answers = [await waits(client, id) for id in accepted]
    statuses = [answer.json()["data"]["generation"]["status"] for answer in answers]
    assert set(statuses) == {GenerationStatus.SUCCEEDED.value}
