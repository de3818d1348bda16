"""A role of Visage for a test, forked and so there at once, with its log read as JSON.

It is what `benchmarks.servers` starts in full: for tests of what processes do, not of their start.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.servers import LONGEST_LINE, Running, to_be_started
from chaos.forks import Forks


@asynccontextmanager
async def running(forks: Forks, *arguments: str, **environment: str) -> AsyncIterator[Running]:
    """`main.py` in a role that `arguments` name, with a data folder of its own unless one is given;
    stopped at the end."""
    with to_be_started(arguments, environment) as visage:
        output, writer = await _pipe()
        fork = await forks.start("main", *arguments, environment=visage.environment, output=writer)
        os.close(writer)
        visage.pid = fork.pid
        reading = asyncio.create_task(visage.read(output))
        try:
            await visage.until_ready(lambda: not fork.running)
            yield visage
        finally:
            await fork.stop(grace=60)
            await reading


async def run(forks: Forks, module: str, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run `python -m module` to its end: its exit code, and what it said."""
    output, writer = await _pipe()
    fork = await forks.start(
        module, *arguments, environment={**os.environ, **environment}, output=writer
    )
    os.close(writer)
    said = await output.read()
    return await fork.wait(), said.decode()


async def _pipe() -> tuple[asyncio.StreamReader, int]:
    """The end to read from, and the other one, to be given away and closed."""
    reading, writing = os.pipe()
    output = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(output), os.fdopen(reading, "rb")
    )
    return output, writing
