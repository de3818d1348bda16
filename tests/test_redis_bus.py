"""Redis as the bus: gone, frozen, restarted or misspelt, it costs delay and never anything else."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bus.protocol import Event, Missed
from bus.redis import RedisBus
from errors import Unavailable
from tests.mailboxes import certificates
from tests.redis_servers import RedisServer, redis_server

PATIENCE = 15
SECRET = "hunter2"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path) as running:
        yield running


@asynccontextmanager
async def open_bus(url: str, database: str = "visage") -> AsyncIterator[RedisBus]:
    bus = RedisBus(url, database, silence=0.3)
    try:
        yield bus
    finally:
        await bus.close()


def event(revision: int = 1) -> Event:
    return Event({"_id": "gen", "owner": "acc", "revision": revision, "state": "ready"})


async def hear(events: AsyncIterator[Event | Missed]) -> Event | Missed:
    async with asyncio.timeout(PATIENCE):
        return await anext(events)


async def hear_of_the_gap(bus: RedisBus, events: AsyncIterator[Event | Missed]) -> None:
    """Listen until `Missed`, then make sure that both ways work again."""
    while not isinstance(await hear(events), Missed):
        pass
    again = asyncio.create_task(hear(events))
    async with asyncio.timeout(PATIENCE):
        while not again.done():
            await bus.publish(event(7))
            await asyncio.wait({again}, timeout=0.05)
    assert again.result() == event(7)


async def test_a_killed_server_that_comes_back_is_heard_again(server: RedisServer) -> None:  # O2
    with capture_logs() as logs:
        async with open_bus(server.url) as bus, bus.listen() as events:
            await bus.publish(event(1))
            assert await hear(events) == event(1)
            await server.kill()
            deaf = asyncio.create_task(hear(events))
            began = time.monotonic()
            for revision in range(100):
                await bus.publish(event(revision))
            assert time.monotonic() - began < 10
            assert not deaf.done()
            assert not bus.well
            await server.start()
            assert isinstance(await deaf, Missed)
            assert bus.well  # before anybody has something to tell
            await bus.publish(event(2))
            assert await hear(events) == event(2)
    said = [entry["event"] for entry in logs]
    assert said.count("cannot tell other processes of changes") == 1
    assert said.count("cannot hear of changes") == 1


async def test_a_frozen_server_holds_up_nobody(server: RedisServer) -> None:  # O2
    async with open_bus(server.url) as bus, bus.listen() as events:
        await bus.publish(event())
        assert await hear(events) == event()
        await server.freeze()
        began = time.monotonic()
        await asyncio.gather(*(bus.publish(event()) for _ in range(50)))
        await asyncio.gather(*(bus.publish(event()) for _ in range(50)))
        assert time.monotonic() - began < 10
        thawing = asyncio.get_running_loop().call_later(1.5, server.send, signal.SIGCONT)
        await hear_of_the_gap(bus, events)
        thawing.cancel()


async def test_a_server_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:  # O2
    server = RedisServer(tmp_path)
    with capture_logs() as logs:
        async with open_bus(server.url) as bus, bus.listen() as events:
            await bus.publish(event())
            await server.start()
            await hear_of_the_gap(bus, events)
    await server.kill()
    hints = {entry["hint"] for entry in logs if entry["log_level"] == "warning"}
    assert hints == {"start the server or mend BUS_URL; until then everything works, but later"}


async def test_a_server_that_refuses_us_is_told_of_without_the_password(tmp_path: Path) -> None:
    async with redis_server(tmp_path, password="another") as server:
        with capture_logs() as logs:
            async with open_bus(server.url.replace("another", SECRET)) as bus, bus.listen():
                await bus.publish(event())
    assert len(logs) == 2
    # On a busy machine one of the two may have given up before it was refused.
    hints = {entry["hint"] for entry in logs if entry["error"] != "TimeoutError"}
    assert hints == {"user, password or rights in BUS_URL are not right"}
    for entry in logs:
        assert entry["server"] == f"127.0.0.1:{server.port}"
        assert SECRET not in str(entry)


async def test_a_right_password_opens(tmp_path: Path) -> None:
    async with (
        redis_server(tmp_path, password=SECRET) as server,
        open_bus(server.url) as bus,
        bus.listen() as events,
    ):
        await bus.publish(event())
        assert await hear(events) == event()


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis://:6379",
        "redis://host:hunter2",
        "redis://:hun/ter2@host/0",
        "redis://me:12/ter2@host/0",
        "redis://me:12#ter2@host/0",
        "redis://me:12?ter2@host/0",
        "redis://me:12?ssl_ter2=a@host/0",
        "redis://host/0?socket_timeout=1",
        "rediss://host/0?ssl_cert_reqs=hunter2",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_whole(url: str) -> None:
    with pytest.raises(Unavailable, match=r"^BUS_URL cannot be read") as refused:
        RedisBus(url, "visage")
    assert "ter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_databases_are_told_apart_and_noise_is_passed_over(server: RedisServer) -> None:
    async with (
        open_bus(server.url) as bus,
        open_bus(server.url, "another") as other,
        open_bus(server.url.replace("/0", "/1")) as numbered,
        bus.listen() as events,
    ):
        await other.publish(event(2))
        await numbered.publish(event(3))
        noise = Redis.from_url(server.url, protocol=2)
        for message in ("", "noise", b"\x05\x00\x00\x00\x00"):  # the last one: an empty document
            assert await noise.publish("visage:0:visage", message) == 1
        await noise.aclose()
        await bus.publish(event(4))
        assert await hear(events) == event(4)


async def test_tls_is_spoken_and_certificates_are_checked(tmp_path: Path) -> None:  # S5
    _, _, trusted = await asyncio.to_thread(certificates, tmp_path)
    server = RedisServer(tmp_path, tls=tmp_path / "server.pem")
    await server.start()
    with capture_logs() as logs:
        trusting = f"{server.url}?ssl_ca_certs={trusted}"
        async with open_bus(trusting) as bus, bus.listen() as events:
            await bus.publish(event())
            assert await hear(events) == event()
        assert logs == []
        async with open_bus(server.url) as bus, bus.listen():
            await bus.publish(event())
        assert len(logs) == 2  # nobody vouches for it
    await server.kill()
