"""A run of the house under load: clients spend, processes are killed, the ledger is reckoned anew
all the while, and everything once more when all has settled."""

import asyncio
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pymongo

from audit import READING_SECONDS, audited
from chaos.banks import SECRET, Bank
from chaos.books import Book
from chaos.checks import Snapshot
from chaos.forks import open_forks
from chaos.houses import HouseDatabase, listeners
from chaos.killers import Killer
from chaos.reckonings import differences, held_still
from chaos.spenders import Spender, Town
from chaos.tellers import age_holds, all_stored, search_again
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.identities import account_of_operator
from documents.registry import DOCUMENTS
from sessions import Sessions
from settings import Settings
from tests.clients import GraphQLClient
from tests.mailboxes import mail_server

PEOPLE = 12
# What a spender does, by how often; and how many such deeds make a life.
HABITS = {
    "wish": 26,
    "same wish": 16,
    "repeat": 5,
    "walk away": 4,
    "look": 12,
    "cancel": 6,
    "delete": 4,
    "download": 5,
    "read credits": 12,
    "grant": 6,
    "refund": 4,
}
LIFE, SIGNS_IN = (15, 60), 0.6
AUDIT_EVERY, AGE_EVERY = 4.0, 0.7  # seconds
STANDSTILL = 30.0  # seconds in which nothing moves
NEWS_EVERY = 15.0


@dataclass
class Run:
    """A run as it goes on: what was told, what was killed, and what was found."""

    book: Book = field(default_factory=Book)
    kills: Counter[str] = field(default_factory=Counter)
    unreached: Counter[str] = field(default_factory=Counter)
    audits: int = 0
    reckoned: int = 0  # generations, by all audits
    differences: list[str] = field(default_factory=list)

    def found(self, when: str, what: list[str]) -> None:
        """Note differences, and print the first ones at once."""
        for each in what[: max(0, 20 - len(self.differences))]:
            print(f"{when}: {each}", flush=True)
        self.differences += what


@dataclass(frozen=True)
class Wanted:
    """How much there is to be of it: operations, kills, clients at once, and seconds at most."""

    operations: int
    kills: int
    clients: int
    seconds: float
    seed: int


async def play(wanted: Wanted) -> Run:
    """The whole run."""
    run, chance = Run(), random.Random(wanted.seed)
    with tempfile.TemporaryDirectory() as name:
        async with (
            EmbeddedServer(Path(name) / "database") as server,
            opened_bank(server.uri, Path(name), chance) as (bank, database),
        ):
            await _load(run, wanted, bank, chance)
            stored = await _settled(run, database)
            run.found("at the end", [*differences(stored, run.book), *bank.oddities])
            await _audit(run, "at the end")
    return run


@asynccontextmanager
async def opened_bank(
    uri: str, folder: Path, chance: random.Random, **fields: object
) -> AsyncIterator[tuple[Bank, HouseDatabase]]:
    """A bank at work on a database of the server at `uri`, which is bound here as well."""
    first, second = listeners(2)
    async with AsyncExitStack() as stack:
        for listener in (first, second):
            stack.enter_context(closing(listener))
        zygote = await stack.enter_async_context(open_forks([first, second]))
        mails = await stack.enter_async_context(mail_server())
        house = (zygote, uri, "bank", folder / "bank", first, mails)
        bank = Bank(*house, second=second, chance=chance, **fields)  # type: ignore[arg-type]
        await stack.enter_async_context(open_database(uri, bank.name, DOCUMENTS))
        yield bank, await stack.enter_async_context(bank.living())


async def _load(run: Run, wanted: Wanted, bank: Bank, chance: random.Random) -> None:
    """Spend, kill and audit until all that is wanted is done, or time is over."""
    days = Settings(_env_file=None).session_days  # type: ignore[call-arg]
    operator = await account_of_operator("chaos")
    token, _ = Sessions(SECRET.encode(), days).issue(operator, "visage:operator")
    people = {f"person{number}@example.com": asyncio.Lock() for number in range(PEOPLE)}
    clerk = GraphQLClient(bank.urls[1])
    clerk.speak_by(token)
    town = Town(bank.urls, bank.mails, run.book, clerk, people)
    killer = Killer(bank, random.Random(chance.random()), run.kills, run.unreached)
    began = time.monotonic()

    def over() -> bool:
        enough = run.book.operations >= wanted.operations and run.kills.total() >= wanted.kills
        return enough or time.monotonic() - began > wanted.seconds

    def killed_too_few() -> bool:
        by_time = (time.monotonic() - began) / wanted.seconds
        done = max(run.book.operations / wanted.operations, by_time)
        return run.kills.total() < wanted.kills * min(1.0, done)

    async with asyncio.TaskGroup() as tasks:
        watching = [
            tasks.create_task(each)
            for each in (_watch(run), _age(random.Random(chance.random())), _tell(run))
        ]
        killing = tasks.create_task(killer.kill(killed_too_few))
        lives = [random.Random(chance.random()) for _ in range(wanted.clients)]
        await asyncio.gather(*(_live_on(town, each, over) for each in lives))
        killer.stop()
        await killing
        for task in watching:
            task.cancel()


async def _live_on(town: Town, chance: random.Random, over: Callable[[], bool]) -> None:
    """One client after the other, until it is over."""
    names, weights = list(HABITS), list(HABITS.values())
    while not over():
        spender = Spender(town, chance)
        try:
            await spender.act("read credits")
            life = chance.randint(*LIFE)
            signs_in = chance.randrange(life) if chance.random() < SIGNS_IN else -1
            for age in range(life):
                if age == signs_in:
                    await spender.act("sign in")
                await spender.act(chance.choices(names, weights)[0])
                if over():
                    break
        finally:
            await spender.close()


async def _watch(run: Run) -> None:
    while True:
        await _audit(run, "meanwhile")
        await asyncio.sleep(AUDIT_EVERY)


async def _audit(run: Run, when: str) -> None:
    with pymongo.timeout(READING_SECONDS):
        audit = await audited()
    run.audits += 1
    run.reckoned += audit.generations
    run.found(when, audit.differences)


async def _age(chance: random.Random) -> None:
    while True:
        await asyncio.sleep(AGE_EVERY)
        await age_holds(chance)


async def _tell(run: Run) -> None:
    began = time.monotonic()
    while True:
        await asyncio.sleep(NEWS_EVERY)
        print(
            f"{time.monotonic() - began:4.0f} s: {run.book.operations} operations, "
            f"{run.kills.total()} kills, {run.audits} audits",
            flush=True,
        )


async def _settled(run: Run, database: HouseDatabase) -> Snapshot:
    """What is stored once nothing is under way any more, or nothing moves any more: a slow machine
    may have much waiting when the last client leaves."""
    fewest, deadline = math.inf, 0.0
    while True:
        stored = await all_stored(database)
        left = list(held_still(stored))
        if len(left) < fewest:
            fewest, deadline = len(left), time.monotonic() + STANDSTILL
        if not left or time.monotonic() > deadline:
            run.found("after settling", left)
            return stored
        await age_holds()
        await search_again(database)
        await asyncio.sleep(1.0)
