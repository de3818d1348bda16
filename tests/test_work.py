"""What may happen to a generation: pure functions, no database."""

from datetime import timedelta

import pytest

from documents.base import new_id, now
from documents.generations import FIRST, Failure, Generation, Result, Settle, WorkState
from documents.images import ImageFile
from documents.results import without_result
from documents.setbacks import MOST_ENGINE_ERRORS, MOST_LOST_LEASES, come_due, delay, failed
from documents.work import (
    Step,
    cancel_wished,
    cancelled,
    claimed,
    handed_back,
    kept_alive,
    progressed,
    succeeded,
)
from errors import ErrorCode
from kinds import GenerationKind, GenerationStatus

LEASE = timedelta(seconds=30)
LATER = timedelta(days=1)


def create_generation(**fields: object) -> Generation:
    generation: Generation = Generation.model_construct(
        **{
            "id": new_id("gen"),
            "owner": new_id("acc"),
            "kind": GenerationKind.CARTOON,
            "engine": "builtin",
            "original_id": new_id("ori"),
            "status": GenerationStatus.QUEUED,
            "state": WorkState.READY,
            "due_at": now(),
            "changed_at": now(),
            **fields,
        }
    )
    return generation


def create_leased(**fields: object) -> Generation:
    leased = claimed(LEASE)(create_generation(**fields))
    assert leased is not None
    return leased


def create_result() -> Result:
    image = ImageFile(
        key="temp/1_car.jpg",
        mime_type="image/jpeg",
        width=1,
        height=1,
        file_size=1,
        placeholder="",
        thumbnail_key="temp/1_car_thumb.webp",
    )
    return Result(id=new_id("car"), image=image, drawn_at=now())


def failure(*, retryable: bool) -> Failure:
    return Failure(code=ErrorCode.ENGINE_FAILED, message="It broke.", retryable=retryable)


def test_a_claim_starts_a_new_attempt_with_a_lease() -> None:  # G2
    leased = create_leased()
    assert (leased.status, leased.state) == (GenerationStatus.RUNNING, WorkState.LEASED)
    assert leased.attempt == 1
    assert leased.due_at > now()
    assert claimed(LEASE)(leased) is None


@pytest.mark.parametrize(
    "step",
    [
        succeeded(1, []),
        failed(1, failure(retryable=False)),
        cancelled(1),
        handed_back(1),
        kept_alive(1, LEASE),
        progressed(1, LEASE, 0.5, "drawing"),
    ],
)
def test_a_worker_that_lost_its_lease_changes_nothing(step: object) -> None:
    second = create_leased(attempt=1)
    assert second.attempt == 2
    assert callable(step)
    assert step(second) is None


def test_success_carries_its_results_and_asks_for_delivery() -> None:  # G3
    result = create_result()
    ended = succeeded(1, [result])(create_leased())
    assert ended is not None
    assert ended.status is GenerationStatus.SUCCEEDED
    assert ended.ended
    assert ended.results == [result]
    assert ended.result_ids == [result.id]
    assert ended.settle is Settle.DELIVER
    assert ended.progress == 1.0


def test_a_wish_to_cancel_wins_over_a_late_success() -> None:  # G6
    wished = cancel_wished(create_leased())
    assert wished is not None
    assert wished.status is GenerationStatus.RUNNING
    ended = succeeded(1, [create_result()])(wished)
    assert ended is not None
    assert ended.status is GenerationStatus.CANCELLED
    assert ended.result_ids == []


@pytest.mark.parametrize(
    "step",
    [
        failed(1, failure(retryable=True)),
        failed(1, failure(retryable=False)),
        handed_back(1),
        cancelled(1),
        come_due(now() + LATER),
    ],
)
def test_a_wish_to_cancel_is_the_end_however_the_attempt_goes(step: Step) -> None:  # G6
    wished = cancel_wished(create_leased())
    assert wished is not None
    assert cancel_wished(wished) is None  # once is enough
    ended = step(wished)
    assert ended is not None
    assert ended.status is GenerationStatus.CANCELLED
    assert ended.settle is Settle.DROP
    assert claimed(LEASE)(ended) is None


def test_what_waits_for_a_retry_is_cancelled_at_once() -> None:  # G6
    waiting = failed(1, failure(retryable=True))(create_leased())
    assert waiting is not None
    ended = cancel_wished(waiting)
    assert ended is not None
    assert ended.status is GenerationStatus.CANCELLED
    assert come_due(now() + LATER)(ended) is None


def test_what_is_queued_is_cancelled_at_once_and_only_once() -> None:  # G6
    ended = cancel_wished(create_generation())
    assert ended is not None
    assert ended.status is GenerationStatus.CANCELLED
    assert cancel_wished(ended) is None


