"""Flushing an address: the photos and pictures of its registrations go, when that is confirmed."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from documents.avatars import Avatar
from documents.base import read_or_skip
from documents.codes import forget_codes
from documents.flushing import flush_avatar
from errors import NotFound
from failpoints import failpoint
from kinds import FlushScope
from resolvers.avatars import visible
from resolvers.emails import email_in
from resolvers.viewers import Viewer
from studio import Studio

GONE = "There is no registration under this address, or it is not yours."
BATCH = 100


@dataclass(frozen=True)
class Flush:
    """What a flush has done, or would do. `records` counts the registrations that lose their
    pictures by it; `avatar` is the newest one as it is now."""

    flushed: bool
    message: str
    records: int
    avatar: Avatar


async def flush(
    studio: Studio, viewer: Viewer, email: str, scope: FlushScope, confirm: bool
) -> Flush:
    """Clear the newest registration that the viewer may see under an address, or all of them; or
    only tell what would go, unless `confirm` is given. `NotFound` when there is none to be seen."""
    address = email_in(email)
    seen = visible(viewer, {"email": address})[-1]  # of an address the last query finds all
    newest: Avatar | None = None
    records = 0
    async with aclosing(_registrations(seen)) as registrations:
        async for avatar in registrations:
            if avatar.pictures and confirm and not records:
                with failpoint("flush.codes"):  # first: whoever is cut off here asks again
                    await forget_codes(address)
            current, clears = await _cleared(studio, avatar, confirm)
            newest = newest or current
            records += clears
            if scope is FlushScope.LATEST:
                break
    if newest is None:
        raise NotFound(GONE)
    there = await Avatar.get_pymongo_collection().count_documents(seen)
    flushed = confirm or not records
    return Flush(flushed, _told(scope, flushed, records, there), records, newest)


async def _registrations(seen: dict[str, str]) -> AsyncGenerator[Avatar, None]:
    """The newest first, in batches; those that come meanwhile are not among them."""
    query: Mapping[str, object] = seen
    while True:
        collection = Avatar.get_pymongo_collection()
        found = await collection.find(query).sort("_id", -1).limit(BATCH).to_list()
        for raw in found:
            avatar = read_or_skip(Avatar, raw)
            if avatar is not None:
                yield avatar
        if len(found) < BATCH:
            return
        query = {**seen, "_id": {"$lt": found[-1]["_id"]}}


async def _cleared(studio: Studio, avatar: Avatar, confirm: bool) -> tuple[Avatar, bool]:
    """The registration, cleared if that was confirmed; whether it loses anything by that."""
    if not confirm:
        return avatar, bool(avatar.pictures)
    return await flush_avatar(avatar, studio)


def _told(scope: FlushScope, flushed: bool, records: int, there: int) -> str:
    """What came of it, for the person who asked."""
    latest = scope is FlushScope.LATEST
    if not records:
        none = f"The newest of {there} registrations has no pictures"
        if not latest:
            none = f"None of {there} registrations has pictures"
        return f"Nothing is left to clear. {none}."
    if flushed:
        whose = "the newest registration" if latest else f"{records} of {there} registrations"
        return f"The photos and pictures of {whose} are gone for good. The registrations stay."
    which = f"The newest of {there}" if latest else f"{records} of {there}"
    return (
        f"{which} registrations under this address would lose photo and pictures for good; what "
        "was typed in stays. Send confirm: true to do so."
    )
