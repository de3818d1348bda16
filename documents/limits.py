"""Limits on how often somebody may ask: one small document for each caller and limit.

The rule is the virtual scheduling form of the Generic Cell Rate Algorithm (ITU-T I.371, annex
A.1). A limit of N in a period P (a minute, an hour, a day) has the interval T = P / N and the
tolerance tau = (N - 1) T; what is kept is the theoretical arrival time (TAT) of the next call. A
call at time t is let through when t >= TAT - tau, and then TAT becomes max(t, TAT) + T. So N calls
pass at once and one more every T: in s seconds never more than N + s / T, over all processes
together. A call that counts for `cells` of them passes where so many would, one after the other.

Times are those of the process. A clock that is d ahead lets at most d / T calls more through, once
(they all move the same TAT); one that is d behind refuses up to d longer than need be.

N may change between two calls, with somebody's tier: as many calls as were counted are so still,
but no more than all (`at_pace`). What is given back, late perhaps, leaves nobody more than N at
once, since no TAT counts that is past.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from documents.base import BY_REVISION, Kept, change, insert_once, now, remove_known
from documents.generations import Generation
from failpoints import failpoint
from kinds import GenerationKind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # in microseconds, as all whole numbers of time here
HOUR = 60 * MINUTE
DAY = 24 * HOUR

PICTURES_OF_A_DAY = "pictures-day"  # the name of the limit

# No call at the present time puts the TAT so many periods ahead: a clock that was put right did.
FARTHEST = 2
# Clocks differ; what is spent by ours may not be by another's.
GRACE = timedelta(minutes=1)
# So many calls that came last are known again. A call and its doubles come close together.
KNOWN_AGAIN = 50
# Of a day: so many generations of one owner may be open, and all may come back undrawn.
KNOWN_AGAIN_OF_A_DAY = 500


class Limit(Kept):
    """How far one caller has come in one limit; once `expires_at` is past it says nothing."""

    portable: ClassVar[bool] = False

    tat: int
    interval: int = 0  # of the newest call
    calls: list[str] = Field(default_factory=list)
    expires_at: datetime

    class Settings:
        name = "limits"
        indexes: ClassVar = [
            BY_REVISION,
            IndexModel([("expires_at", ASCENDING)], name="by_expiry"),
        ]


def judge(tat: int, at: int, most: int, period: int = MINUTE, cells: int = 1) -> tuple[int, int]:
    """What a call at `at` meets: how long it has to wait, 0 if it may pass, and the TAT after it.

    All times in microseconds, `tat` and `at` since 1970; `most` in `period` is 1 or more, and a
    call counts for `cells` of them, no more than there are.
    """
    interval = interval_of(most, period)
    if tat > at + FARTHEST * period:
        tat = at
    wait = tat - (most - cells) * interval - at
    return (wait, tat) if wait > 0 else (0, max(tat, at) + cells * interval)


def at_pace(tat: int, interval: int, at: int, most: int, period: int = MINUTE) -> int:
    """The TAT where what was counted at one `interval` counts among `most` in a `period`."""
    now_interval, ahead = interval_of(most, period), tat - at
    if interval in (0, now_interval) or not 0 < ahead <= FARTHEST * period:
        return tat
    return at + min(ahead * now_interval // interval, most * now_interval)


def limit_id(limit: str, caller: str) -> str:
    """The document id of a caller's limit. A hash, so that no address lies about in the clear."""
    return hashlib.sha256(f"{limit}\n{caller}".encode()).hexdigest()


async def take(
    limit: str,
    caller: str,
    call: str,
    most: int,
    at: datetime,
    period: int = MINUTE,
    cells: int = 1,
) -> float:
    """Count `call` of `caller` at time `at`, of whom `most` in a `period` (microseconds) may pass,
    for so many `cells` of them: 0.0, or how many seconds it has to wait.

    What has to wait was not counted, and cost no write. The same `call` is counted once, however
    often and at how many places at once it is tried.
    """
    id, moment = limit_id(limit, caller), (at - EPOCH) // MICROSECOND
    interval, many = interval_of(most, period), period >= DAY
    known, wait = False, 0

    def step(current: Limit) -> Limit | None:
        nonlocal known, wait
        known = call in current.calls
        if known:
            return None
        counted = at_pace(current.tat, current.interval, moment, most, period)
        wait, tat = judge(counted, moment, most, period, cells)
        calls = [*current.calls, call][-(KNOWN_AGAIN_OF_A_DAY if many else KNOWN_AGAIN) :]
        after = current.but(tat=tat, interval=interval, expires_at=_date(tat), calls=calls)
        return None if wait else after

    while True:
        with failpoint("limit.take"):
            if await change(Limit, id, step) is not None or known or wait:
                return wait / 1_000_000
            _, tat = judge(0, moment, most, period, cells)
            fields = {"tat": tat, "interval": interval, "expires_at": _date(tat)}
            if await insert_once(Limit(_id=id, owner="", calls=[call], **fields)):
                return 0.0


async def count_again(limit: str, caller: str, call: str) -> None:
    """Let `call` be counted anew when it is tried again; what was counted stays counted."""

    def step(current: Limit) -> Limit | None:
        others = [each for each in current.calls if each != call]
        return current.but(calls=others) if others != current.calls else None

    with failpoint("limit.again"):
        await change(Limit, limit_id(limit, caller), step)


async def give_back(limit: str, caller: str, call: str, cells: int = 1) -> None:
    """Undo that `call` was counted, for so many `cells`, if it was; once, however often it is said.
    When that was long ago it may weigh nothing any more, or not be known again."""

    def step(current: Limit) -> Limit | None:
        if call not in current.calls:
            return None
        tat = current.tat - cells * current.interval
        others = [each for each in current.calls if each != call]
        return current.but(tat=tat, expires_at=_date(tat), calls=others)

    with failpoint("limit.give-back"):
        await change(Limit, limit_id(limit, caller), step)


async def give_back_undrawn(generation: Generation) -> None:
    """Let the pictures of an ended wish that were not delivered be asked for again that day; once,
    however often it is said. What was asked for before its owner signed in stays counted."""
    missing = generation.wanted - generation.delivered
    if generation.kind is GenerationKind.PICTURES and missing > 0:
        await give_back(PICTURES_OF_A_DAY, generation.owner, generation.id, missing)


async def forget_spent(most: int) -> int:
    """Remove up to `most` documents that say nothing any more; how many went."""
    spent = await Limit.find({"expires_at": {"$lt": now() - GRACE}}).limit(most).to_list()
    count = 0
    for each in spent:
        with failpoint("sweep.limit"):
            count += await remove_known(each)  # a call may have been counted since
    return count


async def count_spent() -> int:
    """How many documents say nothing any more."""
    return await Limit.find({"expires_at": {"$lt": now() - GRACE}}).count()


def interval_of(most: int, period: int) -> int:
    """The time from one call to the next, when they come evenly."""
    return -(-period // most)


def _date(tat: int) -> datetime:
    return EPOCH + tat * MICROSECOND
