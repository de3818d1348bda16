"""GraphQL over WebSockets, with a real client: both protocols, mistakes, limits and the end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serving import LEGACY, TRANSPORT, Served, serving

FOREVER = {"query": "subscription { forever }"}


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(max_operations=3) as running:
        yield running


async def say(socket: ClientConnection, kind: str, **rest: Any) -> None:
    await socket.send(json.dumps({"type": kind, **rest}))


async def hear(socket: ClientConnection) -> Any:
    """The next message that is no keep-alive; it must come in a text frame."""
    while True:
        text = await asyncio.wait_for(socket.recv(), 30)
        assert isinstance(text, str)
        message = json.loads(text)
        if message["type"] != "ka":
            return message


async def greet(socket: ClientConnection, **rest: Any) -> None:
    await say(socket, "connection_init", **rest)
    assert (await hear(socket))["type"] == "connection_ack"


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """Code and reason of the close frame, whatever comes before it."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(30):
            while True:
                await socket.recv()
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""


@pytest.mark.parametrize(
    ("protocol", "start", "event"), [(TRANSPORT, "subscribe", "next"), (LEGACY, "start", "data")]
)
async def test_subscriptions_queries_and_mistakes_in_both_protocols(
    served: Served, protocol: str, start: str, event: str
) -> None:
    async with served.dial(protocol) as socket:
        assert socket.subprotocol == protocol
        await greet(socket)
        await say(socket, start, id="a", payload={"query": "subscription { count(to: 2) }"})
        assert [await hear(socket) for _ in range(3)] == [
            {"id": "a", "type": event, "payload": {"data": {"count": 0}}},
            {"id": "a", "type": event, "payload": {"data": {"count": 1}}},
            {"id": "a", "type": "complete"},
        ]
        await say(socket, start, id="a", payload={"query": "{ ping }"})
        assert (await hear(socket))["payload"] == {"data": {"ping": "pong"}}
        assert (await hear(socket))["type"] == "complete"
        for query, code in {
            "subscription {": "GRAPHQL_PARSE_FAILED",
            "subscription { nothing }": "GRAPHQL_VALIDATION_FAILED",
            "subscription { a: count b: forever }": "GRAPHQL_VALIDATION_FAILED",
            "{" * 20 + "ping" + "}" * 20: "GRAPHQL_PARSE_FAILED",
            "{ " + "ping " * 3000 + "}": "QUERY_TOO_COMPLEX",
        }.items():
            await say(socket, start, id="b", payload={"query": query})
            error = await hear(socket)
            assert (error["type"], error["id"]) == ("error", "b")
            payload = error["payload"] if protocol == LEGACY else error["payload"][0]
            assert payload["extensions"]["code"] == code


# C1: Dart's client sends `payload: null`; others send more than we know.
async def test_connection_init_takes_null_nothing_and_more_than_we_know(served: Served) -> None:
    for rest in {}, {"payload": None}, {"payload": {"x-device-id": "1", "more": [1]}, "extra": 1}:
        for protocol in TRANSPORT, LEGACY:
            async with served.dial(protocol) as socket:
                await greet(socket, **rest)
    assert served.greeted == [{}, {}, {}, {}, *[{"x-device-id": "1", "more": [1]}] * 2]


