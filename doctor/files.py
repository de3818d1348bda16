"""Files: those that no document knows, strange ones, and those that were never finished."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from batches import batched
from doctor.findings import ORPHANS, STRANGERS, UNFINISHED, Finding, Mend
from doctor.generations import is_owed
from doctor.patients import Patient, matching
from documents.avatars import Avatar
from documents.base import now
from documents.generations import Generation
from documents.keeping import id_in, keeper_class, left_over
from errors import NotFound

BATCH = 500


async def look(patient: Patient) -> AsyncGenerator[Finding]:
    """Everything that is wrong with files as such."""
    patient.progress.begin("Looking at files")
    async with aclosing(batched(patient.storage.list(), BATCH)) as batches:
        async for batch in batches:
            patient.looked["files"] += len(batch)
            patient.progress.advance(len(batch))
            for file in batch:
                if id_in(file.key) is None:
                    yield Finding(STRANGERS, file.key)
            old = [file.key for file in batch if id_in(file.key) and patient.is_past(file.modified)]
            for key in await left_over(old):
                if await _is_orphan(patient, key) and not await _is_awaited(key):
                    yield Finding(ORPHANS, key, _removing(patient, key))
    age = (now() - patient.before).total_seconds()
    unfinished = await patient.storage.sweep(age, only_count=True)
    if unfinished:
        removing = lambda: patient.storage.sweep(age)  # noqa: E731
        yield Finding(UNFINISHED, "temporary files in the store", removing, unfinished)


async def _is_orphan(patient: Patient, key: str) -> bool:
    """Whether the file is there still, has not been written again, and has no document."""
    try:
        file = await patient.storage.stat(key)
    except NotFound:
        return False
    return patient.is_past(file.modified) and await left_over([key]) == [key]


async def _is_awaited(key: str) -> bool:
    """Whether a result needs the file whose document is missing: that is another ailment."""
    keeper = id_in(key) or ""
    field = "avatar_id" if keeper_class(keeper) is Avatar else "result_ids"
    for id, generation in (await matching(Generation, {field: keeper})).items():
        for result in generation.results if generation is not None else ():
            if key in result.files:
                return await is_owed(id, result)
    return False


def _removing(patient: Patient, key: str) -> Mend:
    async def mend() -> None:
        if await _is_orphan(patient, key):
            await patient.storage.delete(key)

    return mend
