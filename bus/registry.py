"""Chooses the bus by setting; a new transport is one line here."""

from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from bus.mongo import MongoBus
from bus.protocol import Bus


def open_bus(database: AsyncDatabase[dict[str, Any]]) -> Bus:
    """The bus of this process: the change stream of its database."""
    return MongoBus(database)
