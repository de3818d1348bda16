"""Credits as pure steps of an account: held before the work, charged by what was delivered.

Money is one document, the account, changed like every other: a guard and what it guards are one
compare-and-set. Each movement of `total` or `used` is written into the account with the change it
tells of, numbered without gaps, and only then into the usage log (`documents.posting`): so an
account's figures equal the sum of its entries and its `unposted` movements, at any moment.

A hold is taken first, its generation inserted afterwards. A crash between the two leaves a hold
that nobody will settle. It is given back in three steps, for an inserter may only be slow: it is
doubted, then its generation is looked for, then it goes, if it is doubted still. Whoever is about
to work on a generation sees to its hold (`confirmed`): either he comes after the doubt, and takes
the credits again; or he came before, and then so did his generation, which is found. A doubt is of
one hold, known by its moment: it says nothing of one that was taken later for the same generation.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ulid import ULID

from documents.accounts import Account
from documents.base import made_at
from documents.purses import Hold, Movement, Purse, Start
from errors import BadUserInput, InsufficientCredits
from kinds import Tier, UsageAction
from tariffs import Allowances

# A hold without a generation is doubted when it is this old: nobody answers a call so late.
DOUBTFUL = timedelta(minutes=1)
# A movement whose entry is not written yet is so because somebody was cut off.
CUT_OFF = timedelta(seconds=5)

# Holds that are doubted: by the id of the generation, when each was taken.
Doubts = Mapping[str, datetime]

# GraphQL has no larger numbers.
MOST_IN_ALL = 2**31 - 1

STARTED, SIGNED_IN = {"reason": "start"}, {"reason": "signed in"}


@dataclass(frozen=True)
class Cause:
    """What makes credits move: the id of the entry that will tell of it, and what that says."""

    id: str
    at: datetime
    metadata: Mapping[str, Any]
    generation_id: str | None = None

    def moves(self, action: UsageAction, credits: int, **more: Any) -> Movement:
        """The movement, before it has a number."""
        return Movement(
            id=self.id,
            number=0,
            action=action,
            credits=credits,
            generation_id=self.generation_id,
            metadata=dict(self.metadata),
            at=self.at,
            **more,
        )


def entry_id(moment: datetime, cause: str) -> str:
    """The id of the entry for what `cause` brings about: the same for the same, and sorted by
    `moment`. As a ULID, with the first 80 bits of the SHA-256 of `cause`."""
    head = int(moment.timestamp() * 1000).to_bytes(6, "big")
    return f"use_{ULID.from_bytes(head + hashlib.sha256(cause.encode()).digest()[:10])}"


def charge_id(generation_id: str) -> str:
    """The id of the entry of what a generation cost."""
    return entry_id(made_at(generation_id), f"charge:{generation_id}")


def start_id(account_id: str, start: Start) -> str:
    """The id of the entry of what an account was given to begin with."""
    return entry_id(made_at(account_id), f"start:{start}:{account_id}")


def opened(account: Account, allowances: Allowances) -> Account:
    """The account with what it is given to begin with, once: a person's when its e-mail address is
    verified, a device's otherwise."""
    wanted = Start.PERSON if account.email is not None else Start.DEVICE
    if account.purse.start in (wanted, Start.PERSON):
        return account
    credits = allowances.person if wanted is Start.PERSON else allowances.device
    started = _with(account, start=wanted)
    if not credits:
        return started
    id = start_id(account.id, wanted)
    movement = Cause(id, account.created_at, STARTED).moves(UsageAction.CREDIT_GRANT, credits)
    return _moved(started, movement, total=started.purse.total + credits)


def held(account: Account, generation_id: str, credits: int, moment: datetime) -> Account | None:
    """The account that holds what a generation may cost; None when it does already, or when it
    costs nothing. `InsufficientCredits` when less is left."""
    purse = account.purse
    if generation_id in purse.holds or not credits:
        return None
    if purse.remaining < credits:
        bare = purse.start is Start.DEVICE
        raise InsufficientCredits(credits, purse.remaining, purse.held, may_sign_in=bare)
    hold = Hold(credits=credits, at=moment)
    return _with(account, holds={**purse.holds, generation_id: hold})


