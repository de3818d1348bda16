"""A studio for tests: real storage and database, a bus in memory, an engine that takes no time."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from benchmarks.instant import Instant, Lineup
from bus.hub import Hub
from bus.memory import MemoryBus
from documents.database import Database
from engines.registry import Engines
from events.loading import read_events
from events.templates import Template
from mail import open_mailer
from prompts.moderation import Moderation
from sandbox import Sandbox
from sessions import Sessions
from settings import Settings
from storage.registry import open_storage
from storage.room import Room
from studio import Studio, generation_reader
from tariffs import Tariffs
from tokens import CodeSealer, Signer


@cache
def shipped_events() -> Mapping[str, Template]:
    """The templates of the repository, read once."""
    return read_events(None)


@cache
def shared_sandbox() -> Sandbox:
    """The one of all studios that decode as by default: its processes take a while to start. The
    end of all tests ends it."""
    return _sandbox(Settings(_env_file=None))  # type: ignore[call-arg]


def _sandbox(settings: Settings) -> Sandbox:
    return Sandbox(settings.decode_seconds, settings.decode_memory_bytes)


def _decodes_as_usual(settings: dict[str, Any]) -> bool:
    return not {"decode_seconds", "decode_memory_bytes"} & settings.keys()


@cache
def shipped_rules() -> Moderation:
    """The rules of the repository for what may not be asked for, read once."""
    return Moderation.read(None)


KEY = b"a key for tests that nobody else has"


@asynccontextmanager
async def open_test_studio(
    database: Database, data_dir: Path, engine: Instant | None = None, **settings: Any
) -> AsyncIterator[Studio]:
    """A studio whose hub is listening; `settings` differ from the defaults."""
    given: dict[str, Any] = {"_env_file": None, "data_dir": data_dir, "anonymous_credits": 1000}
    given |= settings
    chosen = Settings(**given)
    storage = open_storage(chosen)
    bus = MemoryBus()
    async with AsyncExitStack() as stack:
        if _decodes_as_usual(settings):
            sandbox = shared_sandbox()
        else:
            sandbox = await stack.enter_async_context(_sandbox(chosen))
        studio = Studio(
            settings=chosen,
            storage=storage,
            room=Room(storage, chosen.min_free_bytes),
            engines=cast(Engines, Lineup(engine or Instant(), settings=chosen)),
            bus=bus,
            hub=Hub(bus, generation_reader(database)),
            signer=Signer(KEY),
            sessions=Sessions(KEY, chosen.session_days),
            sealer=CodeSealer(KEY),
            mailer=open_mailer(chosen),
            sandbox=sandbox,
            moderation=shipped_rules(),
            tariffs=Tariffs.read(chosen.tariffs),
            events=shipped_events(),
        )
        async with studio.hub.running():
            yield studio
    await storage.close()


def with_settings(studio: Studio, **settings: Any) -> Studio:
    """The same house under other settings; its worker keeps its own."""
    return replace(studio, settings=studio.settings.model_copy(update=settings))