@pytest.mark.parametrize(
    ("refuse", "code", "said"),
    [
        ("anonymous", 4403, "Say who you are"),
        ("malformed", 4400, "The device id is no UUID"),
        ("down", 1013, "Try again in a moment"),
    ],
)
async def test_who_may_not_connect_is_told_why(
    served: Served, refuse: str, code: int, said: str
) -> None:
    for protocol in TRANSPORT, LEGACY:
        async with served.dial(protocol) as socket:
            await say(socket, "connection_init", payload={"refuse": refuse})
            if protocol == LEGACY:
                assert said in (await hear(socket))["payload"]["message"]
            ended, reason = await closed(socket)
            assert ended == code
            assert said in reason


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("[1, 2]", 4400),
        ("{", 4400),
        ('"hello"', 4400),
        ("[" * 50_000, 4400),
        ('{"id": "a"}', 4400),
        ('{"type": 5}', 4400),
        ('{"type": "dance' + "e" * 500 + '"}', 4400),
        ('{"type": "subscribe", "id": 5, "payload": {"query": "{ ping }"}}', 4400),
        ('{"type": "subscribe", "id": ["a"], "payload": {"query": "{ ping }"}}', 4400),
        ('{"type": "subscribe", "id": "a", "payload": null}', 4400),
        ('{"type": "subscribe", "id": "a", "payload": {"query": null}}', 4400),
        ('{"type": "subscribe", "id": "a", "payload": {"query": "{a}", "variables": 1}}', 4400),
        ('{"type": "complete", "id": {}}', 4400),
        ('{"type": "connection_init"}', 4429),
        (b'{"type": "ping"}', 4400),
        ('{"type": "' + "x" * 600_000 + '"}', 1009),
    ],
)
async def test_a_wrong_message_ends_in_a_close_code_and_not_in_a_traceback(
    served: Served, message: str | bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with served.dial() as socket:
        await greet(socket)
        await socket.send(message)
        assert (await closed(socket))[0] == code
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_wrong_message_in_the_older_protocol_closes_too(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for message in "[]", "{", '{"type": "start", "id": [], "payload": {"query": "{ ping }"}}', b"x":
        async with served.dial(LEGACY) as socket:
            await greet(socket)
            await socket.send(message)
            assert (await closed(socket))[0] in (1002, 4400)
    assert not [record for record in caplog.records if record.exc_info]


async def test_silence_and_haste_at_the_start_close_the_socket(served: Served) -> None:
    async with serving(init_seconds=0.5) as impatient:
        for protocol in (TRANSPORT, LEGACY):
            async with impatient.dial(protocol) as socket:
                assert (await closed(socket))[0] == 4408
    async with served.dial() as socket:
        await say(socket, "subscribe", id="a", payload=FOREVER)
        assert (await closed(socket))[0] == 4401
    async with served.dial("soap") as socket:
        assert (await closed(socket))[0] == 4406


# S2
async def test_a_socket_runs_only_so_many_operations_and_goes_on_when_one_ends(
    served: Served,
) -> None:
    for protocol, start, stop in (TRANSPORT, "subscribe", "complete"), (LEGACY, "start", "stop"):
        async with served.dial(protocol) as socket:
            await greet(socket)
            for number in range(4):
                await say(socket, start, id=str(number), payload=FOREVER)
            refused = next(
                message
                for message in [await hear(socket) for _ in range(4)]
                if message["type"] == "error"
            )
            assert refused["id"] == "3"
            assert "QUERY_TOO_COMPLEX" in json.dumps(refused["payload"])
            await say(socket, stop, id="0")
            await say(socket, start, id="again", payload=FOREVER)
            assert (await hear(socket))["id"] == "again"


async def test_pages_of_other_hosts_may_not_connect_unless_they_are_listed() -> None:
    async with serving(allowed_origins=("https://app.example",)) as served:
        for origin in "https://app.example", f"http://127.0.0.1:{served.port}", None:
            async with served.dial(origin=origin) as socket:
                await greet(socket)
        with pytest.raises(InvalidStatus, match="403"):
            async with served.dial(origin="https://evil.example"):
                pass


async def test_the_older_protocol_is_kept_alive(served: Served) -> None:
    async with served.dial(LEGACY) as socket:
        await greet(socket)
        assert json.loads(await asyncio.wait_for(socket.recv(), 30)) == {"type": "ka"}


# O5: the code says "come back", and nothing waits for a subscription to end by itself.
async def test_stopping_closes_every_socket_with_service_restart(served: Served) -> None:
    async with served.dial() as new, served.dial(LEGACY) as old:
        for socket, start in (new, "subscribe"), (old, "start"):
            await greet(socket)
            await say(socket, start, id="a", payload=FOREVER)
            await hear(socket)
        await served.sockets.close_all()
        assert await closed(new) == (1012, "Service restart")
        assert await closed(old) == (1012, "Service restart")
    with pytest.raises(InvalidStatus, match="403"):
        async with served.dial():
            pass


async def test_the_server_itself_stops_in_time_with_open_subscriptions(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving() as served:
        socket = await served.dial()
        await greet(socket)
        await say(socket, "subscribe", id="a", payload=FOREVER)
        await hear(socket)
        served.server.should_exit = True
        assert (await closed(socket))[0] == 1012
    assert not [record for record in caplog.records if record.exc_info]
