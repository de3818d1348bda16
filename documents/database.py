"""The connection to MongoDB: opened with a clear word when it cannot be."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from beanie import Document, init_beanie
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from errors import Unavailable

Client = AsyncMongoClient[dict[str, Any]]
Database = AsyncDatabase[dict[str, Any]]

# A server that does not answer is told of within 5 s, of which starting takes a part.
CHECK_SECONDS = 3.5
SELECTION_SECONDS = 3.0


def connect(uri: str) -> Client:
    """A client that has not connected yet; `Unavailable` when `uri` cannot be one."""
    try:
        if uri.partition("?")[0].count("@") > 1:
            # An @ or / of a password was left as it is: a piece of it would pass for the host.
            raise ValueError
        return AsyncMongoClient(
            uri,
            appname="visage",
            tz_aware=True,
            w="majority",
            journal=True,
            retryWrites=True,
            serverSelectionTimeoutMS=int(SELECTION_SECONDS * 1000),
            connectTimeoutMS=3000,
        )
    except (PyMongoError, ValueError, TypeError) as error:
        # The reason may quote the whole URI, so it is not passed on.
        raise Unavailable(
            "MONGODB_URI cannot be read: it should look like "
            "mongodb://user:password@host:27017/?replicaSet=rs0 (special characters in user and "
            "password percent-encoded)."
        ) from error


async def check(client: Client) -> None:
    """Make sure that the database answers and can tell of changes; `Unavailable` when not."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            hello = await client.admin.command("hello")
            await client.admin.command("listDatabases", nameOnly=True)
    except OperationFailure as error:
        raise Unavailable(
            f"The database refuses us (error {error.code}): user, password or rights in "
            "MONGODB_URI are not right."
        ) from error
    except (TimeoutError, PyMongoError) as error:
        raise Unavailable(
            f"The database at {_addresses(client)} cannot be reached: start it, or mend "
            "MONGODB_URI."
        ) from error
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise Unavailable(
            "The database is no replica set, so it cannot tell of changes: start mongod with "
            "`--replSet rs0` and run `rs.initiate()` once."
        )


@asynccontextmanager
async def open_database(
    uri: str, name: str, documents: Sequence[type[Document]]
) -> AsyncIterator[Database]:
    """The database `name` with `documents` bound to it and their indexes made.

    `Unavailable`, with a sentence on how to mend it, when it cannot be used.
    """
    client = connect(uri)
    try:
        await check(client)
        database = client[name]
        await init_beanie(database, document_models=list(documents))
        yield database
    finally:
        await client.close()


def _addresses(client: Client) -> str:
    servers = client.topology_description.server_descriptions()
    return ", ".join(sorted(f"{host}:{port}" if port else host for host, port in servers))
