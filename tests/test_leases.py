"""Leases: one holder at a time, until it gives back, loses, or dies."""

import asyncio
from datetime import timedelta

from documents.base import after, change, find, now
from documents.database import Database
from documents.leases import Lease, given_back, leased, renewed, taken


def test_a_lease_is_one_holders_until_its_time_is_over() -> None:
    moment, minute = now(), timedelta(minutes=1)
    lease = Lease(_id="x", owner="", holder="a", until=moment + minute, reached=None)
    assert taken("b", moment, minute)(lease) is None
    won = taken("b", moment + minute, minute)(lease)
    assert won == lease.but(holder="b", until=moment + 2 * minute)
    assert renewed("a", moment + minute)(won) is None
    assert renewed("b", moment + 3 * minute)(won) == won.but(until=moment + 3 * minute)
    assert given_back("a", moment, moment)(won) is None
    assert given_back("b", moment, moment)(won) == won.but(holder="", until=moment, reached=moment)


async def test_a_lease_is_renewed_by_whoever_keeps_it_and_ends_the_work_when_it_is_lost(
    database: Database,
) -> None:
    steps = []
    async with leased("x", 1.2) as hold:  # so that it stands a busy machine
        assert hold is not None
        for _ in range(4):
            await asyncio.sleep(0.41)
            await hold.keep()
            async with leased("x", 1.2) as other:
                assert other is None
        steps.append("kept for more than its time")
        await change(Lease, "x", lambda lease: lease.but(holder="another", until=after(60)))
        await asyncio.sleep(0.41)
        await hold.keep()
        steps.append("never come to")
    assert steps == ["kept for more than its time"]
    stored = await find(Lease, "x")
    assert stored is not None
    assert stored.holder == "another"
