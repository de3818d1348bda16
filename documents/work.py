"""What may happen to a generation, as pure functions: each takes it as it is and returns what it
becomes, or None where the step does not apply. `documents.base.change` makes them atomic."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from documents.base import now
from documents.generations import FIRST, Failure, Generation, Result, Settle, WorkState
from errors import ErrorCode
from kinds import GenerationStatus

Step = Callable[[Generation], Generation | None]

# Counted apart: three deployments in a row must not fail a generation.
MOST_ENGINE_ERRORS = 3
MOST_LOST_LEASES = 5

# Seconds: exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", 2015).
FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# An engine that asks for more is asked again after this long all the same: somebody is waiting.
LONGEST_RETRY_AFTER = 600.0
# Whoever was told the same time must not come back in the same moment; nobody comes before it.
RETRY_AFTER_JITTER = 0.1

# A full disk is no error of the engine and may be mended: it is waited for about half an hour.
MOST_FULL_DISKS = 36
FIRST_WAIT_FOR_ROOM, LONGEST_WAIT_FOR_ROOM = 2.0, 60.0

LOST_ONCE = "The worker that was drawing this was lost."
LOST = "The worker that was drawing this was lost too often. Please ask for it again."


def changed(generation: Generation, **fields: Any) -> Generation:
    """The generation in which `fields` are different, as streams that are resumed will tell."""
    return generation.but(**fields, changed_at=now())


def claimed(lease: timedelta) -> Step:
    """READY → LEASED: a new attempt begins."""

    def step(generation: Generation) -> Generation | None:
        if generation.state is not WorkState.READY:
            return None
        moment = now()
        return changed(
            generation,
            status=GenerationStatus.RUNNING,
            state=WorkState.LEASED,
            attempt=generation.attempt + 1,
            due_at=moment + lease,
            started_at=generation.started_at or moment,
            stage="starting",
        )

    return step


def holds(generation: Generation, attempt: int) -> bool:
    """True while `attempt` is the one that counts."""
    return generation.state is WorkState.LEASED and generation.attempt == attempt


def progressed(attempt: int, lease: timedelta, progress: float, stage: str) -> Step:
    """Progress never goes back; storing it renews the lease."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        return changed(
            generation,
            progress=max(generation.progress, round(min(1.0, progress), 3)),
            stage=stage,
            due_at=now() + lease,
        )

    return step


def kept_alive(attempt: int, lease: timedelta) -> Step:
    """Renew the lease without news."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        return generation.but(due_at=now() + lease)

    return step


def _ended(generation: Generation, status: GenerationStatus, **fields: Any) -> Generation:
    return changed(
        generation,
        status=status,
        state=WorkState.ENDED,
        finished_at=now(),
        cost=generation.price * generation.payable(status),
        **fields,
    )


def succeeded(attempt: int, results: Sequence[Result]) -> Step:
    """LEASED → ENDED with the results inside, after those that have arrived; a wish to cancel that
    came before wins."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return _cancelled(generation)
        return _delivered(
            generation,
            results=[*generation.results, *results],
            result_ids=[*generation.result_ids, *(result.id for result in results)],
        )

    return step


def _delivered(generation: Generation, **fields: Any) -> Generation:
    """SUCCEEDED, with all that was asked for or with a part of it."""
    count, wanted = generation.delivered, generation.wanted
    few = f"{count} of {wanted} pictures {'was' if count == 1 else 'were'} drawn"
    return _ended(
        generation,
        GenerationStatus.SUCCEEDED,
        progress=1.0,
        stage=few if 0 < count < wanted else "done",
        settle=Settle.DELIVER,
        **fields,
    )


def _cancelled(generation: Generation) -> Generation:
    """What has arrived until then stays, and is paid, whether or not its owner kept it."""
    return _ended(
        generation,
        GenerationStatus.CANCELLED,
        stage="cancelled",
        settle=Settle.DELIVER if generation.delivered else Settle.DROP,
        cancel_wanted=True,
    )


def cancelled(attempt: int) -> Step:
    """LEASED → ENDED because somebody wished so."""

    def step(generation: Generation) -> Generation | None:
        return _cancelled(generation) if holds(generation, attempt) else None

    return step


def cancel_wished(generation: Generation) -> Generation | None:
    """End what no worker has; tell the worker of what one has."""
    if generation.ended or generation.cancel_wanted:
        return None
    if generation.state is WorkState.LEASED:
        return changed(generation, cancel_wanted=True, stage="cancelling")
    return _cancelled(generation)


