"""Whether this process can do its work now."""

import asyncio

from pymongo.errors import PyMongoError

from documents.accounts import Account
from errors import Unavailable

PATIENCE = 2.0  # seconds


async def check_ready() -> None:
    """`Unavailable` while the database does not answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            await Account.get_pymongo_collection().database.command("ping")
    except (PyMongoError, TimeoutError) as error:
        raise Unavailable("The database does not answer.") from error
