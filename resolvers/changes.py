"""An owner's stream of changes, which can be resumed after any cursor it has shown."""

import asyncio
import base64
import binascii
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from pymongo.errors import PyMongoError

from bus.hub import Mailbox
from bus.protocol import Event
from documents.base import now
from documents.generations import Generation
from documents.merging import is_merged
from errors import BadUserInput, CursorExpired, Unauthenticated
from kinds import GenerationKind
from resolvers.generations import PAUSE, read
from resolvers.viewers import Viewer
from studio import Studio

# Clocks of processes differ, and a change may be stored long after it was stamped, by a database
# that was away between: who resumes hears again what changed this long before.
OVERLAP = timedelta(minutes=1)
# A stream remembers what it has shown of this many generations, to leave out repetitions.
REMEMBERED = 1000
# Changes that are read again are read in pages of this many: a slow reader holds one page.
PAGE = 100

SIGNED_IN = "Somebody has signed in on this device. Subscribe again, with the token to go on."

log = structlog.get_logger("changes")


@dataclass(frozen=True)
class Change:
    """A generation that changed, and the cursor to resume after."""

    cursor: str
    generation: Generation


class _Shown:
    """What a stream has shown so far, and the moment it has come to."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        # id → revision and what clients saw; whole documents would be ten times as much
        self._last: dict[str, tuple[int, tuple[object, ...]]] = {}

    def take(self, generation: Generation) -> Change | None:
        """The change to show, or None when it is not later and different to the eye."""
        last = self._last.get(generation.id)
        if last is not None and (generation.revision <= last[0] or generation.shown == last[1]):
            return None
        self.since = max(self.since, generation.changed_at)
        self.remember(generation)
        return Change(cursor_at(self.since), generation)

    def remember(self, generation: Generation) -> None:
        self._last.pop(generation.id, None)
        self._last[generation.id] = (generation.revision, generation.shown)
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]


async def changes(
    studio: Studio, viewer: Viewer, after: str | None, kind: GenerationKind | None
) -> AsyncGenerator[Change, None]:
    """Every change of the viewer's generations, at least once.

    With `after`, first what has changed since that cursor, in its present state. A stream of a
    device ends with `Unauthenticated` once somebody has signed in on it.
    """
    since = moment_in(after, studio) if after is not None else None
    with studio.hub.watch_owner(viewer.id) as mailbox:
        shown = _Shown(since or now())
        async for generation in _changed(viewer, shown.since - OVERLAP):
            if since is not None:
                if _counts(generation, kind) and (news := shown.take(generation)):
                    yield news
            elif generation.changed_at <= shown.since and generation.settle is None:
                shown.remember(generation)  # it came before the stream began: no news
        while True:
            async for generation in _next(mailbox, viewer, shown.since - OVERLAP):
                if _counts(generation, kind) and (news := shown.take(generation)):
                    yield news


async def _next(
    mailbox: Mailbox, viewer: Viewer, since: datetime
) -> AsyncGenerator[Generation, None]:
    """What the mailbox brings next. A stream outlives a database that is away for a while. The time
    to look for oneself comes now and then, also when nothing was missed."""
    event = await mailbox.next()
    if isinstance(event, Event):
        yield read(event)
        return
    try:
        if await is_merged(viewer.id):
            raise Unauthenticated(SIGNED_IN)
        async for generation in _changed(viewer, since):
            yield generation
    except PyMongoError as error:
        log.warning("cannot look for missed changes", error=type(error).__name__)
        await asyncio.sleep(PAUSE)
        mailbox.missed()


def _counts(generation: Generation, kind: GenerationKind | None) -> bool:
    """Of the kind that is wanted, and no ending that has not come true: that is one more change."""
    return kind in (None, generation.kind) and generation.settle is None


async def _changed(viewer: Viewer, since: datetime) -> AsyncGenerator[Generation, None]:
    """The viewer's generations that have changed since, the earliest change first; those at the
    edge of a page come twice."""
    size = PAGE
    while True:
        query = {"owner": viewer.id, "changed_at": {"$gte": since}}
        found = await Generation.find(query).sort("+changed_at").limit(size).to_list()
        for generation in found:
            yield generation
        if len(found) < size:
            return
        if found[-1].changed_at == since:
            size *= 2  # more changed in one millisecond than fit on a page
        since = found[-1].changed_at


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
