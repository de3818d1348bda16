"""From the upload to the success on the socket, against the time inside the engine's `draw`; the
same with an engine that takes no time; and the memory of the process tree."""

import asyncio
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.servers import ROOT, Running, memory, running, tree
from documents.embedded import EmbeddedServer
from tests.clients import GraphQLClient, Json
from tests.portrait_photos import NAMES, photo_bytes

UPLOAD = "mutation ($input: UploadInput!) { upload(input: $input) { generation { id } } }"
STREAM = "subscription { generations { generation { id status } } }"
ROUNDS = 15


@dataclass
class Timing:
    """Seconds from the start of the upload, and by step."""

    total: float
    answered: float
    load: float = 0.0
    draw: float = 0.0
    keep: float = 0.0


class Story:
    """One client whose socket is open already."""

    def __init__(self, client: GraphQLClient) -> None:
        self._client = client
        self._events: asyncio.Queue[Json] = asyncio.Queue()

    async def listen(self) -> None:
        async for event in self._client.subscribe(STREAM):
            await self._events.put(event["generations"]["generation"])

    async def upload(self, name: str) -> tuple[str, Timing]:
        """Upload a photo and wait for its success."""
        started = time.perf_counter()
        files = {"variables.input.image": (name, photo_bytes(name), "image/png")}
        uploaded = await self._client.upload(UPLOAD, {"input": {"image": None}}, files)
        answered = time.perf_counter() - started
        id = uploaded["upload"]["generation"]["id"]
        while True:
            event = await asyncio.wait_for(self._events.get(), 60)
            if event["id"] == id and event["status"] == "SUCCEEDED":
                return id, Timing(time.perf_counter() - started, answered)


async def rounds(visage: Running, name: str, *, logged: bool) -> list[Timing]:
    """Timings at one client; the first round warms up and is left out."""
    async with GraphQLClient(visage.url) as client:
        story = Story(client)
        listening = asyncio.create_task(story.listen())
        await asyncio.sleep(0.5)
        timings = []
        for _ in range(ROUNDS + 1):
            id, timing = await story.upload(name)
            if logged:
                seconds = (await visage.attempt(id))["seconds"]
                timing.load, timing.draw = seconds["load"], seconds["draw"]
                timing.keep = seconds["keep"]
            timings.append(timing)
        listening.cancel()
        return timings[1:]


async def with_builtin() -> None:
    """The real engine, and memory idle and at most."""
    async with running() as visage:
        idle = {pid: memory(pid)[0] for pid in tree(visage.pid)}
        for name in NAMES:
            timings = await rounds(visage, name, logged=True)
            ratio = statistics.median(timing.total / timing.draw for timing in timings)
            print(f"{name}: upload to success / drawing   {ratio:.2f}   (median of {ROUNDS})")
            parts = {
                field.name: statistics.median(getattr(each, field.name) for each in timings)
                for field in fields(Timing)
            }
            rest = 2 * parts["total"] - sum(parts.values())
            for part, seconds in {**parts, "elsewhere": rest}.items():
                print(f"  {part:<10} {seconds * 1000:7.1f} ms")
        print(f"memory of the idle tree   {sum(idle.values()):5.0f} MB")
        for pid, name in tree(visage.pid).items():
            print(
                f"  {name:<13} idle {idle.get(pid, 0):5.0f} MB   at most {memory(pid)[1]:5.0f} MB"
            )


async def with_instant() -> None:
    """An engine that takes no time."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            EmbeddedServer(Path(folder)) as server,
            running("web", MONGODB_URI=server.uri, DATA_DIR=folder) as visage,
        ):
            worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.instant_worker"),
                env=visage.environment,
                cwd=ROOT,
                stdout=DEVNULL,
                stderr=DEVNULL,
            )
            for name in NAMES:
                timings = await rounds(visage, name, logged=False)
                total = statistics.median(timing.total for timing in timings)
                print(f"{name}: upload to success, engine of no time   {total * 1000:.1f} ms")
            worker.terminate()
            await worker.wait()


def main() -> None:
    """Print the ratios and where the rest goes."""
    asyncio.run(with_builtin())
    asyncio.run(with_instant())


if __name__ == "__main__":
    main()
