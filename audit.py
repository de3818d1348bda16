"""The role `audit` of main.py: every account's credits reckoned anew from what the ledger says.

It may run while everybody works, and still nothing differs. An account is read before its entries:
of a movement it has made, the entry is there, or the account still carries it; later ones have
higher numbers and are left out. What then seems to differ between an account and a generation is
read once more, the one that moves first last, so that only what stays different is told.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

import pymongo

from batches import batched
from documents.accounts import Account
from documents.base import Kept, now, read_or_skip
from documents.credits import DOUBTFUL, charge_id
from documents.database import open_for_command
from documents.generations import Generation, WorkState
from documents.migrations import Raw
from documents.posting import has_moved
from documents.reckoning import differences, entries_of, is_over, taken_for
from documents.registry import DOCUMENTS
from documents.usage import UsageEntry
from progress import Progress
from settings import Settings

BATCH = 200
READING_SECONDS = 24 * 3600.0  # all of it takes its time, and nobody waits
# A hold whose generation is nowhere is given back by a worker within this time.
PATIENCE = 3 * DOUBTFUL
MOMENT = 1.0  # seconds, in which another picture may come

K = TypeVar("K", bound=Kept)


@dataclass
class Audit:
    """What was looked at, and what differs: a sentence each."""

    progress: Progress = field(default_factory=Progress)
    accounts: int = 0
    entries: int = 0
    generations: int = 0
    differences: list[str] = field(default_factory=list)


async def run_audit(settings: Settings, show: Callable[[str], object], progress: Progress) -> int:
    """Tell every difference; 0 when there is none, else 1."""
    uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else None
    async with open_for_command(
        uri, settings.mongodb_database, DOCUMENTS, settings.data_dir, settings.secantusd_rs
    ):
        with pymongo.timeout(READING_SECONDS):  # None would leave what holds for one operation
            audit = await audited(progress)
    progress.end()
    for line in audit.differences:
        show(line)
    count = len(audit.differences)
    show(
        f"Reckoned {audit.accounts} accounts anew from {audit.entries} entries and looked at "
        f"{audit.generations} generations that cost something: "
        f"{count or 'no'} difference{'' if count == 1 else 's'}."
    )
    return 1 if count else 0


async def audited(progress: Progress | None = None) -> Audit:
    """The audit of the database that is open."""
    audit = Audit(progress or Progress())
    await _begin(audit, "accounts", Account)
    async with aclosing(_read(Account, {}, audit)) as accounts:
        async for some in accounts:
            await _audit_accounts(audit, some)
    audit.progress.begin("Auditing generations")
    async with aclosing(_read(Generation, {"payer": {"$gt": ""}}, audit)) as costing:
        async for generations in costing:
            audit.generations += len(generations)
            audit.progress.advance(len(generations))
            for generation in await _to_look_at(generations):
                audit.differences += await _of_generation(generation)
    await _audit_owners(audit)
    return audit


async def _read(model: type[K], query: Raw, audit: Audit) -> AsyncGenerator[list[K]]:
    """What matches, in batches. What cannot be read is a difference."""
    cursor = model.get_pymongo_collection().find(query, batch_size=BATCH)
    async with cursor, aclosing(batched(cursor, BATCH)) as batches:
        async for raws in batches:
            read = [(raw, read_or_skip(model, raw)) for raw in raws]
            audit.differences += [_unreadable(raw["_id"]) for raw, each in read if each is None]
            yield [each for _, each in read if each is not None]


async def _begin(audit: Audit, what: str, model: type[Kept]) -> None:
    known = await model.get_pymongo_collection().estimated_document_count()
    audit.progress.begin(f"Auditing {what}", known)


def _unreadable(id: object) -> str:
    return f"{id}: cannot be read: restore it from a backup"


async def _audit_accounts(audit: Audit, accounts: list[Account]) -> None:
    entries, unreadable = await entries_of(accounts)
    audit.differences += [_unreadable(id) for id in unreadable]
    for account in accounts:
        told = {n: each for n, each in entries[account.id].items() if n <= account.purse.movements}
        audit.entries += len(told)
        more = await _untold(account.id, max(entries[account.id], default=0), len(told))
        for difference in [*differences(account.purse, told), *more, *await _of_holds(account)]:
            audit.differences.append(f"{account.id}: {difference}")
    audit.accounts += len(accounts)
    audit.progress.advance(len(accounts))


async def _untold(account_id: str, newest: int, known: int) -> list[str]:
    """Entries of which the account does not know: one is written only when it does."""
    newer = await _account(account_id) if newest > known else None
    if newer is None or newest <= newer.purse.movements:
        return []
    return [f"{newer.purse.movements} movements, and its newest entry is {newest}"]


async def _audit_owners(audit: Audit) -> None:
    """Entries of accounts that are nowhere. Accounts are never deleted."""
    await _begin(audit, "entries", UsageEntry)
    seen: set[str] = set()
    entries = UsageEntry.get_pymongo_collection().find({}, {"account": 1}, batch_size=BATCH)
    async with entries, aclosing(batched(entries, BATCH)) as batches:
        async for raws in batches:
            audit.progress.advance(len(raws))
            ids = {raw["account"] for raw in raws if raw.get("account")} - seen
            seen |= ids
            query = {"_id": {"$in": list(ids)}}
            found = Account.get_pymongo_collection().find(query, {"_id": 1}) if ids else None
            known = {raw["_id"] for raw in await found.to_list()} if found else set()
            for id in sorted(ids - known):
                audit.differences.append(f"{id}: has entries, and is missing")


async def _of_holds(account: Account) -> list[str]:
    told = []
    for id, hold in account.purse.holds.items():
        if await is_over(id) and await _is_held_for_nothing(account.id, id):
            told.append(f"{hold.credits} credits are held for {id}, which is over")
    return told


async def _is_held_for_nothing(account_id: str, generation_id: str) -> bool:
    """Whether it is held still, and nobody will give it back."""
    account = await _account(account_id)
    hold = account.purse.holds.get(generation_id) if account is not None else None
    return hold is not None and (hold.known or hold.at < now() - PATIENCE)


async def _account(id: str) -> Account | None:
    """The account; None too when it cannot be read, of which is told elsewhere."""
    raw = await Account.get_pymongo_collection().find_one({"_id": id})
    return read_or_skip(Account, raw) if raw is not None else None


async def _to_look_at(generations: list[Generation]) -> list[Generation]:
    """Those of which it cannot be told at a glance that they are paid; most are. First accounts are
    read and then entries, as `has_moved` has it."""
    payers = {"_id": {"$in": list({each.payer for each in generations})}}
    accounts = await _all(Account, payers)
    charges = {"_id": {"$in": [charge_id(each.id) for each in generations]}}
    taken = {each.id: each.credits for each in await _all(UsageEntry, charges)}
    taken |= {each.id: each.credits for it in accounts for each in it.purse.unposted}
    known = {account.id for account in accounts}

    def is_paid(generation: Generation) -> bool:
        over = generation.state is WorkState.ENDED and generation.settle is None
        charged = -taken.get(charge_id(generation.id), 0)
        return over and generation.payer in known and charged == generation.cost

    return [each for each in generations if not is_paid(each)]


async def _all(model: type[K], query: Raw) -> list[K]:
    raws = await model.get_pymongo_collection().find(query).to_list()
    return [each for each in (read_or_skip(model, raw) for raw in raws) if each is not None]


async def _of_generation(generation: Generation) -> list[str]:
    if generation.state is WorkState.ENDED:
        return await _of_ended(generation) if generation.settle is None else []
    if await _is_covered(generation):
        return []
    await asyncio.sleep(MOMENT)
    newer = await _all(Generation, {"_id": generation.id})
    if not newer or newer[0].drawn == generation.drawn or await _is_covered(newer[0]):
        return []
    return [f"{generation.id}: a picture was drawn, and nothing is held for it"]


async def _is_covered(generation: Generation) -> bool:
    """Whether as much is held as an open generation may cost. It need not be while nobody works on
    it: it is before the next picture is drawn. A doubt of one that is open ends well."""
    payer = await _account(generation.payer)
    hold = payer.purse.holds.get(generation.id) if payer is not None else None
    if generation.ended or (0 if hold is None else hold.credits) >= generation.cost:
        return True
    # In a copy of a house at work it may be paid.
    if payer is not None and await has_moved(payer, charge_id(generation.id)):
        return True
    newest = await _all(Generation, {"_id": generation.id})
    return not newest or newest[0].ended


async def _of_ended(generation: Generation) -> list[str]:
    """A generation whose consequences have all come about."""
    payer = await _account(generation.payer)
    if payer is None:
        return [f"{generation.id}: its payer {generation.payer} is missing"]
    taken = await taken_for(payer, generation.id)
    if taken == generation.cost:
        return []
    return [f"{generation.id}: cost {generation.cost}, and {taken} were taken"]