def confirmed(
    account: Account, generation_id: str, credits: int, moment: datetime
) -> Account | None:
    """For whoever is about to work on a generation: its hold counts, is as high as it may cost, and
    nobody doubts it; None when that is so. `InsufficientCredits` when less is left: it was given
    back, or the generation has come to cost more."""
    holds = account.purse.holds
    if covers(holds.get(generation_id), credits):
        return None
    # Taken anew, and not known: he may have lost his lease, and the generation be over.
    left = {id: hold for id, hold in holds.items() if id != generation_id}
    return held(_with(account, holds=left), generation_id, credits, moment)


def covers(hold: Hold | None, credits: int) -> bool:
    """Whether somebody may begin to work on what may cost so much."""
    return hold is not None and not hold.doubted and hold.credits >= credits


def doubtful(account: Account, moment: datetime) -> Doubts:
    """The holds that are so old that their generations should be there by now."""
    holds = account.purse.holds.items()
    return {id: hold.at for id, hold in holds if not hold.known and hold.at <= moment - DOUBTFUL}


def doubted(account: Account, doubts: Doubts) -> Account | None:
    """The account in which these holds are doubted; None when they are."""
    changed = {
        id: hold.model_copy(update={"doubted": True})
        for id, hold in account.purse.holds.items()
        if doubts.get(id) == hold.at and not hold.known and not hold.doubted
    }
    return _with(account, holds={**account.purse.holds, **changed}) if changed else None


def judged(
    account: Account,
    doubts: Doubts,
    open_: Collection[str],
    ending: Collection[str],
    at: datetime,
) -> Account | None:
    """After the doubt: holds whose generation is open are known, those of one whose consequences
    are under way wait for these. The others are given back, unless somebody has ended the doubt
    meanwhile: there is no generation, or all that it cost was settled before. Of a hold that was
    taken anew since nothing is known, however long ago the doubt was."""
    holds = account.purse.holds
    same = {id for id, moment in doubts.items() if id in holds and holds[id].at == moment}
    gone = {id for id in same if holds[id].doubted} - {*open_, *ending}
    left = {
        id: hold.model_copy(update={"doubted": False}) if id in ending else hold
        for id, hold in holds.items()
        if id not in gone
    }
    after = passed_on(_known(_with(account, holds=left), same & {*open_}), at)
    return after if after != account else None


def settled(account: Account, cause: Cause, credits: int) -> Account | None:
    """The account without the hold of a generation that is over, charged for what was delivered,
    which is never more than was held; None when that was done."""
    id = cause.generation_id or ""
    hold = account.purse.holds.get(id)
    if hold is None:
        return None
    left = {each: other for each, other in account.purse.holds.items() if each != id}
    after, cost = _with(account, holds=left), min(credits, hold.credits)
    if cost:
        movement = cause.moves(UsageAction.IMAGE_GENERATION, -cost)
        after = _moved(after, movement, used=after.purse.used + cost)
    return passed_on(after, cause.at)


def bought(account: Account, cause: Cause, credits: int, tier: Tier | None) -> Account:
    """The account with credits that an operator grants, and in the tier he says. Whoever calls has
    made sure that this was not done before (see `documents.posting`). `BadUserInput` when it would
    be more than clients can be told."""
    if account.purse.total + credits > MOST_IN_ALL:
        raise BadUserInput(f"Nothing was granted: nobody can have more than {MOST_IN_ALL} credits.")
    after = account.but(tier=tier or account.tier)
    bought_at = cause.at if credits else None  # else it is only about the tier
    movement = cause.moves(UsageAction.CREDIT_GRANT, credits, bought=True, bought_at=bought_at)
    return passed_on(_bought(after, movement), cause.at)


