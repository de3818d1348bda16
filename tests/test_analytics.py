"""Analytics: what ended, added up in the database by day, engine and kind."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.instant import Instant
from documents.analytics import midnight
from documents.announcing import take_step
from documents.base import change, new_id, now
from documents.costs import billionths, cost_noted, costing
from documents.embedded import EmbeddedServer
from documents.generations import Generation, Settle, WorkState
from documents.work import cancelled, claimed
from errors import BadUserInput, EngineError, Forbidden, ImageRejected
from kinds import GenerationKind, GenerationStatus
from resolvers.analytics import MOST_DAYS, analytics
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import (
    Strict,
    ask_for_pictures,
    drawing_with,
    now_of,
    open_house,
    perform_again,
    perform_next,
)
from tests.stories import attempt_at, create_viewer
from tests.studios import with_settings
from worker.performing import perform

DAY = timedelta(days=1)
# Two whole days, long over: what ended on them is told by the tests alone.
FIRST = midnight(datetime.now(UTC)) - 10 * DAY
SECOND = FIRST + DAY
OPERATOR = Viewer("acc_operator", None, None, True, FIRST, FIRST)
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
async def studio(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("analytics")) as studio:
        yield studio


@pytest.fixture(autouse=True)
async def _nothing_before(studio: Studio) -> None:
    studio.days.clear()
    await Generation.get_pymongo_collection().delete_many({})


async def ended(at: datetime, waited: int, **fields: Any) -> Generation:
    """A generation that ended at a moment, for which somebody waited so many milliseconds."""
    generation = Generation(
        _id=new_id("gen"),
        owner="acc_somebody",
        kind=GenerationKind.CARTOON,
        engine="builtin",
        created_at=at - timedelta(milliseconds=waited),
        finished_at=at,
        state=WorkState.ENDED,
        status=GenerationStatus.SUCCEEDED,
    ).but(**fields)
    await generation.insert()
    return generation


async def a_small_house() -> None:
    """Two days, two engines: succeeded, partial, cached, failed, cancelled."""
    pictures = {"kind": GenerationKind.PICTURES, "engine": "hosted"}
    whole = {"drawn": 4, "wanted": 4, "cost": 4, "provider_cost": 3_000_000_000}
    partial = {"drawn": 4, "wanted": 4, "rejected": 1, "cost": 3, "provider_cost": 1}
    cached = {"drawn": 4, "wanted": 4, "cached": True}
    failed = {"status": GenerationStatus.FAILED, "provider_cost": 500_000_000}
    stopped = {"status": GenerationStatus.CANCELLED, "drawn": 1, "cost": 1}
    await ended(FIRST, 3_000, **pictures, **whole)
    await ended(FIRST + timedelta(hours=1), 1_000, **pictures, **partial)
    await ended(FIRST + timedelta(hours=2), 9_000, **pictures, **whole)
    await ended(FIRST + timedelta(hours=3), 7, **pictures, **cached)
    await ended(FIRST + timedelta(hours=4), 60_000, **pictures, **failed)
    await ended(SECOND - timedelta(milliseconds=1), 20_000, **pictures, **stopped)
    await ended(SECOND - timedelta(milliseconds=1), 800)
    await ended(SECOND, 700, status=GenerationStatus.FAILED)
    await ended(SECOND, 1, state=WorkState.READY, status=GenerationStatus.QUEUED, cost=9)


def told(row: Any) -> tuple[object, ...]:
    """What a row tells, without its day, engine and kind."""
    return (
        *(row.succeeded, row.failed, row.cancelled, row.cached, row.pictures, row.credits),
        *(row.provider_cost, row.p50, row.p95),
    )


async def test_what_ended_is_added_up_by_day_engine_and_kind(studio: Studio) -> None:  # P10
    await a_small_house()
    figures = await analytics(studio, OPERATOR, FIRST, SECOND + DAY)
    assert (figures.since, figures.until) == (FIRST, SECOND + DAY)
    by = {(row.day, row.engine, row.kind): told(row) for row in figures.rows}
    dollars = Decimal("6.500000001")
    assert by == {
        (FIRST, "builtin", GenerationKind.CARTOON): (1, 0, 0, 0, 1, 0, 0, 800, 800),
        (FIRST, "hosted", GenerationKind.PICTURES): (4, 1, 1, 1, 16, 12, dollars, 3_000, 9_000),
        (SECOND, "builtin", GenerationKind.CARTOON): (0, 1, 0, 0, 0, 0, 0, None, None),
    }
    assert list(by) == sorted(by)
    part = await analytics(studio, OPERATOR, FIRST + timedelta(hours=4), SECOND)
    assert [(row.day, row.engine, row.failed) for row in part.rows] == [
        (FIRST, "builtin", 0),
        (FIRST, "hosted", 1),
    ]


async def test_only_days_that_change_no_more_are_remembered(studio: Studio) -> None:  # P10
    await ended(FIRST, 10)
    late = await ended(SECOND, 10, settle=Settle.DELIVER, cost=2)
    begun = midnight(now())
    await ended(begun, 10)

    async def read() -> dict[datetime, int]:
        rows = (await analytics(studio, OPERATOR, FIRST)).rows
        return {row.day: row.credits for row in rows}

    assert await read() == {FIRST: 0, SECOND: 2, begun: 0}
    assert FIRST in studio.days
    assert not {SECOND, begun} & set(studio.days)
    await change(Generation, late.id, lambda it: it.but(settle=None, cost=1))
    await ended(now() - timedelta(milliseconds=1), 10, cost=5)
    assert await read() == {FIRST: 0, SECOND: 1, begun: 5}
    assert SECOND in studio.days
    forgetful = with_settings(studio, generation_retention_days=8.5)
    figures = await analytics(forgetful, OPERATOR, FIRST)
    assert figures.since > SECOND
    assert not {FIRST, SECOND} & set(studio.days)


async def test_only_operators_may_ask_and_only_for_a_range(studio: Studio) -> None:  # P10
    with pytest.raises(Forbidden):
        await analytics(studio, replace(OPERATOR, operator=False), FIRST)
    for since, until, said in (
        (FIRST, FIRST, "before until"),
        (now() + DAY, None, "before until"),
        (FIRST, FIRST + MOST_DAYS * DAY + DAY, "366 days"),
    ):
        with pytest.raises(BadUserInput, match=said):
            await analytics(studio, OPERATOR, since, until)
    assert (await analytics(studio, OPERATOR, now() + DAY, now() + 2 * DAY)).rows == []


async def test_what_providers_took_is_added_up_attempt_by_attempt(studio: Studio) -> None:  # P10
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=2)
    broke = EngineError("It broke.", retry_after=0.0)
    await perform_next(drawing_with(studio, Instant(failures=[broke], cost=2 * CENT)))
    # One picture of the second attempt must not be shown: it was paid for all the same.
    await change(Generation, asked.id, lambda it: it.but(state=WorkState.READY))
    ended = await perform_next(drawing_with(studio, Instant(cost=CENT), Strict((10,))))
    assert ended.status is GenerationStatus.SUCCEEDED
    assert ended.provider_costs == {"1": billionths(2 * CENT), "2": billionths(2 * CENT)}
    (row,) = (await analytics(studio, OPERATOR, midnight(now()))).rows
    assert (row.provider_cost, row.pictures, row.credits) == (4 * CENT, 1, 1)


async def test_what_fails_for_good_has_cost_something_too(studio: Studio) -> None:  # P10
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=1)
    rejecting = ImageRejected("No.")
    await perform_next(drawing_with(studio, Instant(failures=[rejecting], cost=3 * CENT)))
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.provider_cost) == (
        GenerationStatus.FAILED,
        billionths(3 * CENT),
    )


async def test_an_attempt_that_counts_no_more_has_cost_something_too(studio: Studio) -> None:  # P10
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=1)
    attempt = await attempt_at(drawing_with(studio, Instant(cost=CENT)))
    await take_step(studio, asked.id, cancelled(attempt.number))
    await perform(attempt)
    assert (await now_of(asked.id)).provider_costs == {"1": billionths(CENT)}


def test_costs_are_noted_once_however_often_that_is_done() -> None:  # P10
    generation = Generation(_id=new_id("gen"), owner="a", kind="CARTOON", engine="hosted")
    first = costing(claimed(timedelta(1)), 1, 5)(generation)
    assert first is not None
    assert (first.attempt, first.provider_cost) == (1, 5)
    assert costing(claimed(timedelta(1)), 1, 5)(first) is None
    assert cost_noted(1, 5)(first) is None
    second = cost_noted(2, billionths(Decimal("0.0000000014")))(first)
    assert second is not None
    assert (second.provider_costs, second.provider_cost) == ({"1": 5, "2": 1}, 6)
    third = cost_noted(1, 7)(second)
    assert third is not None
    assert third.provider_cost == 8
