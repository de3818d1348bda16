"""Signing in: what a bare device's account has moves to the account of the person.

Merging marks the device's account, gives the device a new one, and hands over collection by
collection. Each step may be done twice, by many at once, and be cut off: the mark says to whom
things go, for ever, and only its first setting counts; `merge_due` stands in an index, where
`worker.healing` finds what is not finished.

Nothing stays behind, though work goes on meanwhile. Things come to be owned only by being
inserted, and whoever inserts one looks at its owner's account afterwards (`follow_owner`). Either
that look comes after the mark: then he hands over himself. Or it comes before: then so does what
he inserted, and whoever set the mark, who searches after that, finds it. An inserter that died
before his look is made up for by a last search `LAST_LOOK` later. What exists is changed under
its revision, which handing over raises: a step decided on the older owner loses and is decided
again. Ownership moves once, from a device's account to a person's, which is never merged itself.

The files of a document are named by its id, so none is moved, and signed links stay good.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from pymongo.errors import PyMongoError

from documents.accounts import Account, Device, device_key, start_afresh
from documents.announcing import Announces, take_step
from documents.avatars import Avatar
from documents.base import Kept, change, find, hand_over, now, read_or_skip
from documents.credits import passed_on
from documents.generations import Generation
from documents.images import Cartoon, Face, Original
from documents.pictures import Picture
from documents.posting import post
from documents.usage import UsageEntry
from documents.work import Step
from errors import Unavailable
from failpoints import failpoint
from kinds import Tier

log = structlog.get_logger("documents")

# What a person has, beside generations; a new kind of thing that has an owner is one word here.
BELONGINGS: tuple[type[Kept], ...] = (Original, Cartoon, Face, Avatar, Picture, UsageEntry)

# No request is under way for so long.
LAST_LOOK = timedelta(hours=1)
# Whoever signs in waits no longer than this, in seconds; what is left then, a worker hands over.
PATIENCE = 5.0
BATCH = 100

TIERS = list(Tier)  # each is worth more than those before it


async def merge_device(device: UUID, person_id: str, teller: Announces) -> int:
    """Move what the bare device has to the account of the person who has signed in on it; how many
    things moved now. The device alone then opens a new, empty account.

    Of several people who sign in on a device at once one gets what it had. `teller` is the studio.
    """
    known = await find(Device, device_key(device))
    account = await find(Account, known.owner) if known else None
    if known is None or account is None or not await _is_open(person_id):
        return 0
    account = await _marked(account, person_id)
    if account is None or account.merged_into is None:
        return 0
    await start_afresh(known.id, account.id)
    if account.merged_into != person_id:
        return 0
    try:
        async with asyncio.timeout(PATIENCE):
            return await finish_merge(account, teller)
    except (TimeoutError, PyMongoError, Unavailable) as error:
        log.warning("not all is handed over yet", account=account.id, error=type(error).__name__)
        return 0


async def _is_open(id: str) -> bool:
    """Whether an account is there and is to stay: only such a one takes things over."""
    account = await find(Account, id)
    return account is not None and account.merged_into is None


def marked(account: Account, person_id: str, moment: datetime) -> Account | None:
    """The account of a device, to be merged into a person's; None for one that is marked already,
    or is itself a person's."""
    if account.merged_into is not None or account.email is not None or account.id == person_id:
        return None
    return account.but(merged_into=person_id, merged_at=moment, merge_due=moment)


async def _marked(account: Account, person_id: str) -> Account | None:
    with failpoint("merge.mark"):
        after = await change(
            Account, account.id, lambda it: marked(it, person_id, now()), known=account
        )
    return after or await find(Account, account.id)


async def is_merged(account_id: str) -> bool:
    """Whether what this account had is a person's by now."""
    account = await find(Account, account_id)
    return account is not None and account.merged_into is not None


async def follow_owner(owner: str, teller: Announces) -> bool:
    """For whoever has just inserted something of `owner`: hand it over if that account has been
    merged; whether it has."""
    account = await find(Account, owner)
    if account is None or account.merged_into is None:
        return False
    await _hand_over_all(account, account.merged_into, teller)
    return True


