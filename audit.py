"""The role `audit` of main.py: every account's credits reckoned anew from what the ledger says.

It may run while everybody works, and still nothing differs. An account is read before its entries:
of a movement it has made, the entry is there, or the account still carries it; later ones have
higher numbers and are left out. What then seems to differ between an account and a generation is
read once more, the one that moves first last, so that only what stays different is told.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

import pymongo

from batches import batched
from documents.accounts import Account
from documents.base import find, now
from documents.credits import DOUBTFUL, charge_id
from documents.database import open_for_command
from documents.generations import Generation, WorkState
from documents.posting import entry_of, has_moved
from documents.purses import Hold, Purse
from documents.registry import DOCUMENTS
from documents.usage import UsageEntry
from kinds import UsageAction
from settings import Settings

BATCH = 200
READING_SECONDS = 24 * 3600.0  # all of it takes its time, and nobody waits
# A hold whose generation is nowhere is given back by a worker within this time.
PATIENCE = 3 * DOUBTFUL


@dataclass
class Audit:
    """What was looked at, and what differs: a sentence each."""

    accounts: int = 0
    entries: int = 0
    generations: int = 0
    differences: list[str] = field(default_factory=list)


async def run_audit(settings: Settings, show: Callable[[str], object]) -> int:
    """Tell every difference; 0 when there is none, else 1."""
    uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else None
    async with open_for_command(
        uri, settings.mongodb_database, DOCUMENTS, settings.data_dir, settings.secantusd_rs
    ):
        with pymongo.timeout(READING_SECONDS):  # None would leave what holds for one operation
            audit = await audited()
    for line in audit.differences:
        show(line)
    count = len(audit.differences)
    show(
        f"Reckoned {audit.accounts} accounts anew from {audit.entries} entries and looked at "
        f"{audit.generations} generations that cost something: "
        f"{count or 'no'} difference{'' if count == 1 else 's'}."
    )
    return 1 if count else 0


async def audited() -> Audit:
    """The audit of the database that is open."""
    audit = Audit()
    async with aclosing(_accounts()) as batches:
        async for accounts in batches:
            await _audit_accounts(audit, accounts)
    async with aclosing(_generations()) as found:
        async for generations in found:
            audit.generations += len(generations)
            for generation in await _to_look_at(generations):
                audit.differences += await _of_generation(generation)
    return audit


async def _accounts() -> AsyncGenerator[list[Account]]:
    cursor = Account.get_pymongo_collection().find({}, batch_size=BATCH)
    async with cursor, aclosing(batched(cursor, BATCH)) as batches:
        async for batch in batches:
            yield [Account.model_validate(raw) for raw in batch]


async def _generations() -> AsyncGenerator[list[Generation]]:
    """Those that cost something, or did."""
    cursor = Generation.get_pymongo_collection().find({"payer": {"$gt": ""}}, batch_size=BATCH)
    async with cursor, aclosing(batched(cursor, BATCH)) as batches:
        async for batch in batches:
            yield [Generation.model_validate(raw) for raw in batch]


async def _audit_accounts(audit: Audit, accounts: Iterable[Account]) -> None:
    known = {account.id: account for account in accounts}
    entries: dict[str, dict[int, list[UsageEntry]]] = {id: {} for id in known}
    for id, account in known.items():
        for movement in account.purse.unposted:
            entry = entry_of(account, movement)
            entries[id].setdefault(entry.number, []).append(entry)
    for entry in await UsageEntry.find({"account": {"$in": list(known)}}).to_list():
        same = entries[entry.account].setdefault(entry.number, [])
        if entry.id not in {each.id for each in same}:
            same.append(entry)
    for id, account in known.items():
        audit.accounts += 1
        told = {n: each for n, each in entries[id].items() if n <= account.purse.movements}
        audit.entries += len(told)
        for difference in [*of_ledger(account.purse, told), *await _of_holds(account)]:
            audit.differences.append(f"{id}: {difference}")


def of_ledger(purse: Purse, entries: Mapping[int, list[UsageEntry]]) -> list[str]:
    """How a purse differs from its entries, by their numbers up to that of its last movement."""
    differences = [
        f"movement {number} has {len(entries.get(number, []))} entries"
        for number in range(1, purse.movements + 1)
        if len(entries.get(number, [])) != 1
    ]
    all_of_them = [entry for same in entries.values() for entry in same]
    granted = [each for each in all_of_them if each.action is UsageAction.CREDIT_GRANT]
    spent = [each for each in all_of_them if each.action is not UsageAction.CREDIT_GRANT]
    reckoned = {
        "total": sum(entry.credits for entry in granted),
        "bought": sum(entry.credits for entry in granted if entry.bought),
        "used": -sum(entry.credits for entry in spent),
    }
    for name, figure in reckoned.items():
        if figure != getattr(purse, name):
            differences.append(f"{name} is {getattr(purse, name)}, its entries say {figure}")
    if min(purse.remaining, purse.used, purse.bought) < 0:
        differences.append(f"below 0: remaining {purse.remaining}, used {purse.used}")
    return differences


async def _of_holds(account: Account) -> list[str]:
    differences = []
    for id, hold in account.purse.holds.items():
        generation = await find(Generation, id)
        over = generation is None or (generation.ended and generation.settle is None)
        if over and await _is_held_for_nothing(account.id, id):
            differences.append(f"{hold.credits} credits are held for {id}, which is over")
    return differences


async def _is_held_for_nothing(account_id: str, generation_id: str) -> bool:
    """Whether it is held still, and nobody will give it back."""
    hold = await _hold(account_id, generation_id)
    return hold is not None and (hold.known or hold.at < now() - PATIENCE)


async def _hold(account_id: str, generation_id: str) -> Hold | None:
    account = await find(Account, account_id)
    return account.purse.holds.get(generation_id) if account is not None else None


async def _to_look_at(generations: list[Generation]) -> list[Generation]:
    """Those of which it cannot be told at a glance that they are paid; most are. First accounts are
    read and then entries, as `has_moved` has it."""
    payers = {"_id": {"$in": list({each.payer for each in generations})}}
    accounts = await Account.find(payers).to_list()
    charges = {"_id": {"$in": [charge_id(each.id) for each in generations]}}
    taken = {each.id: each.credits for each in await UsageEntry.find(charges).to_list()}
    taken |= {each.id: each.credits for it in accounts for each in it.purse.unposted}
    known = {account.id for account in accounts}

    def is_paid(generation: Generation) -> bool:
        over = generation.state is WorkState.ENDED and generation.settle is None
        charged = -taken.get(charge_id(generation.id), 0)
        return over and generation.payer in known and charged == generation.cost

    return [each for each in generations if not is_paid(each)]


async def _of_generation(generation: Generation) -> list[str]:
    if generation.state is WorkState.ENDED:
        return await _of_ended(generation) if generation.settle is None else []
    hold = await _hold(generation.payer, generation.id)
    # One that nobody has begun to work on may have lost its hold, and gets it back before that; and
    # a doubt of one that is being drawn ends well.
    if generation.drawn and generation.cost > (0 if hold is None else hold.credits):
        newer = await find(Generation, generation.id)
        if newer is not None and not newer.ended:
            return [f"{generation.id}: is being drawn, and nothing is held for it"]
    return []


async def _of_ended(generation: Generation) -> list[str]:
    """A generation whose consequences have all come about."""
    payer, id = await find(Account, generation.payer), charge_id(generation.id)
    if payer is None:
        return [f"{generation.id}: its payer {generation.payer} is missing"]
    taken = -sum(each.credits for each in payer.purse.unposted if each.id == id)
    if not taken and await has_moved(payer, id):
        entry = await find(UsageEntry, id)
        taken = 0 if entry is None else -entry.credits
    if taken == generation.cost:
        return []
    return [f"{generation.id}: cost {generation.cost}, and {taken} were taken"]
