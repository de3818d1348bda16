"""Idempotency keys: the ids made for a wish, so that doing it again makes nothing new."""

import hashlib
from datetime import timedelta
from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from documents.base import Kept, find, insert_once, now
from errors import Conflict
from failpoints import failpoint


class IdempotencyKey(Kept):
    """One key of one owner: a hash of what was asked, and the ids that belong to it."""

    asked: str
    ids: list[str]

    class Settings:
        name = "idempotency_keys"
        indexes: ClassVar = [
            IndexModel([("created_at", ASCENDING)], name="by_age"),
            IndexModel([("_id", ASCENDING), ("ids", ASCENDING)], name="by_ids"),
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
    while True:
        with failpoint("key.insert"):
            made = await insert_once(IdempotencyKey(_id=id, owner=owner, asked=asked, ids=fresh))
        if made:
            return fresh
        known = await find(IdempotencyKey, id)
        if known is None:
            continue
        if known.created_at < now() - lifetime:
            await _forget(id, known.ids)
            continue
        if known.asked != asked:
            raise Conflict("This idempotencyKey was used for another request. Use a new one.")
        return known.ids


async def free(owner: str, key: str, ids: list[str]) -> None:
    """Forget a key whose call was refused, unless a later call has made other ids for it since."""
    with failpoint("key.free"):
        await _forget(key_id(owner, key), ids)


async def _forget(id: str, ids: list[str]) -> None:
    await IdempotencyKey.get_pymongo_collection().delete_one({"_id": id, "ids": ids[0]})
