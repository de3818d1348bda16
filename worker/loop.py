"""The worker process: one claimer feeds its slots, woken by the bus and otherwise each second."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from pymongo.errors import PyMongoError

from bus.protocol import Event
from documents.base import now
from documents.database import open_database
from documents.generations import Generation, WorkState
from documents.registry import DOCUMENTS
from errors import Unavailable
from instruments.opening import open_panel
from instruments.silence import silent
from settings import Settings
from studio import Studio, open_studio
from worker.attempts import Attempt
from worker.claiming import claim, promote_due
from worker.healing import CUT_OFF, heal
from worker.leftovers import sweep_files
from worker.passing_on import pass_on
from worker.performing import perform
from worker.presence import be_gone, be_seen, metrics_served
from worker.sweeping import sweep

log = structlog.get_logger("worker")

# Attempts that wait for somebody's slow link, beside those that have a slot.
MOST_FETCHING = 8


@dataclass(frozen=True)
class Rhythm:
    """How often a worker does what nobody asks for, in seconds."""

    look: float = 1.0  # for work, without a word from the bus, which only makes it faster
    heal: float = 2.0
    pass_on: float = 2.0
    cut_off: float = CUT_OFF.total_seconds()  # how old what is healed has to be
    be_seen: float = 10.0
    sweep: float = 60.0
    sweep_files: float = 3600.0


async def run(settings: Settings, stop: asyncio.Event, hurry: asyncio.Event) -> None:
    """Be a worker until `stop` is set; `hurry` ends the draining that follows."""
    uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else ""
    panel = open_panel("worker", settings.otel_exporter_otlp_endpoint, settings.otel_headers)
    async with (
        panel.closing(),
        open_database(uri, settings.mongodb_database, DOCUMENTS, [panel.commands]) as database,
        open_studio(settings, database, panel) as studio,
        metrics_served(settings, panel),
    ):
        await studio.engines.prepare()
        check = "off" if studio.engines.check is None else "on"
        log.info("worker ready", slots=settings.worker_slots, image_check=check)
        await Worker(studio).run(stop, hurry)


class Worker:
    """Claims and performs generations until it is told to stop, and then finishes what it has."""

    def __init__(self, studio: Studio, rhythm: Rhythm | None = None) -> None:
        self._studio = studio
        self._rhythm = rhythm or Rhythm()
        self._attempts: dict[asyncio.Task[None], Attempt] = {}
        # The engines in the order of their turns, each with the rank claimed last.
        self._turns: dict[str, float | None] = dict.fromkeys(studio.engines.names)
        self._wake = asyncio.Event()
        self._stopping = False
        slots = studio.settings.worker_slots
        studio.panel.labour.count_attempts(slots, lambda: len(self._attempts))

    async def run(self, stop: asyncio.Event, hurry: asyncio.Event | None = None) -> None:
        """Work until `stop` is set; then drain for up to DRAIN_SECONDS, or until `hurry` is set,
        and hand back the rest."""
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(each)
                for each in (
                    self._listen(),
                    self._claim_for_ever(),
                    _again_and_again(self._rhythm.look, self._promote),
                    _again_and_again(self._rhythm.heal, self._heal),
                    _again_and_again(self._rhythm.pass_on, self._pass_on),
                    _again_and_again(self._rhythm.be_seen, self._be_seen),
                    _again_and_again(self._rhythm.sweep, self._sweep),
                    _again_and_again(self._rhythm.sweep_files, self._sweep_files),
                )
            ]
            await stop.wait()
            self._stopping = True
            self._wake.set()
            await asyncio.wait({running[1]})  # a claim is not cut off: its lease would be lost
            await self._drain(hurry or asyncio.Event())
            for task in running:
                task.cancel()
        await be_gone(self._studio)

    async def _promote(self) -> None:
        if await promote_due(self._studio):
            self._wake.set()

    async def _heal(self) -> None:
        await heal(self._studio, timedelta(seconds=self._rhythm.cut_off))

    async def _pass_on(self) -> None:
        if await pass_on(self._studio):
            self._wake.set()

    async def _be_seen(self) -> None:
        await be_seen(self._studio, len(self._attempts))

    async def _sweep(self) -> None:
        # The pause holds for all workers together, however many there are.
        await sweep(self._studio, pause=self._rhythm.sweep)

    async def _sweep_files(self) -> None:
        await sweep_files(self._studio, pause=self._rhythm.sweep_files)

    async def _listen(self) -> None:
        """Wake up for new work, and learn of wishes to cancel."""
        async with self._studio.bus.listen() as events:
            async for event in events:
                if not isinstance(event, Event) or event.state == WorkState.READY:
                    self._wake.set()
                elif event.document.get("cancel_wanted"):
                    self._cancel(event)

    def _cancel(self, event: Event) -> None:
        for attempt in self._attempts.values():
            if attempt.generation.id == event.id:
                attempt.learn(Generation.model_validate(event.document))

    async def _claim_for_ever(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                while not self._stopping and await self._claim_one():
                    pass
            except (PyMongoError, Unavailable) as error:
                log.warning("cannot claim work now", error=_brief(error))
            if not self._stopping:
                await self._woken_or_later()

    async def _woken_or_later(self) -> None:
        pause = self._rhythm.look * random.uniform(1.0, 1.5)  # workers must not all look at once
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _claim_one(self) -> bool:
        """Start one more generation; False when all slots are taken or nothing is to be done.

        The slots of this process are for what it draws itself: an engine elsewhere that hangs
        takes none of them, and has its own.
        """
        for engine in list(self._turns):
            if not self._has_slot(engine):
                continue
            generation = await claim(self._studio, engine, self._turns[engine])
            if generation is not None:
                last = self._turns.pop(engine)  # to the end: now it is another engine's turn
                self._turns[engine] = max(generation.rank, last or 0.0)
                self._start(Attempt(self._studio, generation))
                return True
        return False

    def _has_slot(self, engine: str) -> bool:
        if self._studio.engines.get(engine).service is not None:
            return True
        own = [attempt for attempt in self._attempts.values() if attempt.service is None]
        fetching = sum(attempt.fetching for attempt in own)
        slots = self._studio.settings.worker_slots + min(fetching, MOST_FETCHING)
        return len(own) < slots

    def _start(self, attempt: Attempt) -> None:
        generation = attempt.generation
        with structlog.contextvars.bound_contextvars(
            request_id=generation.request_id, generation=generation.id
        ):
            task = asyncio.create_task(_watched(attempt))
        # By task: after a lost lease one worker may have two attempts at the same generation.
        self._attempts[task] = attempt
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        id = self._attempts.pop(task).generation.id
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # What follows an ending was cut off, by a database that is away: `heal` goes on.
            log.error("an attempt broke off", generation=id, exc_info=silent(error))

    async def _drain(self, hurry: asyncio.Event) -> None:
        tasks = set(self._attempts)
        if not tasks:
            return
        either = [asyncio.create_task(asyncio.wait(tasks)), asyncio.create_task(hurry.wait())]
        seconds = self._studio.settings.drain_seconds
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for waiting in either:
            waiting.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _watched(attempt: Attempt) -> None:
    """Perform an attempt, timed and traced from the wish on."""
    generation, panel = attempt.generation, attempt.studio.panel
    kind, moment = generation.kind.value, now()
    if attempt.number == 1:
        waited = (moment - generation.created_at).total_seconds()
        panel.labour.waited(kind, attempt.engine, waited)
        asked = generation.created_at
        panel.traces.past("queued", generation.trace, asked, moment, engine=attempt.engine)
    with panel.traces.span(
        f"attempt {kind}",
        generation.trace,
        generation=generation.id,
        request_id=generation.request_id,
        engine=attempt.engine,
        number=attempt.number,
    ) as span:
        await perform(attempt)
        if attempt.over is not None and attempt.over.failure is not None:
            span.fail(attempt.over.failure.code)


async def _again_and_again(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do `work` now and then; what fails is tried again the next time."""
    while True:
        try:
            await work()
        except Exception as error:
            log.warning("housekeeping failed", error=_brief(error))
        await asyncio.sleep(seconds * random.uniform(1.0, 1.2))


def _brief(error: Exception) -> str:
    """For the log; the driver's own words describe its whole view of all servers each time."""
    return type(error).__name__ if isinstance(error, PyMongoError) else repr(error)
