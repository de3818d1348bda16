"""The database away for half a minute, frozen and then killed, while clients go on asking."""

import asyncio
import os
import signal
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.calls import REGENERATE
from chaos.forks import open_forks
from chaos.houses import House, listeners
from chaos.inspections import lasting_damages
from chaos.ledgers import ENDINGS, Ledger
from chaos.workers import Manner
from documents.embedded import EmbeddedServer
from tests.clients import GraphQLClient, Json, Refused
from tests.mailboxes import mail_server

CLIENTS = 6
# Seconds: load before the damage, the damage, load after it, and until all has ended.
BEFORE, AWAY, AFTER, PATIENCE = 3.0, 30.0, 5.0, 60.0
PAUSE = 0.25
CHANGES = "subscription { generations { generation { id status } } }"
HURTS = {"frozen": signal.SIGSTOP, "killed": signal.SIGKILL}


class Quiet(House):
    """A house that does not tell what everybody here knows: that the database is away."""

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "LOG_LEVEL": "error", "LEASE_SECONDS": "5"}


@dataclass
class Load:
    """What all clients were told, and when."""

    told: Ledger = field(default_factory=Ledger)
    refused: list[float] = field(default_factory=list)  # how long each refusal took
    accepted: list[float] = field(default_factory=list)  # moments
    ended: list[float] = field(default_factory=list)


class Client:
    """One device that asks on and on with a key for each wish, and listens on one socket."""

    def __init__(self, url: str, load: Load) -> None:
        self._client = GraphQLClient(url)
        self._load = load
        self._wishes = 0

    async def ask(self, until: asyncio.Event) -> None:
        """Photos, each with another cartoon that takes its time, until told to stop."""
        while not until.is_set():
            made = await self._wish(lambda key: self._client.send_photo(key=key))
            original = made["original"]["id"]
            self._load.told.originals.add(original)
            again = {"originalId": original, "seed": int(Manner.SLOW)}
            await self._wish(lambda key, again=again: self._regenerate(key, again))
            await asyncio.sleep(PAUSE)
        await self._client.http.aclose()

    async def listen(self) -> None:
        """Hear of endings; that the socket stays open is part of the promise."""
        async with aclosing(self._client.subscribe(CHANGES)) as events:
            async for event in events:
                state = event["generations"]["generation"]
                self._load.told.told(state["id"], state["status"])
                if state["status"] in ENDINGS:
                    self._load.ended.append(time.monotonic())
        self._load.told.odd.append("a subscription ended")

    async def _wish(self, call: Any) -> Json:
        self._wishes += 1
        key = f"{self._client.device_id}/{self._wishes}"
        while True:
            began = time.monotonic()
            try:
                made: Json = await call(key)
            except Refused as error:
                if error.code != "UNAVAILABLE":
                    raise
                self._load.refused.append(time.monotonic() - began)
                await asyncio.sleep(PAUSE)
                continue
            self._load.accepted.append(time.monotonic())
            generation = made.get("regenerate") or made["generation"]
            self._load.told.wishes[key].add(generation["id"])
            self._load.told.told(generation["id"], generation["status"])
            return made

    async def _regenerate(self, key: str, wanted: Json) -> Json:
        return await self._client.execute(REGENERATE, input={**wanted, "idempotencyKey": key})


def run() -> list[str]:
    """Do the damage and print what it cost; everything that was lost, doubled or orphaned."""
    return [damage for manner in HURTS for damage in asyncio.run(_hurt(manner))]


async def _hurt(manner: str) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with EmbeddedServer(folder / "database") as server:
            load = Load()
            async with _opened(server, folder / "house") as house, house.living() as database:
                back = await _under_load(house.url, load, server, HURTS[manner])
                found = await lasting_damages(house, database, load.told, PATIENCE)
                again = await database["generations"].count_documents({"attempt": {"$gt": 1}})
    _tell(manner, load, back)
    print(f"  {again} were drawn again, {len(found)} lost, doubled or orphaned", flush=True)
    return [f"database {manner}: {each.kind}: {each.what}" for each in found]


@asynccontextmanager
async def _opened(server: EmbeddedServer, folder: Path) -> AsyncIterator[House]:
    (listener,) = listeners(1)
    with closing(listener):
        async with open_forks([listener]) as zygote, mail_server() as mails:
            yield Quiet(zygote, server.uri, "outage", folder, listener, mails)


async def _under_load(url: str, load: Load, server: EmbeddedServer, hurt: int) -> float:
    """Take the database away while clients ask; the moment at which it was given back."""
    enough = asyncio.Event()
    clients = [Client(url, load) for _ in range(CLIENTS)]
    listening = [asyncio.create_task(client.listen()) for client in clients]
    asking = [asyncio.create_task(client.ask(enough)) for client in clients]
    await asyncio.sleep(BEFORE)
    os.kill(server.pid, hurt)
    await asyncio.sleep(AWAY)
    if hurt == signal.SIGSTOP:
        os.kill(server.pid, signal.SIGCONT)
    back = time.monotonic()
    watching = asyncio.create_task(server.watch())  # starts it again if it is dead
    await asyncio.sleep(AFTER)
    enough.set()
    errors = await asyncio.gather(*asking, return_exceptions=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while load.told.generations - load.told.endings.keys():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    errors += [each.exception() for each in listening if each.done()]
    load.told.odd += [f"a client was told {each!r}" for each in errors if each is not None]
    for task in (*listening, watching):
        task.cancel()
    await asyncio.gather(*listening, watching, return_exceptions=True)
    return back


def _tell(manner: str, load: Load, back: float) -> None:
    refused = load.refused or [float("nan")]
    print(
        f"database {manner} for {AWAY:.0f} s under {CLIENTS} clients: "
        f"{len(load.accepted)} calls accepted, {len(load.refused)} refused "
        f"(median {statistics.median(refused):.2f} s, worst {max(refused):.1f} s); "
        f"once it was back, the first call was accepted after {_wait(load.accepted, back):.1f} s "
        f"and the first picture was there after {_wait(load.ended, back):.1f} s; "
        f"{len(load.told.generations)} generations",
        flush=True,
    )


def _wait(moments: list[float], since: float) -> float:
    """From `since` to the first of `moments` after it."""
    return min((each for each in moments if each > since), default=float("nan")) - since


if __name__ == "__main__":
    for line in run():
        print(line)
