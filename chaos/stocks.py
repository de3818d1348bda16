"""What a story is given beside its customer, and what every story asks."""

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from chaos.customers import Customer
from chaos.houses import SECRET
from documents.base import new_id
from sessions import Sessions
from tests.clients import Json
from tests.mailboxes import MailServer

LONG = timedelta(days=100)


@dataclass(frozen=True)
class Operator:
    """Whom a token speaks for."""

    id: str
    session_epoch: int = 0


@dataclass(frozen=True)
class Stock:
    """What a house keeps: its database and its files, for making things older than they are; and
    where its mail goes."""

    database: AsyncDatabase[dict[str, Any]]
    files: Path
    mails: MailServer

    async def make_old(self, collection: str, field: str, **those: Any) -> None:
        """Put the moment `field` of some documents far into the past."""
        past = {"$set": {field: datetime.now(UTC) - LONG}}
        await self.database[collection].update_many(those, past)

    async def break_engine(self, name: str) -> None:
        """Let the breaker of an engine elsewhere be open for a while."""
        until = datetime.now(UTC) + timedelta(seconds=2)
        change = {"$set": {"failures": 5, "rests_until": until}, "$inc": {"revision": 1}}
        await self.database["services"].update_one({"_id": name}, change)

    async def make_holds_old(self) -> None:
        """Let every hold of which nobody knows the generation yet be some minutes old."""
        past = datetime.now(UTC) - timedelta(minutes=5)
        for account in await self._with_holds():
            ages = {f"purse.holds.{id}.at": past for id in account["purse"]["holds"]}
            await self._set(account, {**ages, "money_due": past})

    async def give_back(self, generation: str) -> None:
        """Take a hold away, as when its generation was inserted too late."""
        for account in await self._with_holds():
            holds = account["purse"]["holds"]
            if holds.pop(generation, None) is not None:
                await self._set(account, {"purse.holds": holds})

    async def _with_holds(self) -> list[dict[str, Any]]:
        found = await self.database["accounts"].find({}).to_list()
        return [each for each in found if each.get("purse", {}).get("holds")]

    async def _set(self, account: dict[str, Any], fields: dict[str, Any]) -> None:
        """As every change: on the revision that was read. Who loses was not quick enough."""
        known = {"_id": account["_id"], "revision": account["revision"]}
        change = {"$set": fields, "$inc": {"revision": 1}}
        await self.database["accounts"].update_one(known, change)

    async def operator(self) -> str:
        """A token of somebody who runs the house, and has called before."""
        operator = Operator(new_id("acc"))
        account = {"_id": operator.id, "owner": operator.id, "revision": 1, "schema_version": 1}
        await self.database["accounts"].insert_one({**account, "created_at": datetime.now(UTC)})
        await self.database["identities"].insert_one({**account, "_id": new_id("idn")})
        return Sessions(SECRET.encode(), 1).issue(operator, "visage:operator")[0]

    def leave_file(self, key: str) -> None:
        """A file that a process left behind when it died some hours ago."""
        path = self.files / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left behind")
        long_ago = time.time() - 7200
        os.utime(path, (long_ago, long_ago))


Story = Callable[[Customer, Stock], Awaitable[None]]


async def succeeded(customer: Customer, generation: str) -> Json:
    """A generation that is to end well, once it has."""
    state = await customer.ending(generation)
    if state["status"] != "SUCCEEDED":
        customer.ledger.odd.append(f"{generation} was to succeed and is {state['status']}")
    return state
