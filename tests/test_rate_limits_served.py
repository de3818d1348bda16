"""Limits on what may be asked, through two web processes on one database, and behind a proxy."""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import AsyncMongoClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chaos.forks import Forks
from documents.database import Database
from documents.embedded import EmbeddedServer
from tests.clients import TRANSPORT, GraphQLClient, Json, Refused, data_in, receive, send
from tests.forked import running

CONTACTS, UPLOADS, LOOKUPS = 3, 3, 3
PROXY = "127.0.0.9"
SEARCHES = (
    '{ avatar(by: {email: "asha@example.org"}) { id } }',
    '{ avatar(by: {phone: {number: "9876543210"}}) { id } }',
    '{ avatar(by: {id: "ava_01ARZ3NDEKTSV4RRFFQ69G5FAV"}) { id } }',
    'mutation { flush(email: "asha@example.org") { records } }',
)
ME = "{ originals { totalCount edges { node { url } } } }"


@dataclass
class House:
    """Two web processes that share what they keep; no worker draws."""

    urls: tuple[str, str]
    database: Database
    data_dir: Path


@pytest.fixture(scope="module")
async def house(
    forks: Forks, server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder, name = tmp_path_factory.mktemp("shared"), f"test_{uuid4().hex[:12]}"
    environment = {
        "MONGODB_URI": server.uri,
        "MONGODB_DATABASE": name,
        "DATA_DIR": str(folder),
        "TRUSTED_PROXIES": f"{PROXY}, 10.0.0.0/8",
        "CONTACTS_PER_MINUTE": str(CONTACTS),
        "UPLOADS_PER_MINUTE": str(UPLOADS),
        "LOOKUPS_PER_MINUTE": str(LOOKUPS),
        "LOOKUPS_PER_MINUTE_PER_ADDRESS": str(LOOKUPS + 2),
    }
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(server.uri)
    async with (
        running(forks, "web", **environment) as one,
        running(forks, "web", **environment) as other,
    ):
        yield House((one.url, other.url), client[name], folder)
    await client.drop_database(name)
    await client.close()


class Caller(GraphQLClient):
    """A device that calls from one of this machine's addresses."""

    def __init__(self, url: str, address: str, device_id: str | None = None, **headers: str):
        super().__init__(url, device_id)
        self.address = address
        self.http = httpx.AsyncClient(
            base_url=url,
            headers={**self.http.headers, **headers},
            transport=httpx.AsyncHTTPTransport(local_address=address),
            timeout=60,
        )

    async def asks(self) -> Json:
        """Ask for something; what a refusal says, or nothing."""
        return await refusal_of(self.execute(ME))


async def refusal_of(call: Awaitable[Json]) -> Json:
    """The extensions of the error a call ends with, or nothing."""
    try:
        await call
    except Refused as refused:
        return dict(refused.errors[0]["extensions"])
    return {}


def check(refusals: Sequence[Json], per_minute: int, since: float) -> int:
    """How many calls passed: as many as the limit and the time since then allow."""
    count = sum(not refusal for refusal in refusals)
    late = math.floor((time.monotonic() - since) * per_minute / 60)
    assert per_minute <= count <= per_minute + late
    for refusal in filter(None, refusals):
        assert refusal["code"] == "RATE_LIMITED"
        # One more than the interval for a call that began a little before those that were let in.
        assert 1 <= refusal["retryAfter"] <= math.ceil(60 / per_minute) + 1
    return count


async def test_two_processes_count_uploads_together(house: House) -> None:  # S5, G5
    device, since = str(uuid4()), time.monotonic()
    async with AsyncExitStack() as stack:
        callers = [
            await stack.enter_async_context(Caller(url, "127.0.0.2", device)) for url in house.urls
        ]
        calls = []
        for number in range(20):
            calls.append(callers[number % 2].send_photo(key=f"{number}"))
        count = check(await asyncio.gather(*map(refusal_of, calls)), UPLOADS, since)
        data = await callers[0].execute(ME)
        assert data["originals"]["totalCount"] == count
    taken = house.database["idempotency_keys"].count_documents({"refused": False})
    assert await taken == await house.database["generations"].count_documents({}) == count
    assert len(list(house.data_dir.rglob("originals/*_thumb.webp"))) == count


async def test_two_processes_count_new_devices_together(house: House) -> None:  # C1, S5
    since = time.monotonic()
    async with AsyncExitStack() as stack:
        callers = [
            await stack.enter_async_context(Caller(house.urls[number % 2], "127.0.0.3"))
            for number in range(12)
        ]
        refusals = await asyncio.gather(*(caller.asks() for caller in callers))
        check(refusals, CONTACTS, since)
        known = callers[refusals.index({})]
        assert [await known.asks() for _ in range(5)] == [{}] * 5
        stranger = next(c for c, refusal in zip(callers, refusals, strict=True) if refusal)
        async with known.socket():
            assert await close_code(stranger) == 1013
        devices = await house.database["devices"].count_documents({})
        for key in ("originals/1_ori_01ARZ3NDEKTSV4RRFFQ69G5FAV.jpg", "nothing.jpg"):
            assert (await stranger.http.get(f"/uploads/{key}")).status_code == 404
        assert await house.database["devices"].count_documents({}) == devices


async def test_searches_are_counted_by_owner_and_by_network(house: House) -> None:  # A5, A6, S5
    async def codes(caller: Caller) -> list[str]:
        return [(await refusal_of(caller.execute(each))).get("code", "") for each in SEARCHES]

    async with AsyncExitStack() as stack:
        one, other, elsewhere = [
            await stack.enter_async_context(Caller(house.urls[0], address))
            for address in ("127.0.0.6", "127.0.0.6", "127.0.0.7")
        ]
        assert await codes(one) == ["", "", "", "RATE_LIMITED"], "so many of one owner"
        assert await codes(other) == ["", "", "RATE_LIMITED", "RATE_LIMITED"], "and of a network"
        await elsewhere.execute(SEARCHES[0])


def dial(caller: Caller, **headers: str) -> connect:
    """A socket of this device, from its address."""
    address = caller.base_url.replace("http", "ws", 1) + "/graphql"
    local = (caller.address, 0)
    return connect(address, subprotocols=[TRANSPORT], local_addr=local, additional_headers=headers)


async def greet(caller: Caller, socket: ClientConnection) -> None:
    payload = {"x-device-id": caller.device_id}
    await send(socket, {"type": "connection_init", "payload": payload})


async def close_code(caller: Caller) -> int | None:
    """What a socket is closed with that this device opens."""
    async with dial(caller) as socket:
        await greet(caller, socket)
        with suppress(ConnectionClosed):
            await socket.recv()
        return socket.close_code


async def test_only_a_trusted_proxy_may_say_who_calls(house: House) -> None:  # S5
    async def ask(sender: str, forwarded: str) -> str:
        async with Caller(
            random.choice(house.urls), sender, **{"x-forwarded-for": forwarded}
        ) as caller:
            return str((await caller.asks()).get("code", "passed"))

    pretended = [await ask("127.0.0.4", f"203.0.113.{number}") for number in range(CONTACTS + 1)]
    assert pretended == ["passed"] * CONTACTS + ["RATE_LIMITED"]
    # The last address before the proxies is the caller's; what stands before it, he made up.
    hops = [f"192.0.2.{number}, 2001:db8::{number}, 10.1.1.1" for number in range(CONTACTS + 1)]
    told = [await ask(PROXY, hop) for hop in hops]
    assert told == ["passed"] * CONTACTS + ["RATE_LIMITED"]
    assert await ask(PROXY, "198.51.100.1") == "passed"


async def test_links_have_the_scheme_that_the_proxy_was_called_with(house: House) -> None:  # S5
    for sender, scheme in ((PROXY, "https://"), ("127.0.0.5", "http://")):
        headers = {"x-forwarded-for": "198.51.100.2", "x-forwarded-proto": "https"}
        async with Caller(house.urls[0], sender, **headers) as caller:
            await caller.send_photo()
            async with dial(caller, **headers) as socket:
                await greet(caller, socket)
                assert (await receive(socket))["type"] == "connection_ack"
                await send(socket, {"id": "1", "type": "subscribe", "payload": {"query": ME}})
                over_socket = data_in((await receive(socket))["payload"])
            for data in (over_socket, await caller.execute(ME)):
                (edge,) = data["originals"]["edges"]
                assert edge["node"]["url"].startswith(scheme)
