"""Flushing a registration: its photo and pictures go for good, what was typed stays.

One change of the registration takes its pictures from everybody's sight and marks it: `going` lists
their files, and stands in an index where the sweep finds what a crash left. From then on it takes
no pictures any more (see `documents.settling`). Next its work ends and forgets what it drew, then
the files go, and the mark last. Each step may be done twice, and by several at once.
"""

from documents.announcing import take_step
from documents.avatars import Avatar
from documents.base import change, find, now, read_or_skip
from documents.files import files_of
from documents.generations import Generation
from documents.results import without_results
from documents.settling import House, settle
from documents.work import cancel_wished
from failpoints import failpoint


def flushed(avatar: Avatar) -> Avatar | None:
    """The registration without its pictures; None when it has none left."""
    if not avatar.pictures:
        return None
    moment = now()
    return avatar.but(
        photo=None,
        raw=None,
        final=None,
        picture_ids=[],
        flushed_at=moment,
        updated_at=moment,
        going=[*avatar.going, *files_of(avatar)],
    )


def _gone(avatar: Avatar) -> Avatar | None:
    return avatar.but(going=[]) if avatar.going else None


async def flush_avatar(avatar: Avatar, house: House) -> tuple[Avatar, bool]:
    """Clear a registration; what it is then, and whether there was anything to clear.

    What another flush has begun is finished here too: whoever is answered can rely on it.
    """
    with failpoint("flush.mark"):
        marked = await change(Avatar, avatar.id, flushed, known=avatar)
    current = marked or await find(Avatar, avatar.id) or avatar
    return await finish_flush(current, house), marked is not None


async def finish_flush(avatar: Avatar, house: House) -> Avatar:
    """Bring about what follows the mark of a flush; returns what the registration is then."""
    if not avatar.going:
        return avatar
    query = {"avatar_id": avatar.id}
    for raw in await Generation.get_pymongo_collection().find(query).to_list():
        generation = read_or_skip(Generation, raw)
        if generation is not None:
            await _end(generation, house)
    with failpoint("flush.files"):
        for key in avatar.going:
            await house.delete(key)
    with failpoint("flush.clear"):
        cleared = await change(Avatar, avatar.id, _gone)
    return cleared or await find(Avatar, avatar.id) or avatar


async def _end(generation: Generation, house: House) -> None:
    """Stop a flushed registration's generation, and let it forget its pictures; a worker that has
    it drops what it is drawing."""
    with failpoint("flush.cancel"):
        await take_step(house, generation.id, cancel_wished, known=generation)
    newer = await find(Generation, generation.id)
    if newer is not None and newer.settle is not None:  # who ended it may be gone
        await settle(newer, house)
    with failpoint("flush.forget"):
        await take_step(house, generation.id, without_results)