def test_three_errors_of_the_engine_end_it_and_fewer_do_not() -> None:  # G4
    generation = create_leased()
    after: Generation | None = None
    for errors in range(1, MOST_ENGINE_ERRORS + 1):
        after = failed(generation.attempt, failure(retryable=True))(generation)
        assert after is not None
        assert after.engine_errors == errors
        if errors < MOST_ENGINE_ERRORS:
            assert (after.status, after.state) == (GenerationStatus.QUEUED, WorkState.WAITING)
            assert after.due_at > now()
            ready = come_due(after.due_at)(after)
            assert ready is not None
            claimed_again = claimed(LEASE)(ready)
            assert claimed_again is not None
            generation = claimed_again
    assert after is not None
    assert after.status is GenerationStatus.FAILED
    assert after.failure is not None
    assert after.failure.code is ErrorCode.ENGINE_FAILED


def test_an_error_that_repeating_cannot_mend_ends_it_at_once() -> None:  # G4
    ended = failed(1, failure(retryable=False))(create_leased())
    assert ended is not None
    assert ended.status is GenerationStatus.FAILED
    assert ended.settle is Settle.DROP


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (0.0, 0.0, 0.0),
        (120.0, 120.0, 132.0),  # never sooner, and not everybody at once
        (1e9, 600.0, 660.0),  # it must not park the work for ever
        (float("inf"), 600.0, 660.0),
        (-5.0, 0.0, 2.0),  # no length of time
        (float("nan"), 0.0, 2.0),
    ],
)
def test_the_engine_says_how_long_to_wait(said: float, least: float, most: float) -> None:  # G4
    for _ in range(50):
        before = now()
        waiting = failed(1, failure(retryable=True), retry_after=said)(create_leased())
        assert waiting is not None
        waited = waiting.due_at - before
        assert timedelta(seconds=least) <= waited <= timedelta(seconds=most + 1)


def test_the_delay_doubles_and_is_spread_over_its_whole_length() -> None:  # G4
    for errors, ceiling in ((1, 2), (2, 4), (4, 16), (9, 30)):
        delays = [delay(errors).total_seconds() for _ in range(400)]
        assert 0 <= min(delays) < 0.1 * ceiling
        assert 0.9 * ceiling < max(delays) <= ceiling


def test_why_it_waits_is_kept_but_is_no_ending() -> None:  # G2, G4
    waiting = failed(1, failure(retryable=True))(create_leased())
    assert waiting is not None
    assert waiting.last_failure == failure(retryable=True)
    assert waiting.failure is None
    lost = come_due(now() + LATER)(create_leased())
    assert lost is not None
    assert lost.last_failure is not None
    assert "lost" in lost.last_failure.message
    again = claimed(LEASE)(lost)
    assert again is not None
    ended = succeeded(again.attempt, [])(again)
    assert ended is not None
    assert ended.failure is None


def test_a_retry_takes_the_new_place_and_what_was_lost_comes_first() -> None:  # G9
    waiting = failed(1, failure(retryable=True), retry_after=0.0)(create_leased(rank=3.0))
    assert waiting is not None
    later = now() + LATER
    retried, lost = come_due(later, 70.0)(waiting), come_due(later)(create_leased(rank=3.0))
    back = handed_back(1)(create_leased(rank=3.0))
    assert retried is not None
    assert lost is not None
    assert back is not None
    assert (retried.rank, lost.rank, back.rank) == (70.0, FIRST, FIRST)


def test_lost_workers_are_counted_apart_from_errors() -> None:  # G4
    generation = create_leased()
    for lost in range(1, MOST_LOST_LEASES):
        ready = come_due(generation.due_at + LATER)(generation)
        assert ready is not None
        assert (ready.state, ready.lost_leases) == (WorkState.READY, lost)
        assert ready.engine_errors == 0
        again = claimed(LEASE)(ready)
        assert again is not None
        generation = again
    ended = come_due(generation.due_at + LATER)(generation)
    assert ended is not None
    assert ended.status is GenerationStatus.FAILED


def test_a_lease_that_has_not_run_out_is_left_alone() -> None:
    assert come_due(now() - LEASE)(create_leased()) is None


def test_work_handed_back_is_ready_and_not_counted() -> None:  # O5
    ready = handed_back(1)(create_leased())
    assert ready is not None
    assert (ready.state, ready.lost_leases, ready.engine_errors) == (WorkState.READY, 0, 0)


def test_progress_never_goes_back() -> None:
    half = progressed(1, LEASE, 0.5, "drawing")(create_leased())
    assert half is not None
    less = progressed(1, LEASE, 0.2, "drawing on")(half)
    assert less is not None
    assert (less.progress, less.stage) == (0.5, "drawing on")


def test_a_heartbeat_does_not_show() -> None:
    leased = create_leased()
    beaten = kept_alive(1, LEASE * 2)(leased)
    assert beaten is not None
    assert beaten.shown == leased.shown
    assert beaten.due_at > leased.due_at


def test_a_deleted_result_is_forgotten() -> None:  # C13
    result = create_result()
    ended = succeeded(1, [result])(create_leased())
    assert ended is not None
    forgotten = without_result(result.id)(ended)
    assert forgotten is not None
    assert (forgotten.results, forgotten.result_ids) == ([], [])
    assert without_result(result.id)(forgotten) is None
