"""The house that is looked at: its store, and its documents in a stream."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from batches import batched
from doctor.findings import LEFT_BEHIND, OWNERLESS, UNREADABLE, Finding
from documents.accounts import Account
from documents.base import Kept, insert_once
from documents.files import is_going
from documents.generations import Generation
from documents.grants import Grant
from documents.images import NOBODY
from documents.keeping import Keeper
from documents.merging import follow_owner
from documents.migrations import Raw
from documents.reckoning import entries_of, owing, rebuilt
from documents.usage import UsageEntry
from errors import NotFound
from progress import Progress
from storage.protocol import Storage

# So many documents are looked at together: what is known at a time is bounded by this.
BATCH = 200

K = TypeVar("K", bound=Kept)


@dataclass
class Patient:
    """The house. What is younger than `before` may be in flight, and is let be. Generations that
    have ended are forgotten after `retention`."""

    storage: Storage
    before: datetime
    retention: timedelta = timedelta(days=90)
    looked: Counter[str] = field(default_factory=Counter)
    progress: Progress = field(default_factory=Progress)
    _missed: set[str] = field(default_factory=set)  # accounts that were told of

    def is_past(self, moment: datetime | None) -> bool:
        """Whether what happened at `moment`, if it has, can no longer be in flight."""
        return moment is not None and moment < self.before

    async def delete(self, key: str, /) -> None:
        """Remove a stored file, if it is there."""
        await self.storage.delete(key)

    async def announce(self, document: Generation, /) -> None:
        """Tells nobody: the web processes look after what was silent for some seconds."""

    def noted(self, ended: Generation, /) -> None:
        """Of no interest: the doctor tells what it has mended."""

    async def has(self, key: str) -> bool:
        """Whether a file is there."""
        return await self._size(key) is not None

    async def absent(self, keys: Collection[str]) -> set[str]:
        """Those of `keys` that are not there."""
        return {key for key, size in (await self.sizes(keys)).items() if size is None}

    async def sizes(self, keys: Collection[str]) -> dict[str, int | None]:
        """How many bytes each of these files has; None for one that is not there."""
        return dict(zip(keys, await asyncio.gather(*map(self._size, keys)), strict=True))

    async def _size(self, key: str) -> int | None:
        try:
            return (await self.storage.stat(key)).size
        except NotFound:
            return None

    async def documents(self, model: type[K]) -> AsyncGenerator[tuple[list[K], list[Finding]]]:
        """All documents of a class in batches, each with what is wrong with them as such."""
        async with aclosing(self.readable(model)) as batches:
            async for read, findings in batches:
                yield read, findings + [each async for each in self._without_account(read)]

    async def readable(self, model: type[K]) -> AsyncGenerator[tuple[list[K], list[Finding]]]:
        """The same, whoever owns them."""
        collection = model.get_pymongo_collection()
        known = await collection.estimated_document_count()
        self.progress.begin(f"Looking at {collection.name}", known)
        cursor = collection.find({}, batch_size=BATCH)
        async with cursor, aclosing(batched(cursor, BATCH)) as batches:
            async for batch in batches:
                self.looked["documents"] += len(batch)
                self.progress.advance(len(batch))
                read: list[K] = []
                findings: list[Finding] = []
                for raw in batch:
                    document = _read(model, raw)
                    if document is not None:
                        read.append(document)
                    else:
                        subject = f"{raw['_id']} in {collection.name}"
                        findings.append(Finding(UNREADABLE, subject))
                yield read, findings

    async def _without_account(self, batch: Iterable[Kept]) -> AsyncGenerator[Finding]:
        batch = list(batch)
        known = {"", NOBODY, *self._missed}
        owners = {document.owner for document in batch} - known
        payers = {_payer(document) for document in batch} - known - owners
        accounts = await found(Account, owners | payers)
        for owner in sorted((owners | payers) - accounts.keys()):
            self._missed.add(owner)
            yield Finding(OWNERLESS, owner, partial(_make_again, owner))
        for owner, account in accounts.items():
            if account is not None and owner in owners and self.is_past(account.merged_at):
                self._missed.add(owner)
                yield Finding(LEFT_BEHIND, owner, partial(follow_owner, owner, self))


def _payer(document: Kept) -> str:
    """Whose credits it is about; nobody's, if about none."""
    match document:
        case Generation():
            return document.payer
        case UsageEntry() | Grant():
            return document.account
    return NOBODY


async def _make_again(id: str) -> None:
    """The account `id` with what the usage log says of its credits."""
    account = Account(_id=id, owner=id)
    entries, unreadable = await entries_of([account])
    if not unreadable:
        account = rebuilt(account, entries[id], await owing(id)) or account
    await insert_once(account)


async def found(model: type[K], ids: Collection[str]) -> dict[str, K | None]:
    """The documents of these ids that are there; None for one that cannot be read."""
    return await matching(model, {"_id": {"$in": list(ids)}}) if ids else {}


async def matching(model: type[K], query: Mapping[str, Any]) -> dict[str, K | None]:
    """The documents of `query` by their ids; None for one that cannot be read."""
    raws = await model.get_pymongo_collection().find(query).to_list()
    return {raw["_id"]: _read(model, raw) for raw in raws}


def _read(model: type[K], raw: Raw) -> K | None:
    try:
        return model.model_validate(raw)
    except ValidationError:
        return None


async def again(picture: Keeper) -> Keeper | None:
    """The picture as it is by now; None when it is gone or going."""
    newer = (await found(type(picture), [picture.id])).get(picture.id)
    return None if newer is None or is_going(newer) else newer
