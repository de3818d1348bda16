"""Leases: what only one process may do at a time, and how far it has come with it.

A lease is held until a moment and renewed while the work goes on; a process that dies frees it by
letting that moment pass. Moments are of the clock of each process: where clocks differ by more than
a lease is long, two may hold it, so the work has to stand being done twice.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import ClassVar

from pymongo.errors import PyMongoError
from ulid import ULID

from documents.base import BY_REVISION, Kept, change, insert_once, now
from failpoints import failpoint

# It is renewed whenever a third of its time is over.
RENEWALS = 3
# A process that is told to stop gives back what it holds, if that takes no longer than this.
GIVE_BACK_SECONDS = 1.0

Step = Callable[["Lease"], "Lease | None"]


class Lease(Kept):
    """Who holds it, and until when; its id says for what. Nobody takes it before `until`, so that
    a pause after the work is a lease that nobody holds. `reached` is how far the work has come."""

    portable: ClassVar[bool] = False

    holder: str = ""
    until: datetime
    reached: datetime | None = None

    class Settings:
        name = "leases"
        indexes: ClassVar = [BY_REVISION]


class LeaseLost(Exception):
    """Another process may hold the lease by now: stop the work."""


def taken(holder: str, moment: datetime, lasting: timedelta, urgent: bool = False) -> Step:
    """The lease for `holder`, unless its time is not over; if `urgent`, a pause is no hindrance."""

    def step(lease: Lease) -> Lease | None:
        if lease.until > moment and (lease.holder or not urgent):
            return None
        return lease.but(holder=holder, until=moment + lasting)

    return step


def renewed(holder: str, until: datetime) -> Step:
    """The lease of `holder` until `until`; also when its time is over, if nobody took it."""

    def step(lease: Lease) -> Lease | None:
        return lease.but(until=until) if lease.holder == holder else None

    return step


def given_back(holder: str, until: datetime, reached: datetime | None) -> Step:
    """The lease of nobody; to be had from `until` on."""

    def step(lease: Lease) -> Lease | None:
        if lease.holder != holder:
            return None
        return lease.but(holder="", until=until, reached=reached)

    return step


class Hold:
    """A lease that this process holds. Whoever works under it calls `keep` again and again, and
    sets `reached` to how far the work has come once it is done."""

    def __init__(self, lease: Lease, seconds: float) -> None:
        self.id = lease.id
        self.holder = lease.holder
        self.since = lease.created_at  # when the very first process took it
        self.reached = lease.reached
        self._lasting = timedelta(seconds=seconds)
        self._pause = seconds / RENEWALS
        self._renew_at = time.monotonic() + self._pause

    async def keep(self) -> None:
        """Renew the lease if it is time to; `LeaseLost` when another process has taken it."""
        if time.monotonic() < self._renew_at:
            return
        self._renew_at = time.monotonic() + self._pause
        if await change(Lease, self.id, renewed(self.holder, now() + self._lasting)) is None:
            raise LeaseLost


@asynccontextmanager
async def leased(
    name: str, seconds: float, pause: float = 0.0, urgent: bool = False
) -> AsyncIterator[Hold | None]:
    """Hold the lease `name` in the block, for `seconds` at a time; None when another has it.

    After a block that was done, nobody gets it for `pause` seconds but who is `urgent`; after one
    that failed, anybody at once. `LeaseLost` ends the block quietly.
    """
    lease = await _take(name, timedelta(seconds=seconds), urgent)
    if lease is None:
        yield None
        return
    hold = Hold(lease, seconds)
    until, reached = now(), lease.reached
    patience: float | None = GIVE_BACK_SECONDS
    try:
        yield hold
        until, reached, patience = now() + timedelta(seconds=pause), hold.reached, None
    except LeaseLost:
        return
    finally:
        with suppress(PyMongoError, TimeoutError):  # then its time runs out
            async with asyncio.timeout(patience):
                await change(Lease, name, given_back(hold.holder, until, reached))


async def _take(name: str, lasting: timedelta, urgent: bool) -> Lease | None:
    holder = str(ULID())
    with failpoint("sweep.lease"):
        held = await change(Lease, name, taken(holder, now(), lasting, urgent))
        if held is not None:
            return held
        first = Lease(_id=name, owner="", holder=holder, until=now() + lasting)
        return first if await insert_once(first) else None
