"""Following the work: looking, waiting, listening, cancelling."""

import asyncio
import base64
import binascii
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bus.hub import Mailbox
from bus.protocol import Event
from documents.announcing import take_step
from documents.base import find, now, prefix_of
from documents.generations import Generation
from documents.settling import settle
from documents.work import cancel_wished
from errors import BadUserInput, CursorExpired, NotFound
from failpoints import failpoint
from kinds import GenerationKind
from resolvers.pages import Page, page
from resolvers.viewers import Viewer
from studio import Studio

LONGEST_WAIT = 60
GONE = "There is no such generation, or it is not yours."

# Clocks of processes differ, and a change is stored a little after it was stamped: who resumes
# hears again what changed this long before.
OVERLAP = timedelta(seconds=10)
# A stream remembers what it has shown of this many generations, to leave out repetitions.
REMEMBERED = 1000


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


async def cancel(studio: Studio, viewer: Viewer, id: str) -> Generation:
    """Stop a generation; one that has ended is returned as it is."""
    generation = await generation_of(viewer, id)
    if generation is None:
        raise NotFound(GONE)
    with failpoint("cancel.wish"):
        changed = await take_step(studio, id, cancel_wished, known=generation)
    if changed is None:
        return await find(Generation, id) or generation
    return await _brought_about(studio, changed)


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
    except (TimeoutError, NotFound):
        pass
    return newest


async def follow(studio: Studio, viewer: Viewer, id: str) -> AsyncGenerator[Generation, None]:
    """The viewer's generation as it is now, then each change that shows, up to its ending."""
    with studio.hub.watch(id) as mailbox:
        generation = await generation_of(viewer, id)
        if generation is None:
            raise NotFound(GONE)
        generation = await _brought_about(studio, generation)
        yield generation
        while not generation.ended:
            newer = await _next(mailbox, generation)
            if newer.shown != generation.shown:
                yield newer
            generation = newer


async def _next(mailbox: Mailbox, known: Generation) -> Generation:
    while True:
        event = await mailbox.next()
        if isinstance(event, Event):
            newer = read(event)
        else:
            newer = await find(Generation, known.id) or known
        # An ending is told once it has come true; that is stored as one more change.
        if newer.revision > known.revision and newer.settle is None:
            return newer


def read(event: Event) -> Generation:
    """The generation inside an event."""
    generation: Generation = Generation.model_validate(event.document)
    return generation


@dataclass(frozen=True)
class Change:
    """A generation that changed, and the cursor to resume after."""

    cursor: str
    generation: Generation


async def changes(
    studio: Studio, viewer: Viewer, after: str | None, kind: GenerationKind | None
) -> AsyncGenerator[Change, None]:
    """Every change of the viewer's generations, at least once.

    With `after`, first what has changed since that cursor, in its present state.
    """
    since = moment_in(after, studio) if after is not None else now()
    with studio.hub.watch_owner(viewer.id) as mailbox:
        shown: dict[str, Generation] = {}
        if after is not None:
            for generation in await _changed_since(viewer, since - OVERLAP, kind):
                since = max(since, generation.changed_at)
                _remember(shown, generation)
                yield Change(cursor_at(since), generation)
        while True:
            for generation in await _news(mailbox, viewer, since, kind):
                if not _is_news(generation, shown.get(generation.id)):
                    continue
                since = max(since, generation.changed_at)
                _remember(shown, generation)
                yield Change(cursor_at(since), generation)


async def _news(
    mailbox: Mailbox, viewer: Viewer, since: datetime, kind: GenerationKind | None
) -> list[Generation]:
    event = await mailbox.next()
    if not isinstance(event, Event):
        return await _changed_since(viewer, since - OVERLAP, kind)
    return _shown([read(event)], kind)


def _is_news(generation: Generation, last: Generation | None) -> bool:
    """Later than what was shown last, and different to the eye."""
    if last is None:
        return True
    return generation.revision > last.revision and generation.shown != last.shown


def _remember(shown: dict[str, Generation], generation: Generation) -> None:
    shown.pop(generation.id, None)
    shown[generation.id] = generation
    if len(shown) > REMEMBERED:
        del shown[next(iter(shown))]


async def _changed_since(
    viewer: Viewer, since: datetime, kind: GenerationKind | None
) -> list[Generation]:
    query = {"owner": viewer.id, "changed_at": {"$gt": since}}
    found = await Generation.find(query).sort("+changed_at").to_list()
    return _shown(found, kind)


def _shown(found: list[Generation], kind: GenerationKind | None) -> list[Generation]:
    """Those of a kind, without endings that have not come true: they come as one more change."""
    return [each for each in found if kind in (None, each.kind) and each.settle is None]


def cursor_at(moment: datetime) -> str:
    """The opaque cursor of a moment in an owner's stream of changes."""
    text = f"at:{round(moment.timestamp() * 1000)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def moment_in(cursor: str, studio: Studio) -> datetime:
    """The moment a cursor stands for; `CursorExpired` when changes since then are not all kept."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        name, _, number = text.partition(":")
        moment = datetime.fromtimestamp(int(number) / 1000, UTC)
    except (binascii.Error, ValueError, OverflowError, OSError):
        name, moment = "", now()
    if name != "at" or cursor_at(moment) != cursor:  # decoding skips what it does not know
        raise BadUserInput("This cursor is none of ours. Use the cursor of the last event seen.")
    kept = timedelta(days=studio.settings.generation_retention_days)
    if moment < now() - kept:
        raise CursorExpired("This cursor is too old. Read `generations` and subscribe anew.")
    return moment
