"""One-time codes: what is kept of the one code that an e-mail address may be verified with.

Neither the address nor the code lies here: the document is known by a hash of the address, and the
code by its seal (see `tokens.CodeSealer`).
"""

import hashlib
import hmac
from datetime import datetime
from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from documents.base import BY_REVISION, Kept, change, find, insert_once, remove, remove_known
from failpoints import failpoint

# So many may be compared with one code; of a million codes, that is one in 200,000.
MOST_TRIES = 5


class Code(Kept):
    """The newest code of an address: it is good until `expires_at`, for one use."""

    portable: ClassVar[bool] = False

    seal: str
    tries: int = 0
    expires_at: datetime

    class Settings:
        name = "codes"
        indexes: ClassVar = [
            BY_REVISION,
            IndexModel([("expires_at", ASCENDING)], name="by_expiry"),
        ]

    def instead_of(self, other: "Code") -> "Code":
        """This code in the place of the one before."""
        return self.but(revision=other.revision)


def code_id(email: str) -> str:
    """The document id of an address's code."""
    return hashlib.sha256(f"code\n{email}".encode()).hexdigest()


async def put_code(email: str, seal: str, expires_at: datetime) -> None:
    """Make this the code of an address; the one before is no longer good."""
    code = Code(_id=code_id(email), owner="", seal=seal, expires_at=expires_at)
    while True:
        with failpoint("code.insert"):
            if await insert_once(code) or await change(Code, code.id, code.instead_of):
                return


async def use_code(email: str, seal: str, at: datetime) -> bool:
    """Try a code at time `at`; True for the right one, and never twice for the same.

    The try is counted before anything is compared, so that any number of calls at once get no more
    tries than calls one after the other.
    """

    def step(current: Code) -> Code | None:
        if current.expires_at <= at or current.tries >= MOST_TRIES:
            return None
        return current.but(tries=current.tries + 1)

    with failpoint("code.try"):
        tried = await change(Code, code_id(email), step)
    if tried is None or not hmac.compare_digest(tried.seal, seal):
        return False
    return await _taken(tried)


async def _taken(tried: Code) -> bool:
    """Remove the code, whatever tries are counted meanwhile; False when another call has."""
    current: Code | None = tried
    while current is not None and current.seal == tried.seal:
        with failpoint("code.remove"):
            if await remove_known(current):
                return True
        current = await find(Code, tried.id)
    return False


async def withdraw_code(email: str, seal: str) -> None:
    """Let this code of an address be good no more; another one that took its place stays."""
    current = await find(Code, code_id(email))
    if current is not None and current.seal == seal:
        await _taken(current)


async def forget_codes(email: str) -> bool:
    """Let no code of an address be good any more; False when there was none."""
    return await remove(Code, code_id(email))