async def finish_merge(account: Account, teller: Announces) -> int:
    """Hand over what a marked account has, and note that this is done; how many things it had."""
    if account.merged_into is None:
        return 0
    moved = await _hand_over_all(account, account.merged_into, teller)
    with failpoint("merge.clear"):
        await change(Account, account.id, lambda it: looked_through(it, now()))
    return moved


def looked_through(account: Account, moment: datetime) -> Account | None:
    """A marked account through which somebody has looked: it is looked through once more after
    `LAST_LOOK`, and then no more."""
    if account.merged_at is None or account.merge_due is None:
        return None
    last = account.merged_at + LAST_LOOK
    return account.but(merge_due=last if moment < last else None)


async def _hand_over_all(account: Account, person_id: str, teller: Announces) -> int:
    await _take_over(account, person_id)
    await _pass_on(account)
    moved = 0
    for model in BELONGINGS:
        with failpoint("merge.own"):
            moved += await hand_over(model, account.id, person_id)
    # Last: whoever sees that a generation is his finds its photo and its pictures, too.
    moved += await _hand_over_generations(account.id, person_id, teller)
    if moved:
        log.info("things handed over", account=account.id, to=person_id, count=moved)
    return moved


def handed_over(giver: str, taker: str) -> Step:
    """What belongs to `giver` is now of `taker`: a change that the taker's streams tell of. Work on
    it goes on."""

    def step(generation: Generation) -> Generation | None:
        if generation.owner != giver:
            return None
        return generation.but(owner=taker, changed_at=now())

    return step


async def _hand_over_generations(giver: str, taker: str, teller: Announces) -> int:
    """One by one: each change of a generation is told to everybody who follows it."""
    collection = Generation.get_pymongo_collection()
    # The embedded server finds nothing `$gt` a word with which ids begin, nor `$gt ""`.
    query: dict[str, Any] = {"owner": giver}
    moved = 0
    while True:
        found = await collection.find(query).sort("_id").limit(BATCH).to_list()
        for raw in found:
            generation = read_or_skip(Generation, raw)
            if generation is not None:
                with failpoint("merge.own"):
                    step = handed_over(giver, taker)
                    after = await take_step(teller, generation.id, step, known=generation)
                moved += after is not None
        if len(found) < BATCH:
            return moved
        query["_id"] = {"$gt": found[-1]["_id"]}


async def _take_over(account: Account, person_id: str) -> None:
    """Work that is queued keeps its rank, so what the person asks for next must come after it. Who
    has no preferences gets those of the device, and who has a lower tier its tier: once, for an
    operator may lower it afterwards."""
    times, preferences, tier = account.virtual_times, account.preferences, account.tier
    if not times and not preferences and tier is Tier.FREE:
        return

    def later(person: Account) -> Account | None:
        known = person.virtual_times
        both = {name: max(known.get(name, 0.0), times.get(name, 0.0)) for name in known | times}
        after = person.but(
            virtual_times=both,
            preferences=person.preferences or preferences,
            tier=max(person.tier, tier, key=TIERS.index),
        )
        return after if after != person else None

    def left(giver: Account) -> Account | None:
        has = (giver.virtual_times, giver.preferences, giver.tier)
        if has != (times, preferences, tier):
            return None
        return giver.but(virtual_times={}, preferences="", tier=Tier.FREE)

    with failpoint("merge.queue"):
        await change(Account, person_id, later)
        await change(Account, account.id, left)


async def _pass_on(giver: Account) -> None:
    """Bought credits go to the person; those that are held now go when they are given back."""

    def step(account: Account) -> Account | None:
        after = passed_on(account, now())
        return after if after is not account else None

    with failpoint("credits.pass-on"):
        await change(Account, giver.id, step)
        newer = await find(Account, giver.id)
    if newer is not None:
        await post(newer)


async def merged_since(person_id: str, moment: datetime) -> list[str]:
    """The accounts that were merged into a person's since `moment`."""
    query = {"merged_into": person_id, "merged_at": {"$gte": moment}}
    return [account.id for account in await Account.find(query).to_list()]
