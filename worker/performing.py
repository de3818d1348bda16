"""Performing one claimed generation: within its time, up to its one ending and what follows."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from pymongo.errors import PyMongoError

import failpoints
from documents.base import find
from documents.costs import cost_noted, costing
from documents.database import has_no_room, is_away
from documents.generations import Failure, Generation, Result, WorkState
from documents.paying import require_hold
from documents.services import Outcome
from documents.setbacks import answer_lost, failed, put_off
from documents.settling import settle
from documents.work import Step, cancelled, handed_back, holds, succeeded
from engines.protocol import Cancelled
from errors import EngineError, EngineTimeout, StorageFull, Unavailable, VisageError
from instruments.silence import silent
from kinds import GenerationKind, GenerationStatus
from studio import Studio
from worker import avatars, cartoons, faces, headshots, pictures
from worker.attempts import Attempt, store_patiently
from worker.keeping import keep_photo_notes, remove_results

log = structlog.get_logger("worker")

Draw = Callable[[Attempt], Coroutine[Any, Any, tuple[list[Result], bytes | None]]]

# A new kind of generation is one line here.
KINDS_OF_WORK: dict[GenerationKind, Draw] = {
    GenerationKind.CARTOON: cartoons.draw,
    GenerationKind.FACE: faces.draw,
    GenerationKind.HEADSHOT: headshots.draw,
    GenerationKind.AVATAR: avatars.draw,
    GenerationKind.PICTURES: pictures.draw,
}

# How many times ATTEMPT_SECONDS an attempt may take. An avatar has sixteen times the pixels of a
# cartoon, and waits within its attempt for the others that this process puts together.
TIMES_AS_LONG = {GenerationKind.AVATAR: 3}

# What came of an attempt that did not end its generation.
OUTCOMES = {WorkState.WAITING: "retry", WorkState.READY: "handed_back"}

TOO_LONG = "Drawing took too long. Please try again."
UNEXPECTED = "Something went wrong while drawing. Please try again."
NO_ROOM_LEFT = "There was no room to keep this picture. Please ask for it again later."

# While the database is away an ending is tried again for so long, in seconds: work that is done is
# not to be done again. Somebody waits for what is handed back to stop.
ENDING_PATIENCE = 120.0
STOPPING_PATIENCE = 3.0


async def perform(attempt: Attempt) -> None:
    """Draw, end the generation once, and bring about what follows; raises only to be stopped."""
    studio, generation = attempt.studio, attempt.generation
    results: list[Result] = []
    notes: bytes | None = None
    point: failpoints.Step = "ending.store"
    try:
        results, notes = await _within_time(attempt)
        step = succeeded(attempt.number, results, attempt.links)
        await attempt.free_slot(Outcome.WELL)
    except Cancelled:
        attempt.give_up_call()
        step = cancelled(attempt.number)
        await attempt.free_slot(Outcome.UNKNOWN)
    except asyncio.CancelledError:
        back = _handed_back(attempt)
        tell_of(attempt, await asyncio.shield(_end(studio, attempt, back, STOPPING_PATIENCE)))
        await asyncio.shield(attempt.free_slot(Outcome.UNKNOWN))
        raise
    except Exception as error:
        step, point = _failed(attempt, error), "retry.store"
        await _tell(attempt, error)
    with failpoints.failpoint(point):
        ended = await _end(studio, attempt, step)
    if ended is not None and ended.status is GenerationStatus.SUCCEEDED:
        results = []
    await _drop_undelivered(studio, attempt, [*results, *attempt.loose])
    if ended is not None and ended.settle is not None:
        with attempt.timed("settle"):
            await settle(ended, attempt)
    tell_of(attempt, ended)
    if notes is not None:
        await keep_photo_notes(studio, generation, notes)


def tell_of(attempt: Attempt, ended: Generation | None) -> None:
    """Note that an attempt is over, and what came of it: None when it did not count any more."""
    outcome = "void" if ended is None else OUTCOMES.get(ended.state, ended.status.lower())
    generation, panel = attempt.generation, attempt.studio.panel
    panel.labour.attempted(generation.kind, attempt.engine, outcome, attempt.seconds)
    if attempt.over is not None:
        attempt.studio.noted(attempt.over, attempt.seconds)
        return
    failure = ended.last_failure if ended is not None else None
    log.info(
        "attempt over",
        kind=generation.kind.value,
        engine=attempt.engine,
        outcome=outcome,
        code=failure.code if failure is not None else None,
        seconds=attempt.seconds,
    )


async def _drop_undelivered(studio: Studio, attempt: Attempt, results: list[Result]) -> None:
    """Delete the files of results that did not get into the generation. It is asked once more: the
    ending may have been stored though the answer of the database was lost on its way."""
    if not results:
        return
    stored = await find(Generation, attempt.generation.id)
    if stored is not None and holds(stored, attempt.number):
        # An ending that timed out may still be stored. If it is not, the sweep finds the files.
        return
    delivered = stored.result_ids if stored is not None else []
    await remove_results(studio, [each for each in results if each.id not in delivered])


async def _within_time(attempt: Attempt) -> tuple[list[Result], bytes | None]:
    """The work and the heartbeat side by side; whichever fails first ends both."""
    await require_hold(attempt.generation, attempt.studio.allowances)
    if attempt.generation.kind is not GenerationKind.FACE:  # that makes room in the end
        await attempt.studio.room.require_last()  # before it is drawn, and perhaps paid, in vain
    draw = KINDS_OF_WORK[attempt.generation.kind]
    beating = asyncio.create_task(attempt.beat())
    drawing = asyncio.create_task(draw(attempt))
    both = {beating, drawing}
    try:
        await asyncio.wait(both, timeout=_time_of(attempt), return_when=FIRST_COMPLETED)
        timed_out = not any(task.done() for task in both)
    finally:
        await _stopped(beating)
        await _stopped(drawing)
    if not drawing.cancelled():  # even when told to stop it may have finished: its files exist
        return drawing.result()
    if timed_out:
        raise EngineTimeout(TOO_LONG)
    beating.result()
    raise Cancelled


def _time_of(attempt: Attempt) -> float:
    """How many seconds it may take: so many for each picture that is missing."""
    generation, service = attempt.generation, attempt.service
    usual = attempt.studio.settings.attempt_seconds * TIMES_AS_LONG.get(generation.kind, 1)
    elsewhere = service.seconds if service is not None else 0.0
    return (usual + elsewhere) * max(1, generation.wanted - generation.drawn)


async def _stopped(task: asyncio.Task[Any]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # looked at, or it would be logged as forgotten


def _failed(attempt: Attempt, error: Exception) -> Step:
    """The step for an error of the attempt; what nobody expected is logged."""
    if _is_of_database(error):
        return _handed_back(attempt)  # no error of the engine
    said, number = _in_words(error), attempt.number
    repeats = attempt.give_up_call()
    if isinstance(said, StorageFull | Unavailable):
        message = NO_ROOM_LEFT if isinstance(said, StorageFull) else said.message
        return put_off(number, Failure(code=said.code, message=message, retryable=True))
    failure = Failure(code=said.code, message=said.message, retryable=False)
    if not isinstance(said, EngineError):
        return failed(number, failure)
    again = {"retryable": said.retryable and repeats, "reason": said.reason}
    then = _next_engine(attempt) if said.elsewhere else None
    return failed(number, failure.model_copy(update=again), said.retry_after, then)


def _handed_back(attempt: Attempt) -> Step:
    """The step for work that is given up though nothing is wrong with it."""
    if attempt.give_up_call():
        return handed_back(attempt.number)
    return answer_lost(attempt.number, _next_engine(attempt))


def _next_engine(attempt: Attempt) -> str | None:
    return attempt.studio.engines.after(attempt.generation.kind, attempt.engine)


def _is_of_database(error: Exception) -> bool:
    return is_away(error) or (isinstance(error, PyMongoError) and has_no_room(error))


async def _tell(attempt: Attempt, error: Exception) -> None:
    """How the engine is, after an error of an attempt."""
    ill = not isinstance(error, EngineError) or error.ill
    of_engine = isinstance(error, EngineError | TimeoutError) and (ill or attempt.asked)
    if not of_engine:
        await attempt.free_slot(Outcome.UNKNOWN)
        return
    rest = error.retry_after if isinstance(error, EngineError) else None
    await attempt.free_slot(Outcome.ILL if ill and rest is None else Outcome.WELL, rest)


def _in_words(error: Exception) -> VisageError:
    if isinstance(error, TimeoutError):
        return EngineTimeout(TOO_LONG)
    if isinstance(error, VisageError):
        if isinstance(error, EngineError) and _is_unexpected(error.__cause__):
            log.error("drawing failed", exc_info=silent(error))
        return error
    log.error("drawing failed unexpectedly", exc_info=silent(error))
    return EngineError(UNEXPECTED)


def _is_unexpected(cause: BaseException | None) -> bool:
    """Whether something went wrong in an engine's own work, of which its error does not tell."""
    return cause is not None and not isinstance(cause, VisageError)


async def _end(
    studio: Studio, attempt: Attempt, step: Step, patience: float = ENDING_PATIENCE
) -> Generation | None:
    """Store the ending, for up to `patience` seconds if the database is away. What was billed is
    noted also when another attempt counts by now."""
    generation, number, cost = attempt.generation, attempt.number, attempt.cost
    try:
        async with asyncio.timeout(patience):
            ended = await store_patiently(studio, generation, costing(step, number, cost))
            if ended is None and cost:
                await store_patiently(studio, generation, cost_noted(number, cost))
    except TimeoutError:
        log.warning("the ending could not be stored; the work will be done again")
        return None
    return ended
