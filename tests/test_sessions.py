"""Signing in and out over HTTP, with the mail server and the database looked into."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from documents.accounts import Account
from documents.base import find
from documents.codes import code_id
from documents.database import Database
from documents.images import Original
from providers import Provider
from resolvers.sessions import NOT_GOOD, refresh_session
from resolvers.viewers import Caller, signed_in, viewer_of
from tests.clients import GraphQLClient, Refused
from tests.houses import served_house
from tests.identity_providers import AUDIENCE, ISSUER, identity_provider, signed
from tests.mailboxes import PASSWORD
from tests.sign_in_houses import (
    COUNT,
    REFRESH,
    REQUEST,
    SIGN_OUT,
    VERIFY,
    WHO,
    House,
    address,
    open_house,
)
from tests.stories import ask
from tests.studios import open_test_studio

house = served_house(open_house)


# Signing in.


async def test_a_code_opens_a_session_that_can_be_refreshed_and_ended(house: House) -> None:  # I2
    email = address()
    asked = await house.ask(REQUEST, email=email.upper())
    assert asked["email"] == email
    assert _until(asked["expiresAt"], timedelta(minutes=10))
    code = house.mails.code_for(email)
    session = await house.ask(VERIFY, email=f" {email.title()}", code=f"{code[:3]} {code[3:]}")
    assert _until(session["expiresAt"], timedelta(days=30))
    person = session["viewer"]
    assert (person["email"], person["emailVerified"], person["deviceId"]) == (email, True, None)
    assert await house.ask(WHO, token=session["token"]) == person

    fresh = await house.ask(REFRESH, token=session["token"])
    assert fresh["viewer"] == person
    assert _until(fresh["expiresAt"], timedelta(days=30))
    again = await house.sign_in(email)
    assert again["viewer"] == person
    assert await house.ask(SIGN_OUT, token=fresh["token"]) is True
    for each in (session, fresh, again):
        refused = await house.refusal(WHO, token=each["token"])
        assert refused["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await house.sign_in(email))["viewer"] == person


def _until(text: str, lasting: timedelta) -> bool:
    left = datetime.fromisoformat(text.replace("Z", "+00:00")) - datetime.now(UTC)
    return lasting - timedelta(minutes=1) < left <= lasting


async def test_what_is_wrong_with_a_code_is_not_told(house: House) -> None:  # I2
    used, old, guessed, never = (address() for _ in range(4))
    await house.sign_in(used)
    for email in (old, guessed):
        await house.code(email)
    await house.database["codes"].update_many({}, {"$set": {"expires_at": datetime.now(UTC)}})
    newest = await house.code(guessed)
    wrong = f"{(int(newest) + 1) % 1_000_000:06}"
    tries = [
        (used, house.mails.code_for(used)),
        (old, house.mails.code_for(old)),
        (guessed, wrong),
        (never, "123456"),
        (guessed, ""),
        (guessed, "code"),
        (guessed, "9" * 5000),
    ]
    told = [await house.refusal(VERIFY, email=email, code=code) for email, code in tries]
    for error in told:
        assert error["message"] == NOT_GOOD
        assert error["extensions"] == told[0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_the_answer_does_not_tell_whether_an_address_is_known(house: House) -> None:  # I2
    known, unknown = address(), address()
    await house.sign_in(known)
    answers = [await house.ask(REQUEST, email=email) for email in (known, unknown)]
    assert [set(answer) for answer in answers] == [{"email", "expiresAt"}] * 2
    letters = [house.mails.letters[email][-1] for email in (known, unknown)]
    bodies = [re.sub(r"\d{6}", "", str(letter.get_body(("plain",)))) for letter in letters]
    assert bodies[0].replace(known, "") == bodies[1].replace(unknown, "")


async def test_of_many_calls_with_one_code_one_signs_in(house: House) -> None:  # I2
    email = address()
    code = await house.code(email)
    calls = [house.ask(VERIFY, email=email, code=code) for _ in range(5)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    refusals = [end for end in ends if isinstance(end, Refused)]
    assert [refusal.message for refusal in refusals] == [NOT_GOOD] * 4


async def test_a_hundred_guesses_at_once_use_a_code_up(house: House) -> None:  # I2
    email = address()
    code = await house.code(email)
    guesses = [f"{number:06}" for number in range(101) if number != int(code)][:100]
    calls = (house.ask(VERIFY, email=email, code=guess) for guess in guesses)
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert {getattr(end, "message", "") for end in ends} == {NOT_GOOD}
    kept = await house.database["codes"].find_one({"_id": code_id(email)})
    assert kept is not None
    assert kept["tries"] == 5
    assert (await house.refusal(VERIFY, email=email, code=code))["message"] == NOT_GOOD
    assert await house.sign_in(email)


@pytest.mark.parametrize("email", ["", "guest", "guest@host", "a@b.example\r\nBcc: c@d.example"])
async def test_what_is_no_address_is_told_and_gets_no_mail(house: House, email: str) -> None:  # I2
    before = house.mails.calls
    for query, given in ((REQUEST, {}), (VERIFY, {"code": "123456"})):
        error = await house.refusal(query, email=email, **given)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["message"].startswith("Write an e-mail address such as")
        assert error["extensions"]["fields"] == {"email": error["message"]}
    assert house.mails.calls == before


@pytest.mark.parametrize("query", [REFRESH, SIGN_OUT])
async def test_a_bare_device_has_no_session(house: House, query: str) -> None:  # I2
    for device in (None, str(uuid4())):
        error = await house.refusal(query, device=device)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert "not signed in" in error["message"]


# What the device has.


async def test_what_a_device_has_is_the_persons_who_signs_in_on_it(house: House) -> None:  # I2
    email, devices = address(), [str(uuid4()) for _ in range(2)]
    for number, device in enumerate(devices):
        async with GraphQLClient(house.visage.url, device) as client:
            await client.send_photo()
        session = await house.sign_in(email, device)
        assert session["viewer"]["deviceId"] == device
        assert await house.ask(COUNT, device, session["token"]) == {"totalCount": number + 1}
        assert await house.ask(COUNT, device) == {
            "totalCount": 0
        }  # the token opens it, and only it
    assert await house.ask(COUNT, token=session["token"]) == {"totalCount": 2}


async def test_a_token_does_not_change_who_is_verified(house: House) -> None:  # I2
    first, second, device = address(), address(), str(uuid4())
    before = await house.sign_in(first, device)
    async with GraphQLClient(house.visage.url, device) as client:
        await client.send_photo()
    after = await house.sign_in(second, device, token=before["token"])
    assert after["viewer"]["email"] == second
    assert await house.ask(COUNT, token=after["token"]) == {"totalCount": 1}
    assert await house.ask(COUNT, token=before["token"]) == {"totalCount": 0}
    code = await house.code(first)
    assert await house.ask(VERIFY, token="no token at all", email=first, code=code)


async def test_a_device_that_is_none_leaves_the_code_good(house: House) -> None:  # I2, C1
    email = address()
    code = await house.code(email)
    error = await house.refusal(VERIFY, device="my phone", email=email, code=code)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert await house.ask(VERIFY, email=email, code=code)


async def test_an_outsiders_token_is_exchanged_for_ours(  # I1, I2
    database: Database, tmp_path: Path
) -> None:
    device = str(uuid4())
    token = signed(email="Ann@example.com", email_verified=True, scope="visage:operator")
    with identity_provider() as served:
        provider = Provider(served.url, ISSUER, AUDIENCE)
        async with open_test_studio(database, tmp_path) as bare, provider:
            studio = replace(bare, provider=provider)
            original, _ = await ask(studio, await viewer_of(device))
            outsider = await signed_in(studio, Caller(device, token))
            assert (outsider.ours, outsider.viewer.operator) == (False, True)
            session = await refresh_session(studio, outsider, device)
            known = await signed_in(studio, Caller(None, session.token))
    assert (known.ours, known.viewer.operator) == (True, False)
    assert known.viewer.id == outsider.viewer.id
    kept = await find(Original, original.id)
    assert kept is not None
    assert kept.owner == known.viewer.id
    assert await Account.find({"email": "ann@example.com"}).count() == 1


# How often, and what is said when it does not work.


async def test_who_asks_too_often_is_told_when_to_come_back(house: House) -> None:  # I2, S5
    email = address()
    calls = [house.ask(REQUEST, email=email) for _ in range(8)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    refusals = [end.errors[0] for end in ends if isinstance(end, Refused)]
    assert len(refusals) == 3
    for error in refusals:
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert 0 < error["extensions"]["retryAfter"] <= 720  # five an hour
        assert "minutes" in error["message"]
    assert len(house.mails.letters[email]) == 5


async def test_a_mail_server_that_does_not_work_is_told(house: House) -> None:  # I3
    email, house.mails.data = address(), "451 Come again"
    for _ in range(6):  # of five that are allowed
        error = await house.refusal(REQUEST, email=email)
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert error["message"] == "Mail cannot be sent now. Try again in a few minutes."
    house.mails.data = "250 OK"
    assert await house.sign_in(email)


async def test_neither_log_nor_database_tells_codes_and_addresses(house: House) -> None:  # S6
    email, stranger = "sigrid.undset@example.com", "knut.hamsun@example.com"
    code = await house.code(stranger)
    assert not await _holding(house.database, stranger)
    session = await house.sign_in(email, str(uuid4()))
    await house.refusal(VERIFY, email=email, code=house.mails.code_for(email))
    for answer, wanted in (("550 No such person: {}", "BAD_USER_INPUT"), ("451 {}", "UNAVAILABLE")):
        house.mails.rcpt = answer.format(email)
        assert (await house.refusal(REQUEST, email=email))["extensions"]["code"] == wanted
    house.mails.rcpt = "250 OK"
    await house.ask(SIGN_OUT, token=session["token"])

    said = str(house.visage.records)
    assert "an address was refused" in said  # it does say something
    for secret in (
        "sigrid",
        "hamsun",
        session["token"],
        PASSWORD,
        code,
        house.mails.code_for(email),
    ):
        assert not re.search(rf"(?<!\d){re.escape(secret)}(?!\d)", said), secret
    # A code may be part of a longer number by chance, but is no value anywhere.
    assert not await _holding(house.database, code)
    assert not await _holding(house.database, session["token"])
    assert await _holding(house.database, email) == {"accounts"}  # it is verified


async def _holding(database: Database, text: str) -> set[str]:
    """The collections in which a text stands, in any case, as a word."""
    word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    return {
        name
        for name in await database.list_collection_names()
        if any(word.search(str(each)) for each in await database[name].find({}).to_list())
    }
