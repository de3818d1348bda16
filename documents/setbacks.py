"""What comes between a generation and its results: errors of the engine, full disks, engines that
are down, lost workers. Pure steps, as those of `documents.work`."""

import random
from datetime import datetime, timedelta
from typing import Any

from documents.base import now
from documents.generations import FIRST, Failure, Generation, Settle, WorkState
from documents.work import Step, changed, delivered, ended, holds, made_ready, stopped
from errors import ErrorCode
from kinds import GenerationStatus

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
UNANSWERED = "The answer of the engine was lost on its way. Please ask for it again."


def failed(
    attempt: int, failure: Failure, retry_after: float | None = None, then: str | None = None
) -> Step:
    """Count an error of the engine: try again later, or, when that cannot help any more, have the
    engine `then` do it, or end."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        errors = generation.engine_errors + 1
        if failure.retryable and errors < MOST_ENGINE_ERRORS:
            again = delay(errors, retry_after)
            stage = "waiting to try again"
            return _waiting(generation, failure, again, stage, engine_errors=errors)
        if then is not None:
            return _moved(generation, failure, then)
        return _given_up(generation, failure, engine_errors=errors)

    return step


def _moved(generation: Generation, failure: Failure, engine: str, **fields: Any) -> Generation:
    """In the queue of another engine as soon as somebody looks, with as many tries as at first."""
    stage, at_once = "waiting for another engine", timedelta()
    return _waiting(generation, failure, at_once, stage, engine=engine, engine_errors=0, **fields)


def passed_on(failure: Failure, engine: str, then: str | None) -> Step:
    """READY for an engine that is down, or gone: have the engine `then` do it, or end."""

    def step(generation: Generation) -> Generation | None:
        if generation.state is not WorkState.READY or generation.engine != engine:
            return None
        if then is not None:
            return _moved(generation, failure, then)
        return _given_up(generation, failure)

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
        return delivered(generation, last_failure=failure, **fields)
    return ended(
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
    """Count a full disk, or a store that is away: wait for it, or end when that has lasted too
    long."""
    stage = (
        "waiting for room" if failure.code is ErrorCode.STORAGE_FULL else "waiting for the store"
    )

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        times = generation.full_disks + 1
        if times >= MOST_FULL_DISKS:
            return _given_up(generation, failure, full_disks=times)
        most = min(LONGEST_WAIT_FOR_ROOM, FIRST_WAIT_FOR_ROOM * 2.0 ** (times - 1))
        wait = timedelta(seconds=most * random.uniform(0.5, 1))
        return _waiting(generation, failure, wait, stage, full_disks=times)

    return step


def come_due(moment: datetime, rank: float | None = None, then: str | None = None) -> Step:
    """WAITING whose time has come, and LEASED whose worker was lost → READY.

    A retry comes at a new place in the queue, `rank`, if one is given: the one it had is past, and
    a crowd of such would stand before everybody else. What was lost comes first; there is no more
    of it than there are slots. Where the answer to a call was lost with the worker, the engine
    `then` has it next, if the one that was called is not to be asked again.
    """

    def step(generation: Generation) -> Generation | None:
        if generation.due_at > moment:
            return None
        if generation.state is WorkState.WAITING:
            return made_ready(generation, rank=generation.rank if rank is None else rank)
        if generation.state is not WorkState.LEASED:
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        times, call = generation.lost_leases + 1, generation.called
        if times >= MOST_LOST_LEASES:
            return _given_up(generation, _lost(LOST), lost_leases=times)
        if call is not None and not call.repeats:
            return _unanswered(generation, then, lost_leases=times)
        return made_ready(generation, lost_leases=times, last_failure=_lost(LOST_ONCE), rank=FIRST)

    return step


def answer_lost(attempt: int, then: str | None) -> Step:
    """A worker that stops gives back work whose engine is not to be called again for it."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        return _unanswered(generation, then)

    return step


def _unanswered(generation: Generation, then: str | None, **fields: Any) -> Generation:
    failure = _lost(UNANSWERED)
    if then is not None:
        return _moved(generation, failure, then, **fields)
    return _given_up(generation, failure, **fields)


def _lost(message: str) -> Failure:
    return Failure(code=ErrorCode.ENGINE_FAILED, message=message, retryable=True)
