"""What waits for an engine that is down, or that is not set up any more: another one has it, or it
ends, instead of waiting for ever."""

from collections.abc import Sequence
from datetime import timedelta

from documents.announcing import take_step
from documents.base import now, read_or_skip
from documents.generations import Failure, Generation, WorkState
from documents.services import state_of
from documents.setbacks import passed_on
from documents.settling import settle
from errors import ErrorCode
from failpoints import failpoint
from studio import Studio

# Each time, of each engine.
BATCH = 100
# Where there is no other engine, one that is down is waited for so long.
PATIENCE = timedelta(minutes=10)
# While a new version is started, processes may know different engines.
DEPLOYMENT = timedelta(minutes=1)

DOWN = "What draws this does not answer. Please ask for it again later."
GONE = "What was to draw this is no longer there. Please ask for it again."


async def pass_on(studio: Studio) -> int:
    """Have others do what waits for engines that are down or gone; how many were moved or ended."""
    count = 0
    for engine in studio.engines.names:
        if studio.engines.get(engine).service is None or not (await state_of(engine)).down(now()):
            continue
        for each in await _ready(engine):
            then = studio.engines.after(each.kind, engine)
            if then is not None or each.changed_at < now() - PATIENCE:
                count += await _passed_on(studio, each, DOWN, then)
    return count + await _pass_on_from_nowhere(studio)


async def _pass_on_from_nowhere(studio: Studio) -> int:
    count = 0
    for between in _gaps(studio.engines.names):
        for each in await _ready(between):
            if each.changed_at < now() - DEPLOYMENT:
                then = studio.engines.for_kind(each.kind)[0]
                count += await _passed_on(studio, each, GONE, then)
    return count


def _gaps(names: Sequence[str]) -> list[dict[str, str]]:
    """The ranges of engines' names that hold all but these: what the index finds at once."""
    ordered = sorted(names)
    below, above = [None, *ordered], [*ordered, None]
    return [
        {**({} if low is None else {"$gt": low}), **({} if high is None else {"$lt": high})}
        for low, high in zip(below, above, strict=True)
    ]


async def _ready(engine: str | dict[str, str]) -> list[Generation]:
    query = {"state": WorkState.READY, "engine": engine}
    found = Generation.get_pymongo_collection().find(query).limit(BATCH)
    return [one for raw in await found.to_list() if (one := read_or_skip(Generation, raw))]


async def _passed_on(studio: Studio, generation: Generation, why: str, then: str | None) -> bool:
    failure = Failure(code=ErrorCode.ENGINE_UNAVAILABLE, message=why, retryable=True)
    step = passed_on(failure, generation.engine, then)
    with failpoint("work.pass-on"):
        changed = await take_step(studio, generation.id, step, known=generation)
    if changed is not None and changed.settle is not None:
        await settle(changed, studio)
    return changed is not None
