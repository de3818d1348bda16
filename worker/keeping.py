"""Keeping what an engine drew: the file with its sizes first, its document later."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from documents.base import Prefix, change, file_stem, find, made_at, new_id, now
from documents.generations import Generation, Result
from documents.images import NOBODY, ImageFile, Original
from documents.keeping import keeper_of
from engines.protocol import Drawn
from errors import EngineError, ImageRefused, NotFound, StorageFull, Unavailable
from failpoints import failpoint
from imaging.marks import marked
from imaging.variants import Variants, describe
from kinds import DigitalSource
from studio import Studio

UNREADABLE = "The engine gave something that cannot be shown. Please try again."

log = structlog.get_logger("worker")


@dataclass(frozen=True)
class Place:
    """Where a kind's pictures go: folder, and the prefix of their documents."""

    folder: str
    prefix: Prefix
    always_medium: bool = False  # also of pictures that are not larger


@dataclass(frozen=True)
class Named:
    """A picture that was drawn, with its name, its small sizes, and what is known of it."""

    id: str
    body: bytes
    known: Variants
    image: ImageFile

    @property
    def files(self) -> dict[str, bytes]:
        """All its files, by key."""
        files = {self.image.key: self.body, self.image.thumbnail_key: self.known.thumbnail}
        if self.image.medium_key is not None and self.known.medium is not None:
            files[self.image.medium_key] = self.known.medium
        return files


async def named(
    id: str, stem: str, body: bytes, source: DigitalSource, always_medium: bool = False
) -> Named:
    """A drawn picture under the name `id`, marked with how it came about in all its sizes; the
    names of its files begin with `stem`. `EngineError` when it is none, or far too large."""
    try:
        body, known = await asyncio.to_thread(_described, body, source, always_medium)
    except ImageRefused as error:  # whose sentences are for those who hand in pictures
        raise EngineError(UNREADABLE) from error
    return Named(id, body, known, _image_file(stem, known, len(body)))


def _described(body: bytes, source: DigitalSource, always_medium: bool) -> tuple[bytes, Variants]:
    known = describe(body, always_medium)
    medium = None if known.medium is None else marked(known.medium, source)
    thumbnail = marked(known.thumbnail, source)
    return marked(body, source), replace(known, thumbnail=thumbnail, medium=medium)


def picture_in(drawn: Drawn) -> bytes:
    """What an engine has drawn."""
    if drawn.image is None:
        raise EngineError("The engine gave a link where a picture was asked for.")
    return drawn.image


async def keep_picture(
    studio: Studio,
    place: Place,
    drawn: Drawn,
    source: DigitalSource,
    expires_at: datetime | None = None,
) -> Result:
    """Save a drawn picture with its small sizes and notes; nothing stays behind on failure.

    `source` is what it says of how it came about.
    """
    id = new_id(place.prefix)
    stem = f"{place.folder}/{file_stem(id)}"
    picture = await named(id, stem, picture_in(drawn), source, place.always_medium)
    files, notes_key = picture.files, None
    if drawn.notes is not None:
        notes_key = f"private/{file_stem(id)}.notes"
        files[notes_key] = drawn.notes
    with failpoint("work.files"):
        await save_all(studio, files)
    return Result(
        id=id,
        image=picture.image,
        notes_key=notes_key,
        drawn_at=made_at(id),
        expires_at=expires_at,
    )


def _image_file(stem: str, known: Variants, size: int) -> ImageFile:
    return ImageFile(
        key=f"{stem}.{known.extension}",
        mime_type=known.mime,
        width=known.width,
        height=known.height,
        file_size=size,
        placeholder=known.placeholder,
        thumbnail_key=f"{stem}_thumb.webp",
        medium_key=f"{stem}_medium.webp" if known.medium is not None else None,
    )


async def save_all(studio: Studio, files: dict[str, bytes]) -> None:
    """Save all files or none, also when cancelled in the middle."""
    try:
        await studio.storage.save_all(files)
    except BaseException:
        await remove_all(studio, files)  # their names are of this attempt alone
        raise


async def remove_all(studio: Studio, keys: list[str] | dict[str, bytes]) -> None:
    """Delete these files."""
    for key in keys:
        await studio.storage.delete(key)


async def remove_results(studio: Studio, results: list[Result]) -> None:
    """Delete the files of results that nobody will get."""
    for result in results:
        await remove_all(studio, result.files)


async def read_kept(studio: Studio, image: ImageFile) -> bytes:
    """A kept picture; `NotFound`, told as damage if its document is there."""
    try:
        return await studio.storage.read(image.key)
    except NotFound:
        if await keeper_of(image.key) is not None:  # else it was deleted meanwhile
            log.error("file_missing", key=image.key)
        raise


async def kept_notes(studio: Studio, key: str | None) -> bytes | None:
    """The engine's notes under `key`; None when there are none: then it analyses anew."""
    if key is None:
        return None
    try:
        return await studio.storage.read(key)
    except NotFound:
        return None


async def keep_photo_notes(studio: Studio, generation: Generation, notes: bytes) -> None:
    """Keep an engine's analysis beside the photo, for the next cartoon; the first one counts."""
    photo = await find(Original, generation.original_id)
    if photo is None or photo.owner == NOBODY or photo.notes_key is not None:
        return  # not even for a moment: it is biometric
    # Named by when it is written, as every file: the sweep looks at fresh names only.
    key = f"private/{round(now().timestamp() * 1000)}_{photo.id}_{generation.id}.notes"
    try:
        with failpoint("work.notes-file"):
            await studio.storage.save(key, notes)
    except (StorageFull, Unavailable):
        return  # they only save time

    def step(original: Original) -> Original | None:
        if original.notes_key is not None or original.owner == NOBODY:
            return None
        return original.but(notes_key=key)

    with failpoint("work.notes"):
        await change(Original, generation.original_id, step)
    photo = await find(Original, generation.original_id)
    if photo is None or photo.notes_key != key:
        await studio.storage.delete(key)
