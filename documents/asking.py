"""Asking for what is to be drawn."""

from typing import Protocol

from documents.accounts import Account
from documents.announcing import Announces
from documents.avatars import Avatar
from documents.base import find, insert_once, now
from documents.credits import held, opened
from documents.generations import Generation
from documents.merging import follow_owner
from documents.paying import pay
from documents.queues import take_rank
from errors import InsufficientCredits
from failpoints import failpoint
from kinds import GenerationKind
from tariffs import Allowances, Tariffs


class House(Announces, Protocol):
    """What accepting work needs beside the database: prices, and telling of changes. The studio
    fits."""

    @property
    def tariffs(self) -> Tariffs: ...

    @property
    def allowances(self) -> Allowances: ...


async def require_credits(house: House, kind: GenerationKind, owner: str) -> None:
    """`InsufficientCredits` when `owner` could not pay for one of this kind, before anything is
    kept for it. Soft: only `enqueue` holds them."""
    price = house.tariffs.price(kind)
    account = await find(Account, owner) if price else None
    if account is not None:
        held(opened(account, house.allowances), "", price, now())


async def enqueue(house: House, generation: Generation) -> Generation:
    """Accept a generation, once: from here on it ends, whatever happens.

    What it may cost is held from now on; `InsufficientCredits` when less is left, and then nothing
    is kept of it.
    """
    priced = _priced(house, generation)

    def hold(account: Account) -> Account:
        began = opened(account, house.allowances)
        return held(began, priced.id, priced.cost, now()) or began

    try:
        rank = await take_rank(priced, house.tariffs, hold if priced.payer else None)
    except InsufficientCredits:
        known = await find(Generation, priced.id)
        if known is None:
            raise
        return known  # the same call, made twice at once, was accepted and paid
    return await accept(house, priced.but(rank=rank))


async def enqueue_promised(house: House, generation: Generation) -> Generation:
    """Accept a generation that somebody was promised earlier. What it costs is held when a worker
    comes to it: if it is not there by then, it ends FAILED, and so its owner is told."""
    priced = _priced(house, generation)
    rank = await take_rank(priced, house.tariffs)
    return await accept(house, priced.but(rank=rank))


def _priced(house: House, generation: Generation) -> Generation:
    price = house.tariffs.price(generation.kind, generation.cached)
    payer = generation.owner if price else ""
    return generation.but(price=price, cost=price * generation.wanted, payer=payer)


async def accept(teller: Announces, accepted: Generation) -> Generation:
    """Insert a generation, once, and tell of it; one that has ended already waits in no queue."""
    with failpoint("queue.insert"):
        made = await insert_once(accepted)
    if made:
        await teller.announce(accepted)
    if await follow_owner(accepted.owner, teller) or not made:
        known = await find(Generation, accepted.id) or accepted
        if not made and known.ended and known.settle is None:
            await pay(known, 0)  # the hold of a call that is repeated so late is one too many
        return known
    return accepted


def generation_for(
    avatar: Avatar, engine: str, request_id: str = "", trace: str = ""
) -> Generation:
    """What makes a registration's avatar."""
    return Generation(
        _id=avatar.generation_id,
        owner=avatar.owner,
        kind=GenerationKind.AVATAR,
        engine=engine,
        avatar_id=avatar.id,
        seed=avatar.seed,
        request_id=request_id,
        trace=trace,
    )
