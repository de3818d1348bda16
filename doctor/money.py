"""Credits: purses that do not add up, holds for nothing, and generations that cost something else.

An order to grant credits whose grant is not there is no damage: whoever gave it was not answered,
and gives it again.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial

from doctor.findings import HELD, MISCOUNTED, MISPAID, UNTENDED, UNTOLD, Finding
from doctor.patients import Patient, found, matching
from documents.accounts import Account
from documents.announcing import take_step
from documents.base import change, now
from documents.credits import Cause, charge_id, settled
from documents.generations import Generation
from documents.grants import Grant
from documents.paying import look_after, pay
from documents.posting import change_seen
from documents.reckoning import (
    Entries,
    differences,
    entries_of,
    is_over,
    owing,
    rebuilt,
    taken_for,
)
from documents.usage import UsageEntry
from documents.work import changed


async def look(patient: Patient) -> AsyncGenerator[Finding]:
    """Everything that is wrong with credits, but for what generations say."""
    async with aclosing(patient.documents(Grant)) as grants:
        async for _, findings in grants:
            for finding in findings:
                yield finding
    async with aclosing(patient.readable(Account)) as batches:
        async for accounts, findings in batches:
            for finding in [*findings, *await _of_accounts(patient, accounts)]:
                yield finding


async def _of_accounts(patient: Patient, accounts: Sequence[Account]) -> list[Finding]:
    entries, _ = await entries_of(accounts)  # one that cannot be read is told of elsewhere
    findings = []
    for account in accounts:
        if patient.is_past(account.money_due):
            findings.append(Finding(UNTENDED, account.id, partial(_tend, account.id)))
        if _differs(account, entries[account.id]):
            findings += await _of_purse(account.id)
        for id, hold in account.purse.holds.items():
            if hold.known and patient.is_past(hold.at) and await _is_in_vain(account.id, id):
                mend = partial(_give_back, account.id, id)
                findings.append(Finding(HELD, f"{account.id} for {id}", mend))
    return findings


def _differs(account: Account, entries: Entries) -> bool:
    """Whether something is wrong, or was written since the account was read."""
    more = max(entries, default=0) > account.purse.movements
    return more or bool(differences(account.purse, entries))


async def _tend(id: str) -> None:
    for account in (await found(Account, [id])).values():
        if account is not None:
            await look_after(account)


async def _of_purse(id: str) -> list[Finding]:
    """What is wrong with the purse of account `id` still, if it is looked at for itself."""
    account, entries = await _seen(id)
    if account is None or not _differs(account, entries):
        return []
    newer = (await found(Account, [id])).get(id)
    if newer is None or newer.revision != account.revision:  # somebody is at work there
        return []
    if rebuilt(account, entries, await owing(id)) is None:
        return [Finding(UNTOLD, id)]
    return [Finding(MISCOUNTED, id, partial(_reckon, id))]


async def _seen(id: str) -> tuple[Account | None, Entries]:
    """An account, and its entries as they were after that."""
    account = (await found(Account, [id])).get(id)
    if account is None:
        return None, {}
    entries, unreadable = await entries_of([account])
    return (None, {}) if unreadable else (account, entries[id])


async def _reckon(id: str) -> None:
    account, entries = await _seen(id)
    if account is not None:
        after = rebuilt(account, entries, await owing(id))
        if after is not None:
            await change_seen(account, lambda _: after)


async def _is_in_vain(account_id: str, generation_id: str) -> bool:
    if not await is_over(generation_id):
        return False
    newer = (await found(Account, [account_id])).get(account_id)
    return newer is not None and generation_id in newer.purse.holds


async def _give_back(account_id: str, generation_id: str) -> None:
    generation = (await found(Generation, [generation_id])).get(generation_id)
    if generation is not None and generation.payer == account_id:
        await pay(generation, 0)
    elif await is_over(generation_id):
        cause = Cause(charge_id(generation_id), now(), {}, generation_id)
        await change(Account, account_id, lambda it: settled(it, cause, 0))


async def mispaid(patient: Patient, batch: Sequence[Generation]) -> list[Finding]:
    """Those of these generations that are over and cost something else than they say."""
    over = [each for each in batch if each.payer and each.ended and each.settle is None]
    old = {each.id: each for each in over if patient.is_past(each.finished_at)}
    charges = await matching(UsageEntry, {"_id": {"$in": [charge_id(id) for id in old]}})
    findings = []
    for id, generation in old.items():
        entry = charges.get(charge_id(id))
        if -(entry.credits if entry is not None else 0) != generation.cost:
            taken = await _taken(generation)
            if taken not in (None, generation.cost):
                findings.append(Finding(MISPAID, id, partial(_say, patient, generation)))
    return findings


async def _taken(generation: Generation) -> int | None:
    """What was taken for it; None when nobody can say."""
    payer = (await found(Account, [generation.payer])).get(generation.payer)
    return None if payer is None else await taken_for(payer, generation.id)


async def _say(patient: Patient, generation: Generation) -> None:
    taken = await _taken(generation)
    if taken is not None:
        await take_step(patient, generation.id, lambda it: changed(it, cost=taken))
