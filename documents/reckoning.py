"""Reckoning anew: what a purse must be by the entries of the usage log, and how it differs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.accounts import Account
from documents.base import now, read_or_skip
from documents.credits import charge_id, replaced, start_id
from documents.generations import Generation, WorkState
from documents.posting import entry_of
from documents.purses import Hold, Purse, Start
from documents.usage import UsageEntry
from kinds import UsageAction

Entries = dict[int, list[UsageEntry]]  # of an account, by their numbers


@dataclass(frozen=True)
class Figures:
    """What entries add up to."""

    total: int
    bought: int
    used: int


def figures_of(entries: Iterable[UsageEntry]) -> Figures:
    """What these entries add up to."""
    total = bought = used = 0
    for entry in entries:
        if entry.action is UsageAction.CREDIT_GRANT:
            total += entry.credits
            bought += entry.credits if entry.bought else 0
        else:
            used -= entry.credits
    return Figures(total, bought, used)


async def entries_of(accounts: Collection[Account]) -> tuple[dict[str, Entries], list[str]]:
    """The entries of accounts that were read before, those that are not written yet among them;
    and the ids of those that cannot be read."""
    found: dict[str, Entries] = {account.id: {} for account in accounts}
    unreadable = []
    for account in accounts:
        for movement in account.purse.unposted:
            found[account.id].setdefault(movement.number, []).append(entry_of(account, movement))
    query = {"account": {"$in": list(found)}}
    async for raw in UsageEntry.get_pymongo_collection().find(query):
        entry = read_or_skip(UsageEntry, raw)
        if entry is None:
            unreadable.append(str(raw["_id"]))
            continue
        same = found[entry.account].setdefault(entry.number, [])
        if all(each.id != entry.id for each in same):
            same.append(entry)
    return found, unreadable


def gaps(movements: int, entries: Mapping[int, list[UsageEntry]]) -> list[int]:
    """The numbers up to `movements` of which there is not exactly one entry."""
    return [n for n in range(1, movements + 1) if len(entries.get(n, [])) != 1]


def differences(purse: Purse, entries: Mapping[int, list[UsageEntry]]) -> list[str]:
    """How a purse differs from its entries, by their numbers up to that of its last movement."""
    told = [
        f"movement {number} has {len(entries.get(number, []))} entries"
        for number in gaps(purse.movements, entries)
    ]
    reckoned = figures_of(entry for same in entries.values() for entry in same)
    for name, figure in vars(reckoned).items():
        if figure != getattr(purse, name):
            told.append(f"{name} is {getattr(purse, name)}, its entries say {figure}")
    if min(purse.remaining, purse.used, purse.bought) < 0:
        told.append(f"below 0: remaining {purse.remaining}, used {purse.used}")
    return told


def rebuilt(account: Account, entries: Entries, owing: Iterable[Generation]) -> Account | None:
    """The account with what its entries say, and holds for generations of its that are `owing`;
    None when that is so already, or a movement has not exactly one entry: then nobody knows."""
    movements = max(entries, default=0)
    if movements < account.purse.movements or gaps(movements, entries):
        return None
    all_of_them = [same[0] for same in entries.values()]
    reckoned = figures_of(all_of_them)
    after = replaced(
        account,
        **vars(reckoned),
        movements=movements,
        refunds=_refunds(all_of_them),
        start=account.purse.start or _start(account.id, all_of_them),
        last_purchase_at=account.purse.last_purchase_at or _last_purchase(all_of_them),
    )
    paid = {entry.id for entry in all_of_them}
    for generation in owing:
        if charge_id(generation.id) not in paid:
            after = _holding(after, generation)
    return after if after.purse != account.purse else None


def _refunds(entries: Iterable[UsageEntry]) -> dict[str, int]:
    """What was given back of each generation."""
    refunds: dict[str, int] = {}
    for entry in entries:
        if entry.action is UsageAction.CREDIT_REFUND:
            id = entry.generation_id or ""
            refunds[id] = refunds.get(id, 0) + entry.credits
    return refunds


def _start(account_id: str, entries: Iterable[UsageEntry]) -> Start | None:
    ids = {entry.id for entry in entries}
    given = [start for start in (Start.PERSON, Start.DEVICE) if start_id(account_id, start) in ids]
    return given[0] if given else None


def _last_purchase(entries: Iterable[UsageEntry]) -> datetime | None:
    times = [entry.created_at for entry in entries if entry.bought and entry.credits > 0]
    return max(times, default=None)


def _holding(account: Account, generation: Generation) -> Account:
    """With a hold for what is under way, if there is none and so much is left."""
    purse, id = account.purse, generation.id
    if id in purse.holds or not 0 < generation.cost <= purse.remaining:
        return account
    hold = Hold(credits=generation.cost, at=now(), known=True)
    return replaced(account, holds={**purse.holds, id: hold})


async def owing(account_id: str) -> list[Generation]:
    """The generations that an account is to pay yet; those that cannot be read are left out."""
    query: dict[str, Any] = {"payer": account_id}
    found = Generation.get_pymongo_collection().find(query)
    read = [read_or_skip(Generation, raw) async for raw in found]
    return [
        each
        for each in read
        if each is not None and (each.state is not WorkState.ENDED or each.settle is not None)
    ]


async def is_over(generation_id: str) -> bool:
    """Whether a generation is nowhere, or has brought about all that follows."""
    fields = {"state": 1, "settle": 1}
    collection = Generation.get_pymongo_collection()
    raw = await collection.find_one({"_id": generation_id}, fields)
    return raw is None or (raw["state"] == WorkState.ENDED and raw["settle"] is None)


async def taken_for(payer: Account, generation_id: str) -> int:
    """What was taken for a generation from this account, which was read just before."""
    id = charge_id(generation_id)
    unposted = [each.credits for each in payer.purse.unposted if each.id == id]
    raw = await UsageEntry.get_pymongo_collection().find_one({"_id": id}, {"credits": 1})
    return -sum(unposted) if unposted or raw is None else -int(raw["credits"])
