"""Figures of generations that have ended, grouped in the database by engine and kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pymongo

from documents.costs import IN_A_DOLLAR
from documents.generations import Generation, Settle, WorkState
from kinds import ENDED, GenerationKind, GenerationStatus

# A page waits longer for figures than for anything else, and a day may have very many generations.
SECONDS = 30.0


@dataclass(frozen=True)
class Row:
    """Of one engine and kind, what ended on a day. Of those that succeeded, `cached` ones
    handed out earlier pictures; `p50` and `p95` are milliseconds from asking to the ending of the
    others, None when there were none. `provider_cost` is in US dollars."""

    day: datetime  # its beginning, in UTC
    engine: str
    kind: GenerationKind
    succeeded: int
    failed: int
    cancelled: int
    cached: int
    pictures: int
    credits: int
    provider_cost: Decimal
    p50: int | None
    p95: int | None


@dataclass(frozen=True)
class Span:
    """Rows sorted by engine and kind; `settled` when nothing can change in them any more."""

    rows: tuple[Row, ...]
    settled: bool


# Grouped by more than rows are, and added up here: conditions in each sum took half as long again.
# `$subtract` of dates is unknown to the embedded server. `$percentile` came with MongoDB 7.0.
_GROUP: dict[str, Any] = {
    "_id": {
        "engine": "$engine",
        "kind": "$kind",
        "status": "$status",
        "cached": {"$ifNull": ["$cached", False]},
    },
    "count": {"$sum": 1},
    "unsettled": {"$sum": {"$cond": [{"$in": ["$settle", list(Settle)]}, 1, 0]}},
    "drawn": {"$sum": "$drawn"},
    "rejected": {"$sum": "$rejected"},
    "credits": {"$sum": "$cost"},
    "provider_cost": {"$sum": "$provider_cost"},
    "waited": {
        "$percentile": {
            "input": {
                "$dateDiff": {
                    "startDate": "$created_at",
                    "endDate": "$finished_at",
                    "unit": "millisecond",
                }
            },
            "p": [0.5, 0.95],
            "method": "approximate",
        }
    },
}

Groups = Sequence[Mapping[str, Any]]


def midnight(moment: datetime) -> datetime:
    """The beginning of its day, in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


async def ended_between(start: datetime, end: datetime) -> Span:
    """What ended from `start` on and before `end`, both of one day."""
    matching = {"state": WorkState.ENDED, "finished_at": {"$gte": start, "$lt": end}}
    with pymongo.timeout(SECONDS):
        groups = await Generation.get_pymongo_collection().aggregate(
            [{"$match": matching}, {"$group": _GROUP}]
        )
        found = await groups.to_list()
    by: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for group in found:
        by.setdefault((group["_id"]["engine"], group["_id"]["kind"]), []).append(group)
    return Span(
        rows=tuple(_row(midnight(start), *key, by[key]) for key in sorted(by)),
        settled=not any(group["unsettled"] for group in found),
    )


def _row(day: datetime, engine: str, kind: str, groups: Groups) -> Row:
    ended = {
        status: [group for group in groups if group["_id"]["status"] == status] for status in ENDED
    }
    succeeded = ended[GenerationStatus.SUCCEEDED]
    cached = [group for group in succeeded if group["_id"]["cached"]]
    drawn = [group for group in succeeded if not group["_id"]["cached"]]
    # Only pictures from words are counted one by one; the others bring one each.
    one_by_one = _sum("drawn", groups) - _sum("rejected", groups)
    p50, p95 = map(round, drawn[0]["waited"]) if drawn else (None, None)
    return Row(
        day=day,
        engine=engine,
        kind=GenerationKind(kind),
        succeeded=_sum("count", succeeded),
        failed=_sum("count", ended[GenerationStatus.FAILED]),
        cancelled=_sum("count", ended[GenerationStatus.CANCELLED]),
        cached=_sum("count", cached),
        pictures=one_by_one if kind == GenerationKind.PICTURES else _sum("count", succeeded),
        credits=_sum("credits", groups),
        provider_cost=Decimal(_sum("provider_cost", groups)) / IN_A_DOLLAR,
        p50=p50,
        p95=p95,
    )


def _sum(name: str, groups: Groups) -> int:
    return sum(int(group[name]) for group in groups)
