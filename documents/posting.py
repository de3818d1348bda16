"""Writing the movements of credits into the usage log, and moving credits once and for all."""

import asyncio
import random
from collections.abc import Callable

from documents import credits
from documents.accounts import Account
from documents.base import change, change_known, find, in_turn, insert_once
from documents.purses import Movement
from documents.usage import UsageEntry
from failpoints import failpoint

Step = Callable[[Account], Account]

LONGEST_PAUSE = 0.05  # in seconds, after having lost against another change


def entry_of(account: Account, movement: Movement) -> UsageEntry:
    """What the usage log says of a movement."""
    return UsageEntry(
        _id=movement.id,
        owner=account.merged_into or account.id,
        created_at=movement.at,
        action=movement.action,
        generation_id=movement.generation_id,
        metadata=movement.metadata,
        account=account.id,
        number=movement.number,
        credits=movement.credits,
        bought=movement.bought,
    )


async def post(account: Account, since: int = 0) -> None:
    """Write the entries of an account's movements after number `since`, and bring what it passed on
    to whom it goes; may be done twice, by many at once, and be cut off. Whoever has made some posts
    only those: of many at once, each would write the entries of all."""
    written = set()
    for movement in account.purse.unposted:
        if movement.number <= since:
            continue
        if movement.to is not None and not await _bring(movement, movement.to):
            continue  # it waits until that account is there again
        with failpoint("credits.entry"):
            await insert_once(entry_of(account, movement))
        written.add(movement.id)
    if not written:
        return
    with failpoint("credits.posted"):
        after = await change(
            Account, account.id, lambda it: credits.posted(it, written), known=account
        )
    newest = after or await find(Account, account.id)
    if newest is not None and newest.merged_into is not None:
        await _hand_over(written, account.id, newest.merged_into)


async def _hand_over(ids: set[str], giver: str, taker: str) -> None:
    """As for all that is inserted (see `documents.merging`): who has signed in owns it."""
    for id in ids:
        await change(UsageEntry, id, lambda it: it.but(owner=taker) if it.owner == giver else None)


async def _bring(given: Movement, to: str) -> bool:
    """Whether account `to` has it now."""

    def step(account: Account) -> Account:
        return credits.taken_over(account, given)

    with failpoint("credits.over"):
        return await move_once(to, credits.over_id(given), step) is not None


async def move_once(id: str, entry_id: str, step: Step) -> Account | None:
    """Apply a step that makes a movement of this `entry_id` to account `id`, unless that was done
    before; then write its entry. The account as it is then; None when there is none."""
    since = 0
    async with in_turn(Account, id):
        while True:
            account = await find(Account, id)
            if account is None:
                return None
            if await has_moved(account, entry_id):
                break
            after = await change_seen(account, step)
            if after is not None:
                account, since = after, account.purse.movements
                break
    await post(account, since)
    return await find(Account, id)


async def has_moved(account: Account, entry_id: str) -> bool:
    """Whether a movement of this `entry_id` was made before `account` was read.

    It leaves an account only once its entry is there. So first the account is read and then the
    entry is looked for; and what follows from the answer is right for this very account only: see
    `change_seen`.
    """
    unposted = any(each.id == entry_id for each in account.purse.unposted)
    return unposted or await find(UsageEntry, entry_id) is not None


async def change_seen(seen: Account, step: Callable[[Account], Account | None]) -> Account | None:
    """Change an account only as it was seen; None when it is another by now, after a pause."""
    after = await change_known(seen, step)
    if after is None:
        await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
    return after
