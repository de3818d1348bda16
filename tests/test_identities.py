"""Whom outsiders vouch for: an e-mail address leads to one account."""

import asyncio

import pytest

from documents.accounts import Account
from documents.base import find, insert_once, new_id, prefix_of
from documents.database import Database
from documents.identities import Identity, account_of_email, email_key
from tests.stories import dying_at

pytestmark = pytest.mark.usefixtures("database")


async def test_many_who_prove_an_address_at_once_get_one_account(database: Database) -> None:  # I1
    spelled = ["Ann@Example.com", "ann@example.com", "ANN@EXAMPLE.COM"] * 4
    accounts = await asyncio.gather(*(account_of_email(each) for each in spelled))
    assert len({account.id for account in accounts}) == 1
    assert {account.email for account in accounts} == {"ann@example.com"}
    assert await Account.count() == await Identity.count() == 1
    assert (await account_of_email("bob@example.com")).id != accounts[0].id


@pytest.mark.parametrize(
    "point",
    [f"identity.{step}:{side}" for step in ("insert", "account") for side in ("before", "after")],
)
async def test_a_first_sign_in_that_was_cut_off_is_done_again(point: str) -> None:  # I1
    with dying_at(point):
        await account_of_email("ann@example.com")
    account = await account_of_email("ann@example.com")
    assert account.email == "ann@example.com"
    identity = await find(Identity, email_key("Ann@example.com"))
    assert identity is not None
    assert (identity.owner, prefix_of(identity.id)) == (account.id, "idn")
    assert await Account.count() == 1


async def test_an_account_that_lost_its_address_gets_it_back() -> None:  # I1
    """As when the doctor has made it anew, who cannot know the address."""
    id = new_id("acc")
    await insert_once(Identity(_id=email_key("ann@example.com"), owner=id))
    await insert_once(Account(_id=id, owner=id))
    assert (await account_of_email("ann@example.com")).email == "ann@example.com"
    kept = await find(Account, id)
    assert kept is not None
    assert kept.email == "ann@example.com"
