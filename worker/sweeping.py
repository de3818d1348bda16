"""Sweeping: documents that are over go, with their files.

One process at a time sweeps, in batches, each from an index that holds what is over: what is not
costs nothing. Left-over files are in `worker.leftovers`.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from pymongo.errors import PyMongoError

from documents.avatars import Avatar
from documents.base import Kept, find, now, read_or_skip, remove, remove_known
from documents.codes import Code
from documents.flushing import finish_flush
from documents.generations import Generation, WorkState
from documents.idempotency import IdempotencyKey
from documents.images import NOBODY, Cartoon, Face, Original
from documents.leases import Hold, leased
from documents.limits import forget_spent
from documents.pictures import Picture
from documents.settling import remove_cartoon, remove_face, remove_original, remove_picture
from failpoints import failpoint
from studio import Studio
from worker.asking import ask_for_forgotten

log = structlog.get_logger("worker")

LEASE = "sweep"
BATCH = 100

K = TypeVar("K", bound=Kept)


async def sweep(studio: Studio, *, at: datetime | None = None, pause: float = 0.0) -> int:
    """Remove what is over at `at` (None: now): expired cartoons, half deleted photos, faces and
    pictures, half flushed ones, old codes, keys and generations, spent limits; how many went.

    Does nothing while another process sweeps, or has swept within its `pause` in seconds.
    """
    round = None
    async with leased(LEASE, studio.settings.lease_seconds, pause) as hold:
        if hold is not None:
            round = _Round(studio, hold, at or now())
            await round.sweep()
            await ask_for_forgotten(studio, hold, round.at)
    return round.gone if round is not None else 0


class _Round:
    """One sweep: ends early, between two documents, with `LeaseLost`."""

    def __init__(self, studio: Studio, hold: Hold, at: datetime) -> None:
        self._studio, self._hold, self.at = studio, hold, at
        self.gone = 0

    async def sweep(self) -> None:
        settings = self._studio.settings
        keys_before = self.at - timedelta(hours=settings.idempotency_hours)
        ended_before = self.at - timedelta(days=settings.generation_retention_days)
        ended = {"state": WorkState.ENDED, "finished_at": {"$lt": ended_before}}
        await self._clear(Cartoon, {"expires_at": {"$lte": self.at}}, self._cartoon)
        await self._clear(Original, {"owner": NOBODY}, self._original)
        await self._clear(Face, {"owner": NOBODY}, self._face)
        await self._clear(Picture, {"owner": NOBODY}, self._picture)
        await self._clear(Avatar, {"going": {"$gt": ""}}, self._avatar)
        await self._clear(Code, {"expires_at": {"$lte": self.at}}, self._code)
        await self._clear(IdempotencyKey, {"created_at": {"$lt": keys_before}}, self._key)
        await self._clear(Generation, ended, self._generation)
        while (gone := await forget_spent(BATCH)) == BATCH:
            self.gone += gone
            await self._hold.keep()
        self.gone += gone

    async def _clear(
        self, model: type[K], query: Mapping[str, Any], act: Callable[[K], Awaitable[bool]]
    ) -> None:
        """Let `act` remove each document of `query`, or leave it, in batches. Those that it leaves
        are found again by each batch, so that many of them could hide the others: it grows."""
        left: set[str] = set()
        while True:
            most = BATCH + len(left)
            found = await model.get_pymongo_collection().find(query).limit(most).to_list()
            for raw in found:
                if raw["_id"] in left:
                    continue
                await self._hold.keep()
                document = read_or_skip(model, raw)
                if document is not None and await self._gone(document, act):
                    self.gone += 1
                else:
                    left.add(raw["_id"])
            if len(found) < most:
                return

    async def _gone(self, document: K, act: Callable[[K], Awaitable[bool]]) -> bool:
        try:
            return await act(document)
        except PyMongoError:
            raise  # nothing else would go well now
        except Exception as error:  # one that cannot be removed must not hold up the others
            log.error("cannot sweep a document", id=document.id, error=repr(error))
            return False

    async def _cartoon(self, cartoon: Cartoon) -> bool:
        if await _is_being_kept(cartoon, self.at):
            return False
        with failpoint("sweep.cartoon"):
            await remove_cartoon(cartoon, self._studio)
        return True

    async def _original(self, original: Original) -> bool:
        with failpoint("sweep.original"):
            await remove_original(original, self._studio)
        return True

    async def _face(self, face: Face) -> bool:
        with failpoint("sweep.face"):
            await remove_face(face, self._studio)
        return True

    async def _picture(self, picture: Picture) -> bool:
        with failpoint("sweep.picture"):
            await remove_picture(picture, self._studio)
        return True

    async def _avatar(self, avatar: Avatar) -> bool:
        with failpoint("sweep.avatar"):
            return not (await finish_flush(avatar, self._studio)).going

    async def _key(self, key: IdempotencyKey) -> bool:
        with failpoint("sweep.key"):
            return await remove_known(key)

    async def _code(self, code: Code) -> bool:
        with failpoint("sweep.code"):
            return await remove_known(code)  # another may have taken its place since

    async def _generation(self, generation: Generation) -> bool:
        if generation.settle is not None:  # `heal` has something to do yet
            return False
        with failpoint("sweep.generation"):
            return await remove(Generation, generation.id)


async def _is_being_kept(cartoon: Cartoon, moment: datetime) -> bool:
    """True while a face is being cut from this cartoon: until then it does not expire."""
    original = await find(Original, cartoon.original_id)
    if original is None or original.face_cut is None:
        return False
    if original.face_cut.cartoon_id != cartoon.id:
        return False
    generation = await find(Generation, original.face_cut.generation_id)
    if generation is None:  # promised, and about to be queued
        return original.face_cut.is_fresh(moment)
    return not generation.ended
