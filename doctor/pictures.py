"""Pictures: their files, what they belong to, and who owns them."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from doctor.findings import (
    CUT_OFF,
    DOUBLES,
    LOST_AVATARS,
    LOST_CARTOONS,
    LOST_FACES,
    LOST_NOTES,
    LOST_PHOTOS,
    LOST_PICTURES,
    LOST_SIZES,
    STRAYS,
    STUCK_CUTS,
    UNASKED,
    Ailment,
    Finding,
    Mend,
)
from doctor.patients import Patient, again, found, matching
from documents.announcing import take_step
from documents.avatars import Avatar
from documents.base import change, made_at, now
from documents.files import files_of, images_of, is_going
from documents.generations import Generation, WorkState
from documents.images import NOBODY, Cartoon, Face, ImageFile, Original
from documents.keeping import KEEPERS, Keeper
from documents.pictures import Picture
from documents.results import without_result
from documents.settling import remove_cartoon
from imaging.marks import marked, source_in
from imaging.variants import describe
from kinds import GenerationStatus

LOST: dict[type[Keeper], Ailment] = {
    Original: LOST_PHOTOS,
    Cartoon: LOST_CARTOONS,
    Face: LOST_FACES,
    Avatar: LOST_AVATARS,
    Picture: LOST_PICTURES,
}


async def look(patient: Patient) -> AsyncGenerator[Finding]:
    """Everything that is wrong with pictures that somebody can see."""
    for model in KEEPERS.values():
        async with aclosing(patient.documents(model)) as batches:
            async for batch, findings in batches:
                for finding in findings:
                    yield finding
                seen = [each for each in batch if not is_going(each)]
                for check in (_files, _belongings, _cuts, _unasked):
                    for finding in await check(patient, seen):
                        yield finding


async def _files(patient: Patient, batch: list[Keeper]) -> list[Finding]:
    sizes = await patient.sizes([key for each in batch for key in files_of(each)])
    findings = []
    for picture in batch:
        if all(sizes[key] is not None for key in files_of(picture)):
            for image in images_of(picture):
                if sizes[image.key] != image.file_size:
                    subject = f"{picture.id}: {image.key}"
                    findings.append(Finding(CUT_OFF, subject, _removing(patient, picture)))
            continue
        newer = await again(picture)  # it may be going since
        if newer is not None and not await _in_flight(newer):
            missing = await patient.absent(files_of(newer))
            findings += _missing(patient, newer, missing)
    return findings


def _missing(patient: Patient, picture: Keeper, missing: set[str]) -> list[Finding]:
    findings, others = [], missing
    for image in images_of(picture):
        others = others - {*image.keys}
        if image.key in missing:
            removing = _removing(patient, picture)
            findings.append(Finding(LOST[type(picture)], f"{picture.id}: {image.key}", removing))
            continue
        for key in sorted(missing & {*image.keys}):
            mend = _making(patient, image, key)
            findings.append(Finding(LOST_SIZES, f"{picture.id}: {key}", mend))
    if not any(finding.ailment is LOST[type(picture)] for finding in findings):
        for key in sorted(others):
            findings.append(Finding(LOST_NOTES, f"{picture.id}: {key}", _forgetting(picture, key)))
    return findings


def _removing(patient: Patient, picture: Keeper) -> Mend | None:
    """How to remove a picture that may be removed: cartoons are temporary."""
    if not isinstance(picture, Cartoon):
        return None

    async def mend() -> None:
        await take_step(patient, picture.generation_id, without_result(picture.id))
        await remove_cartoon(picture, patient)

    return mend


def _making(patient: Patient, image: ImageFile, key: str) -> Mend:
    async def mend() -> None:
        body = await patient.storage.read(image.key)
        is_thumbnail = key == image.thumbnail_key
        await patient.storage.save(key, await asyncio.to_thread(_small, body, is_thumbnail))

    return mend


def _small(body: bytes, is_thumbnail: bool) -> bytes:
    """A small copy, which says of itself what the picture says (S7)."""
    known, source = describe(body, always_medium=True), source_in(body)
    small = known.thumbnail if is_thumbnail or known.medium is None else known.medium
    return small if source is None else marked(small, source)


def _forgetting(picture: Keeper, key: str) -> Mend:
    def without(current: Keeper) -> Keeper | None:
        if isinstance(current, Original | Cartoon) and current.notes_key == key:
            return current.but(notes_key=None)
        return None

    return lambda: change(type(picture), picture.id, without)


async def _belongings(patient: Patient, batch: list[Keeper]) -> list[Finding]:
    """Cartoons, faces and pictures without what they were made from and by."""
    drawn = [each for each in batch if isinstance(each, Cartoon | Face | Picture)]
    drawn = [each for each in drawn if patient.is_past(made_at(each.id))]
    cartoons = [each for each in drawn if isinstance(each, Cartoon)]
    photos = await found(Original, {it.original_id for it in cartoons})
    makers = await found(Generation, {it.generation_id for it in drawn})
    findings = []
    for picture in drawn:
        maker = makers.get(picture.generation_id)
        if isinstance(picture, Cartoon) and _is_stray(picture, photos):
            ailment = STRAYS
        elif maker is not None and maker.ended and picture.id not in maker.result_ids:
            ailment = DOUBLES
        else:
            continue
        if not await _in_flight(picture):
            findings.append(Finding(ailment, picture.id, _removing(patient, picture)))
    return findings


def _is_stray(cartoon: Cartoon, photos: Mapping[str, Original | None]) -> bool:
    if cartoon.original_id not in photos:
        return True
    original = photos[cartoon.original_id]
    if original is None or original.owner == NOBODY:  # nobody knows, or the sweep has it
        return False
    return original.epoch != cartoon.epoch


async def _in_flight(picture: Keeper) -> bool:
    """Whether something is at work that removes the picture, or has done so."""
    if await again(picture) is None:
        return True
    match picture:
        case Avatar():
            belongs = {"avatar_id": picture.id}
        case Original():
            belongs = {"original_id": picture.id}
        case Picture():
            belongs = {"_id": picture.generation_id}
        case _:
            belongs = {"original_id": picture.original_id}
    ended = await matching(Generation, {**belongs, "state": WorkState.ENDED})
    return any(each is not None and each.settle is not None for each in ended.values())


async def _cuts(patient: Patient, batch: list[Keeper]) -> list[Finding]:
    """Photos that promise a face which was cut: none of their other cartoons can be kept."""
    open_cuts = {
        each.face_cut.generation_id: each
        for each in batch
        if isinstance(each, Original) and each.face_cut is not None
    }
    findings = []
    for id, generation in (await found(Generation, open_cuts)).items():
        if generation is None or not _was_kept(generation, patient):
            continue
        newer = await again(open_cuts[id])
        if isinstance(newer, Original) and newer.face_cut == open_cuts[id].face_cut:
            findings.append(Finding(STUCK_CUTS, newer.id, _freeing(newer)))
    return findings


async def _unasked(patient: Patient, batch: list[Keeper]) -> list[Finding]:
    """Registrations whose generation is missing though it cannot have been forgotten by now."""
    kept_since = now() - patient.retention
    waiting = [
        each
        for each in batch
        if isinstance(each, Avatar)
        and each.waits
        and patient.is_past(each.created_at)
        and each.created_at > kept_since
    ]
    asked = await found(Generation, [each.generation_id for each in waiting])
    return [Finding(UNASKED, each.id) for each in waiting if each.generation_id not in asked]


def _was_kept(generation: Generation, patient: Patient) -> bool:
    """Whether a face was cut, with all that follows, long ago."""
    if generation.status is not GenerationStatus.SUCCEEDED or generation.settle is not None:
        return False
    return patient.is_past(generation.finished_at)


def _freeing(original: Original) -> Mend:
    def free(current: Original) -> Original | None:
        return current.but(face_cut=None) if current.face_cut == original.face_cut else None

    return lambda: change(Original, original.id, free)
