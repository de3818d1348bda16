"""Drawing pictures from words: one by one, each shown as soon as it is there.

A picture's files are saved, then one step adds it to the generation, then its document is inserted.
Whoever goes on after an error or a crash asks the engine only for what is missing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing

import structlog

from documents.base import file_stem, find, made_at, new_id
from documents.files import is_going
from documents.generations import Failure, Generation, Result
from documents.merging import follow_owner
from documents.paying import require_hold
from documents.pictures import Picture
from documents.results import arrived, drawn_anew, handed_out, rejected, without_result
from documents.settling import insert_pictures
from engines.protocol import Cancelled, Drawn, Engine, Wish
from errors import EngineError, ImageRejected, NotFound
from failpoints import failpoint
from kinds import GenerationKind, PictureStyle
from prompts.pictures import enriched
from studio import Studio
from worker.attempts import Attempt
from worker.keeping import Place, keep_picture, picture_in, save_all
from worker.reports import Share

log = structlog.get_logger("worker")

PLACE = Place("pictures", "pic", always_medium=True)
SIZE = (1024, 1024)
TOO_FEW = "The engine drew fewer pictures than were asked for. Please try again."
NONE_SHOWN = "What was drawn cannot be shown. Please describe another picture."


async def draw(attempt: Attempt) -> tuple[list[Result], None]:
    """Nothing is left to deliver in the end: each picture arrives by itself.

    `ImageRejected` when none may be shown. What arrived before any error stays.
    """
    generation = attempt.generation
    if generation.results:  # a worker that died may not have come to the last one
        await insert_pictures(generation, generation.results)
        await follow_owner(generation.owner, attempt.studio)
    await _hand_out(attempt)
    await _copy_all(attempt)
    if _missing(attempt.generation):
        await _draw_all(attempt)
    if not attempt.generation.delivered:
        raise ImageRejected(NONE_SHOWN)
    return [], None


def _missing(generation: Generation) -> int:
    return generation.wanted - generation.drawn


async def _draw_all(attempt: Attempt) -> None:
    """Draw what is missing, and no more, whatever the engine brings."""
    engine = attempt.studio.engines.get(attempt.generation.engine)
    wish = await _wish(attempt.generation)
    with attempt.timed("draw"):
        async with aclosing(engine.draw(wish, _share_of(attempt))) as pictures:
            async for drawn in pictures:
                await _take(attempt, engine, drawn)
                if not _missing(attempt.generation):
                    return
    raise EngineError(TOO_FEW)


async def _wish(generation: Generation) -> Wish:
    style = generation.picture_style or PictureStyle.REALISTIC
    return Wish(
        kind=GenerationKind.PICTURES,
        seed=generation.seed + generation.drawn,
        count=_missing(generation),
        size=SIZE,
        style=style,
        prompt=await asyncio.to_thread(enriched, generation.prompt, style),
        words=generation.prompt,
    )


def _share_of(attempt: Attempt) -> Share:
    """For the engine, whose work is what is missing of the whole."""
    begun = attempt.generation
    return Share(attempt, begins=begun.drawn / begun.wanted, counted=True)


async def _take(attempt: Attempt, engine: Engine, drawn: Drawn) -> None:
    """Keep and show a picture, if it may be shown."""
    generation, number = attempt.generation, attempt.generation.drawn
    check = attempt.studio.engines.check
    try:
        if check is not None:
            await check.require_decent(picture_in(drawn))
    except ImageRejected as error:
        log.info("image_rejected", generation=generation.id)
        failure = Failure(code=error.code, message=error.message, retryable=False)
        with failpoint("arrival.reject"):
            await attempt.take(rejected(attempt.number, attempt.lease, number, failure))
        return
    with attempt.timed("keep"):
        kept = await keep_picture(attempt.studio, PLACE, drawn, engine.source)
    result = kept.model_copy(update={"seed": generation.seed + number, "engine": engine.name})
    await _arrive(attempt, number, result)


async def _arrive(attempt: Attempt, number: int, result: Result) -> None:
    """Add a picture whose files are there to the generation; `Cancelled` when it cannot be."""
    stage = f"{number + 1} of {attempt.generation.wanted} drawn"
    attempt.loose.append(result)
    with failpoint("arrival.store"):
        if await attempt.take(arrived(attempt.number, attempt.lease, number, result, stage)):
            attempt.loose.remove(result)
    generation = attempt.generation
    if generation.drawn == number:
        raise Cancelled
    await insert_pictures(generation, [result])
    await follow_owner(generation.owner, attempt.studio)  # he may have signed in since


async def _hand_out(attempt: Attempt) -> None:
    """Answer with the owner's pictures of an earlier wish, unless one of them is gone. Then look
    once more: whoever deletes a picture lets those forget it that name it by then."""
    ids = attempt.generation.reuse
    if not ids:
        return
    if not attempt.generation.drawn:
        if await _gone(ids):
            with failpoint("arrival.reuse"):
                await _draw_anew(attempt)
            return
        with failpoint("arrival.reuse"):
            await attempt.take(handed_out(attempt.number))
    for id in await _gone(ids):
        await attempt.take(without_result(id))


async def _gone(ids: Sequence[str]) -> list[str]:
    """Those of these pictures that their owner has deleted."""
    found = {id: await find(Picture, id) for id in ids}
    return [id for id, picture in found.items() if picture is None or is_going(picture)]


async def _draw_anew(attempt: Attempt) -> None:
    """What cannot be had from earlier wishes costs what new pictures do."""
    price = attempt.studio.tariffs.price(GenerationKind.PICTURES)
    await attempt.take(drawn_anew(attempt.number, price))
    await require_hold(attempt.generation, attempt.studio.allowances)


async def _copy_all(attempt: Attempt) -> None:
    """Copy the pictures of another owner that are to be; when one of them is gone, the rest is to
    be drawn."""
    generation = attempt.generation
    for number in range(generation.drawn, len(generation.copy_of)):
        result = await _copied(attempt.studio, generation.copy_of[number])
        if result is None:
            with failpoint("copy.anew"):
                await _draw_anew(attempt)
            return
        await _arrive(attempt, number, result)


async def _copied(studio: Studio, id: str) -> Result | None:
    """The picture `id` under another name, files and all; None when it is gone, or must not be
    shown: it may have been drawn while nothing was checked."""
    source = await find(Picture, id)
    if source is None or is_going(source):
        return None
    copy = new_id("pic")
    names = {key: _renamed(key, id, copy) for key in source.image.keys}
    try:
        files = {names[key]: await studio.storage.read(key) for key in names}
        if studio.engines.check is not None:
            await studio.engines.check.require_decent(files[names[source.image.key]])
    except (NotFound, ImageRejected):
        return None
    with failpoint("work.files"):
        await save_all(studio, files)
    return Result(
        id=copy,
        image=source.image.model_copy(update=_keys(source, names)),
        drawn_at=made_at(copy),
        seed=source.seed,
        engine=source.engine,
        copied=True,
    )


def _renamed(key: str, id: str, copy: str) -> str:
    return key.replace(file_stem(id), file_stem(copy))


def _keys(source: Picture, names: Mapping[str, str]) -> dict[str, str | None]:
    image = source.image
    return {
        "key": names[image.key],
        "thumbnail_key": names[image.thumbnail_key],
        "medium_key": names[image.medium_key] if image.medium_key else None,
    }
