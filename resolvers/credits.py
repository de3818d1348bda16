"""Credits: what somebody has, and what operators grant."""

from documents import credits
from documents.accounts import Account
from documents.base import change, find, insert_once, prefix_of
from documents.credits import Cause, charge_id, entry_id
from documents.grants import Grant, grant_id
from documents.merging import follow_owner
from documents.posting import move_once, post
from documents.usage import UsageEntry
from errors import BadUserInput, Conflict, Forbidden, NotFound
from failpoints import failpoint
from kinds import Tier
from resolvers.limits import take_change
from resolvers.viewers import Viewer
from studio import Studio

MOST = 1_000_000  # of one grant: nobody means more
LONGEST_REFERENCE = 255

NO_SUCH = "There is no viewer with this id."
OPERATORS = "Only operators may grant credits; their tokens come from `main.py operator`."
PAID_NOTHING = (
    "Nothing was refunded: this viewer has paid for no generation with the id in refundOf."
)
PAID_BY_DEVICE = (
    "Nothing was refunded: a device paid for this before its owner signed in on it. Grant the "
    "credits without refundOf instead."
)


async def credits_of(studio: Studio, viewer_id: str) -> Account:
    """The account of a viewer, with what it is given to begin with; the usage log tells of all
    that has moved."""

    def step(account: Account) -> Account | None:
        after = credits.opened(account, studio.allowances)
        return after if after is not account else None

    account = await find(Account, viewer_id)
    if account is not None and step(account) is not None:
        changed = await change(Account, viewer_id, step, known=account)
        account = changed or await find(Account, viewer_id)
    if account is None:
        raise NotFound(NO_SUCH)
    if account.purse.unposted:
        await post(account)
    return account


async def grant(studio: Studio, viewer: Viewer, wanted: Grant, reference: str) -> Account:
    """Grant what is `wanted` under this reference, once, however often it is said; the account as
    it is then. An account that has become a person's since passes it on to him."""
    await take_change(studio, viewer, "grant", "You grant credits too quickly.", reference)
    if not viewer.operator:
        raise Forbidden(OPERATORS)
    _check(wanted, reference)
    account = await _owner_of(wanted.account)
    known, is_new = await find(Grant, wanted.id), False
    if known is None:
        await _require_paid(account, wanted)  # a reference that is refused stays free
        with failpoint("credits.grant"):
            is_new = await insert_once(wanted.but(account=account.id))
        known = await find(Grant, wanted.id)
    assert known is not None
    if known.says != wanted.says or (await _owner_of(known.account)).id != account.id:
        raise Conflict(_taken(known))
    await credits_of(studio, known.account)
    cause, cost = _cause(known, reference), await _cost_of(known)
    await move_once(known.account, cause.id, lambda it: _granted(it, known, cause, cost))
    if is_new:
        studio.panel.money.granted(known.credits, is_refund=known.refund_of is not None)
    await follow_owner(known.account, studio)  # he may have signed in since: the tier is his
    return await _owner_of(known.account)


def order(
    account_id: str, amount: int, reference: str, tier: Tier | None, refund_of: str | None
) -> Grant:
    """What an operator says."""
    return Grant(
        _id=grant_id(reference),
        owner="",
        account=account_id,
        credits=amount,
        tier=tier,
        refund_of=refund_of,
    )


def _check(wanted: Grant, reference: str) -> None:
    least = 0 if wanted.tier is not None and wanted.refund_of is None else 1
    if not least <= wanted.credits <= MOST:
        raise BadUserInput(f"credits must be from {least} to {MOST}.")
    if wanted.tier is not None and wanted.refund_of is not None:
        raise BadUserInput("A refund changes no tier: leave out one of tier and refundOf.")
    if not 1 <= len(reference) <= LONGEST_REFERENCE:
        raise BadUserInput(f"reference must have 1 to {LONGEST_REFERENCE} characters.")


async def _owner_of(id: str) -> Account:
    """The account `id`, or whose it has become."""
    account = await find(Account, id) if prefix_of(id) == "acc" else None
    if account is not None and account.merged_into is not None:
        account = await find(Account, account.merged_into)
    if account is None:
        raise NotFound(NO_SUCH)
    return account


async def _require_paid(account: Account, wanted: Grant) -> None:
    """`BadUserInput` when a refund is for what this account has not paid, or for more than that.
    Of what was paid the ledger tells for ever, when the generation has long gone."""
    if wanted.refund_of is None:
        return
    known = prefix_of(wanted.refund_of) == "gen"
    charge = await find(UsageEntry, charge_id(wanted.refund_of)) if known else None
    if charge is None or (await _owner_of(charge.account)).id != account.id:
        raise BadUserInput(PAID_NOTHING)
    if charge.account != account.id:
        raise BadUserInput(PAID_BY_DEVICE)
    if wanted.credits > -charge.credits:
        raise BadUserInput(
            f"Nothing was refunded: this generation has cost {_count(-charge.credits)}."
        )


def _taken(known: Grant) -> str:
    what = "refund" if known.refund_of else "grant"
    tier = f" with the tier {known.tier}" if known.tier else ""
    return (
        f"Nothing has changed: this reference stands for a {what} of {_count(known.credits)} to "
        f"{known.account}{tier}. Only something new needs another reference."
    )


def _count(credits: int) -> str:
    return f"{credits} credit" if credits == 1 else f"{credits} credits"


def _cause(known: Grant, reference: str) -> Cause:
    told = {"reason": "refund" if known.refund_of else "grant", "reference": reference}
    if known.tier is not None:
        told["tier"] = known.tier
    id = entry_id(known.created_at, f"grant:{known.id}")
    return Cause(id, known.created_at, told, known.refund_of)


async def _cost_of(known: Grant) -> int:
    """What the generation was paid with that is refunded."""
    charge = await find(UsageEntry, charge_id(known.refund_of)) if known.refund_of else None
    return -charge.credits if charge is not None else 0


def _granted(account: Account, known: Grant, cause: Cause, cost: int) -> Account:
    if known.refund_of is not None:
        return credits.refunded(account, cause, known.credits, cost)
    return credits.bought(account, cause, known.credits, known.tier)
