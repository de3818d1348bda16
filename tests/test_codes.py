"""One-time codes: what is kept of them, and how often they may be tried."""

import asyncio
import hmac
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from documents.base import find, now
from documents.codes import MOST_TRIES, Code, code_id, forget_codes, put_code, use_code
from documents.database import Database
from documents.embedded import EmbeddedServer
from tests.stories import armed
from tests.studios import open_test_studio
from tokens import CodeSealer
from worker.sweeping import sweep

ANN, BEN = "ann@example.com", "ben@example.com"
SEALER = CodeSealer(b"some key")
LATER = timedelta(minutes=10)


def seal(code: str, email: str = ANN) -> str:
    return SEALER.seal(email, code)


async def put(code: str, email: str = ANN) -> None:
    await put_code(email, seal(code, email), now() + LATER)


async def use(code: str, email: str = ANN, after: timedelta = timedelta()) -> bool:
    return await use_code(email, seal(code, email), now() + after)


# What is kept.


def test_a_code_has_six_digits_and_any_of_them() -> None:  # I2
    codes = [SEALER.make() for _ in range(2000)]
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    for place in range(6):
        assert len({code[place] for code in codes}) == 10


def test_what_is_kept_is_nothing_without_the_key() -> None:  # I2
    assert seal("123456") == SEALER.seal(ANN, "123456")
    others = [CodeSealer(b"another key").seal(ANN, "123456"), seal("123457"), seal("123456", BEN)]
    assert seal("123456") not in others
    # Not that of the secret itself, with which other things are signed.
    assert seal("123456") != hmac.digest(b"some key", f"{ANN}\n123456".encode(), "sha256").hex()


async def test_neither_address_nor_code_lies_in_the_database(database: Database) -> None:  # I2, S6
    await put("482915")
    (kept,) = await database["codes"].find({}).to_list()
    assert kept["_id"] == code_id(ANN)
    for secret in ("ann", "example", "482915"):
        assert secret not in str(kept)


# How it is used.


async def test_a_code_is_good_for_one_use_at_one_address(database: Database) -> None:  # I2
    await put("482915")
    assert not await use("482915", BEN)
    assert not await use("482916")
    assert await use("482915")
    assert not await use("482915")
    assert await Code.count() == 0


async def test_of_many_who_use_a_code_at_once_one_may(database: Database) -> None:  # I2
    await put("482915")
    used = await asyncio.gather(*(use("482915") for _ in range(20)))
    assert used.count(True) == 1


@pytest.mark.parametrize("taken", [True, False])
async def test_a_code_belongs_to_the_call_that_removes_it(  # I2
    server: EmbeddedServer, database: Database, taken: bool
) -> None:
    await put("482915")
    with MongoClient[dict[str, Any]](server.uri) as another:
        codes = another[database.name]["codes"]

        def come_between(point: str) -> None:
            if point == "code.remove:before":
                if taken:
                    codes.delete_one({})
                else:  # a wrong guess, counted meanwhile
                    codes.update_one({"tries": 1}, {"$inc": {"tries": 1, "revision": 1}})

        with armed(come_between):
            assert await use("482915") is not taken
    assert await Code.count() == 0


async def test_a_hundred_guesses_at_once_are_five(database: Database) -> None:  # I2
    await put("482915")
    guesses = [f"{number:06}" for number in range(100)]
    assert not any(await asyncio.gather(*map(use, guesses)))
    kept = await find(Code, code_id(ANN))
    assert kept is not None
    assert kept.tries == MOST_TRIES == 5
    assert kept.revision == 1 + MOST_TRIES  # what came later was not even counted
    assert not await use("482915")


async def test_the_fifth_try_may_be_the_right_one(database: Database) -> None:  # I2
    await put("482915")
    assert [await use("000000") for _ in range(4)] == [False] * 4
    assert await use("482915")


async def test_a_code_ends_in_time(database: Database) -> None:  # I2
    await put("482915")
    assert not await use("482915", after=LATER)
    assert await use("482915", after=LATER - timedelta(seconds=1))


async def test_a_new_code_takes_the_place_of_the_one_before(database: Database) -> None:  # I2
    await put("111111")
    for _ in range(MOST_TRIES):
        await use("000000")
    await asyncio.gather(*(put(f"22222{number}") for number in range(10)))
    assert await Code.count() == 1
    assert not await use("111111")
    await put("333333")
    assert await use("333333")  # with tries of its own


async def test_an_address_can_be_made_to_forget_its_code(database: Database) -> None:  # A6
    await put("482915")
    await put("482915", BEN)
    assert await forget_codes(ANN)
    assert not await forget_codes(ANN)
    assert not await use("482915")
    assert await use("482915", BEN)


async def test_codes_that_are_over_are_swept_and_others_stay(  # I2
    server: EmbeddedServer, database: Database, tmp_path: Path
) -> None:
    await put_code(BEN, seal("111111", BEN), now())
    await put("482915")
    async with open_test_studio(database, tmp_path) as studio:
        with MongoClient[dict[str, Any]](server.uri) as another:

            def replace(point: str) -> None:
                if point == "sweep.code:before":
                    another[database.name]["codes"].update_one({}, {"$inc": {"revision": 1}})

            with armed(replace):
                assert await sweep(studio) == 0
        assert await sweep(studio) == 1
    assert [code.id for code in await Code.find({}).to_list()] == [code_id(ANN)]
