"""What happens to the results of a generation, as pure steps: pictures from words arrive, one by
one, and what is deleted is forgotten."""

from datetime import timedelta

from documents.base import now
from documents.generations import Failure, Generation, Result
from documents.work import Step, changed, holds


def _expects(generation: Generation, attempt: int, number: int) -> bool:
    """Whether picture `number`, counted from 0, is the next one that `attempt` is to bring. A
    number counts once, so that a step whose answer was lost may be taken again."""
    if not holds(generation, attempt) or generation.cancel_wanted:
        return False
    return number == generation.drawn < generation.wanted


def arrived(attempt: int, lease: timedelta, number: int, result: Result, stage: str) -> Step:
    """Picture `number` is there: it shows from now on, whatever becomes of the others."""

    def step(generation: Generation) -> Generation | None:
        if not _expects(generation, attempt, number):
            return None
        return changed(
            generation,
            drawn=number + 1,
            results=[*generation.results, result],
            result_ids=[*generation.result_ids, result.id],
            progress=max(generation.progress, round((number + 1) / generation.wanted, 3)),
            stage=stage,
            due_at=now() + lease,
        )

    return step


def rejected(attempt: int, lease: timedelta, number: int, failure: Failure) -> Step:
    """Picture `number` must not be shown: it is not delivered, and no other is drawn for it."""

    def step(generation: Generation) -> Generation | None:
        if not _expects(generation, attempt, number):
            return None
        return changed(
            generation,
            drawn=number + 1,
            rejected=generation.rejected + 1,
            last_failure=failure,
            due_at=now() + lease,
        )

    return step


def drawn_anew(attempt: int, price: int) -> Step:
    """The pictures that were to be copied, or handed out again, are gone: those that are missing
    are drawn, at the `price` of new ones. Else whoever deletes one in time gets new ones for less.
    Whoever takes this step sees to the hold afterwards."""

    def step(generation: Generation) -> Generation | None:
        if not holds(generation, attempt) or not (generation.copy_of or generation.reuse):
            return None
        payer = generation.payer or (generation.owner if price else "")
        cost = price * generation.wanted
        return changed(
            generation, cached=False, copy_of=[], reuse=[], price=price, cost=cost, payer=payer
        )

    return step


def handed_out(attempt: int) -> Step:
    """The owner's own pictures are the answer once more."""

    def step(generation: Generation) -> Generation | None:
        if not _expects(generation, attempt, 0) or not generation.reuse:
            return None
        return changed(
            generation, drawn=len(generation.reuse), result_ids=[*generation.reuse], progress=1.0
        )

    return step


def without_result(id: str) -> Step:
    """Forget a result that its owner deleted, so that no repeated consequence brings it back. One
    whose work goes on is not drawn once more for it."""

    def step(generation: Generation) -> Generation | None:
        if id not in generation.result_ids:
            return None
        return changed(
            generation,
            results=[result for result in generation.results if result.id != id],
            links=[link for link in generation.links if link.id != id],
            result_ids=[known for known in generation.result_ids if known != id],
        )

    return step


def without_results(generation: Generation) -> Generation | None:
    """Forget all results, because their owner flushed them."""
    return changed(generation, results=[], result_ids=[]) if generation.results else None
