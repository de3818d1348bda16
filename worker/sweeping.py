"""Sweeping: documents that are over go, with their files.

One process at a time sweeps, in batches, each from an index that holds what is over: what is not
costs nothing. What goes, and how, is in `worker.overdue`; left-over files are in
`worker.leftovers`.
"""

from collections import Counter
from datetime import datetime
from typing import TypeVar

import structlog
from pymongo.errors import PyMongoError

from documents.base import Kept, now, read_or_skip
from documents.leases import Hold, leased
from documents.limits import forget_spent
from instruments.silence import silent
from progress import Progress
from studio import Studio
from worker.asking import ask_for_forgotten
from worker.overdue import SPENT_LIMITS, Chore, Swept, chores, count_overdue

log = structlog.get_logger("worker")

LEASE = "sweep"
BATCH = 100

K = TypeVar("K", bound=Kept)


async def sweep(studio: Studio, *, at: datetime | None = None, pause: float = 0.0) -> int:
    """Remove what is over at `at` (None: now): expired cartoons, half deleted photos, faces and
    pictures, half flushed ones, old codes, keys and generations, spent limits; how many went.

    Does nothing while another process sweeps, or has swept within its `pause` in seconds.
    """
    swept = await sweep_and_tell(studio, at=at, pause=pause)
    return swept.gone.total() if swept is not None else 0


async def sweep_and_tell(
    studio: Studio,
    *,
    at: datetime | None = None,
    pause: float = 0.0,
    urgent: bool = False,
    progress: Progress | None = None,
) -> Swept | None:
    """The same, and what went; None while another process sweeps. A pause is none to who is
    `urgent`."""
    seconds, round = studio.settings.lease_seconds, None
    async with leased(LEASE, seconds, pause, urgent) as hold:
        if hold is not None:
            round = _Round(studio, hold, at or now(), progress or Progress())
            await round.sweep()
            await ask_for_forgotten(studio, hold, round.at)
    return round.swept if round is not None else None


async def look_for_overdue(studio: Studio, progress: Progress) -> Counter[str]:
    """What `sweep` would find to do now; nothing is changed."""
    return await count_overdue(studio.settings, now(), progress)


class _Round:
    """One sweep: ends early, between two documents, with `LeaseLost`."""

    def __init__(self, studio: Studio, hold: Hold, at: datetime, progress: Progress) -> None:
        self._studio, self._hold, self.at = studio, hold, at
        self._progress = progress
        self.swept = Swept()

    async def sweep(self) -> None:
        for chore in chores(self._studio.settings, self.at):
            self._progress.begin(chore.what)
            await self._clear(chore)
        self._progress.begin(SPENT_LIMITS)
        while (gone := await forget_spent(BATCH)) == BATCH:
            self._tell(SPENT_LIMITS, gone)
            await self._hold.keep()
        self._tell(SPENT_LIMITS, gone)

    def _tell(self, what: str, gone: int) -> None:
        self.swept.gone[what] += gone
        self._progress.advance(gone)

    async def _clear(self, chore: Chore[K]) -> None:
        """Remove each document of a chore, or leave it, in batches. Those that are left are found
        again by each batch, so that many of them could hide the others: it grows."""
        left: set[str] = set()
        while True:
            most = BATCH + len(left)
            documents = chore.model.get_pymongo_collection()
            found = await documents.find(chore.query).limit(most).to_list()
            for raw in found:
                if raw["_id"] in left:
                    continue
                await self._hold.keep()
                document = read_or_skip(chore.model, raw)
                if document is not None and await self._gone(document, chore):
                    self._tell(chore.what, 1)
                else:
                    left.add(raw["_id"])
            if len(found) < most:
                return

    async def _gone(self, document: K, chore: Chore[K]) -> bool:
        try:
            if await chore.stays(document, self.at):
                return False
            return await chore.remove(document, self._studio)
        except PyMongoError:
            raise  # nothing else would go well now
        except Exception as error:  # one that cannot be removed must not hold up the others
            log.error("cannot sweep a document", id=document.id, exc_info=silent(error))
            self.swept.failed += 1
            return False
