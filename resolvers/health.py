"""Whether this process can do its work now, and saying so when a part does not answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from documents.accounts import Account
from documents.database import AWAY, is_away, require_answer
from errors import Unavailable
from studio import Studio

PATIENCE = 2.0  # seconds


async def check_ready(studio: Studio) -> dict[str, str]:
    """What is not as it should be; `Unavailable` while the database does not answer.

    With storage that is low on room it is ready all the same: reading and downloading go on, and a
    process taken out of service could not do even that.
    """
    database = Account.get_pymongo_collection().database
    require_answer(database.client)
    try:
        async with asyncio.timeout(PATIENCE):
            await database.command("ping")
    except (PyMongoError, TimeoutError) as error:
        raise Unavailable(AWAY) from error
    return {"storage": "low"} if await studio.room.low() else {}


@contextmanager
def database_needed() -> Iterator[None]:
    """`Unavailable` in place of whatever the driver raises when the database does not answer."""
    try:
        yield
    except PyMongoError as error:
        if is_away(error):
            raise Unavailable(AWAY) from error
        raise
