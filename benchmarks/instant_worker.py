"""A worker process whose engine takes no time."""

import asyncio
import dataclasses
from typing import cast

import uvloop

from benchmarks.instant import Instant, OnlyEngine
from documents.database import open_database
from documents.registry import DOCUMENTS
from engines.registry import Engines
from settings import Settings, read_settings
from studio import open_studio
from telemetry import set_up_logging
from worker.loop import Worker


async def work(settings: Settings) -> None:
    """Work until the process is ended."""
    assert settings.mongodb_uri is not None
    uri = settings.mongodb_uri.get_secret_value()
    async with (
        open_database(uri, settings.mongodb_database, DOCUMENTS) as database,
        open_studio(settings, database) as studio,
    ):
        only = cast(Engines, OnlyEngine(Instant(name="builtin")))
        await Worker(dataclasses.replace(studio, engines=only)).run(asyncio.Event())


if __name__ == "__main__":
    chosen = read_settings()
    set_up_logging(chosen.log_level, chosen.log_format)
    uvloop.run(work(chosen))
