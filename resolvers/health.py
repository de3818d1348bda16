"""Whether this process can do its work now, and saying so when a part does not answer."""

import asyncio
import time
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
from pymongo.errors import PyMongoError

from documents.accounts import Account
from documents.base import now
from documents.database import AWAY, is_away, require_answer
from documents.workers import FORGOTTEN, seen_lately
from errors import NotFound, Unavailable, VisageError
from studio import Studio

PATIENCE = 2.0  # seconds, for all parts together: they are looked at side by side
# What was seen counts for so long: probes come from several places, and must cost nothing.
COUNTS_FOR = 1.0
# A file that is not there: a storage that answers says so.
NOWHERE = "private/nowhere"

WELL = "ok"

log = structlog.get_logger("health")


@dataclass(frozen=True)
class State:
    """How the parts are, each in a word or a few; without those that `stop` it, a process cannot do
    its work."""

    parts: Mapping[str, str]
    stop: frozenset[str] = frozenset()

    @property
    def ready(self) -> bool:
        return not self.stop

    @property
    def wrong(self) -> Mapping[str, str]:
        """The parts that are not as they should be."""
        return {part: state for part, state in self.parts.items() if state != WELL}


class Readiness:
    """Looks at all parts when it is asked, but not more often than each `COUNTS_FOR`.

    - database: without it nothing can be answered: not ready.
    - storage: away, no picture comes in or goes out; where each machine has a disk of its own,
      another one may do better: not ready. Low on room it is ready all the same: reading goes on,
      and a process taken out of service could not do even that.
    - bus: away, changes are found by looking, a few seconds later: ready.
    - worker: none means that wishes wait. Whoever takes all web processes out of service for that
      has two troubles: ready.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._looking = asyncio.Lock()
        self._state = State({})
        self._until = float("-inf")

    async def state(self) -> State:
        """How the parts are, as of about a second ago."""
        async with self._looking:  # of many at once the first one looks
            if time.monotonic() >= self._until:
                self._state = await self._look()
                self._until = time.monotonic() + COUNTS_FOR
        return self._state

    async def _look(self) -> State:
        studio = self._studio
        database, storage, worker = await asyncio.gather(
            _told(_database()), _told(_storage(studio)), _told(_worker())
        )
        bus = WELL if studio.bus.well else "away: changes are told a few seconds later"
        if database != WELL:
            worker = "unknown"
        parts = {"database": database, "storage": storage, "bus": bus, "worker": worker}
        stop = {part for part in ("database", "storage") if parts[part] not in (WELL, "low")}
        return State(parts, frozenset(stop))


async def _told(look: Awaitable[str]) -> str:
    """What a look tells, within `PATIENCE`; of what goes wrong no more than that it did."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await look
    except (VisageError, PyMongoError, OSError) as error:  # TimeoutError is an OSError
        log.debug("a part does not answer", error=type(error).__name__)
        return "away"


async def _database() -> str:
    database = Account.get_pymongo_collection().database
    require_answer(database.client)
    await database.command("ping")
    return WELL


async def _storage(studio: Studio) -> str:
    with suppress(NotFound):
        await studio.storage.stat(NOWHERE)
    return "low" if await studio.room.low() else WELL


async def _worker() -> str:
    if await seen_lately():
        return WELL
    before = await seen_lately(FORGOTTEN)
    if not before:
        return "none seen"
    return f"none seen for {round((now() - before[-1].seen_at).total_seconds())} s"


@contextmanager
def database_needed() -> Iterator[None]:
    """`Unavailable` in place of whatever the driver raises when the database does not answer."""
    try:
        yield
    except PyMongoError as error:
        if is_away(error):
            raise Unavailable(AWAY) from error
        raise
