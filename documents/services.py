"""The engines that draw elsewhere, as all processes know them together: how much each draws at the
moment, and whether it is well.

A slot is leased, and renewed by whoever draws; one whose process died is free once its time is
over. The breaker is as Nygard describes it ("Release It!", 2007): after some failures in a row it
opens, and the engine is left alone; then one call alone, the probe, tries whether it is well again.
An engine that is up and asks to be left alone for a while (429, 503) rests.

Times are those of the process, as for limits.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import ClassVar

from pydantic import Field

from documents.base import BY_REVISION, Kept, change, find, insert_once, now
from failpoints import failpoint

# So many failures in a row open the breaker.
MOST_FAILURES = 5
# Then the engine is left alone, for twice as long each time the probe fails as well.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
# Whoever waits for an engine that rests longer than this may as well have another one.
SHORT_REST = timedelta(seconds=20)
LONGEST_REST = timedelta(minutes=10)


class Outcome(Enum):
    """What somebody who held a slot can tell of the engine."""

    WELL = auto()  # it answered, be it that it refused what was asked
    ILL = auto()
    UNKNOWN = auto()  # it was not asked to the end


class ServiceState(Kept):
    """What is known of one engine; its id is the engine's name."""

    portable: ClassVar[bool] = False

    slots: dict[str, datetime] = Field(default_factory=dict)  # who holds one → until when
    failures: int = 0  # in a row
    rests_until: datetime | None = None  # nobody is to call it before
    probe: str | None = None  # the holder whose call is to show whether it is well again

    class Settings:
        name = "services"
        indexes: ClassVar = [BY_REVISION]

    def held(self, moment: datetime) -> dict[str, datetime]:
        """The slots whose time is not over."""
        return {holder: until for holder, until in self.slots.items() if until > moment}

    @property
    def broken(self) -> bool:
        """Whether the breaker is open, or a probe has not closed it yet."""
        return self.failures >= MOST_FAILURES

    def down(self, moment: datetime) -> bool:
        """Whether what waits for it may as well have another engine."""
        rest = self.rests_until - moment if self.rests_until else timedelta()
        return self.broken or rest > SHORT_REST


Step = Callable[[ServiceState], ServiceState | None]


def slot_taken(holder: str, lasting: timedelta, most: int, moment: datetime) -> Step:
    """A slot for `holder`, while fewer than `most` are taken and the engine may be called."""

    def step(state: ServiceState) -> ServiceState | None:
        held = state.held(moment)
        if len(held) >= most and holder not in held:
            return None
        if state.rests_until is not None and state.rests_until > moment:
            return None
        if state.broken and state.probe in held:
            return None
        slots = {**held, holder: moment + lasting}
        return state.but(slots=slots, probe=holder if state.broken else None)

    return step


def slot_kept(holder: str, lasting: timedelta, moment: datetime) -> Step:
    """The slot for longer; also when its time is over, if only its holder forgot."""

    def step(state: ServiceState) -> ServiceState | None:
        if holder not in state.slots:
            return None
        return state.but(slots={**state.slots, holder: moment + lasting})

    return step


def slot_freed(holder: str, outcome: Outcome, moment: datetime, rest: float | None = None) -> Step:
    """The slot is free, and what its holder tells of the engine is noted: `rest` is for how many
    seconds it asked to be left alone."""

    def step(state: ServiceState) -> ServiceState | None:
        slots = {other: until for other, until in state.held(moment).items() if other != holder}
        after = state.but(slots=slots, probe=None if state.probe == holder else state.probe)
        if outcome is Outcome.WELL:
            after = after.but(failures=0, rests_until=None)
        elif outcome is Outcome.ILL:
            after = _worse(state, after, holder, moment)
        if rest is not None and rest > 0:
            until = moment + min(timedelta(seconds=min(rest, 1e6)), LONGEST_REST)
            after = after.but(rests_until=max(until, after.rests_until or until))
        return None if after == state else after

    return step


def _worse(state: ServiceState, after: ServiceState, holder: str, moment: datetime) -> ServiceState:
    """After one more failure. Of those that were under way when the breaker opened, none but the
    probe makes the pause longer."""
    if state.broken and state.probe != holder:
        return after
    failures = state.failures + 1
    if failures < MOST_FAILURES:
        return after.but(failures=failures)
    pause = min(FIRST_PAUSE * 2 ** min(failures - MOST_FAILURES, 10), LONGEST_PAUSE)
    return after.but(failures=failures, rests_until=moment + pause)


async def take_slot(engine: str, holder: str, lasting: timedelta, most: int) -> bool:
    """Whether `holder` may call the engine, from now on for `lasting`."""
    refused = False

    def step(state: ServiceState) -> ServiceState | None:
        nonlocal refused
        after = slot_taken(holder, lasting, most, now())(state)
        refused = after is None
        return after

    while not refused:
        with failpoint("slot.take"):
            if await change(ServiceState, engine, step) is not None:
                return True
            if not refused:  # nobody has called it yet
                await insert_once(ServiceState(_id=engine, owner=""))
    return False


async def keep_slot(engine: str, holder: str, lasting: timedelta) -> None:
    """Hold the slot for `lasting` from now on."""
    with failpoint("slot.keep"):
        await change(ServiceState, engine, slot_kept(holder, lasting, now()))


async def free_slot(engine: str, holder: str, outcome: Outcome, rest: float | None = None) -> None:
    """Give the slot back, and tell how the engine is."""
    with failpoint("slot.free"):
        await change(ServiceState, engine, slot_freed(holder, outcome, now(), rest))


async def state_of(engine: str) -> ServiceState:
    """How an engine is; well, while nobody has called it."""
    return await find(ServiceState, engine) or ServiceState(_id=engine, owner="")


async def those_down(engines: Collection[str], moment: datetime) -> set[str]:
    """Those of these engines of which what waits for them may as well have another one."""
    found = await ServiceState.find({"_id": {"$in": list(engines)}}).to_list() if engines else []
    return {state.id for state in found if state.down(moment)}
