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
from tests.clients import Json
from tests.mailboxes import MailServer

LONG = timedelta(days=100)


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
