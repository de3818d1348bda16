"""The workers that are there: one small document for each process, renewed every few seconds.

A process that stops takes its own away; one that died is not seen any more once `SEEN` is over, and
the database removes what it left. Times are those of the processes, as for leases.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from documents.base import BY_REVISION, Kept, change, insert_once, now
from kinds import GenerationKind

# Who has not told of itself for so long is not there; three tellings may be lost.
SEEN = timedelta(seconds=40)
# After so long the database removes it; until then one can tell when it was last seen.
FORGOTTEN = timedelta(hours=1)
BY_SEEN = IndexModel(
    [("seen_at", ASCENDING)], name="by_seen", expireAfterSeconds=int(FORGOTTEN.total_seconds())
)


class WorkerSeen(Kept):
    """A worker process; its id is the mark of its studio."""

    portable: ClassVar[bool] = False

    seen_at: datetime = Field(default_factory=now)
    slots: int  # pictures it draws at once
    attempts: int = 0  # under way
    version: str = ""
    kinds: list[GenerationKind] = Field(default_factory=list)  # that its engines make

    class Settings:
        name = "workers"
        indexes: ClassVar = [BY_REVISION, BY_SEEN]


async def tell_of(worker: WorkerSeen) -> None:
    """Store that a worker is there, as it is now."""

    def step(known: WorkerSeen) -> WorkerSeen:
        return known.but(seen_at=worker.seen_at, slots=worker.slots, attempts=worker.attempts)

    if await change(WorkerSeen, worker.id, step) is None:
        await insert_once(worker)


async def seen_lately(since: timedelta = SEEN) -> list[WorkerSeen]:
    """The workers that have told of themselves within `since`, those seen last at the end."""
    lately = {"seen_at": {"$gt": now() - since}}
    return await WorkerSeen.find(lately).sort("+seen_at").to_list()
