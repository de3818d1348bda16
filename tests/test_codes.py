"""One-time codes: what is kept of them, how often they may be tried, and who may ask for one."""

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from pymongo import MongoClient

from documents.accounts import Account
from documents.base import find, now
from documents.codes import MOST_TRIES, Code, code_id, forget_codes, put_code, use_code
from documents.database import Database
from documents.embedded import EmbeddedServer
from documents.images import Original
from documents.limits import HOUR, Limit, give_back, limit_id, take
from errors import BadUserInput, RateLimited
from failpoints import arm
from mail import NotSent
from resolvers.sessions import NOT_GOOD, request_code, verify_code
from resolvers.viewers import viewer_of
from studio import Studio
from tests.mailboxes import MailServer, mail_server
from tests.stories import ask
from tests.studios import open_test_studio
from tokens import CodeSealer
from worker.sweeping import sweep

ANN, BEN = "ann@example.com", "ben@example.com"
SEALER = CodeSealer(b"some key")
HERE, THERE = "203.0.113.9", "198.51.100.7"
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


@contextmanager
def armed(act: Any) -> Iterator[None]:
    arm(act)
    try:
        yield
    finally:
        arm(None)


# Who may ask, and try.


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    async with mail_server() as opened:
        yield opened


@pytest.fixture
async def studio(database: Database, tmp_path: Path, mails: MailServer) -> AsyncIterator[Studio]:
    limits: dict[str, Any] = {"codes_per_hour": 2, "codes_per_hour_per_address": 4}
    async with open_test_studio(database, tmp_path, smtp_url=mails.url, **limits) as opened:
        yield opened


async def test_an_address_gets_so_many_codes_an_hour_however_it_is_written(  # I2, S5
    studio: Studio, mails: MailServer
) -> None:
    await request_code(studio, ANN, HERE)
    await request_code(studio, " Ann@EXAMPLE.com", THERE)
    with pytest.raises(RateLimited, match=r"Please try again in \d+ minutes") as refused:
        await request_code(studio, "ANN@example.com", THERE)
    assert 1700 < refused.value.details["retryAfter"] <= 1800  # two an hour
    assert len(mails.letters[ANN]) == 2
    await request_code(studio, BEN, HERE)
    texts = str(await Limit.find({}).to_list())
    assert "example" not in texts
    assert HERE not in texts


async def test_a_network_gets_so_many_codes(studio: Studio, mails: MailServer) -> None:  # S5
    for number in range(4):
        await request_code(studio, f"guest{number}@example.com", HERE)
    for _ in range(3):
        with pytest.raises(RateLimited, match="network"):
            await request_code(studio, ANN, HERE)
    assert len(mails.letters) == 4
    for _ in range(2):  # nothing of hers was used up
        await request_code(studio, ANN, THERE)


async def test_a_mail_that_did_not_go_out_uses_nothing_up(  # I3, S5
    studio: Studio, mails: MailServer
) -> None:
    mails.data = "451 Come again"
    for _ in range(6):
        with pytest.raises(NotSent):
            await request_code(studio, ANN, HERE)
    mails.data = "250 OK"
    for _ in range(2):
        await request_code(studio, ANN, HERE)
    with pytest.raises(RateLimited):
        await request_code(studio, ANN, HERE)


async def test_a_network_may_try_so_many_codes_an_hour(studio: Studio) -> None:  # I2, S5
    await put_code(ANN, studio.sealer.seal(ANN, "482915"), now() + LATER)
    for number in range(40):
        with pytest.raises(BadUserInput, match=NOT_GOOD):
            await verify_code(studio, f"guest{number}@example.com", "000000", None, HERE)
    with pytest.raises(RateLimited, match="network"):
        await verify_code(studio, ANN, "482915", None, HERE)
    assert (await verify_code(studio, ANN, "482915", None, THERE)).viewer.email == ANN


async def test_what_is_given_back_may_be_taken_again(database: Database) -> None:  # S5
    moment = now()
    for call in "abc":
        assert await take("some", "me", call, 3, moment, HOUR) == 0
    await give_back("some", "me", "b", 3, HOUR)
    await give_back("some", "me", "b", 3, HOUR)  # once, however often
    assert await take("some", "me", "d", 3, moment, HOUR) == 0
    assert await take("some", "me", "e", 3, moment, HOUR) == HOUR / 3 / 1_000_000
    limit = cast(Limit, await find(Limit, limit_id("some", "me")))
    assert limit.calls == ["a", "c", "d"]


# Cut off in the middle.


class CutOff(Exception):
    """As when a process is killed."""


@pytest.mark.parametrize(
    "point",
    ["code.remove:after", "identity.insert:after", "identity.account:before", "merge.mark:after"],
)
async def test_signing_in_again_finishes_what_was_cut_off(  # I2
    studio: Studio, mails: MailServer, point: str
) -> None:
    device = str(uuid4())
    original, _ = await ask(studio, await viewer_of(device))

    def die(reached: str) -> None:
        if reached == point:
            raise CutOff

    await request_code(studio, ANN, HERE)
    with armed(die), pytest.raises(CutOff):
        await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    with pytest.raises(BadUserInput, match=NOT_GOOD):
        await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    await request_code(studio, ANN, HERE)
    session = await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    kept = await find(Original, original.id)
    assert kept is not None
    assert kept.owner == session.viewer.id
    assert await Account.find({"email": ANN}).count() == 1
