"""Who calls: a device says who it is, and what it owns is kept under its account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import RFC_4122, UUID

from documents.accounts import Account, Admit, account_of, known_account
from documents.database import require_answer
from errors import BadUserInput, Unauthenticated

HEADER = "x-device-id"


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


async def viewer_of(device_id: str | None, admit: Admit | None = None) -> Viewer:
    """The viewer for the device id a caller gave; makes the account at first contact, unless
    `admit` (see `resolvers.limits.newcomers`) refuses."""
    device = parse_device_id(device_id)
    require_answer(Account.get_pymongo_collection().database.client)
    return _viewer(device, await account_of(device, admit))


async def known_viewer(device_id: str | None) -> Viewer | None:
    """The viewer for the device id of one who has called before; None for a new one."""
    device = parse_device_id(device_id)
    require_answer(Account.get_pymongo_collection().database.client)
    account = await known_account(device)
    return _viewer(device, account) if account else None


def _viewer(device: UUID, account: Account) -> Viewer:
    return Viewer(
        id=account.id,
        device_id=str(device),
        email=None,
        operator=False,
        created_at=account.created_at,
        last_active_at=account.last_active_at,
    )


def parse_device_id(text: str | None) -> UUID:
    """A UUID as RFC 9562 has it, of any version, in its usual form of 36 characters."""
    if not text:
        raise Unauthenticated(f"Say which device calls: send the header {HEADER} with a UUID.")
    try:
        device = UUID(text)
    except ValueError:
        device = UUID(int=0)
    if device.variant != RFC_4122 or str(device) != text.lower():
        raise BadUserInput(f"{HEADER} must be a UUID such as 018f2b1c-7d3e-7a4b-9c5d-0e1f2a3b4c5d.")
    return device
