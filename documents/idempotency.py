"""Idempotency keys: the ids made for a wish, so that doing it again makes nothing new."""

import hashlib
from datetime import timedelta
from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from documents.base import BY_REVISION, Kept, change, find, insert_once, now
from documents.generations import Generation
from errors import Conflict
from failpoints import failpoint


class IdempotencyKey(Kept):
    """One key of one owner: a hash of what was asked, and the ids that belong to it.

    The last id is that of the generation. A call that was `refused` leaves the ids, because the
    same call may be under way elsewhere and succeed; but other input may take the key over.
    """

    asked: str
    ids: list[str]
    refused: bool = False

    class Settings:
        name = "idempotency_keys"
        indexes: ClassVar = [
            BY_REVISION,
            IndexModel([("created_at", ASCENDING)], name="by_age"),
        ]


def key_id(owner: str, key: str) -> str:
    """The document id of an owner's key."""
    return hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest()


async def ids_for(
    owner: str, key: str, asked: str, fresh: list[str], lifetime: timedelta
) -> list[str]:
    """The ids that belong to this wish: `fresh`, unless an earlier call with this key made its own.

    `Conflict` when the key was used for something else within `lifetime`.
    """
    id = key_id(owner, key)
    wanted = IdempotencyKey(_id=id, owner=owner, asked=asked, ids=fresh)
    while True:
        with failpoint("key.insert"):
            if await insert_once(wanted):
                return fresh
        known = await find(IdempotencyKey, id)
        if known is None:
            continue
        if known.created_at >= now() - lifetime:
            if known.asked == asked:
                return known.ids
            if not known.refused or await find(Generation, known.ids[-1]) is not None:
                raise Conflict("This idempotencyKey was used for another request. Use a new one.")
        if await _took_over(known, wanted):
            return fresh


async def is_known(owner: str, key: str, asked: str, lifetime: timedelta) -> bool:
    """Whether an owner has used a key for this within `lifetime`."""
    known = await find(IdempotencyKey, key_id(owner, key))
    return known is not None and known.asked == asked and known.created_at >= now() - lifetime


async def _took_over(known: IdempotencyKey, wanted: IdempotencyKey) -> bool:
    def step(current: IdempotencyKey) -> IdempotencyKey | None:
        if current.ids != known.ids:
            return None
        return wanted.but(revision=current.revision)

    return await change(IdempotencyKey, known.id, step, known=known) is not None


async def free(owner: str, key: str, ids: list[str]) -> None:
    """Leave a key whose call was refused to other input, unless that has taken it already."""

    def step(known: IdempotencyKey) -> IdempotencyKey | None:
        return known.but(refused=True) if known.ids == ids and not known.refused else None

    with failpoint("key.free"):
        await change(IdempotencyKey, key_id(owner, key), step)
