"""Cutting the face out of the cartoon that was chosen."""

import asyncio

from documents.base import find
from documents.generations import Result
from documents.images import Cartoon
from errors import NotFound
from imaging.marks import source_in
from worker.attempts import Attempt
from worker.keeping import Place, keep_picture, kept_notes, read_kept
from worker.reports import Share

PLACE = Place("downloaded", "fac")
CARTOON_GONE = "The cartoon this face was to be cut from is no longer there."


async def draw(attempt: Attempt) -> tuple[list[Result], bytes | None]:
    """The face with hair on a transparent background."""
    studio, generation = attempt.studio, attempt.generation
    cartoon = await find(Cartoon, generation.cartoon_id or "")
    if cartoon is None:
        raise NotFound(CARTOON_GONE)
    picture = await read_kept(studio, cartoon.image)
    notes = await kept_notes(studio, cartoon.notes_key)
    await attempt.report(0.2, "cutting the face")
    engine = studio.engines.get(generation.engine)
    with attempt.timed("draw"):
        link = studio.link(cartoon.image.key)
        drawn = await engine.cut_face(picture, notes, link, Share(attempt))
    # A face is of the same making as its cartoon, whoever cuts it.
    source = await asyncio.to_thread(source_in, picture) or engine.source
    with attempt.timed("keep"):
        return [await keep_picture(studio, PLACE, drawn, source)], None
