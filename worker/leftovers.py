"""Left-over files: written by a process that died before their document was there.

Nothing else leaves files behind: what is deleted keeps its document until its files are gone (see
`documents.settling`). So left-over files are new, and names tell how new: `{folder}/{ms}_{id}…`.
Each sweep asks the database only about names made since an hour before the one that came before,
and looks at a file only when no document knows its name. Reading the names of the local storage's
folders is the one thing that grows with all that is kept. What is older than the first sweep of a
database is never touched: files and database may not belong together. Comparing everything is what
`main.py doctor` does; it also finds what a power cut brought back, and what a process left that
slept for more than an hour between naming a file and writing it.
"""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

import structlog

from batches import batched
from documents.base import find, now
from documents.keeping import left_over, named_at
from documents.leases import Lease, leased
from errors import NotFound
from failpoints import failpoint
from progress import Progress
from settings import Settings
from studio import Studio
from worker.overdue import Swept

log = structlog.get_logger("worker")

LEASE = "sweep-files"
# A file without a document may still get one for this long after it was written.
GRACE = timedelta(hours=1)
# A file is written at most this long after it was named.
WRITTEN_WITHIN = timedelta(hours=1)
BATCH = 500

UNFINISHED = "Files that were never written to their end"
UNKNOWN = "Files that no document knows"


async def sweep_files(
    studio: Studio, *, at: datetime | None = None, grace: timedelta = GRACE, pause: float = 0.0
) -> int:
    """Remove files that no document knows and that are older than `grace` at `at` (None: now), and
    what writers that died left half written; how many there were.

    Does nothing while another process does it, or has done it within its `pause` in seconds.
    """
    swept = await sweep_files_and_tell(studio, at=at, grace=grace, pause=pause)
    return swept.gone.total() if swept is not None else 0


async def sweep_files_and_tell(
    studio: Studio,
    *,
    at: datetime | None = None,
    grace: timedelta = GRACE,
    pause: float = 0.0,
    urgent: bool = False,
    progress: Progress | None = None,
) -> Swept | None:
    """The same, and what went; None while another process does it. A pause is none to who is
    `urgent`."""
    before, progress = (at or now()) - grace, progress or Progress()
    swept = Swept()
    async with leased(LEASE, studio.settings.lease_seconds, pause, urgent) as hold:
        if hold is None:
            return None
        swept.gone[UNFINISHED] = await studio.storage.sweep((now() - before).total_seconds())
        progress.begin(UNKNOWN)
        async with aclosing(_named(studio, hold.since, hold.reached)) as batches:
            async for keys in batches:
                await hold.keep()
                for key in await left_over(keys):
                    await _remove(studio, key, before, swept)
                progress.advance(len(keys))
        hold.reached = before
    return swept


async def look_for_left_over(studio: Studio, progress: Progress) -> Counter[str]:
    """What `sweep_files` would remove now; nothing is changed."""
    before, lease, counted = now() - GRACE, await find(Lease, LEASE), Counter[str]()
    counted[UNFINISHED] = await studio.storage.sweep(GRACE.total_seconds(), only_count=True)
    if lease is None:  # nobody has swept: what is there now is not touched
        return counted
    progress.begin(UNKNOWN)
    async with aclosing(_named(studio, lease.created_at, lease.reached)) as batches:
        async for keys in batches:
            for key in await left_over(keys):
                counted[UNKNOWN] += await _is_old(studio, key, before)
            progress.advance(len(keys))
    return counted


async def _named(
    studio: Studio, first: datetime, reached: datetime | None
) -> AsyncGenerator[list[str]]:
    """The names that are to be looked at, in batches, where the first sweep ever was at `first` and
    the one before has `reached`."""
    for folder, delay in _folders(studio.settings).items():
        since = max(first, (reached or first) - delay)
        named = _named_since(studio, folder, since)
        async with aclosing(batched(named, BATCH)) as batches:
            async for keys in batches:
                yield keys


def _folders(settings: Settings) -> dict[str, timedelta]:
    """The folders, and how long after it was named a file there may be written: a photo takes its
    name from its id, which an idempotency key may have kept from an earlier try."""
    kept = timedelta(hours=settings.idempotency_hours)
    return {
        "originals": WRITTEN_WITHIN + kept,
        "temp": WRITTEN_WITHIN,
        "downloaded": WRITTEN_WITHIN,
        "avatars": WRITTEN_WITHIN + kept,
        "pictures": WRITTEN_WITHIN,
        "private": WRITTEN_WITHIN,
    }


async def _named_since(studio: Studio, folder: str, since: datetime) -> AsyncGenerator[str]:
    first = int(since.timestamp() * 1000)
    async for key in studio.storage.names(f"{folder}/", f"{folder}/{first}"):
        named = named_at(key)
        if named is not None and named >= first:
            yield key


async def _remove(studio: Studio, key: str, before: datetime, swept: Swept) -> None:
    """Remove a file, unless it was written after `before`."""
    try:
        if not await _is_old(studio, key, before):
            return
        with failpoint("sweep.file"):
            await studio.storage.delete(key)
    except OSError as error:  # one that cannot be removed must not hold up the others
        log.error("cannot remove a file without a document", key=key, error=repr(error))
        swept.failed += 1
        return
    log.info("removed a file without a document", key=key)
    swept.gone[UNKNOWN] += 1


async def _is_old(studio: Studio, key: str, before: datetime) -> bool:
    """Whether a file is there, and was written before `before`."""
    try:
        return (await studio.storage.stat(key)).modified < before
    except NotFound:
        return False
