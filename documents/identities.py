"""Whom outsiders vouch for: a verified e-mail address has an account, once and for all."""

import hashlib
from typing import ClassVar

from ulid import ULID

from documents.accounts import Account
from documents.base import BY_REVISION, Kept, change, find, insert_once, new_id
from failpoints import failpoint


class Identity(Kept):
    """Leads from somebody who proved who he is to his account, which owns it; known by a hash of
    what was proved."""

    class Settings:
        name = "identities"
        indexes: ClassVar = [BY_REVISION]


def email_key(email: str) -> str:
    """The document id of an e-mail address, in whatever case it is written."""
    return _key(f"email:{email.lower()}")


async def account_of_email(email: str) -> Account:
    """The account of a verified e-mail address, made when it is first met; safe from many at
    once, and to be done again after a crash anywhere."""
    return await _account_of(email_key(email), email.lower())


async def account_of_subject(issuer: str, subject: str) -> Account:
    """The account of somebody whom an identity provider knows by that name, but vouches for no
    e-mail address of."""
    return await _account_of(_key(f"subject:{issuer}\n{subject}"), None)


async def account_of_operator(name: str) -> Account:
    """The account of somebody who runs the place, in whatever case his name is written."""
    return await _account_of(_key(f"operator:{name.lower()}"), None)


async def _account_of(key: str, email: str | None) -> Account:
    known = await find(Identity, key)
    if known is None:
        with failpoint("identity.insert"):
            await insert_once(Identity(_id=key, owner=new_id("acc")))
        known = await find(Identity, key)
        assert known is not None
    account = await find(Account, known.owner)
    if account is None:  # first contact, or one that was cut off in the middle
        with failpoint("identity.account"):
            await insert_once(Account(_id=known.owner, owner=known.owner, email=email))
        account = await find(Account, known.owner)
        assert account is not None
    if account.email != email:  # the doctor had to make it anew, and could not know the address
        account = await change(Account, account.id, lambda it: it.but(email=email)) or account
    return account


def _key(proved: str) -> str:
    """As a ULID, the first 128 bits of the SHA-256 of what was proved."""
    return f"idn_{ULID.from_bytes(hashlib.sha256(proved.encode()).digest()[:16])}"
