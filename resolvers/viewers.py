"""Who calls: a device says who it is, a token for whom it speaks; what they own is kept under an
account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import RFC_4122, UUID

from documents.accounts import Account, Admit, account_of, known_account, seen
from documents.base import find
from documents.database import require_answer
from documents.identities import account_of_email, account_of_subject
from errors import BadUserInput, Unauthenticated
from kinds import Tier
from sessions import OVER, is_ours
from studio import Studio

HEADER = "x-device-id"
NOBODY = (
    f"Say who calls: send the header {HEADER} with a UUID, or sign in and send Authorization with "
    "the token."
)


@dataclass(frozen=True)
class Viewer:
    """Whoever calls: the account that owns things, and what is known of who speaks for it: the
    device, an e-mail address that was verified, and whether he runs the place."""

    id: str
    device_id: str | None
    email: str | None
    operator: bool
    created_at: datetime
    last_active_at: datetime
    tier: Tier = Tier.FREE


@dataclass(frozen=True)
class Caller:
    """What somebody says of himself. With both, the token decides."""

    device_id: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """Who speaks by a token, and how long that counts: until it expires, or the account's epoch is
    another. `ours` tells our own tokens from those of an identity provider."""

    viewer: Viewer
    epoch: int
    expires_at: datetime
    ours: bool


async def viewer_of(device_id: str | None, admit: Admit | None = None) -> Viewer:
    """The viewer for the device id a caller gave; makes the account at first contact, unless
    `admit` (see `resolvers.limits.newcomers`) refuses."""
    device = parse_device_id(device_id)
    require_database()
    return _viewer(await account_of(device, admit), str(device))


async def known_viewer(studio: Studio, caller: Caller) -> Viewer | None:
    """The viewer for what a caller says, if he has called before; None for a new device."""
    if caller.token is not None:
        return (await signed_in(studio, caller)).viewer
    device = parse_device_id(caller.device_id)
    require_database()
    account = await known_account(device)
    return _viewer(account, str(device)) if account else None


async def signed_in(studio: Studio, caller: Caller) -> SignedIn:
    """Who speaks by the caller's token; `Unauthenticated` when it does not count (any more).

    A device that is named as well gets no account by that.
    """
    device = str(parse_device_id(caller.device_id)) if caller.device_id else None
    token = caller.token or ""
    ours = studio.provider is None or is_ours(token)
    if ours:
        claims = studio.sessions.read(token)
        scopes, ends = claims.scopes, claims.expires_at
        require_database()
        account = await find(Account, claims.account_id)
        if account is None or account.session_epoch != claims.epoch:
            raise Unauthenticated(OVER)
    else:
        account, scopes, ends = await _outsider(studio, token)
    operator = studio.settings.operator_scope in scopes
    viewer = _viewer(await seen(account), device, account.email, operator)
    return SignedIn(viewer, account.session_epoch, ends, ours)


async def _outsider(studio: Studio, token: str) -> tuple[Account, frozenset[str], datetime]:
    """Account, scopes and end of a token of the identity provider."""
    assert studio.provider is not None
    vouched = await studio.provider.read(token)
    require_database()
    if vouched.email is not None:
        account = await account_of_email(vouched.email)
    else:
        account = await account_of_subject(vouched.issuer, vouched.subject)
    # Tokens tell whole seconds: one of the second of signing out may be older than that.
    if account.signed_out_at is not None and vouched.issued_at <= account.signed_out_at:
        raise Unauthenticated(OVER)
    return account, vouched.scopes, vouched.expires_at


async def epochs_of(account_ids: Collection[str]) -> dict[str, int]:
    """The session epochs of those accounts that exist."""
    accounts = Account.get_pymongo_collection()
    found = accounts.find({"_id": {"$in": list(account_ids)}}, {"session_epoch": True})
    return {each["_id"]: each.get("session_epoch", 0) async for each in found}


def _viewer(
    account: Account, device: str | None, email: str | None = None, operator: bool = False
) -> Viewer:
    return Viewer(
        id=account.id,
        device_id=device,
        email=email,
        operator=operator,
        created_at=account.created_at,
        last_active_at=account.last_active_at,
        tier=account.tier,
    )


def require_database() -> None:
    """`Unavailable` at once while the database is known to be away."""
    require_answer(Account.get_pymongo_collection().database.client)


def parse_bearer(header: str | None) -> str | None:
    """The token in a header `Authorization` (RFC 6750, section 2.1)."""
    if not header:
        return None
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The header Authorization must say Bearer and then the token.")
    return token.strip()


def parse_device_id(text: str | None) -> UUID:
    """A UUID as RFC 9562 has it, of any version, in its usual form of 36 characters."""
    if not text:
        raise Unauthenticated(NOBODY)
    try:
        device = UUID(text)
    except ValueError:
        device = UUID(int=0)
    if device.variant != RFC_4122 or str(device) != text.lower():
        raise BadUserInput(f"{HEADER} must be a UUID such as 018f2b1c-7d3e-7a4b-9c5d-0e1f2a3b4c5d.")
    return device
