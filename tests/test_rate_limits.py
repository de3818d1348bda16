"""How often somebody may ask: the rule itself, its documents, and what is limited."""

import asyncio
import math
import random
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from documents.accounts import Account, Device
from documents.base import find, now, remove
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.images import Original
from documents.limits import (
    FARTHEST,
    GRACE,
    HOUR,
    MINUTE,
    Limit,
    forget_spent,
    give_back,
    judge,
    limit_id,
    take,
)
from errors import InvalidImage, RateLimited
from failpoints import arm
from kinds import CartoonStyle
from resolvers.cartoons import regenerate, upload
from resolvers.limits import network_of, newcomers
from resolvers.viewers import viewer_of
from tests.stories import PHOTO, create_viewer, files
from tests.studios import open_test_studio

COMIC = CartoonStyle.COMIC
SECOND = timedelta(seconds=1)


# The rule.


@pytest.mark.parametrize("period", [MINUTE, HOUR])
@pytest.mark.parametrize("most", [1, 2, 7, 60, 1000, 70_000])
def test_no_span_of_time_sees_more_than_the_limit_allows(most: int, period: int) -> None:  # S5
    chance = random.Random(most)
    interval = period / most
    at, tat, passed = 1_800_000_000_000_000, 0, list[int]()
    for _ in range(3000):
        at += int(chance.choice((0, 0, 0.5, 1, 3)) * chance.random() * interval)
        wait, after = judge(tat, at, most, period)
        if wait:
            assert after == tat
            assert judge(tat, at + wait, most, period)[0] == 0
            assert judge(tat, at + wait - 1, most, period)[0] == 1
        else:
            tat = after
            passed.append(at)
    # Over all spans from call i to call j at once: j - i + 1 <= N + (t_j - t_i) / T.
    lowest = math.inf
    for number, moment in enumerate(passed):
        lowest = min(lowest, number - moment / interval)
        assert number + 1 - moment / interval - lowest <= most + 0.001


@pytest.mark.parametrize("period", [MINUTE, HOUR])
def test_a_whole_periods_worth_may_come_at_once_and_again_after_it(period: int) -> None:  # S5
    for most in (1, 7, 60):
        at, tat = 1_800_000_000_000_000, 0
        for begin in (at, at + period + most):
            for _ in range(most):
                wait, tat = judge(tat, begin, most, period)
                assert wait == 0
            assert judge(tat, begin, most, period)[0] > 0


