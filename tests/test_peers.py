"""What a peer may do to its connection: in a while it takes nothing, sends nothing, or too much."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing, suppress
from logging import WARNING, LogRecord
from socket import socket
from typing import Any

import httpx
import pytest
import pytest_asyncio

from benchmarks.raw_sockets import CLOSE, FINAL, PING, TEXT, RawSocket, connected
from peers import MOST_HEAD_BYTES, HttpPeer, SocketPeer
from telemetry import Seldom
from tests.serving import LEGACY, TRANSPORT, Served, serving

ENDLESS = {"query": "subscription { " + "a" * 1000 + ": count(to: 1000000000) }"}
LARGE = {"query": "{ originals { " + "a" * 9000 + ": id } }"}
GATHERED = 64 * 1024 + 300 * 1024  # uvicorn's limit, and what may come of bytes read at once


class HastySocket(SocketPeer):
    patience = 0.5
    grace = 0.5


class PingingSocket(SocketPeer):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ping_interval = self.ping_timeout = 0.4


class HastyHttp(HttpPeer):
    patience = 0.5
    head_seconds = 0.5
    body_seconds = 0.5


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(http=HastyHttp, ws=HastySocket) as running:
        yield running


class Peers:
    """Connections by hand that are closed after the test."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    async def dial(self, url: str, **options: Any) -> RawSocket:
        return self._stack.enter_context(closing(await RawSocket.dial(url, **options)))

    async def connect(self, url: str, receives: int = 4096) -> socket:
        return self._stack.enter_context(await connected(url, receives))

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def strangers() -> Iterator[Peers]:
    with closing(Peers()) as peers:
        yield peers


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # connections tell nobody
            await asyncio.sleep(0.05)


def peers(served: Served) -> list[Any]:
    return list(served.server.server_state.connections)


async def ended(raw: RawSocket) -> int:
    """The code of the close frame, after whatever was on its way."""
    async with asyncio.timeout(10):
        while True:
            opcode, payload = await raw.hear(answer_pings=False)
            if opcode == CLOSE:
                return int.from_bytes(payload[:2], "big")


@pytest.mark.parametrize(("protocol", "start"), [(TRANSPORT, "subscribe"), (LEGACY, "start")])
async def test_a_socket_that_is_never_read_is_closed_and_its_work_ends(
    served: Served, strangers: Peers, protocol: str, start: str
) -> None:
    raw = await strangers.dial(served.url, protocol=protocol)
    await raw.say(start, id="1", payload=ENDLESS)
    await until(lambda: not served.server.server_state.tasks)
    assert await ended(raw) == 1013  # told to come back when it reads after all


async def test_a_socket_that_takes_not_even_its_ending_is_cut_off(
    served: Served, strangers: Peers
) -> None:
    raw = await strangers.dial(served.url)
    await raw.say("subscribe", id="1", payload=ENDLESS)
    await until(lambda: bool(peers(served)) and not peers(served)[0].writable.is_set())
    assert peers(served)[0].transport.get_write_buffer_size() < GATHERED
    await until(lambda: not peers(served))  # and what waited for it is freed


async def test_who_reads_slowly_is_kept(served: Served, strangers: Peers) -> None:
    raw = await strangers.dial(served.url)
    await raw.say("subscribe", id="1", payload=ENDLESS)
    await until(lambda: bool(peers(served)) and not peers(served)[0].writable.is_set())
    for _ in range(10):
        for _ in range(70):
            assert (await raw.hear())[0] == TEXT
        await asyncio.sleep(0.1)


async def test_who_asks_for_more_than_he_reads_is_closed_before_patience_ends(
    strangers: Peers,
) -> None:
    class Frugal(SocketPeer):
        most_waiting = 200_000

    async with serving(ws=Frugal) as served:
        raw = await strangers.dial(served.url)
        for number in range(50):
            await raw.say("subscribe", id=str(number), payload=LARGE)
        assert await ended(raw) == 1013


