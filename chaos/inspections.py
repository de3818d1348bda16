"""Looking through a house: what is stored, and what of that is wrong and stays so."""

import asyncio
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from chaos.checks import (
    COLLECTIONS,
    KEYS,
    Damage,
    Snapshot,
    damages,
    files_of,
    unseen_endings,
)
from chaos.houses import House, HouseDatabase
from chaos.ledgers import Ledger
from chaos.reckonings import of_accounts
from chaos.stocks import Stock
from documents.keeping import id_in

# A file without a document may still get one; after so many seconds of quiet nobody is at it.
QUIET = 2.0
OLD = 7200.0  # seconds: the sweep takes what is older than an hour
LOOK_EVERY = 0.1


async def lasting_damages(
    house: House,
    database: HouseDatabase,
    told: Ledger,
    patience: float,
    endings: dict[str, list[str]] | None = None,
) -> list[Damage]:
    """What is still wrong after `patience` seconds; `endings` as the stream of changes told them,
    None if nobody listened. Nobody waits an hour here: files that no document knows are, after a
    time of quiet, made as old as the sweep wants them, and merged accounts are searched again."""
    deadline = time.monotonic() + patience
    while True:
        stored = await _look(house, database, endings or {})
        found = damages(stored, told)
        if endings is not None:
            found += [Damage("lost", what) for what in unseen_endings(stored)]
        found += [Damage("lost", oddity) for oddity in house.oddities]
        found += [Damage("doubled", what) for what in of_accounts(_with_purses(stored))]
        if not found or time.monotonic() > deadline:
            house.oddities.clear()
            return found
        known = {key for keys in files_of(stored).values() for key in keys}
        unknown = {key for key in stored.files - known if not _was_flushed(stored, key)}
        await asyncio.to_thread(_make_old, house.files, unknown)
        await _search_now(database)
        await Stock(database, house.files, house.mails).make_holds_old()
        await asyncio.sleep(LOOK_EVERY)


def _was_flushed(stored: Snapshot, key: str) -> bool:
    """Whether it is the photo of a registration that was cleared: that goes without a sweep. Of an
    attempt that was killed files may be left, named after the picture too."""
    id = id_in(key)
    avatar = stored.avatars.get(id or "")
    return avatar is not None and bool(avatar["flushed_at"]) and "_pic_" not in key


def _with_purses(stored: Snapshot) -> Snapshot:
    """Of accounts, those that somebody has opened since they were put there."""
    opened = {id: each for id, each in stored.accounts.items() if "purse" in each}
    return Snapshot({**stored.documents, "accounts": opened}, stored.files)


async def _search_now(database: HouseDatabase) -> None:
    past = {"$set": {"merge_due": datetime.fromtimestamp(time.time() - OLD, UTC)}}
    await database["accounts"].update_many({"merge_due": {"$ne": None}}, past)


async def _look(house: House, database: HouseDatabase, endings: dict[str, list[str]]) -> Snapshot:
    documents = {
        name: {each["_id"]: each async for each in database[name].find({})}
        for name in (*COLLECTIONS, KEYS)
    }
    files = await asyncio.to_thread(_files, house.files)
    return Snapshot(documents, files, endings)


def _files(folder: Path) -> set[str]:
    """Every file, those that were never finished too."""
    found = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    return {str(path.relative_to(folder)) for path in found}


def _make_old(folder: Path, keys: Iterable[str]) -> None:
    moment = time.time()
    for key in keys:
        with suppress(FileNotFoundError):
            if (folder / key).stat().st_mtime < moment - QUIET:
                os.utime(folder / key, (moment - OLD, moment - OLD))