def refunded(account: Account, cause: Cause, credits: int, cost: int) -> Account:
    """The account with what an operator gives back of the `cost` of a generation; `BadUserInput`
    when less of it is left, after all refunds. Whoever calls has made sure that this was not done
    before."""
    purse, id = account.purse, cause.generation_id or ""
    before = purse.refunds.get(id, 0)
    left = min(cost - before, purse.used)
    if credits > left:
        raise BadUserInput(
            f"Nothing was refunded: of what this has cost, {left} can be given back."
        )
    movement = cause.moves(UsageAction.CREDIT_REFUND, credits)
    refunds = {**purse.refunds, id: before + credits}
    after = _moved(account, movement, used=purse.used - credits, refunds=refunds)
    return passed_on(after, cause.at)


def passed_on(account: Account, at: datetime) -> Account:
    """The account; once somebody has signed in on its device, without the bought credits that can
    be spent: they go to his. What was given at the start was spent first, and stays."""
    purse = account.purse
    credits = min(purse.remaining, purse.bought)
    if account.merged_into is None or credits <= 0:
        return account
    cause = Cause(entry_id(at, f"away:{account.id}:{purse.movements + 1}"), at, SIGNED_IN)
    movement = cause.moves(
        UsageAction.CREDIT_GRANT,
        -credits,
        bought=True,
        bought_at=purse.last_purchase_at,
        to=account.merged_into,
    )
    return _moved(account, movement, total=purse.total - credits, bought=purse.bought - credits)


def over_id(given: Movement) -> str:
    """The id of the entry of what another account has passed on."""
    return entry_id(given.at, f"over:{given.id}")


def taken_over(account: Account, given: Movement) -> Account:
    """The account with what another one has passed on. Whoever calls has made sure that this was
    not done before."""
    cause = Cause(over_id(given), given.at, SIGNED_IN)
    movement = cause.moves(
        UsageAction.CREDIT_GRANT, -given.credits, bought=True, bought_at=given.bought_at
    )
    return _bought(account, movement)


def posted(account: Account, ids: Collection[str]) -> Account | None:
    """The account once the entries of these movements are written."""
    left = [each for each in account.purse.unposted if each.id not in ids]
    return _with(account, unposted=left) if len(left) < len(account.purse.unposted) else None


def replaced(account: Account, **fields: Any) -> Account:
    """The account whose purse has these fields: for whoever has reckoned it anew."""
    return _with(account, **fields)


def _bought(account: Account, movement: Movement) -> Account:
    purse, credits = account.purse, movement.credits
    times = [at for at in (purse.last_purchase_at, movement.bought_at) if at is not None]
    figures = {"total": purse.total + credits, "bought": purse.bought + credits}
    return _moved(account, movement, last_purchase_at=max(times, default=None), **figures)


def _moved(account: Account, movement: Movement, **figures: Any) -> Account:
    """The figures and the movement that tells of them, in one."""
    number = account.purse.movements + 1
    unposted = [*account.purse.unposted, movement.model_copy(update={"number": number})]
    return _with(account, movements=number, unposted=unposted, **figures)


def _known(account: Account, ids: Collection[str]) -> Account:
    holds = {
        id: hold.model_copy(update={"known": True, "doubted": False}) if id in ids else hold
        for id, hold in account.purse.holds.items()
    }
    return _with(account, holds=holds)


def _with(account: Account, **fields: Any) -> Account:
    purse = account.purse.model_copy(update=fields)
    return account.but(purse=purse, money_due=_due(purse))


def _due(purse: Purse) -> datetime | None:
    """When somebody has to look after what may have been cut off."""
    holds = [hold.at + DOUBTFUL for hold in purse.holds.values() if not hold.known]
    entries = [movement.at + CUT_OFF for movement in purse.unposted]
    return min([*holds, *entries], default=None)
