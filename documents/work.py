"""What may happen to a generation, as pure functions: each takes it as it is and returns what it
becomes, or None where the step does not apply. `documents.base.change` makes them atomic."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from documents.base import now
from documents.generations import FIRST, Call, Generation, Link, Result, Settle, WorkState
from kinds import GenerationStatus

Step = Callable[[Generation], Generation | None]


def changed(generation: Generation, **fields: Any) -> Generation:
    """The generation in which `fields` are different, as streams that are resumed will tell."""
    return generation.but(**fields, changed_at=now())


def claimed(lease: timedelta, attempts: int | None = None) -> Step:
    """READY → LEASED: a new attempt begins; the next one after so many, if that is said."""

    def step(generation: Generation) -> Generation | None:
        if generation.state is not WorkState.READY:
            return None
        if attempts is not None and generation.attempt != attempts:
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


def ended(generation: Generation, status: GenerationStatus, **fields: Any) -> Generation:
    """ENDED so, and what was delivered is to be paid."""
    return changed(
        generation,
        status=status,
        state=WorkState.ENDED,
        finished_at=now(),
        cost=generation.price * generation.payable(status),
        **fields,
    )


def succeeded(attempt: int, results: Sequence[Result], links: Sequence[Link] = ()) -> Step:
    """LEASED → ENDED with the results, and links to others, inside, after those that have arrived;
    a wish to cancel that came before wins."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        return delivered(
            generation,
            results=[*generation.results, *results],
            result_ids=[
                *generation.result_ids,
                *(result.id for result in results),
                *(link.id for link in links),
            ],
            links=[*links],
        )

    return step


def delivered(generation: Generation, **fields: Any) -> Generation:
    """SUCCEEDED, with all that was asked for or with a part of it."""
    count, wanted = generation.delivered, generation.wanted
    few = f"{count} of {wanted} pictures {'was' if count == 1 else 'were'} drawn"
    return ended(
        generation,
        GenerationStatus.SUCCEEDED,
        progress=1.0,
        stage=few if 0 < count < wanted else "done",
        settle=Settle.DELIVER,
        **fields,
    )


def stopped(generation: Generation) -> Generation:
    """What has arrived until then stays, and is paid, whether or not its owner kept it."""
    return ended(
        generation,
        GenerationStatus.CANCELLED,
        stage="cancelled",
        settle=Settle.DELIVER if generation.delivered else Settle.DROP,
        cancel_wanted=True,
    )


def cancelled(attempt: int) -> Step:
    """LEASED → ENDED because somebody wished so."""

    def step(generation: Generation) -> Generation | None:
        return stopped(generation) if holds(generation, attempt) else None

    return step


def cancel_wished(generation: Generation) -> Generation | None:
    """End what no worker has; tell the worker of what one has."""
    if generation.ended or generation.cancel_wanted:
        return None
    if generation.state is WorkState.LEASED:
        return changed(generation, cancel_wanted=True, stage="cancelling")
    return stopped(generation)


def calling(attempt: int, lease: timedelta, call: Call) -> Step:
    """Note that a call goes out which may be billed, before it does."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt) or generation.cancel_wanted:
            return None
        return generation.but(called=call, due_at=now() + lease)

    return step


def handed_back(attempt: int) -> Step:
    """A worker that stops gives its work back, uncounted; it comes first again."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt):
            return None
        if generation.cancel_wanted:
            return stopped(generation)
        return made_ready(generation, rank=FIRST)

    return step


def made_ready(generation: Generation, **fields: Any) -> Generation:
    """READY for whoever claims it."""
    return changed(
        generation,
        status=GenerationStatus.QUEUED,
        state=WorkState.READY,
        stage="waiting",
        **fields,
    )


def settled(cost: int) -> Step:
    """All consequences have come about, and `cost` was taken. Only now the ending shows, so that
    who resumes a stream from a later moment than the ending itself must still find it."""

    def step(generation: Generation) -> Generation | None:
        return None if generation.settle is None else changed(generation, settle=None, cost=cost)

    return step
