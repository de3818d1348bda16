"""Chooses the bus by setting; a new transport is one line here."""

from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from bus.mongo import MongoBus
from bus.protocol import Bus


def open_bus(database: AsyncDatabase[dict[str, Any]], url: str | None) -> Bus:
    """The bus of this process: Redis at `url`, or without one the change stream of its database.

    `Unavailable` when `url` cannot be read.
    """
    if not url:
        return MongoBus(database)
    from bus.redis import RedisBus  # brings redis: a tenth of a second at each start

    return RedisBus(url, database.name)
