"""Drawing a headshot of the person behind a link.

The photo is never kept: an engine that follows links is given the one that was asked with; for any
other the photo is fetched, judged as an upload is, and held in memory for this attempt only.
"""

import asyncio
from contextlib import aclosing

import structlog

from documents.base import new_id, now
from documents.generations import Link, Result
from engines.protocol import Drawn, Engine, Wish
from errors import EngineError, InvalidImage, UnsafeUrl
from imaging.inspect import Inspected, Limits, inspect
from kinds import AspectRatio, GenerationKind, HeadshotStyle
from links import require_public
from prompts.headshots import headshot_prompt
from worker.attempts import Attempt
from worker.keeping import Place, keep_picture
from worker.reports import Share

log = structlog.get_logger("worker")

PLACE = Place("pictures", "pic", always_medium=True)

# How far the work is once each part is done; the engine's own progress lies between the two.
FETCHED, DRAWN = 0.05, 0.9
# One call may bring several; what is more than these is not looked at.
MOST_RESULTS = 4

NONE_DRAWN = "The engine finished without a headshot. Please try again."
UNREADABLE = "The photo behind this link could not be read in reasonable time. Use another one."
LOST = "The engine made a headshot that could not be fetched. Please try again."
ASTRAY = "The engine gave a link that must not be followed. Please try again later."


async def draw(attempt: Attempt) -> tuple[list[Result], None]:
    """The headshots that are kept here; links to others are left in `attempt.links`."""
    engine = attempt.studio.engines.get(attempt.engine)
    wish = await _wish(attempt, engine)
    failure: EngineError = EngineError(NONE_DRAWN, reason="none-drawn")
    taken = 0
    with attempt.timed("draw"):
        async with aclosing(engine.draw(wish, Share(attempt, FETCHED, DRAWN))) as headshots:
            async for drawn in headshots:
                try:
                    await _take(attempt, engine, drawn)
                except EngineError as error:  # another of this call may be whole
                    log.warning("a headshot cannot be used", reason=error.reason)
                    failure = error
                taken += 1
                if taken == MOST_RESULTS:
                    break
    if not attempt.loose and not attempt.links:
        raise failure
    results = [*attempt.loose]
    attempt.loose.clear()  # from here on they are what the attempt ends with
    return results, None


async def _wish(attempt: Attempt, engine: Engine) -> Wish:
    generation = attempt.generation
    style = generation.headshot_style or HeadshotStyle.CORPORATE
    photo = None if engine.follows_links else await _photo(attempt)
    return Wish(
        kind=GenerationKind.HEADSHOT,
        seed=generation.seed,
        count=1,
        size=(generation.ratio or AspectRatio.SQUARE).size,
        style=style,
        prompt=await asyncio.to_thread(headshot_prompt, style),
        photo=photo,
        photo_url=generation.source_url if photo is None else None,
    )


async def _photo(attempt: Attempt) -> bytes:
    """The photo behind the link: upright, and without whatever else is in its file."""
    studio = attempt.studio
    await attempt.report(0.0, "fetching the photo")
    attempt.fetching = True
    try:
        with attempt.timed("fetch"):
            body = await studio.engines.fetch(attempt.generation.source_url)
    finally:
        attempt.fetching = False
    limits = Limits(studio.settings.max_upload_bytes, studio.settings.max_pixels)
    with attempt.timed("judge"):
        failure = InvalidImage(UNREADABLE)
        judged: Inspected = await studio.sandbox.run(inspect, body, limits, failure=failure)
    return judged.image


async def _take(attempt: Attempt, engine: Engine, drawn: Drawn) -> None:
    """Keep a headshot, or the link to it; `EngineError` when neither is possible. What else an
    engine gives is left: notes on a face are biometric, and nothing is made of a headshot."""
    image = drawn.image
    if image is None:
        url = _followable(attempt, drawn.url or "")
        if attempt.studio.settings.headshot_results == "broker":
            attempt.links.append(Link(id=new_id("pic"), url=url, made_at=now()))
            return
        await attempt.report(DRAWN, "fetching the headshot")
        image = await _fetched(attempt, url)
    await attempt.report(DRAWN, "keeping the headshot")
    with attempt.timed("keep"):
        kept = await keep_picture(attempt.studio, PLACE, Drawn(image=image), engine.source)
    named = {"seed": attempt.generation.seed, "engine": engine.name}
    attempt.loose.append(kept.model_copy(update=named))


def _followable(attempt: Attempt, url: str) -> str:
    """A link that an engine gave, as it gave it: whoever opens it must not be led astray either."""
    settings = attempt.studio.settings
    try:
        require_public(url, settings.headshot_http, settings.link_networks)
    except UnsafeUrl as error:
        raise _astray() from error
    return url


async def _fetched(attempt: Attempt, url: str) -> bytes:
    """The headshot behind an engine's link."""
    try:
        return await attempt.studio.engines.fetch(url)
    except UnsafeUrl as error:  # it redirects to where nobody must go
        raise _astray() from error
    except EngineError as error:  # whose sentence is for those who give links to photos
        raise EngineError(LOST, reason=f"result-{error.reason}") from error


def _astray() -> EngineError:
    error = EngineError(ASTRAY, reason="unsafe-link")
    error.retryable = False  # the same again would cost again
    return error
