"""Asking for avatars that a web process did not come to ask for: it died just before."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta

import structlog

from batches import batched
from documents.asking import enqueue_promised, generation_for
from documents.avatars import Avatar
from documents.base import read_or_skip
from documents.generations import Generation
from documents.leases import Hold
from kinds import GenerationKind
from studio import Studio

log = structlog.get_logger("worker")

# A request that is under way asks by itself; this long after it has registered none is.
GRACE = timedelta(minutes=5)
# What is older was looked at by an earlier sweep, or its generation may be forgotten by now.
LOOK_BACK = timedelta(days=1)
BATCH = 100


async def ask_for_forgotten(studio: Studio, hold: Hold, at: datetime) -> int:
    """Ask for the avatars of registrations that have no generation; how many there were. Each
    registration is looked at once: those made since the sweep before. One that its owner cannot
    pay ends FAILED, and says so."""
    settings = studio.settings
    oldest = at - min(LOOK_BACK, timedelta(days=settings.generation_retention_days))
    until, count = at - GRACE, 0
    engine = studio.engines.for_kind(GenerationKind.AVATAR)[0]
    since = max(hold.reached or oldest, oldest)
    async with aclosing(batched(_registered(since, until), BATCH)) as batches:
        async for batch in batches:
            await hold.keep()
            for avatar in await _forgotten(batch):
                await enqueue_promised(studio, generation_for(avatar, engine))
                log.info("asked for a forgotten avatar", avatar=avatar.id)
                count += 1
    hold.reached = until
    return count


async def _forgotten(avatars: list[Avatar]) -> list[Avatar]:
    """Those that wait for a generation which is not there."""
    asked = {"_id": {"$in": [avatar.generation_id for avatar in avatars]}}
    found = await Generation.get_pymongo_collection().find(asked, {"_id": 1}).to_list()
    there = {each["_id"] for each in found}
    return [each for each in avatars if each.waits and each.generation_id not in there]


async def _registered(since: datetime, until: datetime) -> AsyncGenerator[Avatar]:
    """Registrations made from `since` to `until`. Their ids may be older: an idempotency key keeps
    them from an earlier try."""
    query = {"created_at": {"$gte": since, "$lt": until}}
    async for raw in Avatar.get_pymongo_collection().find(query, batch_size=BATCH):
        avatar = read_or_skip(Avatar, raw)
        if avatar is not None:
            yield avatar
