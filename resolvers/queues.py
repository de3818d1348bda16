"""Places in the queue: how many may wait, of one owner and in all.

Keeping a cartoon needs no free place: there is at most one such generation for each photo, it ends
the other wishes for that photo, and whoever cannot keep a cartoon loses it when it expires. A retry
of what was accepted needs none either.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from documents.base import find, now
from documents.generations import Generation, WorkState
from errors import QueueFull
from resolvers.limits import told
from resolvers.viewers import Viewer
from studio import Studio

QUEUED = [WorkState.READY, WorkState.WAITING]
# The whole queue is counted this often, in seconds: counting takes the longer the fuller it is.
COUNT_EVERY = 1.0

# How fast the queue moves is read from the endings of so many seconds.
WINDOW = 60.0
LONGEST_PAUSE = 300.0
MOST_ENDINGS = 10_000
# Whoever is refused is to come back when this part of the limit has been worked off: many may share
# the engines, and all come back.
PART = 0.1


async def require_place(studio: Studio, viewer: Viewer, generation_id: str) -> None:
    """`QueueFull` when no more of this viewer, or of anybody, may wait; not when this generation
    waits already, made by the same call sent twice.

    The bounds are soft. The viewer's may be passed by as many calls as he has under way at once,
    the whole by what comes within a second to each process.
    """
    limit, all_in_all = studio.settings.queue_limit_per_owner, studio.settings.queue_limit
    if await _count({"owner": viewer.id, "state": {"$in": QUEUED}}, limit) >= limit:
        message = f"You have {limit} pictures waiting to be drawn already. Cancel some, or try"
        await _refuse(studio, generation_id, message, limit)

    async def queued() -> int:
        return await _count({"state": {"$in": QUEUED}}, all_in_all)

    if await _recent(studio, "queued", queued) >= all_in_all:
        message = "Too many pictures are waiting to be drawn. Please try"
        await _refuse(studio, generation_id, message, all_in_all)


async def _refuse(studio: Studio, generation_id: str, message: str, limit: int) -> None:
    if await find(Generation, generation_id) is None:
        wait = await pause(studio, max(1.0, limit * PART))
        raise QueueFull(f"{message} again in {told(wait)}.", wait)


async def pause(studio: Studio, places: float) -> float:
    """After how many seconds so many places will be free, 1 to 300, as fast as work has ended of
    late; that others ask for places as well is left out."""

    async def ended() -> int:
        since = now() - timedelta(seconds=WINDOW)
        query = {"state": WorkState.ENDED, "finished_at": {"$gte": since}}
        return await _count(query, MOST_ENDINGS)

    rate = max(1, await _recent(studio, "ended", ended)) / WINDOW
    return max(1.0, min(LONGEST_PAUSE, places / rate))


async def _count(query: dict[str, Any], limit: int) -> int:
    return await Generation.get_pymongo_collection().count_documents(query, limit=limit)


async def _recent(studio: Studio, name: str, count: Callable[[], Awaitable[int]]) -> int:
    """A figure of this process, at most about a second old."""
    until, figure = studio.figures.get(name, (0.0, 0))
    if time.monotonic() < until:
        return figure
    if until:  # while this call counts, the others need not
        studio.figures[name] = (time.monotonic() + COUNT_EVERY, figure)
    figure = await count()
    studio.figures[name] = (time.monotonic() + COUNT_EVERY, figure)
    return figure
