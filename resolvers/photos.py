"""Photos that people hand in: judged where they can do no harm, then kept with their sizes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from documents.avatars import Avatar
from documents.base import find, remove_known
from documents.files import files_of
from documents.generations import Generation
from documents.images import ImageFile, Original
from errors import InsufficientCredits, InvalidImage
from failpoints import failpoint
from imaging.inspect import Inspected, Limits, inspect
from studio import Studio

UNREADABLE = "This picture could not be read in reasonable time. Please try another one."


async def judge(studio: Studio, data: bytes, limits: Limits) -> Inspected:
    """The photo as it is to be kept, or an `ImageRefused`."""
    return await studio.sandbox.run(inspect, data, limits, failure=InvalidImage(UNREADABLE))


async def save(studio: Studio, stem: str, judged: Inspected) -> ImageFile:
    """Save the files of a photo, all or none; their names begin with `stem`."""
    files = {f"{stem}.{judged.extension}": judged.image, f"{stem}_thumb.webp": judged.thumbnail}
    if judged.medium is not None:
        files[f"{stem}_medium.webp"] = judged.medium
    await studio.storage.save_all(files)
    return ImageFile(
        key=f"{stem}.{judged.extension}",
        mime_type=judged.mime,
        width=judged.width,
        height=judged.height,
        file_size=len(judged.image),
        placeholder=judged.placeholder,
        thumbnail_key=f"{stem}_thumb.webp",
        medium_key=f"{stem}_medium.webp" if judged.medium is not None else None,
    )


@asynccontextmanager
async def kept_if_paid(
    studio: Studio, kept: Original | Avatar, generation_id: str
) -> AsyncIterator[None]:
    """A block that asks for the generation for which a photo was kept: when it cannot be paid after
    all, nothing stays, unless somebody has changed or asked for it meanwhile."""
    try:
        yield
    except InsufficientCredits:
        if await find(Generation, generation_id) is None:
            with failpoint("original.document"):  # what is left if it ends here goes to the sweep
                gone = await remove_known(kept)
            for key in files_of(kept) if gone else ():
                await studio.delete(key)
        raise
