"""What is over: each class of documents that goes, how it is found, and how it goes."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from documents.avatars import Avatar
from documents.base import Kept, find, read_or_skip, remove, remove_known
from documents.codes import Code
from documents.flushing import finish_flush
from documents.generations import Generation, WorkState
from documents.idempotency import IdempotencyKey
from documents.images import NOBODY, Cartoon, Face, Original
from documents.limits import count_spent
from documents.pictures import Picture
from documents.settling import remove_cartoon, remove_face, remove_original, remove_picture
from failpoints import failpoint
from progress import Progress
from settings import Settings
from studio import Studio

K = TypeVar("K", bound=Kept)

SPENT_LIMITS = "Limits that count nothing any more"


@dataclass
class Swept:
    """What went, by what it was, and how much could not be removed."""

    gone: Counter[str] = field(default_factory=Counter)
    failed: int = 0


@dataclass(frozen=True)
class Chore(Generic[K]):
    """Documents that go: `what` they are, in the plural, a query that finds them, `remove`, which
    says whether one went, and `stays`, whether one has to wait at a moment."""

    what: str
    model: type[K]
    query: Mapping[str, Any]
    remove: Callable[[K, Studio], Awaitable[bool]]
    stays: Callable[[K, datetime], Awaitable[bool]]


def chores(settings: Settings, at: datetime) -> list[Chore[Any]]:
    """All that is over at `at`, in the order in which it goes."""
    keys_before = at - timedelta(hours=settings.idempotency_hours)
    ended_before = at - timedelta(days=settings.generation_retention_days)
    ended = {"state": WorkState.ENDED, "finished_at": {"$lt": ended_before}}
    deleted, past = {"owner": NOBODY}, {"expires_at": {"$lte": at}}
    return [
        Chore("Cartoons that have expired", Cartoon, past, _cartoon, _is_being_kept),
        Chore("Photos that were deleted halfway", Original, deleted, _original, _never),
        Chore("Faces that were deleted halfway", Face, deleted, _face, _never),
        Chore("Pictures that were deleted halfway", Picture, deleted, _picture, _never),
        Chore("Avatars that were flushed halfway", Avatar, {"going": {"$gt": ""}}, _avatar, _never),
        Chore("One-time codes that are over", Code, past, _code, _never),
        Chore(
            "Idempotency keys that are over",
            IdempotencyKey,
            {"created_at": {"$lt": keys_before}},
            _key,
            _never,
        ),
        Chore("Generations that ended long ago", Generation, ended, _generation, _is_unsettled),
    ]


async def count_overdue(settings: Settings, at: datetime, progress: Progress) -> Counter[str]:
    """How much of everything would go at `at`; nothing is changed."""
    counted: Counter[str] = Counter()
    for chore in chores(settings, at):
        progress.begin(chore.what)
        async for raw in chore.model.get_pymongo_collection().find(chore.query):
            document = read_or_skip(chore.model, raw)
            if document is not None and not await chore.stays(document, at):
                counted[chore.what] += 1
                progress.advance()
    counted[SPENT_LIMITS] = await count_spent()
    return counted


async def _cartoon(cartoon: Cartoon, studio: Studio) -> bool:
    with failpoint("sweep.cartoon"):
        await remove_cartoon(cartoon, studio)
    return True


async def _original(original: Original, studio: Studio) -> bool:
    with failpoint("sweep.original"):
        await remove_original(original, studio)
    return True


async def _face(face: Face, studio: Studio) -> bool:
    with failpoint("sweep.face"):
        await remove_face(face, studio)
    return True


async def _picture(picture: Picture, studio: Studio) -> bool:
    with failpoint("sweep.picture"):
        await remove_picture(picture, studio)
    return True


async def _avatar(avatar: Avatar, studio: Studio) -> bool:
    with failpoint("sweep.avatar"):
        return not (await finish_flush(avatar, studio)).going


async def _code(code: Code, studio: Studio) -> bool:
    with failpoint("sweep.code"):
        return await remove_known(code)  # another may have taken its place since


async def _key(key: IdempotencyKey, studio: Studio) -> bool:
    with failpoint("sweep.key"):
        return await remove_known(key)


async def _generation(generation: Generation, studio: Studio) -> bool:
    with failpoint("sweep.generation"):
        return await remove(Generation, generation.id)


async def _never(document: Kept, at: datetime) -> bool:
    return False


async def _is_unsettled(generation: Generation, at: datetime) -> bool:
    """True while `heal` has something to do yet."""
    return generation.settle is not None


async def _is_being_kept(cartoon: Cartoon, at: datetime) -> bool:
    """True while a face is being cut from this cartoon: until then it does not expire."""
    original = await find(Original, cartoon.original_id)
    if original is None or original.face_cut is None:
        return False
    if original.face_cut.cartoon_id != cartoon.id:
        return False
    generation = await find(Generation, original.face_cut.generation_id)
    if generation is None:  # promised, and about to be queued
        return original.face_cut.is_fresh(at)
    return not generation.ended
