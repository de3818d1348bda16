"""Whose turn it is: who has as much drawn at once as his tier allows lets those pass who wait.

The bound is soft. When nobody else waits, nothing is gained by leaving a slot empty; and processes
that claim at the same moment do not see each other's claims.

What it costs: of everybody who is asked about, how many generations of his are being drawn, no
further than the least that any tier allows; most often that is one count for each claim. Beyond
that, his tier and another count; and, when all that come first have to wait, the owners of all that
is ready, up to `MOST_PASSED`.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from documents.accounts import Account
from documents.base import find
from documents.generations import Generation, WorkState
from kinds import Tier
from studio import Studio

# So much is looked through for somebody who need not wait: more than one owner may have queued.
MOST_PASSED = 1000


async def in_turn(
    studio: Studio, engine: str, candidates: Sequence[Generation]
) -> AsyncGenerator[Generation]:
    """These generations of an engine's queue, and others that are ready, in the order in which they
    are to be tried: by rank, but those of owners who have enough last."""
    enough: dict[str, bool] = {}

    async def waits(owner: str) -> bool:
        if owner not in enough:
            enough[owner] = await has_enough(studio, engine, owner)
        return enough[owner]

    waiting = []
    for each in candidates:
        if await waits(each.owner):
            waiting.append(each)
        else:
            yield each
    if not waiting:
        return
    tried = {each.id for each in candidates}
    for id, owner in await _all_ready(engine):
        if id not in tried and not await waits(owner):
            other = await find(Generation, id)
            if other is not None:
                yield other
    for each in waiting:
        yield each


async def has_enough(studio: Studio, engine: str, owner: str) -> bool:
    """Whether as many of an owner's generations are being drawn as his tier allows at once."""
    tiers = studio.tariffs.tiers
    least = min(tiers[tier].at_once for tier in Tier)
    if await _drawn_now(engine, owner, least) < least:
        return False
    account = await find(Account, owner)
    most = tiers[account.tier if account is not None else Tier.FREE].at_once
    return most == least or await _drawn_now(engine, owner, most) >= most


async def _drawn_now(engine: str, owner: str, most: int) -> int:
    query = {"owner": owner, "state": WorkState.LEASED, "engine": engine}
    return await Generation.get_pymongo_collection().count_documents(query, limit=most)


async def _all_ready(engine: str) -> list[tuple[str, str]]:
    """Ids and owners of what is ready, in the order of their ranks."""
    query: dict[str, Any] = {"state": WorkState.READY, "engine": engine}
    found = Generation.get_pymongo_collection().find(query, {"owner": 1, "rank": 1})
    found = found.sort("rank").limit(MOST_PASSED).batch_size(MOST_PASSED)
    return [(raw["_id"], raw["owner"]) async for raw in found]
