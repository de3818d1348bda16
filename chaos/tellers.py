"""What only time would do to the accounts of a house."""

import random
from datetime import timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from chaos.checks import COLLECTIONS, Snapshot
from documents.accounts import Account
from documents.base import change, now
from documents.credits import DOUBTFUL

# More than it takes to be doubted, less than what an audit would complain about.
LONGER = DOUBTFUL + timedelta(seconds=5)


async def age_holds(chance: random.Random | None = None) -> None:
    """Make those holds old whose generation nobody has seen yet, of one account by chance or of
    all, as though their calls had been stuck for a minute."""
    accounts = [each for each in await Account.find_all().to_list() if _unknown(each)]
    if chance is not None:
        accounts = chance.sample(accounts, min(1, len(accounts)))
    for account in accounts:
        await change(Account, account.id, _older)


def _unknown(account: Account) -> list[str]:
    holds = account.purse.holds.items()
    return [id for id, hold in holds if not hold.known and hold.at > now() - DOUBTFUL]


def _older(account: Account) -> Account | None:
    ids = _unknown(account)
    if not ids:
        return None
    holds = {
        id: hold.model_copy(update={"at": hold.at - LONGER}) if id in ids else hold
        for id, hold in account.purse.holds.items()
    }
    purse = account.purse.model_copy(update={"holds": holds})
    return account.but(purse=purse, money_due=now())


async def search_again(database: AsyncDatabase[dict[str, Any]]) -> None:
    """Let merged accounts be searched for what came last, of which nobody waits an hour."""
    past = {"$set": {"merge_due": now() - timedelta(hours=2)}}
    await database["accounts"].update_many({"merge_due": {"$ne": None}}, past)


async def all_stored(database: AsyncDatabase[dict[str, Any]]) -> Snapshot:
    """Every document there is."""
    documents = {
        name: {each["_id"]: each async for each in database[name].find({})} for name in COLLECTIONS
    }
    return Snapshot(documents, set())
