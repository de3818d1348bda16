"""Asking for one-time codes and using them: how often, and what is cut off in the middle."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import monitoring

from documents.accounts import Account
from documents.base import find, now
from documents.codes import Code, put_code
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from documents.identities import account_of_email
from documents.images import Original
from documents.limits import Limit
from documents.registry import DOCUMENTS
from errors import BadUserInput, RateLimited
from mail import NotSent
from resolvers.sessions import NOT_GOOD, request_code, verify_code
from resolvers.viewers import viewer_of
from studio import Studio
from tests.mailboxes import MailServer, mail_server
from tests.stories import ask, dying_at
from tests.studios import open_test_studio

ANN, BEN = "ann@example.com", "ben@example.com"
HERE, THERE = "203.0.113.9", "198.51.100.7"
LATER = timedelta(minutes=10)


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


async def test_a_mail_that_did_not_go_out_brings_no_fresh_tries(  # I2
    studio: Studio, mails: MailServer
) -> None:
    mails.data = "451 Come again"
    with pytest.raises(NotSent):
        await request_code(studio, ANN, HERE)
    assert await Code.count() == 0


async def test_a_network_may_try_so_many_codes_an_hour(studio: Studio) -> None:  # I2, S5
    await put_code(ANN, studio.sealer.seal(ANN, "482915"), now() + LATER)
    for number in range(40):
        with pytest.raises(BadUserInput, match=NOT_GOOD):
            await verify_code(studio, f"guest{number}@example.com", "000000", None, HERE)
    with pytest.raises(RateLimited, match="network"):
        await verify_code(studio, ANN, "482915", None, HERE)
    assert (await verify_code(studio, ANN, "482915", None, THERE)).viewer.email == ANN


class Heard(monitoring.CommandListener):
    """Takes down what one database is asked."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.asked: list[tuple[str, object]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.database_name == self.database:
            self.asked.append((event.command_name, event.command[event.command_name]))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Of no interest here."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Of no interest here."""


async def test_the_database_is_asked_the_same_for_known_and_unknown_addresses(  # I2
    server: EmbeddedServer, tmp_path: Path
) -> None:
    heard = Heard(f"test_{uuid4().hex[:12]}")
    monitoring.register(heard)
    async with open_database(server.uri, heard.database, DOCUMENTS) as database:
        async with open_test_studio(database, tmp_path) as studio:
            await account_of_email(ANN)
            asked = []
            for email in (ANN, BEN):
                heard.asked.clear()
                await request_code(studio, email, HERE if email == ANN else THERE)
                asked.append(list(heard.asked))
        await database.client.drop_database(heard.database)
    assert asked[0] == asked[1] != []
    assert {collection for _, collection in asked[0]} == {"limits", "codes"}


# Cut off in the middle.


@pytest.mark.parametrize(
    "point",
    ["code.remove:after", "identity.insert:after", "identity.account:before", "merge.mark:after"],
)
async def test_signing_in_again_finishes_what_was_cut_off(  # I2
    studio: Studio, mails: MailServer, point: str
) -> None:
    device = str(uuid4())
    original, _ = await ask(studio, await viewer_of(device))

    await request_code(studio, ANN, HERE)
    with dying_at(point):
        await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    with pytest.raises(BadUserInput, match=NOT_GOOD):
        await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    await request_code(studio, ANN, HERE)
    session = await verify_code(studio, ANN, mails.code_for(ANN), device, HERE)
    kept = await find(Original, original.id)
    assert kept is not None
    assert kept.owner == session.viewer.id
    assert await Account.find({"email": ANN}).count() == 1
