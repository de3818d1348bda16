"""Generations: endings that never came true, work that nobody has, results that are missing."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing

from doctor.findings import ABANDONED, LOST_DOCUMENTS, LOST_RESULTS, UNSETTLED, Finding, Mend
from doctor.money import mispaid
from doctor.patients import Patient, found, matching
from documents.announcing import take_step
from documents.avatars import Avatar
from documents.base import find, now
from documents.generations import Generation, Result, Settle, WorkState
from documents.images import Cartoon, Face, Original
from documents.pictures import Picture
from documents.results import without_result
from documents.setbacks import come_due
from documents.settling import settle
from kinds import GenerationKind, GenerationStatus

WITH_A_WORKER = (WorkState.LEASED, WorkState.WAITING)


async def look(patient: Patient) -> AsyncGenerator[Finding]:
    """Everything that is wrong with generations."""
    async with aclosing(patient.documents(Generation)) as batches:
        async for batch, findings in batches:
            for finding in findings:
                yield finding
            for generation in batch:
                overdue = _overdue(patient, generation)
                if overdue is not None:
                    yield overdue
            for finding in await mispaid(patient, batch):
                yield finding
            async with aclosing(_missing_results(patient, batch)) as missing:
                async for finding in missing:
                    yield finding


def _overdue(patient: Patient, generation: Generation) -> Finding | None:
    """What a worker would have done long ago, if there were one."""
    id = generation.id
    if generation.state in WITH_A_WORKER and patient.is_past(generation.due_at):
        return Finding(ABANDONED, id, lambda: _free(patient, id))
    if generation.settle is not None and patient.is_past(generation.finished_at):
        return Finding(UNSETTLED, id, lambda: _settle(patient, id))
    return None


async def _free(patient: Patient, id: str) -> None:
    """Let a generation be claimed again, or end when that was tried too often."""
    await take_step(patient, id, come_due(now()))
    await _settle(patient, id)


async def _settle(patient: Patient, id: str) -> None:
    generation = await find(Generation, id)
    if generation is not None and generation.settle is not None:
        await settle(generation, patient)


async def _missing_results(patient: Patient, batch: list[Generation]) -> AsyncGenerator[Finding]:
    wanted = {
        result.id: (generation, result)
        for generation in batch
        if generation.settle is None and patient.is_past(generation.finished_at)
        for result in _telling(generation)
    }
    there = await _received(wanted)
    for model in (Cartoon, Face, Picture):
        there |= {*await found(model, wanted)}
    for id in wanted.keys() - there:
        generation, result = wanted[id]
        if not await is_owed(generation.id, result):
            continue
        subject = f"{id} of {generation.id}"
        if await patient.has(result.image.key):
            again = _delivering(patient, generation.id)
            yield Finding(LOST_DOCUMENTS, subject, again)
        else:
            yield Finding(LOST_RESULTS, subject, _forgetting(patient, generation, result))


def _telling(generation: Generation) -> list[Result]:
    """The results to look for; an avatar's are handed over together, so the last tells of both."""
    return (
        generation.results[-1:] if generation.kind is GenerationKind.AVATAR else generation.results
    )


async def _received(ids: Collection[str]) -> set[str]:
    """Those of these pictures that a registration has."""
    if not ids:
        return set()
    having = await matching(Avatar, {"picture_ids": {"$in": list(ids)}})
    return {id for avatar in having.values() if avatar is not None for id in avatar.picture_ids}


async def is_owed(id: str, result: Result) -> bool:
    """Whether a result that has no document should have one. Read after that was seen: whoever
    removes one has first ended its time, raised the epoch, or made the generation forget it."""
    generation = (await found(Generation, [id])).get(id)
    if generation is None or not generation.ended:
        return False
    if generation.settle is not None or result.id not in generation.result_ids:
        return False
    if generation.kind is GenerationKind.PICTURES:  # those of one that was cancelled, too
        return True
    if generation.status is not GenerationStatus.SUCCEEDED:
        return False
    if generation.kind in {GenerationKind.FACE, GenerationKind.HEADSHOT}:
        return True
    if generation.kind is GenerationKind.AVATAR:
        avatar = (await found(Avatar, [generation.avatar_id])).get(generation.avatar_id)
        return avatar is not None and not avatar.flushed_at and result.id not in avatar.picture_ids
    original = (await found(Original, [generation.original_id])).get(generation.original_id)
    if original is None or original.epoch != generation.epoch:
        return False
    return result.expires_at is not None and result.expires_at > now()


def _forgetting(patient: Patient, generation: Generation, result: Result) -> Mend | None:
    if generation.kind is not GenerationKind.CARTOON:
        return None
    return lambda: take_step(patient, generation.id, without_result(result.id))


def _delivering(patient: Patient, id: str) -> Mend:
    def owing(generation: Generation) -> Generation | None:
        return generation.but(settle=Settle.DELIVER) if generation.settle is None else None

    async def mend() -> None:
        await take_step(patient, id, owing)
        await _settle(patient, id)

    return mend