async def test_pings_of_somebody_who_reads_no_pongs_gather_nothing(strangers: Peers) -> None:
    async with serving() as served, asyncio.timeout(20):
        raw = await strangers.dial(served.url)
        await raw.say("subscribe", id="1", payload=ENDLESS)
        await until(lambda: bool(peers(served)) and not peers(served)[0].writable.is_set())
        for _ in range(3 * GATHERED // 125):
            await raw.frame(FINAL | PING, bytes(125))
            await asyncio.sleep(0)  # the server has its turn
        assert peers(served)[0].transport.get_write_buffer_size() < GATHERED
        strangers.close()


async def test_a_message_in_endless_pieces_is_refused(served: Served, strangers: Peers) -> None:
    raw = await strangers.dial(served.url)
    await raw.frame(TEXT, b"{")
    for _ in range(100):
        await raw.frame(0, b"")
    assert await ended(raw) == 1009


async def test_a_peer_that_answers_no_ping_is_let_go_of(strangers: Peers) -> None:
    async with serving(ws=PingingSocket) as served:
        silent = await strangers.dial(served.url)
        async with served.dial() as answering:
            assert await ended(silent) == 1013
            await asyncio.sleep(1)
            await answering.ping()


async def answer(connection: Any) -> tuple[int, Any]:
    """Status and JSON of the answer on a connection that is closed after it."""
    got = b""
    async with asyncio.timeout(10):
        while piece := await asyncio.get_running_loop().sock_recv(connection, 65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head
    return int(head.split()[1]), json.loads(body)["errors"][0]["extensions"]["code"]


HEAD = b"POST /graphql HTTP/1.1\r\nHost: visage\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (HEAD, 408, "UNAVAILABLE"),
        (HEAD + b"Content-Length: 1000\r\n\r\n{", 408, "UNAVAILABLE"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 408, "UNAVAILABLE"),
        (HEAD + b"X: " + b"y" * MOST_HEAD_BYTES, 431, "BAD_USER_INPUT"),
        (b"HELLO\r\n\r\n", 400, "BAD_USER_INPUT"),
    ],
)
async def test_requests_that_come_slowly_or_wrongly_are_answered_in_json(
    served: Served, strangers: Peers, sent: bytes, status: int, code: str
) -> None:
    connection = await strangers.connect(served.url, 65536)
    await asyncio.get_running_loop().sock_sendall(connection, sent)
    assert await answer(connection) == (status, code)
    assert not peers(served)


async def test_a_connection_that_says_nothing_is_closed_without_a_word(
    served: Served, strangers: Peers
) -> None:
    connection = await strangers.connect(served.url)
    async with asyncio.timeout(10):
        assert await asyncio.get_running_loop().sock_recv(connection, 100) == b""


async def test_trailers_without_end_are_refused(served: Served, strangers: Peers) -> None:
    connection = await strangers.connect(served.url, 65536)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n")
    await asyncio.sleep(0.1)
    with suppress(ConnectionError):
        await loop.sock_sendall(connection, b"X: y\r\n" * MOST_HEAD_BYTES)
    await until(lambda: not peers(served))


async def test_a_body_that_comes_steadily_may_take_its_time(served: Served) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'{"query": "{ ping }"'
        for _ in range(6):
            await asyncio.sleep(0.2)
            yield b" " * 20_000
        yield b"}"

    async with httpx.AsyncClient() as client:
        headers = {"content-type": "application/json"}
        said = await client.post(served.url, content=body(), headers=headers)
    assert said.json() == {"data": {"ping": "pong"}}


# S6
def test_what_strangers_bring_about_is_logged_now_and_then() -> None:
    seldom = Seldom(60.0)

    def passes(message: str, error: Exception | None = None) -> bool:
        caught = (type(error), error, None) if error else None
        return seldom.filter(LogRecord("uvicorn.error", WARNING, "", 0, message, None, caught))

    assert [passes("Invalid HTTP request received.") for _ in range(3)] == [True, False, False]
    assert passes("Exception in ASGI application", ValueError())
    assert passes("Exception in ASGI application", KeyError())
    assert not passes("Exception in ASGI application", KeyError())


async def test_a_download_that_is_not_read_is_cut_off(served: Served, strangers: Peers) -> None:
    query = {"query": "{ __schema { types { " + "a" * 9000 + ": name } } }"}
    body = json.dumps(query).encode()
    connection = await strangers.connect(served.url)
    request = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    await asyncio.get_running_loop().sock_sendall(connection, request * 3)
    await until(lambda: any(each.flow.write_paused for each in peers(served)))
    await until(lambda: not peers(served))
    await until(lambda: not served.server.server_state.tasks)
