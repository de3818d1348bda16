"""Photos that people hand in: judged where they can do no harm, then kept with their sizes."""

from documents.images import ImageFile
from errors import InvalidImage
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
