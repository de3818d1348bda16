"""Sockets that end with their token, in both protocols."""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.errors import ServerSelectionTimeoutError
from websockets.asyncio.client import ClientConnection

from resolvers.viewers import SignedIn, Viewer
from schema.endings import FORBIDDEN, Endings
from schema.sockets import Frames
from sessions import OVER
from tests.serving import LEGACY, TRANSPORT, Served, serving

LOOK = 0.2


@dataclass
class Accounts:
    """Their session epochs, as a database has them, and who was asked for."""

    epochs: dict[str, int] = field(default_factory=dict)
    asked: list[set[str]] = field(default_factory=list)
    away: bool = False

    async def read(self, ids: Collection[str]) -> Mapping[str, int]:
        self.asked.append(set(ids))
        if self.away:
            raise ServerSelectionTimeoutError("10.0.0.1:27017 refused")
        return {id: epoch for id, epoch in self.epochs.items() if id in ids}


@dataclass
class House:
    served: Served
    accounts: Accounts
    endings: Endings

    @asynccontextmanager
    async def greeted(
        self, account: str | None = None, epoch: int = 0, seconds: float = 600, old: bool = False
    ) -> AsyncIterator[ClientConnection]:
        """A socket that follows something without end, of a signed-in person or of a device."""
        said = {"account": account, "epoch": epoch, "seconds": seconds}
        async with self.served.dial(LEGACY if old else TRANSPORT) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": said}))
            query = {"query": "subscription { forever }"}
            start = {"type": "start" if old else "subscribe", "id": "1", "payload": query}
            await heard(socket, "connection_ack")
            await socket.send(json.dumps(start))
            await heard(socket, "data" if old else "next")
            yield socket


@asynccontextmanager
async def house(look_every: float = LOOK) -> AsyncIterator[House]:
    accounts = Accounts({"acc_ann": 0, "acc_bob": 0})
    endings = Endings(accounts.read, look_every)

    def hello(params: dict[str, Any], frames: Frames) -> None:
        if params["account"]:
            moment = datetime.now(UTC)
            viewer = Viewer(params["account"], None, None, False, moment, moment)
            ends = moment + timedelta(seconds=params["seconds"])
            endings.add(frames, SignedIn(viewer, params["epoch"], ends, True))

    async with serving(on_hello=hello) as served, endings.running():
        yield House(served, accounts, endings)


async def heard(socket: ClientConnection, kind: str) -> None:
    while json.loads(await asyncio.wait_for(socket.recv(), 30))["type"] != kind:
        pass


async def ended(socket: ClientConnection) -> tuple[int | None, str | None]:
    async with asyncio.timeout(30):
        await socket.wait_closed()
    return socket.close_code, socket.close_reason


async def test_who_signs_out_loses_all_sockets_and_nobody_else_does() -> None:  # I2
    async with house() as here, AsyncExitStack() as stack:
        anns = [
            await stack.enter_async_context(here.greeted("acc_ann", old=old))
            for old in (False, True)
        ]
        others = [
            await stack.enter_async_context(here.greeted(account)) for account in ("acc_bob", None)
        ]
        await asyncio.sleep(3 * LOOK)
        assert all(socket.close_code is None for socket in anns)
        here.accounts.epochs["acc_ann"] = 1
        for socket in anns:
            assert await ended(socket) == (FORBIDDEN, OVER)
        late = await stack.enter_async_context(here.greeted("acc_ann", epoch=1))
        await asyncio.sleep(3 * LOOK)
        assert all(socket.close_code is None for socket in (*others, late))


async def test_an_account_that_is_gone_has_no_sockets() -> None:  # I2
    async with house() as here, here.greeted("acc_ann") as socket:
        del here.accounts.epochs["acc_ann"]
        assert await ended(socket) == (FORBIDDEN, OVER)


async def test_a_socket_ends_at_the_moment_its_token_expires() -> None:  # I2
    async with house(look_every=600) as here, here.greeted("acc_ann", seconds=5) as long:
        began = time.monotonic()
        async with here.greeted("acc_bob", seconds=1, old=True) as short:
            assert await ended(short) == (FORBIDDEN, OVER)
            assert 0.8 < time.monotonic() - began < 10
        assert long.close_code is None
        assert await ended(long) == (FORBIDDEN, OVER)
        assert here.accounts.asked == []


async def test_one_query_asks_for_all_and_none_for_nobody() -> None:  # I2
    async with house() as here, AsyncExitStack() as stack:
        async with here.greeted():
            await asyncio.sleep(3 * LOOK)
        assert here.accounts.asked == []
        for account in ("acc_ann", "acc_bob", "acc_ann", "acc_bob"):
            await stack.enter_async_context(here.greeted(account))
        here.accounts.asked.clear()
        await asyncio.sleep(5 * LOOK)
        assert 2 <= len(here.accounts.asked) <= 5
        assert all(asked == {"acc_ann", "acc_bob"} for asked in here.accounts.asked)
        await stack.aclose()
        await asyncio.sleep(LOOK)
        gc.collect()
        here.accounts.asked.clear()
        await asyncio.sleep(3 * LOOK)
        assert here.accounts.asked == []


async def test_a_database_that_is_away_delays_the_end_only() -> None:  # I2
    async with house() as here, here.greeted("acc_ann") as socket:
        here.accounts.away, here.accounts.epochs["acc_ann"] = True, 1
        here.accounts.asked.clear()
        await asyncio.sleep(3 * LOOK)
        assert here.accounts.asked
        assert socket.close_code is None
        here.accounts.away = False
        assert await ended(socket) == (FORBIDDEN, OVER)
