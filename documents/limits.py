"""Limits on how often somebody may ask: one small document for each caller and limit.

The rule is the virtual scheduling form of the Generic Cell Rate Algorithm (ITU-T I.371, annex
A.1). A limit of N in a period P (a minute, an hour) has the interval T = P / N and the tolerance
tau = (N - 1) T; what is kept is the theoretical arrival time (TAT) of the next call. A call at time
t is let through when t >= TAT - tau, and then TAT becomes max(t, TAT) + T. So N calls pass at once
and one more every T: in s seconds never more than N + s / T, over all processes together.

Times are those of the process. A clock that is d ahead lets at most d / T calls more through, once
(they all move the same TAT); one that is d behind refuses up to d longer than need be.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from documents.base import BY_REVISION, Kept, change, insert_once, now, remove_known
from failpoints import failpoint

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # in microseconds, as all whole numbers of time here
HOUR = 60 * MINUTE

# No call at the present time puts the TAT so many periods ahead: a clock that was put right did.
FARTHEST = 2
# Clocks differ; what is spent by ours may not be by another's.
GRACE = timedelta(minutes=1)
# So many calls that came last are known again. A call and its doubles come close together.
KNOWN_AGAIN = 50


class Limit(Kept):
    """How far one caller has come in one limit; once `expires_at` is past it says nothing."""

    portable: ClassVar[bool] = False

    tat: int
    calls: list[str] = Field(default_factory=list)
    expires_at: datetime

    class Settings:
        name = "limits"
        indexes: ClassVar = [
            BY_REVISION,
            IndexModel([("expires_at", ASCENDING)], name="by_expiry"),
        ]


def judge(tat: int, at: int, most: int, period: int = MINUTE) -> tuple[int, int]:
    """What a call at `at` meets: how long it has to wait, 0 if it may pass, and the TAT after it.

    All times in microseconds, `tat` and `at` since 1970; `most` calls in `period` is 1 or more.
    """
    interval = _interval(most, period)
    if tat > at + FARTHEST * period:
        tat = at
    wait = tat - (most - 1) * interval - at
    return (wait, tat) if wait > 0 else (0, max(tat, at) + interval)


def limit_id(limit: str, caller: str) -> str:
    """The document id of a caller's limit. A hash, so that no address lies about in the clear."""
    return hashlib.sha256(f"{limit}\n{caller}".encode()).hexdigest()


async def take(
    limit: str, caller: str, call: str, most: int, at: datetime, period: int = MINUTE
) -> float:
    """Count `call` of `caller` at time `at`, of whom `most` in a `period` (microseconds) may pass:
    0.0, or how many seconds it has to wait.

    What has to wait was not counted, and cost no write. The same `call` is counted once, however
    often and at how many places at once it is tried.
    """
    id, moment = limit_id(limit, caller), (at - EPOCH) // MICROSECOND
    known, wait = False, 0

    def step(current: Limit) -> Limit | None:
        nonlocal known, wait
        known = call in current.calls
        wait, tat = (0, current.tat) if known else judge(current.tat, moment, most, period)
        if known or wait:
            return None
        return current.but(tat=tat, expires_at=_date(tat), calls=_with(call, current.calls))

    while True:
        with failpoint("limit.take"):
            if await change(Limit, id, step) is not None or known or wait:
                return wait / 1_000_000
            _, tat = judge(0, moment, most, period)
            first = Limit(_id=id, owner="", tat=tat, expires_at=_date(tat), calls=[call])
            if await insert_once(first):
                return 0.0


async def count_again(limit: str, caller: str, call: str) -> None:
    """Let `call` be counted anew when it is tried again; what was counted stays counted."""

    def step(current: Limit) -> Limit | None:
        others = [each for each in current.calls if each != call]
        return current.but(calls=others) if others != current.calls else None

    with failpoint("limit.again"):
        await change(Limit, limit_id(limit, caller), step)


async def give_back(limit: str, caller: str, call: str, most: int, period: int = MINUTE) -> None:
    """Undo that `call` was counted, if it was; soon after, for by then it may weigh nothing."""

    def step(current: Limit) -> Limit | None:
        if call not in current.calls:
            return None
        tat = current.tat - _interval(most, period)
        others = [each for each in current.calls if each != call]
        return current.but(tat=tat, expires_at=_date(tat), calls=others)

    with failpoint("limit.give-back"):
        await change(Limit, limit_id(limit, caller), step)


async def forget_spent(most: int) -> int:
    """Remove up to `most` documents that say nothing any more; how many went."""
    spent = await Limit.find({"expires_at": {"$lt": now() - GRACE}}).limit(most).to_list()
    count = 0
    for each in spent:
        with failpoint("sweep.limit"):
            count += await remove_known(each)  # a call may have been counted since
    return count


def _interval(most: int, period: int) -> int:
    return -(-period // most)


def _with(call: str, calls: list[str]) -> list[str]:
    return [*calls, call][-KNOWN_AGAIN:]


def _date(tat: int) -> datetime:
    return EPOCH + tat * MICROSECOND
