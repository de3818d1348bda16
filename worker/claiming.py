"""Claiming: which generation is next, and taking it so that nobody else does."""

from datetime import timedelta

from documents.announcing import take_step
from documents.base import now
from documents.generations import Generation, WorkState
from documents.queues import note_claimed
from documents.work import claimed, come_due
from failpoints import failpoint
from studio import Studio

# Candidates read at once: others may take the first ones.
CANDIDATES = 8
# What has come due is turned to READY in batches of this many.
BATCH = 100


async def claim(studio: Studio, engine: str) -> Generation | None:
    """Take the next generation of an engine's queue, or None when there is nothing to do."""
    query = {"state": WorkState.READY, "engine": engine}
    lease = timedelta(seconds=studio.settings.lease_seconds)
    for candidate in await Generation.find(query).sort("+rank").limit(CANDIDATES).to_list():
        with failpoint("claim.lease"):
            taken = await take_step(studio, candidate.id, claimed(lease), known=candidate)
        if taken is not None:
            with failpoint("claim.note"):
                await note_claimed(engine, taken.rank)
            return taken
    return None


async def promote_due(studio: Studio) -> int:
    """Make READY what waited for a retry and what a lost worker left; how many there were."""
    moment = now()
    count = 0
    for state in (WorkState.WAITING, WorkState.LEASED):
        query = {"state": state, "due_at": {"$lte": moment}}
        for generation in await Generation.find(query).limit(BATCH).to_list():
            with failpoint("due.promote"):
                changed = await take_step(studio, generation.id, come_due(moment), known=generation)
            if changed is not None:
                count += 1
    return count
