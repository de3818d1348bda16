"""Drawing a cartoon of an original."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

from documents.base import after, find
from documents.generations import Result
from documents.images import NOBODY, Original
from engines.protocol import Drawn, Wish
from errors import EngineError, NotFound
from kinds import CartoonStyle, GenerationKind
from prompts.cartoons import cartoon_prompt
from worker.attempts import Attempt
from worker.keeping import Place, keep_picture, kept_notes, read_kept
from worker.reports import Share

PLACE = Place("temp", "car")
SIZE = (1024, 1024)
PHOTO_GONE = "The photo of this cartoon is no longer there."


async def draw(attempt: Attempt) -> tuple[list[Result], bytes | None]:
    """The finished cartoon, and the engine's analysis of the photo if it is new."""
    studio, generation = attempt.studio, attempt.generation
    original = await find(Original, generation.original_id)
    if original is None or original.owner == NOBODY:
        raise NotFound(PHOTO_GONE)
    with attempt.timed("load"):
        photo = await read_kept(studio, original.image)
        notes = await kept_notes(studio, original.notes_key)
    style = generation.style or CartoonStyle.COMIC
    wish = Wish(
        kind=GenerationKind.CARTOON,
        seed=generation.seed,
        count=1,
        size=SIZE,
        style=style,
        prompt=await asyncio.to_thread(cartoon_prompt, style),
        photo=photo,
        photo_url=studio.link(original.image.key),
        notes=notes,
    )
    with attempt.timed("draw"):
        drawn = await _first(attempt, wish)
    lifetime = timedelta(hours=studio.settings.cartoon_ttl_hours)
    with attempt.timed("keep"):
        source = studio.engines.get(generation.engine).source
        expires_at = after(lifetime.total_seconds())
        result = await keep_picture(studio, PLACE, drawn, source, expires_at)
    return [result], drawn.photo_notes


async def _first(attempt: Attempt, wish: Wish) -> Drawn:
    engine = attempt.studio.engines.get(attempt.generation.engine)
    async with aclosing(engine.draw(wish, Share(attempt))) as pictures:
        async for drawn in pictures:
            return drawn
    raise EngineError("The engine finished without a picture. Please try again.")
