"""Following one generation: looking, waiting, listening, cancelling."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from bus.hub import Mailbox
from bus.protocol import Event
from documents.announcing import take_step
from documents.base import find, prefix_of
from documents.generations import Generation
from documents.settling import settle
from documents.work import cancel_wished
from errors import BadUserInput, NotFound
from failpoints import failpoint
from kinds import GenerationKind
from resolvers.limits import take_change
from resolvers.pages import Page, page
from resolvers.viewers import Viewer
from studio import Studio

LONGEST_WAIT = 60
GONE = "There is no such generation, or it is not yours."
# With a database that is away, whoever follows looks again after so many seconds.
PAUSE = 1.0

log = structlog.get_logger("changes")


async def generation_of(viewer: Viewer, id: str) -> Generation | None:
    """The viewer's generation `id`, or None."""
    if prefix_of(id) != "gen":
        return None
    generation = await find(Generation, id)
    return generation if generation is not None and generation.owner == viewer.id else None


async def generations(
    viewer: Viewer, first: int, after: str | None, kind: GenerationKind | None
) -> Page[Generation]:
    """The viewer's generations, newest first."""
    query: dict[str, Any] = {"owner": viewer.id}
    if kind is not None:
        query["kind"] = kind
    return await page(Generation, query, first, after)


async def generations_by_id(ids: Sequence[str]) -> list[Generation | None]:
    """The generations of these ids, whoever owns them, in their order; None where one is gone."""
    found = await Generation.find({"_id": {"$in": list(set(ids))}}).to_list()
    known = {generation.id: generation for generation in found}
    return [known.get(id) for id in ids]


async def cancel(studio: Studio, viewer: Viewer, id: str) -> Generation:
    """Stop a generation; one that has ended is returned as it is."""
    await take_change(studio, viewer, "cancel", "You cancel too quickly.")
    generation = await generation_of(viewer, id)
    if generation is None:
        raise NotFound(GONE)

    def wished(newer: Generation) -> Generation | None:
        return cancel_wished(_of(viewer, newer))

    with failpoint("cancel.wish"):
        changed = await take_step(studio, id, wished, known=generation)
    if changed is None:
        return _of(viewer, await find(Generation, id) or generation)
    return await _brought_about(studio, changed)


def _of(viewer: Viewer, generation: Generation) -> Generation:
    """A generation that was read again; `NotFound` when it is the viewer's no more, because
    somebody has signed in on his device."""
    if generation.owner != viewer.id:
        raise NotFound(GONE)
    return generation


async def _brought_about(studio: Studio, generation: Generation) -> Generation:
    """A generation whose ending has come true: until its results can be found in every list, nobody
    is to be told that it has ended."""
    if generation.settle is None:
        return generation
    return await settle(generation, studio)


async def wait_for(studio: Studio, viewer: Viewer, id: str, seconds: int) -> Generation | None:
    """The viewer's generation once it has ended, or as it is after `seconds`; None if not his."""
    if not 0 <= seconds <= LONGEST_WAIT:
        raise BadUserInput(f"wait must be from 0 to {LONGEST_WAIT} seconds.")
    if seconds == 0:
        found = await generation_of(viewer, id)
        return found and await _brought_about(studio, found)
    newest: Generation | None = None
    try:
        async with asyncio.timeout(seconds):
            async for generation in follow(studio, viewer, id):
                newest = generation
    except TimeoutError:
        pass
    except NotFound:
        return None
    return newest


async def follow(studio: Studio, viewer: Viewer, id: str) -> AsyncGenerator[Generation, None]:
    """The viewer's generation as it is now, then each change that shows, up to its ending;
    `NotFound` once it is not his, or no longer."""
    with studio.hub.watch(id) as mailbox:
        generation = await generation_of(viewer, id)
        if generation is None:
            raise NotFound(GONE)
        generation = _of(viewer, await _brought_about(studio, generation))
        yield generation
        while not generation.ended:
            newer = _of(viewer, await _next(mailbox, generation))
            if newer.shown != generation.shown:
                yield newer
            generation = newer


async def _next(mailbox: Mailbox, known: Generation) -> Generation:
    while True:
        event = await mailbox.next()
        try:
            newer = read(event) if isinstance(event, Event) else await find(Generation, known.id)
        except PyMongoError as error:  # whoever follows outlives a database that is away
            log.warning("cannot look for missed changes", error=type(error).__name__)
            await asyncio.sleep(PAUSE)
            mailbox.missed()
            continue
        if newer is None:
            continue
        # An ending is told once it has come true; that is stored as one more change.
        if newer.revision > known.revision and newer.settle is None:
            return newer


def read(event: Event) -> Generation:
    """The generation inside an event."""
    generation: Generation = Generation.model_validate(event.document)
    return generation
