"""The connection to MongoDB: opened with a clear word when it cannot be, and never waited for long.

A write that timed out may have been stored all the same, even later: a server that was frozen goes
on with what it had received. So a timeout means "unknown", never "no".
"""

import asyncio
import errno
import os
import time
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pymongo
import structlog
from beanie import Document, init_beanie
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError
from pymongo.monitoring import (
    CommandListener,
    ServerHeartbeatFailedEvent,
    ServerHeartbeatListener,
    ServerHeartbeatStartedEvent,
    ServerHeartbeatSucceededEvent,
)

from documents.cancelling import mend_cancelling
from documents.embedded import PANIC, open_or_join
from errors import FULL_DISK, Unavailable

Client = AsyncMongoClient[dict[str, Any]]
Database = AsyncDatabase[dict[str, Any]]

# A server that does not answer is told of within 5 s, of which starting takes a part.
CHECK_SECONDS = 3.5
# One operation, with everything the driver repeats (client side operations timeout). It is longer
# than an embedded server takes to be back, so that its death costs nobody a refusal.
OPERATION_SECONDS = 4.0
# Each server is asked this often how it is, and is given up when it does not answer so long.
HEARTBEAT_SECONDS, HEARTBEAT_PATIENCE = 1.0, 3.0
# After so long without a server, callers are refused at once.
AWAY_SECONDS = 3.0
# The indexes of a large collection take their time.
INDEX_SECONDS = 600.0
# Sessions are ended at the server on closing, and one that is away is looked for half a minute.
CLOSE_SECONDS = 1.0

# How servers say that their disk is full: MongoDB by code, the embedded one in the system's words,
# and where that hit its log, by an answer to everything until it is started again.
OUT_OF_DISK_SPACE = 14031

AWAY = "The database does not answer. Try again in a moment."
log = structlog.get_logger("database")


class Presence(ServerHeartbeatListener):
    """When a server answered last; the log tells once when one falls silent and when it is back."""

    def __init__(self) -> None:
        self._heard: float | None = None
        self._silent: set[tuple[str, int | None]] = set()

    @property
    def away(self) -> float:
        """For how many seconds no server has answered; 0 when none ever has."""
        return 0.0 if self._heard is None else time.monotonic() - self._heard

    def started(self, event: ServerHeartbeatStartedEvent) -> None:
        """Nothing is known yet."""

    def succeeded(self, event: ServerHeartbeatSucceededEvent) -> None:
        if event.connection_id in self._silent:
            self._silent.discard(event.connection_id)
            log.info("the database answers again", server=_address(event))
        self._heard = time.monotonic()

    def failed(self, event: ServerHeartbeatFailedEvent) -> None:
        if self._heard is not None and event.connection_id not in self._silent:
            self._silent.add(event.connection_id)
            log.warning("the database does not answer", server=_address(event))


def _address(event: ServerHeartbeatSucceededEvent | ServerHeartbeatFailedEvent) -> str:
    return ":".join(str(part) for part in event.connection_id if part is not None)


def connect(uri: str, listeners: Sequence[CommandListener] = ()) -> Client:
    """A client that has not connected yet; `Unavailable` when `uri` cannot be one. `listeners` hear
    of every command."""
    mend_cancelling()
    try:
        if uri.partition("?")[0].count("@") > 1:
            # An @ or / of a password was left as it is: a piece of it would pass for the host.
            raise ValueError
        with warnings.catch_warnings(record=True) as wrong:
            warnings.simplefilter("always", UserWarning)
            client: Client = AsyncMongoClient(
                uri,
                appname="visage",
                tz_aware=True,
                w="majority",
                journal=True,
                retryWrites=True,
                timeoutMS=int(OPERATION_SECONDS * 1000),
                heartbeatFrequencyMS=int(HEARTBEAT_SECONDS * 1000),
                connectTimeoutMS=int(HEARTBEAT_PATIENCE * 1000),
                event_listeners=[Presence(), *listeners],
            )
    except (PyMongoError, ValueError, TypeError) as error:
        # The reason may quote the whole URI, so it is not passed on.
        raise Unavailable(
            "MONGODB_URI cannot be read: it should look like "
            "mongodb://user:password@host:27017/?replicaSet=rs0 (special characters in user and "
            "password percent-encoded)."
        ) from error
    if wrong:  # of which the driver's words may quote a password, too
        log.warning("an option of MONGODB_URI is not known or has a wrong value: it is left out")
    return client


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
    uri: str,
    name: str,
    documents: Sequence[type[Document]],
    listeners: Sequence[CommandListener] = (),
) -> AsyncIterator[Database]:
    """The database `name` with `documents` bound to it and their indexes made; for `listeners` see
    `connect`.

    `Unavailable`, with a sentence on how to mend it, when it cannot be used.
    """
    client = connect(uri, listeners)
    try:
        await check(client)
        database = client[name]
        with pymongo.timeout(INDEX_SECONDS):
            await init_beanie(database, document_models=list(documents))
        yield database
    finally:
        with pymongo.timeout(CLOSE_SECONDS):
            await client.close()


@asynccontextmanager
async def open_for_command(
    uri: str | None,
    name: str,
    documents: Sequence[type[Document]],
    data_dir: Path,
    binary: Path | None,
) -> AsyncIterator[Database]:
    """As `open_database`, for a command of the operator, whether Visage runs meanwhile or not;
    without `uri` the embedded server's. `Unavailable` also when it breaks off within the block."""
    async with AsyncExitStack() as stack:
        if uri is None:
            uri = await stack.enter_async_context(open_or_join(data_dir, binary))
        database = await stack.enter_async_context(open_database(uri, name, documents))
        try:
            yield database
        except PyMongoError as error:
            raise Unavailable(
                f"The database broke off ({type(error).__name__}). Run the same command again."
            ) from error


def is_away(error: Exception) -> bool:
    """Whether an error says that the database did not answer: then nothing is known of a write."""
    if isinstance(error, OperationFailure):
        return error.timeout or PANIC in str(error)
    return isinstance(error, ConnectionFailure) or (
        isinstance(error, PyMongoError) and error.timeout
    )


def has_no_room(error: Exception) -> bool:
    """Whether an error, of the database or of the system, says that a disk is full."""
    if isinstance(error, OSError):
        return error.errno in FULL_DISK
    return isinstance(error, OperationFailure) and (
        error.code == OUT_OF_DISK_SPACE or os.strerror(errno.ENOSPC) in str(error)
    )


def require_answer(client: Client) -> None:
    """`Unavailable` at once when it is known for a while that no server can be reached."""
    if client.topology_description.has_writable_server():
        return
    for listener in client.options.event_listeners:
        if isinstance(listener, Presence) and listener.away > AWAY_SECONDS:
            raise Unavailable(AWAY)


def _addresses(client: Client) -> str:
    servers = client.topology_description.server_descriptions()
    return ", ".join(sorted(f"{host}:{port}" if port else host for host, port in servers))
