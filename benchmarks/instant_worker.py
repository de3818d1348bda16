"""A worker process whose engine takes no time, or as many seconds as its argument says."""

import asyncio
import dataclasses
import signal
import sys
from typing import cast

import uvloop

from benchmarks.instant import Instant, Lineup
from documents.database import open_database
from documents.registry import DOCUMENTS
from engines.protocol import Check, Engine
from engines.registry import Engines
from settings import Settings, read_settings
from studio import open_studio
from telemetry import set_up_logging
from worker.loop import Rhythm, Worker


async def work(
    settings: Settings,
    *engines: Engine,
    rhythm: Rhythm | None = None,
    check: Check | None = None,
) -> None:
    """Work until SIGTERM, with these engines alone, and a check of what they draw."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    assert settings.mongodb_uri is not None
    uri = settings.mongodb_uri.get_secret_value()
    async with (
        open_database(uri, settings.mongodb_database, DOCUMENTS) as database,
        open_studio(settings, database) as studio,
    ):
        only = cast(Engines, Lineup(*engines, check=check))
        await Worker(dataclasses.replace(studio, engines=only), rhythm).run(stop)


if __name__ == "__main__":
    chosen = read_settings()
    set_up_logging(chosen.log_level, chosen.log_format)
    seconds = float(sys.argv[1]) if sys.argv[1:] else 0.0
    uvloop.run(work(chosen, Instant(name="builtin", seconds=seconds)))
