"""Paying for generations: what is held, what was delivered, and what a crash has left."""

from collections.abc import Callable, Collection
from typing import Any

from documents import credits
from documents.accounts import Account
from documents.base import change, find, in_turn, now
from documents.credits import Cause, charge_id, covers
from documents.generations import Generation, WorkState
from documents.posting import change_seen, has_moved, post
from documents.usage import UsageEntry
from errors import InsufficientCredits
from failpoints import failpoint
from tariffs import Allowances


async def require_hold(generation: Generation, allowances: Allowances) -> None:
    """See to it, before work begins, that what a generation may cost is held, unless it is paid.

    `InsufficientCredits` when it was given back since, for whoever asked was too slow, and is spent
    by now.
    """
    if not generation.payer:
        return
    account = await find(Account, generation.payer)
    if account is None:
        raise InsufficientCredits(generation.cost, 0, 0)
    hold = account.purse.holds.get(generation.id)
    if covers(hold, generation.cost):
        return
    # In a copy of a house at work a generation may be older than its payment.
    if hold is not None or not await has_moved(account, charge_id(generation.id)):
        with failpoint("credits.confirm"):
            await change(
                Account,
                account.id,
                lambda it: _confirmed(it, generation, allowances),
                known=account,
            )


def _confirmed(account: Account, generation: Generation, allowances: Allowances) -> Account | None:
    began = credits.opened(account, allowances)
    after = credits.confirmed(began, generation.id, generation.cost, now())
    return after or (began if began is not account else None)


async def pay(generation: Generation, cost: int) -> int:
    """End the hold of a generation that is over, and take what was delivered: how much that is.

    Safe to do twice, by many at once: that it was paid is read from its entry, and a hold that is
    there nevertheless is given back.
    """
    if not generation.payer:
        return 0
    id, charge, since = generation.id, charge_id(generation.id), 0
    async with in_turn(Account, generation.payer):
        while True:
            account = await find(Account, generation.payer)
            if account is None or id not in account.purse.holds:
                break
            due = 0 if await has_moved(account, charge) else cost
            with failpoint("credits.settle"):
                after = await change_seen(account, _settlement(generation, due))
            if after is not None:
                account, since = after, account.purse.movements
                break
    if account is not None:
        await post(account, since)
        for movement in account.purse.unposted:
            if movement.id == charge:
                return -movement.credits
    entry = await find(UsageEntry, charge)
    return -entry.credits if entry is not None else 0


def _settlement(generation: Generation, cost: int) -> Callable[[Account], Account | None]:
    cause = Cause(charge_id(generation.id), now(), _told(generation), generation.id)
    return lambda account: credits.settled(account, cause, cost)


def _told(generation: Generation) -> dict[str, Any]:
    """What the usage log says of it to its owner."""
    return {
        "kind": generation.kind,
        "pictures": generation.cost // generation.price if generation.price else 0,
        "asked": generation.wanted,
        "price": generation.price,
        "cached": generation.cached,
    }


async def look_after(account: Account) -> None:
    """Do what a crash has left undone: write entries, and give back holds of generations that
    nobody has asked for after all (see `documents.credits`)."""
    await post(account)
    doubts = credits.doubtful(account, now())
    if not doubts:
        return
    with failpoint("credits.doubt"):
        await change(Account, account.id, lambda it: credits.doubted(it, doubts), known=account)
    open_, ending = await _found(doubts)
    with failpoint("credits.judge"):
        after = await change(
            Account, account.id, lambda it: credits.judged(it, doubts, open_, ending, now())
        )
    if after is not None:
        await post(after)


async def _found(ids: Collection[str]) -> tuple[set[str], set[str]]:
    """Those of these generations that are open, and those whose consequences are under way."""
    open_, ending = set(), set()
    collection = Generation.get_pymongo_collection()
    fields = {"state": 1, "settle": 1}
    for raw in await collection.find({"_id": {"$in": list(ids)}}, fields).to_list():
        if raw["state"] != WorkState.ENDED:
            open_.add(raw["_id"])
        elif raw["settle"] is not None:
            ending.add(raw["_id"])
    return open_, ending