def failed(attempt: int, failure: Failure, retry_after: float | None = None) -> Step:
    """Count an error of the engine: try again later, or end when that cannot help any more."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return _cancelled(generation)
        errors = generation.engine_errors + 1
        if failure.retryable and errors < MOST_ENGINE_ERRORS:
            again = delay(errors, retry_after)
            stage = "waiting to try again"
            return _waiting(generation, failure, again, stage, engine_errors=errors)
        return _given_up(generation, failure, engine_errors=errors)

    return step


def _waiting(
    generation: Generation, failure: Failure, lasting: timedelta, stage: str, **fields: Any
) -> Generation:
    return changed(
        generation,
        status=GenerationStatus.QUEUED,
        state=WorkState.WAITING,
        last_failure=failure,
        due_at=now() + lasting,
        stage=stage,
        **fields,
    )


def _given_up(generation: Generation, failure: Failure, **fields: Any) -> Generation:
    """FAILED; or, when some pictures have arrived, what can be had: a part is a success."""
    if generation.delivered:
        return _delivered(generation, last_failure=failure, **fields)
    return _ended(
        generation,
        GenerationStatus.FAILED,
        stage="failed",
        failure=failure,
        last_failure=failure,
        settle=Settle.DROP,
        **fields,
    )


def delay(errors: int, retry_after: float | None = None) -> timedelta:
    """How long to wait after so many errors of the engine; what it asks for itself is obeyed, and
    a little more, up to `LONGEST_RETRY_AFTER`. What is no length of time counts as not said."""
    if retry_after is not None and retry_after >= 0:
        asked = min(retry_after, LONGEST_RETRY_AFTER)
        return timedelta(seconds=asked * random.uniform(1, 1 + RETRY_AFTER_JITTER))
    ceiling = min(LONGEST_DELAY, FIRST_DELAY * 2**errors)
    return timedelta(seconds=random.uniform(0, ceiling))


def put_off(attempt: int, failure: Failure) -> Step:
    """Count a full disk: wait for room, or end when that has lasted too long."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return _cancelled(generation)
        times = generation.full_disks + 1
        if times >= MOST_FULL_DISKS:
            return _given_up(generation, failure, full_disks=times)
        most = min(LONGEST_WAIT_FOR_ROOM, FIRST_WAIT_FOR_ROOM * 2.0 ** (times - 1))
        wait = timedelta(seconds=most * random.uniform(0.5, 1))
        return _waiting(generation, failure, wait, "waiting for room", full_disks=times)

    return step


def handed_back(attempt: int) -> Step:
    """A worker that stops gives its work back, uncounted; it comes first again."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return _cancelled(generation)
        return _ready(generation, rank=FIRST)

    return step


def _ready(generation: Generation, **fields: Any) -> Generation:
    return changed(
        generation,
        status=GenerationStatus.QUEUED,
        state=WorkState.READY,
        stage="waiting",
        **fields,
    )


def come_due(moment: datetime, rank: float | None = None) -> Step:
    """WAITING whose time has come, and LEASED whose worker was lost → READY.

    A retry comes at a new place in the queue, `rank`, if one is given: the one it had is past, and
    a crowd of such would stand before everybody else. What was lost comes first; there is no more
    of it than there are slots.
    """

    def step(generation: Generation) -> Generation | None:
        if generation.due_at > moment:
            return None
        if generation.state is WorkState.WAITING:
            return _ready(generation, rank=generation.rank if rank is None else rank)
        if generation.state is not WorkState.LEASED:
            return None
        if generation.cancel_wanted:
            return _cancelled(generation)
        lost = generation.lost_leases + 1
        if lost >= MOST_LOST_LEASES:
            return _given_up(generation, _lost(LOST), lost_leases=lost)
        return _ready(generation, lost_leases=lost, last_failure=_lost(LOST_ONCE), rank=FIRST)

    return step


def _lost(message: str) -> Failure:
    return Failure(code=ErrorCode.ENGINE_FAILED, message=message, retryable=True)


def settled(cost: int) -> Step:
    """All consequences have come about, and `cost` was taken. Only now the ending shows, so that
    who resumes a stream from a later moment than the ending itself must still find it."""

    def step(generation: Generation) -> Generation | None:
        return None if generation.settle is None else changed(generation, settle=None, cost=cost)

    return step
