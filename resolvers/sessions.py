"""Signing in and out: codes by mail, and tokens that speak for whoever got them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from documents.accounts import end_sessions
from documents.base import after, now
from documents.codes import put_code, use_code, withdraw_code
from documents.identities import account_of_email
from documents.merging import merge_device
from errors import BadUserInput, Unauthenticated
from mail import NotSent
from resolvers.emails import email_in
from resolvers.limits import counted_code, take_change, take_code_try
from resolvers.viewers import (
    Caller,
    SignedIn,
    Viewer,
    parse_device_id,
    require_database,
    signed_in,
)
from studio import Studio

# One sentence for all that is wrong with a code, so that guessing teaches nothing.
NOT_GOOD = "This code is not right or no longer good. Ask for a new one."
NOT_SIGNED_IN = "You are not signed in. Send Authorization with the token you got when you did."


@dataclass(frozen=True)
class Session:
    """A token, when it ends, and for whom it speaks."""

    token: str
    expires_at: datetime
    viewer: Viewer


@dataclass(frozen=True)
class _Holder:
    """Whom a token is for; it counts while the account has this epoch."""

    id: str
    session_epoch: int


async def request_code(studio: Studio, email: str, address: str) -> tuple[str, datetime]:
    """Send a code to an e-mail address; the address as it is kept, and when the code ends.

    Whether the address is known is not looked up, so that neither the answer nor its time can
    tell. `address` is the caller's, on the network.
    """
    email = email_in(email)
    require_database()
    minutes = studio.settings.code_minutes
    async with counted_code(studio, email, address):
        code, expires_at = studio.sealer.make(), after(minutes * 60)
        seal = studio.sealer.seal(email, code)
        await put_code(email, seal, expires_at)
        try:
            await studio.mailer.send_code(email, code, minutes)
        except NotSent:  # it is not counted, so its tries could be had without end
            await withdraw_code(email, seal)
            raise
    return email, expires_at


async def verify_code(
    studio: Studio, email: str, code: str, device_id: str | None, address: str
) -> Session:
    """A session of the person at an e-mail address, for the code that was sent there.

    What the device had is the person's afterwards. Whoever is cut off once the code is used loses
    nothing: signing in again goes on with it.
    """
    device = parse_device_id(device_id) if device_id else None
    email = email_in(email)
    require_database()
    await take_code_try(studio, address)
    seal = studio.sealer.seal(email, "".join(code.split()))
    if not await use_code(email, seal, now()):
        raise BadUserInput(NOT_GOOD)
    person = await account_of_email(email)
    return await _begin(studio, _Holder(person.id, person.session_epoch), device)


async def refresh_session(studio: Studio, known: SignedIn | None, device_id: str | None) -> Session:
    """A fresh session for who speaks by a token, ours or that of an identity provider; what the
    device had is his afterwards.

    The right to run the place does not come along: it lasts as long as the token that gave it.
    """
    known = _required(known)
    await take_change(studio, known.viewer, "refresh", "You refresh your session too quickly.")
    device = parse_device_id(device_id) if device_id else None
    # With the epoch that was checked: who signs out meanwhile has ended this one, too.
    return await _begin(studio, _Holder(known.viewer.id, known.epoch), device)


async def sign_out(studio: Studio, known: SignedIn | None) -> bool:
    """End all sessions of the account that is spoken for."""
    known = _required(known)
    await take_change(studio, known.viewer, "sign-out", "You sign out too quickly.")
    await end_sessions(known.viewer.id, known.epoch)
    return True


async def _begin(studio: Studio, holder: _Holder, device: UUID | None) -> Session:
    if device is not None:
        await merge_device(device, holder.id, studio)
    token, expires_at = studio.sessions.issue(holder)
    caller = Caller(str(device) if device else None, token)
    return Session(token, expires_at, (await signed_in(studio, caller)).viewer)


def _required(known: SignedIn | None) -> SignedIn:
    if known is None:
        raise Unauthenticated(NOT_SIGNED_IN)
    return known
