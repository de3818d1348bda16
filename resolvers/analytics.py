"""Analytics for operators: what ended, day by day in UTC.

Days that are over and settled change no more: each process asks the database for them once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from documents.analytics import Row, Span, ended_between, midnight
from documents.base import now
from errors import BadUserInput, Forbidden
from resolvers.viewers import Viewer
from studio import Studio

DAY = timedelta(days=1)
MOST_DAYS = 366
MOST_ROWS = 5_000
# An ending is stored a while after the moment it tells, if the database is away then; and clocks
# differ.
LATE = timedelta(hours=1)

OPERATORS = "Only operators may see analytics; their tokens come from `main.py operator`."


@dataclass(frozen=True)
class Figures:
    """Rows sorted by day, engine and kind, of what ended from `since` on and before `until`."""

    since: datetime
    until: datetime
    rows: Sequence[Row]


async def analytics(
    studio: Studio, viewer: Viewer, since: datetime, until: datetime | None = None
) -> Figures:
    """What ended from `since` on and before `until` (None: now), as far as it is still kept.

    `Forbidden` to all but operators, `BadUserInput` for a range that is none or too long.
    """
    if not viewer.operator:
        raise Forbidden(OPERATORS)
    end = (until or now()).astimezone(UTC)
    start = since.astimezone(UTC)
    if start >= end:
        raise BadUserInput("since must be before until, which is now unless it is given.")
    if end - start > MOST_DAYS * DAY:
        raise BadUserInput(f"since and until must be at most {MOST_DAYS} days apart.")
    kept = now() - timedelta(days=studio.settings.generation_retention_days)
    start, end = max(start, kept), min(end, now())
    rows: list[Row] = []
    for begin, over in _days(start, end):
        rows += (await _span(studio, begin, over)).rows
        if len(rows) > MOST_ROWS:
            raise BadUserInput(f"This makes more than {MOST_ROWS:,} rows: ask for fewer days.")
    _forget_before(studio, kept)
    return Figures(start, max(start, end), rows)


def _days(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each day, or of the part of it, between two moments."""
    while start < end:
        over = min(end, midnight(start) + DAY)
        yield start, over
        start = over


async def _span(studio: Studio, start: datetime, end: datetime) -> Span:
    if start in studio.days and end - start == DAY:
        known: Span = studio.days[start]
        return known
    span = await ended_between(start, end)
    if span.settled and end - start == DAY and end + LATE <= now():
        studio.days[start] = span
    return span


def _forget_before(studio: Studio, moment: datetime) -> None:
    for day in [day for day in studio.days if day < moment]:
        del studio.days[day]
