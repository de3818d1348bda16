"""What nobody asks for: heal what a crash cut off, sweep what is over."""

from datetime import timedelta

import structlog

from documents.base import find, now, remove, remove_known
from documents.generations import Generation, Settle, WorkState
from documents.idempotency import IdempotencyKey
from documents.images import NOBODY, Cartoon, Face, Original
from documents.settling import remove_cartoon, remove_original, settle
from failpoints import failpoint
from studio import Studio

log = structlog.get_logger("worker")

# Consequences that are this old were cut off: whoever ended the generation is gone.
CUT_OFF = timedelta(seconds=5)
# A file without a document may still get one for this long.
FILE_GRACE = timedelta(hours=1)
BATCH = 100


async def heal(studio: Studio) -> int:
    """Bring about consequences that a crash cut off; how many generations had some."""
    count = 0
    for kind in Settle:
        query = {"settle": kind, "finished_at": {"$lte": now() - CUT_OFF}}
        for generation in await Generation.find(query).limit(BATCH).to_list():
            try:
                with failpoint("heal.settle"):
                    await settle(generation, studio)
                count += 1
            except Exception as error:  # one that cannot be healed must not hold up the others
                log.error("cannot heal a generation", id=generation.id, error=repr(error))
    return count


async def sweep(studio: Studio) -> None:
    """Remove what is over: expired cartoons, half deleted originals, old keys and generations."""
    while await _expired_cartoons(studio) == BATCH:
        pass
    for original in await Original.find({"owner": NOBODY}).limit(BATCH).to_list():
        with failpoint("sweep.original"):
            await remove_original(original, studio)
    settings = studio.settings
    keys_before = now() - timedelta(hours=settings.idempotency_hours)
    for key in (
        await IdempotencyKey.find({"created_at": {"$lt": keys_before}}).limit(BATCH).to_list()
    ):
        with failpoint("sweep.key"):
            await remove_known(key)
    ended_before = now() - timedelta(days=settings.generation_retention_days)
    query = {"state": WorkState.ENDED, "finished_at": {"$lt": ended_before}}
    for generation in await Generation.find(query).limit(BATCH).to_list():
        if generation.settle is None:
            with failpoint("sweep.generation"):
                await remove(Generation, generation.id)


async def _expired_cartoons(studio: Studio) -> int:
    """Remove a batch of them; how many went."""
    count = 0
    for cartoon in await Cartoon.find({"expires_at": {"$lte": now()}}).limit(BATCH).to_list():
        if not await _is_being_kept(cartoon):
            with failpoint("sweep.cartoon"):
                await remove_cartoon(cartoon, studio)
            count += 1
    return count


async def _is_being_kept(cartoon: Cartoon) -> bool:
    """True while a face is being cut from this cartoon: until then it does not expire."""
    original = await find(Original, cartoon.original_id)
    if original is None or original.face_cut is None:
        return False
    if original.face_cut.cartoon_id != cartoon.id:
        return False
    generation = await find(Generation, original.face_cut.generation_id)
    if generation is None:  # promised, and about to be queued
        return original.face_cut.is_fresh(now())
    return not generation.ended


async def sweep_files(studio: Studio) -> int:
    """Remove files that no document knows an hour after they were written; how many there were."""
    count = await studio.storage.sweep(FILE_GRACE.total_seconds())
    async for file in studio.storage.list():
        if file.modified < now() - FILE_GRACE and not await _is_known(file.key):
            with failpoint("sweep.file"):
                await studio.storage.delete(file.key)
            log.info("removed a file without a document", key=file.key)
            count += 1
    return count


async def _is_known(key: str) -> bool:
    stem = key.rpartition("/")[2].partition("_")[2]
    id = stem.partition(".")[0][: len("ori_") + 26]
    model = {"ori": Original, "car": Cartoon, "fac": Face}.get(id[:3])
    if model is None:
        return False
    document: Original | Cartoon | Face | None = await find(model, id)
    if document is None:
        return False
    notes_key = getattr(document, "notes_key", None)
    return key in document.image.keys or key == notes_key
