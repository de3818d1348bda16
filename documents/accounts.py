"""Who owns things: accounts, and the devices that speak for them."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pymongo import ASCENDING, IndexModel
from ulid import ULID

from documents.base import BY_REVISION, Kept, change, find, insert_once, new_id, now
from documents.purses import Purse
from failpoints import failpoint
from kinds import Tier

# `lastActiveAt` is written at most this often.
ACTIVITY_STEP = timedelta(minutes=1)

Admit = Callable[[str], Awaitable[None]]


class Place(BaseModel):
    """The place in an engine's queue that a generation has taken."""

    model_config = ConfigDict(frozen=True)

    engine: str
    generation_id: str
    attempt: int = 0  # that was over when it was taken
    rank: float


class Account(Kept):
    """What a person or a bare device owns is kept under an account; it owns itself.

    `virtual_times` holds, for each engine, how far this owner has come in its queue, `last_place`
    the place taken last in any of them (see `documents.queues`). A person's account has a verified
    `email`, and tokens that carry its `session_epoch`. What a bare device had is moved to the
    account it is `merged_into` once somebody signs in on it (see `documents.merging`).
    """

    email: str | None = None  # verified, lower-case
    session_epoch: int = 0  # our tokens of an earlier one no longer count
    signed_out_at: datetime | None = None  # nor do those of others that were issued before
    merged_into: str | None = None
    merged_at: datetime | None = None
    merge_due: datetime | None = None  # when it is to be looked through for what is left
    last_active_at: datetime = Field(default_factory=now)
    virtual_times: dict[str, float] = Field(default_factory=dict)
    last_place: Place | None = None
    preferences: str = ""  # JSON as text: neither its names nor its numbers all fit into BSON
    tier: Tier = Tier.FREE
    purse: Purse = Field(default_factory=Purse)  # changed only as `documents.credits` says
    money_due: datetime | None = None  # when it is to be looked through for what was cut off

    class Settings:
        name = "accounts"
        indexes: ClassVar = [
            BY_REVISION,
            IndexModel([("merged_into", ASCENDING), ("merged_at", ASCENDING)], name="by_merge"),
            IndexModel([("merge_due", ASCENDING)], name="by_merge_due"),
            IndexModel([("money_due", ASCENDING)], name="by_money_due"),
        ]


class Device(Kept):
    """A device that has called, known by a hash of its id: the id itself opens the account."""

    class Settings:
        name = "devices"
        indexes: ClassVar = [BY_REVISION]


def device_key(device: UUID) -> str:
    """The document id of a device: as a ULID, the first 128 bits of the SHA-256 of its UUID."""
    return f"dev_{ULID.from_bytes(hashlib.sha256(device.bytes).digest()[:16])}"


async def known_account(device: UUID) -> Account | None:
    """The account of a device that has called before, and on which nobody has signed in since."""
    known = await find(Device, device_key(device))
    account = await find(Account, known.owner) if known else None
    return await seen(account) if account and account.merged_into is None else None


async def account_of(device: UUID, admit: Admit | None = None) -> Account:
    """The account of a device, made at first contact and anew once somebody has signed in on it;
    safe from many requests at once.

    `admit` is asked before a new account is made, with an id of that occasion, and may raise to
    refuse it: who signs in again and again must not come by more of them than who changes devices.
    """
    key = device_key(device)
    if await find(Device, key) is None:
        if admit is not None:
            await admit(key)
        with failpoint("contact.device"):
            await insert_once(Device(_id=key, owner=new_id("acc")))
    while True:
        known = await find(Device, key)
        assert known is not None
        # At first contact that was asked already.
        account = await _made(known.owner, admit if known.revision > 1 else None)
        if account.merged_into is None:
            return await seen(account)
        await start_afresh(key, account.id)


async def _made(id: str, admit: Admit | None) -> Account:
    account = await find(Account, id)
    if account is None:  # first contact, or one that was cut off in the middle
        if admit is not None:
            await admit(id)
        with failpoint("contact.account"):
            await insert_once(Account(_id=id, owner=id))
        account = await find(Account, id)
        assert account is not None
    return account


async def start_afresh(key: str, account_id: str) -> None:
    """Give the device `key` an account that is new, unless it has another one already."""

    def step(device: Device) -> Device | None:
        return device.but(owner=new_id("acc")) if device.owner == account_id else None

    with failpoint("merge.device"):
        await change(Device, key, step)


async def seen(account: Account) -> Account:
    """Note that its owner has called, at most once in `ACTIVITY_STEP`."""

    def step(current: Account) -> Account | None:
        moment = now()
        if moment - current.last_active_at < ACTIVITY_STEP:
            return None
        return current.but(last_active_at=moment)

    return await change(Account, account.id, step, known=account) or account


async def end_sessions(id: str, epoch: int) -> None:
    """Let no token of this epoch count any more, nor any that others issued up to now."""

    def step(current: Account) -> Account | None:
        if current.session_epoch != epoch:  # somebody else did: what was issued since is good
            return None
        return current.but(session_epoch=epoch + 1, signed_out_at=now())

    with failpoint("session.end"):
        await change(Account, id, step)
