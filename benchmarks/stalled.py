"""What sockets that nobody reads cost those that are read: the time from a change in the database
to its event at 1,000 healthy sockets of one web process, with 200 stalled ones and without."""

import asyncio
import json
import math
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import uuid4

import uvloop

from benchmarks.raw_sockets import TEXT, RawSocket
from benchmarks.servers import Running, memory, running
from documents.base import change, insert_once, new_id
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.registry import DOCUMENTS
from kinds import GenerationKind
from resolvers.viewers import viewer_of

HEALTHY = 1000
STALLED = 200
ROUNDS = 8  # half of them with the stalled
SECONDS = 4.0
CHANGES_PER_SECOND = 75
AT_ONCE = 20  # sockets that are opened
BUSY_TICKS = 15  # in half a second
LONGEST_WAIT = 10  # half seconds
OPEN_FILES = 8192

FOLLOW = "subscription ($id: ID!) { generation(id: $id) { progress } }"
STREAM = "subscription { generations { cursor generation { id status progress revision } } }"


@dataclass
class Follower:
    """Somebody with a healthy socket, who follows one generation, and how long its changes took."""

    device: str
    generation: Generation
    written: dict[float, float] = field(default_factory=dict)  # progress → when
    delays: list[float] = field(default_factory=list)

    async def listen(self, raw: RawSocket) -> None:
        """Note when each change is heard."""
        while True:
            opcode, text = await raw.hear()
            heard = time.perf_counter()
            assert opcode == TEXT, text
            progress = json.loads(text)["payload"]["data"]["generation"]["progress"]
            if (written := self.written.pop(progress, None)) is not None:
                self.delays.append(heard - written)

    async def write(self, progress: float) -> None:
        """Make progress, as a worker would."""
        self.written[progress] = time.perf_counter()
        step = partial(at, progress=progress)
        changed = await change(Generation, self.generation.id, step, known=self.generation)
        assert changed is not None
        self.generation = changed


def at(generation: Generation, progress: float) -> Generation:
    return generation.but(progress=progress)


async def somebody() -> Follower:
    """A new person and a generation of hers."""
    device = str(uuid4())
    viewer = await viewer_of(device)
    generation = Generation(
        _id=new_id("gen"),
        owner=viewer.id,
        kind=GenerationKind.CARTOON,
        engine="builtin",
        original_id=new_id("ori"),
    )
    await insert_once(generation)
    return Follower(device, generation)


@asynccontextmanager
async def healthy(url: str, people: list[Follower]) -> AsyncIterator[None]:
    """Everybody follows her generation."""

    async def opened(one: Follower) -> RawSocket:
        raw = await RawSocket.dial(url, one.device, receives=65536)
        payload = {"query": FOLLOW, "variables": {"id": one.generation.id}}
        await raw.say("subscribe", id="1", payload=payload)
        await raw.hear()  # how it is now
        return raw

    tasks = []
    with ExitStack() as stack:
        for first in range(0, len(people), AT_ONCE):
            some = people[first : first + AT_ONCE]
            for one, raw in zip(some, await asyncio.gather(*map(opened, some)), strict=True):
                stack.enter_context(closing(raw))
                tasks.append(asyncio.create_task(one.listen(raw)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def stalled(url: str, people: list[Follower]) -> AsyncIterator[None]:
    """Sockets that follow all their owner has, are full to the brim, and read nothing."""

    async def opened(one: Follower) -> RawSocket:
        raw = await RawSocket.dial(url, one.device)
        await raw.say("subscribe", id="all", payload={"query": STREAM})
        await raw.fill()
        return raw

    with ExitStack() as stack:
        for first in range(0, len(people), AT_ONCE):
            some = people[first : first + AT_ONCE]
            for raw in await asyncio.gather(*map(opened, some)):
                stack.enter_context(closing(raw))
        yield


async def idle(pid: int) -> None:
    """Wait until a process has done what it was given: a round must not pay for another."""
    ticks = -math.inf
    for _ in range(LONGEST_WAIT):
        if (now := processor_ticks(pid)) - ticks < BUSY_TICKS:
            return
        ticks = now
        await asyncio.sleep(0.5)


def processor_ticks(pid: int) -> int:
    """The processor time of a process, in hundredths of a second (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


async def measured(people: list[Follower], round_: int) -> list[float]:
    """The delays of a round of changes, in seconds."""
    for each in people:
        each.written.clear()
        each.delays.clear()
    writing: set[asyncio.Task[None]] = set()
    started = time.perf_counter()
    for number in range(int(SECONDS * CHANGES_PER_SECOND)):
        await asyncio.sleep(max(0.0, started + number / CHANGES_PER_SECOND - time.perf_counter()))
        progress = round_ / ROUNDS + number / 1e6  # every one is new
        task = asyncio.create_task(people[number % len(people)].write(progress))
        writing.add(task)
        task.add_done_callback(writing.discard)
    await asyncio.sleep(1)
    return [delay for each in people for delay in each.delays]


@dataclass
class Rounds:
    """Rounds of a kind: the 99th percentile of each, and the processor time of the web process."""

    p99s: list[float] = field(default_factory=list)  # seconds
    ticks: list[int] = field(default_factory=list)


async def take_turns(visage: Running, people: list[Follower]) -> dict[bool, Rounds]:
    """What was measured without the stalled, and with them."""
    rounds = {False: Rounds(), True: Rounds()}
    for number in range(ROUNDS):
        crowded = number % 4 in (1, 2)  # neither always comes first
        async with AsyncExitStack() as stack:
            if crowded:
                await stack.enter_async_context(stalled(visage.url, people[:STALLED]))
            await idle(visage.pid)
            before = processor_ticks(visage.pid)
            delays = await measured(people, number)
            rounds[crowded].ticks.append(processor_ticks(visage.pid) - before)
            rounds[crowded].p99s.append(statistics.quantiles(delays, n=100)[98])
    return rounds


async def compare() -> None:
    """Run everything, and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            EmbeddedServer(Path(folder)) as server,
            running("web", MONGODB_URI=server.uri, DATA_DIR=folder) as visage,
            open_database(server.uri, "visage", DOCUMENTS),
        ):
            people = [await somebody() for _ in range(HEALTHY)]
            async with healthy(visage.url, people):
                before = memory(visage.pid)[0]
                rounds = await take_turns(visage, people)
                after = memory(visage.pid)[1]
    _print(rounds[False], rounds[True])
    print(f"memory {before:.0f} MB; at most {after:.0f} MB with the stalled")


def _print(alone: Rounds, crowded: Rounds) -> None:
    for name, rounds in {"alone": alone, f"beside {STALLED} stalled ones": crowded}.items():
        print(f"{HEALTHY} sockets {name:<24} p99 {statistics.median(rounds.p99s) * 1000:6.1f} ms")
    waiting = statistics.median(crowded.p99s) / statistics.median(alone.p99s)
    working = statistics.mean(crowded.ticks) / statistics.mean(alone.ticks)
    print(f"ratio of p99 {waiting:.2f}, of the processor time of the web process {working:.2f}")


def main() -> None:
    """Allow for the sockets at both ends, and compare."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, most), most))
    uvloop.run(compare())


if __name__ == "__main__":
    main()
