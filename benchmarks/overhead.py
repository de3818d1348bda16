"""From the upload to the success on the socket, against the time inside the engine's `draw`."""

import asyncio
import statistics
import time
from dataclasses import dataclass

from benchmarks.servers import Running, memory, running, tree
from tests.clients import GraphQLClient, Json
from tests.portrait_photos import ASTRONAUT, photo_bytes

UPLOAD = """
mutation ($input: UploadInput!) { upload(input: $input) { generation { id } } }
"""
STREAM = """
subscription { generations { generation { id status createdAt startedAt finishedAt } } }
"""
ROUNDS = 15


@dataclass
class Timing:
    """Seconds from the start of the upload, and by step."""

    total: float
    answered: float
    draw: float
    load: float
    keep: float

    @property
    def elsewhere(self) -> float:
        """Queueing, claiming, events: all that is neither uploading nor drawing nor keeping."""
        return self.total - self.answered - self.draw - self.load - self.keep


async def one(client: GraphQLClient, visage: Running, events: asyncio.Queue[Json]) -> Timing:
    """Upload a photo and wait for its success on a socket that is open already."""
    started = time.perf_counter()
    photo = (ASTRONAUT, photo_bytes(ASTRONAUT), "image/png")
    files = {"variables.input.image": photo}
    uploaded = await client.upload(UPLOAD, {"input": {"image": None}}, files)
    answered = time.perf_counter() - started
    id = uploaded["upload"]["generation"]["id"]
    while True:
        event = await asyncio.wait_for(events.get(), 60)
        if event["id"] == id and event["status"] == "SUCCEEDED":
            break
    total = time.perf_counter() - started
    seconds = (await visage.attempt(id))["seconds"]
    return Timing(total, answered, seconds["draw"], seconds["load"], seconds["keep"])


async def measure(rounds: int) -> tuple[list[Timing], list[str]]:
    """Timings at one client, and lines on memory."""
    async with running() as visage, GraphQLClient(visage.url) as client:
        idle = {pid: memory(pid)[0] for pid in tree(visage.pid)}
        events: asyncio.Queue[Json] = asyncio.Queue()

        async def listen() -> None:
            async for event in client.subscribe(STREAM):
                await events.put(event["generations"]["generation"])

        listening = asyncio.create_task(listen())
        await asyncio.sleep(1)
        timings = [await one(client, visage, events) for _ in range(rounds)]
        listening.cancel()
        lines = [
            f"{name:<14} idle {idle.get(pid, 0):5.0f} MB   at most {memory(pid)[1]:5.0f} MB"
            for pid, name in tree(visage.pid).items()
        ]
        return timings, [*lines, f"idle tree      {sum(idle.values()):5.0f} MB"]


def main() -> None:
    """Print the ratio and where the rest goes; the first round warms up and is left out."""
    timings, lines = asyncio.run(measure(ROUNDS + 1))
    timings = timings[1:]

    def middle(name: str) -> float:
        return float(statistics.median(getattr(timing, name) for timing in timings))

    ratio = statistics.median(timing.total / timing.draw for timing in timings)
    print(f"upload to success / drawing   {ratio:.2f}   (median of {len(timings)}, one client)")
    for name in ("total", "draw", "answered", "load", "keep", "elsewhere"):
        print(f"  {name:<10} {middle(name) * 1000:7.1f} ms")
    print(f"without drawing  {(middle('total') - middle('draw')) * 1000:.1f} ms")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
