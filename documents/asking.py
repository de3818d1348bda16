"""Asking for what is to be drawn."""

from documents.announcing import Announces
from documents.avatars import Avatar
from documents.base import find, insert_once
from documents.generations import Generation
from documents.merging import follow_owner
from documents.queues import take_rank
from failpoints import failpoint
from kinds import GenerationKind


async def enqueue(teller: Announces, generation: Generation) -> Generation:
    """Accept a generation, once: from here on it ends, whatever happens."""
    return await accept(teller, generation.but(rank=await take_rank(generation)))


async def accept(teller: Announces, accepted: Generation) -> Generation:
    """Insert a generation, once, and tell of it; one that has ended already waits in no queue."""
    with failpoint("queue.insert"):
        made = await insert_once(accepted)
    if made:
        await teller.announce(accepted)
    if await follow_owner(accepted.owner, teller) or not made:
        return await find(Generation, accepted.id) or accepted
    return accepted


def generation_for(avatar: Avatar, engine: str, request_id: str = "") -> Generation:
    """What makes a registration's avatar."""
    return Generation(
        _id=avatar.generation_id,
        owner=avatar.owner,
        kind=GenerationKind.AVATAR,
        engine=engine,
        avatar_id=avatar.id,
        seed=avatar.seed,
        request_id=request_id,
    )
