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

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

import structlog

from batches import batched
from documents.base import now
from documents.keeping import left_over, named_at
from documents.leases import leased
from errors import NotFound
from failpoints import failpoint
from settings import Settings
from studio import Studio

log = structlog.get_logger("worker")

LEASE = "sweep-files"
# A file without a document may still get one for this long after it was written.
GRACE = timedelta(hours=1)
# A file is written at most this long after it was named.
WRITTEN_WITHIN = timedelta(hours=1)
BATCH = 500


async def sweep_files(
    studio: Studio, *, at: datetime | None = None, grace: timedelta = GRACE, pause: float = 0.0
) -> int:
    """Remove files that no document knows and that are older than `grace` at `at` (None: now), and
    what writers that died left half written; how many there were.

    Does nothing while another process does it, or has done it within its `pause` in seconds.
    """
    before, count = (at or now()) - grace, 0
    async with leased(LEASE, studio.settings.lease_seconds, pause) as hold:
        if hold is None:
            return 0
        count += await studio.storage.sweep((now() - before).total_seconds())
        for folder, delay in _folders(studio.settings).items():
            since = max(hold.since, (hold.reached or hold.since) - delay)
            named = _named_since(studio, folder, since)
            async with aclosing(batched(named, BATCH)) as batches:
                async for keys in batches:
                    await hold.keep()
                    for key in await left_over(keys):
                        count += await _remove(studio, key, before)
        hold.reached = before
    return count


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


async def _remove(studio: Studio, key: str, before: datetime) -> bool:
    """Remove a file, unless it was written after `before`; whether it was there and went."""
    try:
        if (await studio.storage.stat(key)).modified >= before:
            return False
        with failpoint("sweep.file"):
            await studio.storage.delete(key)
    except NotFound:
        return False
    except OSError as error:  # one that cannot be removed must not hold up the others
        log.error("cannot remove a file without a document", key=key, error=repr(error))
        return False
    log.info("removed a file without a document", key=key)
    return True