@pytest.mark.parametrize("period", [MINUTE, HOUR])
def test_a_clock_that_was_put_right_locks_nobody_out(period: int) -> None:  # S5
    at = 1_800_000_000_000_000
    assert judge(at + FARTHEST * period + 1, at, 5, period) == (0, at + period // 5)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:DB8:1:2::ffff", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_host_with_many_addresses_is_one_caller(address: str, network: str) -> None:  # C1, S5
    assert network_of(address) == network


# Its documents.


@pytest.mark.parametrize("period", [MINUTE, HOUR])
@pytest.mark.parametrize("most", [1, 7, 60])
async def test_after_the_seconds_that_were_told_one_more_call_passes(  # S5
    database: Database, most: int, period: int
) -> None:
    moment = now()
    for number in range(most):
        assert await take("some", "me", f"{number}", most, moment, period) == 0
    for round in range(3):
        wait = await take("some", "me", f"late {round}", most, moment, period)
        moment += RateLimited("", wait).retry_after * SECOND
        assert await take("some", "me", f"more {round}", most, moment, period) == 0
    assert await take("some", "me", "too many", most, moment, period) > 0
    assert await take("some", "you", "first", most, moment, period) == 0


async def test_a_hundred_calls_at_once_are_counted_exactly(database: Database) -> None:  # S5
    moment = now()
    calls = [take("some", "me", f"{number}", 30, moment) for number in range(100)]
    waits = await asyncio.gather(*calls)
    assert waits.count(0) == 30
    limit = await find(Limit, limit_id("some", "me"))
    assert limit is not None
    assert limit.revision == 30  # what is refused writes nothing
    again = [take("some", "me", call, 30, moment) for call in limit.calls[-10:]]
    assert await asyncio.gather(*again) == [0.0] * 10
    assert await find(Limit, limit.id) == limit
    assert "me" not in limit.model_dump_json()


async def test_only_documents_that_say_nothing_are_forgotten(database: Database) -> None:  # S5
    before = now() - timedelta(minutes=1) - GRACE
    for caller in "abc":
        await take("some", caller, "call", 60, before - 2 * SECOND)
    await take("some", "d", "call", 60, now())
    await take("some", "a", "another", 1, before + timedelta(minutes=1))
    assert await forget_spent(1) == 1
    assert await forget_spent(9) == 1
    assert await forget_spent(9) == 0
    assert {each.id for each in await Limit.find({}).to_list()} == {
        limit_id("some", caller) for caller in "ad"
    }


async def test_what_is_counted_while_it_is_being_forgotten_stays(  # S5
    server: EmbeddedServer, database: Database
) -> None:
    await take("some", "me", "call", 60, now() - timedelta(hours=1))
    with MongoClient[dict[str, Any]](server.uri) as another:

        def count(point: str) -> None:
            if point == "sweep.limit:before":
                another[database.name]["limits"].update_one({}, {"$inc": {"revision": 1}})

        arm(count)
        try:
            assert await forget_spent(9) == 0
        finally:
            arm(None)
    assert await forget_spent(9) == 1


async def test_what_is_given_back_may_be_taken_again(database: Database) -> None:  # S5
    moment = now()
    for call in "abc":
        assert await take("some", "me", call, 3, moment, HOUR) == 0
    await give_back("some", "me", "b")
    await give_back("some", "me", "b")  # once, however often
    assert await take("some", "me", "d", 3, moment, HOUR) == 0
    assert await take("some", "me", "e", 3, moment, HOUR) == HOUR / 3 / 1_000_000
    limit = await find(Limit, limit_id("some", "me"))
    assert limit is not None
    assert limit.calls == ["a", "c", "d"]


# What is limited.


async def test_one_upload_too_many_leaves_nothing_behind(  # S5, G5
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path, uploads_per_minute=2) as studio:
        viewer = await create_viewer()
        first, _ = await upload(studio, viewer, PHOTO, COMIC, "first")
        await upload(studio, viewer, PHOTO, COMIC, None)
        kept = await files(studio)
        with pytest.raises(RateLimited, match=r"Please try again in \d+ seconds") as refused:
            await upload(studio, viewer, PHOTO, COMIC, "third")
        assert 1 <= refused.value.details["retryAfter"] <= 30
        assert await files(studio) == kept
        assert await Original.count() == await Generation.count() == 2
        again, _ = await upload(studio, viewer, PHOTO, COMIC, "first")
        assert again.id == first.id
        await remove(Limit, limit_id("upload", viewer.id))
        await upload(studio, viewer, PHOTO, CartoonStyle.INK, "third")  # the key was left free
        await upload(studio, await create_viewer(), PHOTO, COMIC, "third")  # everybody for himself


async def test_what_is_no_picture_counts_each_time_it_is_sent(  # S5
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path, uploads_per_minute=2) as studio:
        viewer = await create_viewer()
        for expected in (InvalidImage, InvalidImage, RateLimited):
            with pytest.raises(expected):
                await upload(studio, viewer, PHOTO[:200], COMIC, "a client that tries and tries")


async def test_calls_with_one_key_are_counted_once(  # S5, G5
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path, regenerations_per_minute=2) as studio:
        viewer = await create_viewer()
        original, _ = await upload(studio, viewer, PHOTO, COMIC, None)

        def another(key: str) -> Awaitable[Generation]:
            return regenerate(studio, viewer, original.id, None, None, key)

        made = await asyncio.gather(*(another("one") for _ in range(20)))
        assert len({generation.id for generation in made}) == 1
        await another("two")
        with pytest.raises(RateLimited):
            await another("three")
        assert (await another("one")).id == made[0].id
        assert await Generation.count() == 3


async def test_a_device_is_counted_once_and_a_known_one_never(  # C1, S5
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path, contacts_per_minute=2) as studio:
        admit = newcomers(studio, "203.0.113.9")
        first, second, third = (str(uuid4()) for _ in range(3))
        viewers = await asyncio.gather(*(viewer_of(first, admit) for _ in range(20)))
        assert len({viewer.id for viewer in viewers}) == 1
        await viewer_of(second, admit)
        with pytest.raises(RateLimited, match="network"):
            await viewer_of(third, admit)
        assert await Device.count() == await Account.count() == 2
        assert (await viewer_of(first, admit)).id == viewers[0].id
        await viewer_of(third, newcomers(studio, "203.0.113.10"))
    async with open_test_studio(database, tmp_path, contacts_per_minute=0) as studio:
        for _ in range(3):
            await viewer_of(str(uuid4()), newcomers(studio, "203.0.113.9"))
    assert await Limit.count() == 2
