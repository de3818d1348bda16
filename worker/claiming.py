"""Claiming: which generation is next, and taking it so that nobody else does."""

from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from documents.announcing import take_step
from documents.base import now, read_or_skip
from documents.costs import unanswered
from documents.generations import Generation, WorkState
from documents.queues import note_claimed, take_rank
from documents.services import Outcome, free_slot, take_slot
from documents.setbacks import come_due
from documents.settling import settle
from documents.work import claimed
from errors import Unavailable
from failpoints import failpoint
from studio import Studio
from worker.attempts import holder_of
from worker.turns import in_turn

log = structlog.get_logger("worker")

# Candidates read at once: others may take the first ones.
CANDIDATES = 8
# The next ones are looked for among the ranks up to this far beyond the last. A database that reads
# all that matches before it sorts then reads only these: 0.7 ms, not 10, at 1,000 ready.
NEAR = 8.0
# What has come due is turned to READY in batches of this many.
BATCH = 100


async def claim(studio: Studio, engine: str, last: float | None = None) -> Generation | None:
    """Take the next generation of an engine's queue, or None when there is nothing to do.

    `last` is the rank this process claimed last: it makes the search cheaper, never different.
    """
    lease = timedelta(seconds=studio.settings.lease_seconds)
    while candidates := await _next_few(engine, last):
        async with aclosing(in_turn(studio, engine, candidates)) as turns:
            async for candidate in turns:
                if not await _may_call(studio, engine, candidate):
                    return None
                with failpoint("claim.lease"):
                    step = claimed(lease, candidate.attempt)  # for that one there is a slot
                    taken = await take_step(studio, candidate.id, step, known=candidate)
                if taken is not None:
                    await _note(engine, taken.rank)
                    return taken
                await _do_not_call(studio, engine, candidate)
    return None


async def _may_call(studio: Studio, engine: str, candidate: Generation) -> bool:
    """Whether the next attempt at this one has a slot of its engine, if that draws elsewhere."""
    service = studio.engines.get(engine).service
    if service is None:
        return True
    lease = timedelta(seconds=studio.settings.lease_seconds)
    return await take_slot(engine, _next_holder(studio, candidate), lease, service.slots)


async def _do_not_call(studio: Studio, engine: str, candidate: Generation) -> None:
    if studio.engines.get(engine).service is not None:
        await free_slot(engine, _next_holder(studio, candidate), Outcome.UNKNOWN)


def _next_holder(studio: Studio, candidate: Generation) -> str:
    return holder_of(studio, candidate, candidate.attempt + 1)


async def _next_few(engine: str, last: float | None) -> list[Generation]:
    """Those of the lowest ranks that are ready."""
    query: dict[str, Any] = {"state": WorkState.READY, "engine": engine}
    near = [] if last is None else [{**query, "rank": {"$lte": last + NEAR}}]
    collection = Generation.get_pymongo_collection()
    for each in (*near, query):
        found = await collection.find(each).sort("rank").limit(CANDIDATES).to_list()
        readable = [one for raw in found if (one := read_or_skip(Generation, raw)) is not None]
        if readable:
            return readable
    return []


async def _note(engine: str, rank: float) -> None:
    """A rank that is not noted puts newcomers a little further forward; the work must not wait for
    it, nor be lost with it."""
    try:
        with failpoint("claim.note"):
            await note_claimed(engine, rank)
    except (PyMongoError, Unavailable) as error:
        log.warning("cannot note how far the queue has come", error=type(error).__name__)


async def promote_due(studio: Studio) -> int:
    """Make READY what waited for a retry and what a lost worker left; how many there were."""
    moment = now()
    count = 0
    for state in (WorkState.WAITING, WorkState.LEASED):
        query = {"state": state, "due_at": {"$lte": moment}}
        while True:
            found = await Generation.get_pymongo_collection().find(query).limit(BATCH).to_list()
            due = [one for raw in found if (one := read_or_skip(Generation, raw)) is not None]
            promoted = sum([await _promoted(studio, each, moment) for each in due])
            count += promoted
            if len(found) < BATCH or not promoted:
                break
    return count


async def _promoted(studio: Studio, generation: Generation, moment: datetime) -> bool:
    """True when this changed the generation; one whose lease ran out may have ended by it."""
    again = generation.state is WorkState.WAITING
    rank = await take_rank(generation, studio.tariffs) if again else None
    then = studio.engines.after(generation.kind, generation.engine)
    step = unanswered(come_due(moment, rank, then))
    with failpoint("due.promote"):
        changed = await take_step(studio, generation.id, step, known=generation)
    if changed is not None and not again:
        studio.panel.labour.attempted(generation.kind, generation.engine, "lost")
    if changed is not None and changed.settle is not None:
        await settle(changed, studio)
    return changed is not None
