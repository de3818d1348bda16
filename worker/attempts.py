"""One attempt at a generation: its progress, its lease, and the wish to cancel it."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import structlog
from pymongo.errors import PyMongoError

from documents.announcing import take_step
from documents.base import find
from documents.costs import billionths, costing
from documents.generations import Call, Generation, Link, Result
from documents.services import Outcome, free_slot, keep_slot
from documents.work import Step, calling, holds, kept_alive, progressed
from engines.protocol import Cancelled, Service
from failpoints import failpoint
from studio import Studio
from worker.calls import Calls

log = structlog.get_logger("worker")

# At most two changes of progress a second are stored: each goes to every socket that watches.
STORE_EVERY = 0.5
# The lease is renewed this often within its time.
BEATS = 3
# One that could not be renewed is tried again so soon, in seconds: when the database is back, this
# worker should come before those who look for lost ones, and nothing is drawn twice.
AGAIN = 0.2
# While the database is away, what is done is stored again this often, in seconds.
STORING_PAUSE = 0.5
# The first time comes sooner, in seconds: a wish to cancel told while the work was being claimed
# found no attempt to tell, and is seen then.
FIRST_BEAT = 1.0


@dataclass
class Attempt:
    """What a worker reports belongs to its attempt; once another one counts it is told to stop."""

    studio: Studio
    generation: Generation
    stored_at: float = field(default_factory=time.monotonic)
    unsaid: tuple[float, str] | None = None  # reported too soon after the last: the next beat's
    number: int = field(init=False)
    engine: str = field(init=False)
    holder: str = field(init=False)  # by which its slot is known
    unwanted: asyncio.Event = field(default_factory=asyncio.Event)
    seconds: dict[str, float] = field(default_factory=dict)  # by step, for the log
    cost: int = 0  # at the engine's provider, in billionths of a US dollar
    call: Call | None = None  # that is still to be answered
    asked: bool = False  # whether a call has gone out
    links: list[Link] = field(default_factory=list)  # to what its engine keeps
    fetching: bool = False  # waits for a link, and takes no slot of this process meanwhile
    # Whose files are there, and of which it is not known whether the generation has them.
    loose: list[Result] = field(default_factory=list)
    over: Generation | None = None  # once all that follows from its ending has come about
    calls: Calls = field(init=False)

    def __post_init__(self) -> None:
        self.number = self.generation.attempt
        self.engine = self.generation.engine
        self.holder = holder_of(self.studio, self.generation)
        self.calls = Calls(self.studio.panel, self.engine)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.studio.settings.lease_seconds)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes, and trace it."""
        started = time.perf_counter()
        try:
            with self.studio.panel.traces.span(step):
                yield
        finally:
            took = self.seconds.get(step, 0.0) + time.perf_counter() - started
            self.seconds[step] = round(took, 4)  # of several pictures, all together

    async def announce(self, document: Generation) -> None:
        """As the studio does."""
        await self.studio.announce(document)

    async def delete(self, key: str) -> None:
        """As the studio does."""
        await self.studio.delete(key)

    def noted(self, ended: Generation) -> None:
        """Its generation is over, by this attempt; told with the times of all steps."""
        self.over = ended

    @property
    def service(self) -> Service | None:
        """What is to be known of its engine, if that draws elsewhere."""
        return self.studio.engines.get(self.engine).service

    async def calling(self, cost: Decimal) -> None:
        """Store that a call goes out now that may be billed; `Cancelled` when it must not."""
        service, goes_out = self.service, False
        self.call = Call(cost=billionths(cost), repeats=service is None or service.repeats)
        try:
            with failpoint("work.calling"):
                goes_out = await self.take(calling(self.number, self.lease, self.call))
        finally:
            if not goes_out:
                self.call = None  # nothing is billed
        if not goes_out:
            raise Cancelled
        self.asked = True
        self.calls.begin()

    def answered(self, cost: Decimal) -> None:
        """Note that the call was answered, and what the engine's provider took; that is stored with
        the next step, or the ending."""
        self.call = None
        self.cost += billionths(cost)
        self.calls.answered(billionths(cost))

    def give_up_call(self) -> bool:
        """Count a call whose answer will not come as billed; False if its engine is not to be asked
        again for that."""
        call, self.call = self.call, None
        if call is not None:
            self.calls.lost(call.cost)
        self.cost += call.cost if call is not None else 0
        return call is None or call.repeats

    async def free_slot(self, outcome: Outcome, rest: float | None = None) -> None:
        """Let others call the engine, and tell how it is; see `documents.services`."""
        if self.service is None:
            return
        try:
            await free_slot(self.engine, self.holder, outcome, rest)
        except PyMongoError as error:  # it is free once its time is over
            log.warning("cannot give back a slot", error=type(error).__name__)

    async def report(self, progress: float, stage: str) -> None:
        """Store how far the work is; `Cancelled` when nobody wants it any more."""
        self.check()
        self.unsaid = (progress, stage)
        if time.monotonic() - self.stored_at >= STORE_EVERY:
            await self._tell()

    async def _tell(self) -> bool:
        """Store what is to be told of the work, if anything, and renew the lease; whether it could
        be stored."""
        if self.unsaid is None:
            return await self._store(kept_alive(self.number, self.lease))
        step = progressed(self.number, self.lease, *self.unsaid)
        self.stored_at, self.unsaid = time.monotonic(), None
        with failpoint("work.progress"):
            return await self._store(step)

    async def beat(self) -> None:
        """Renew the lease again and again; ends when the attempt no longer counts."""
        usual = self.lease.total_seconds() / BEATS
        pause = min(FIRST_BEAT, usual)
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self.unwanted.wait()
            except TimeoutError:
                kept = await self._tell()
                if kept and self.service is not None:
                    await self._keep_slot()
                pause = usual if kept else AGAIN
            self.check()

    async def _store(self, step: Step) -> bool:
        """Whether it could be stored; `Cancelled` when the attempt no longer counts."""
        try:
            changed = await take_step(self.studio, self.generation.id, step, known=self.generation)
        except PyMongoError as error:
            # Drawing goes on: the database may be back before the lease runs out.
            log.warning("cannot renew the lease now", error=type(error).__name__)
            return False
        if changed is None:
            raise Cancelled
        self.learn(changed)
        self.check()
        return True

    async def _keep_slot(self) -> None:
        try:
            await keep_slot(self.engine, self.holder, self.lease)
        except PyMongoError as error:
            log.warning("cannot keep a slot now", error=type(error).__name__)

    async def take(self, step: Step) -> bool:
        """Take a step of this attempt, once the database is there; whether it changed anything.
        Afterwards `generation` is as it is then; `Cancelled` when the attempt no longer counts."""
        id, step = self.generation.id, costing(step, self.number, self.cost, self.call)
        changed = await store_patiently(self.studio, self.generation, step)
        newer = changed or await find(Generation, id)
        if newer is None:
            raise Cancelled
        self.learn(newer)
        self.check()
        return changed is not None

    def learn(self, newer: Generation) -> None:
        """Take in how the generation is now, as the bus or the database says; an older word than
        the last one changes nothing."""
        if newer.revision > self.generation.revision:
            if newer.drawn != self.generation.drawn:
                self.unsaid = None  # it was of the picture before
            self.generation = newer
        if newer.cancel_wanted:
            self.unwanted.set()

    def check(self) -> None:
        """`Cancelled` when the wish to cancel came, or another attempt counts."""
        if self.unwanted.is_set() or not holds(self.generation, self.number):
            raise Cancelled


def holder_of(studio: Studio, generation: Generation, attempt: int | None = None) -> str:
    """By what the slot of an attempt at a generation is known: its present one, or `attempt`. Of
    two processes that want the same one, each has a slot of its own to give back."""
    number = generation.attempt if attempt is None else attempt
    return f"{generation.id}.{number}.{studio.mark}"


async def store_patiently(studio: Studio, generation: Generation, step: Step) -> Generation | None:
    """Take a step as `take_step` does, again and again while the database is away."""
    while True:
        try:
            return await take_step(studio, generation.id, step, known=generation)
        except PyMongoError as error:
            log.warning("cannot store the work yet", error=type(error).__name__)
            await asyncio.sleep(STORING_PAUSE)
