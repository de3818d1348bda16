"""Two worker processes against one: the same load of cartoons, in turn, on one machine."""

import asyncio
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from pathlib import Path

from benchmarks.servers import ROOT, Running, running
from documents.embedded import EmbeddedServer
from tests.clients import GraphQLClient
from tests.portrait_photos import ASTRONAUT, photo_bytes

UPLOAD = "mutation ($input: UploadInput!) { upload(input: $input) { original { id } } }"
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"
WAIT = "query ($id: ID!) { generation(id: $id, wait: 60) { status } }"
LOAD = 40
ROUNDS = 3


async def drawn(client: GraphQLClient, original: str) -> float:
    """Seconds until a load of cartoons has been drawn; each is analysed already."""
    started = time.perf_counter()
    asked = {"originalId": original, "style": "ANIME"}
    calls = [client.execute(REGENERATE, input=asked) for _ in range(LOAD)]
    generations = await asyncio.gather(*calls)
    ids = [each["regenerate"]["id"] for each in generations]
    ended = await asyncio.gather(*(client.execute(WAIT, id=id) for id in ids))
    assert all(each["generation"]["status"] == "SUCCEEDED" for each in ended)
    return time.perf_counter() - started


async def measure() -> tuple[list[float], list[float]]:
    """Seconds with one worker and with two, taking turns; each worker has one slot."""
    one: list[float] = []
    two: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        async with (
            EmbeddedServer(Path(folder)) as server,
            running(MONGODB_URI=server.uri, DATA_DIR=folder, WORKER_SLOTS="1") as visage,
            GraphQLClient(visage.url) as client,
        ):
            await _take_turns(client, visage, one, two)
    return one, two


async def _take_turns(
    client: GraphQLClient, visage: Running, one: list[float], two: list[float]
) -> None:
    """Draw the load with one worker, then with a second one beside it, again and again."""
    files = {"variables.input.image": (ASTRONAUT, photo_bytes(ASTRONAUT), "image/png")}
    uploaded = await client.upload(UPLOAD, {"input": {"image": None}}, files)
    original = uploaded["upload"]["original"]["id"]
    await drawn(client, original)
    for _ in range(ROUNDS):
        one.append(await drawn(client, original))
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "main.py"), "worker"),
            env=visage.environment,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        await asyncio.sleep(3)
        two.append(await drawn(client, original))
        second.terminate()
        await second.wait()


def main() -> None:
    """Print how much sooner two are done."""
    one, two = asyncio.run(measure())
    ratio = statistics.median(one) / statistics.median(two)
    print(f"one worker   {statistics.median(one):.2f} s for {LOAD} cartoons")
    print(f"two workers  {statistics.median(two):.2f} s: {ratio:.2f} times the throughput")


if __name__ == "__main__":
    main()
