"""Our own tokens, which say for whom somebody speaks: JSON Web Tokens (RFC 7519)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import jwt

from errors import Unauthenticated

# What is accepted is fixed by the key it comes with, never by what a token says (RFC 8725, 3.1).
ALGORITHM = "HS256"
# Explicitly typed (RFC 8725, 3.11), and made by us for us: no token of another kind passes for one.
TYPE = "visage-session+jwt"
OURS = "visage"
# More than any token needs; a longer one is not looked at.
LONGEST_TOKEN = 8192

OVER = "Your session is over. Please sign in again."
UNKNOWN = "This token is not valid here. Please sign in again."


class Holder(Protocol):
    """An account as far as a token speaks of it."""

    @property
    def id(self) -> str: ...
    @property
    def session_epoch(self) -> int: ...


@dataclass(frozen=True)
class Claims:
    """What a token of ours says. It counts only while the account has this `epoch`."""

    account_id: str
    epoch: int
    scopes: frozenset[str]
    expires_at: datetime


class Sessions:
    """Issues and reads tokens that last `days`, signed with a key derived from `key`."""

    def __init__(self, key: bytes, days: float) -> None:
        # Derived, so that another use of the same secret can never yield a token.
        self._key = hmac.digest(key, b"visage: sessions", hashlib.sha256)
        self._lasting = timedelta(days=days)

    def issue(self, account: Holder, scope: str = "") -> tuple[str, datetime]:
        """A token that speaks for the account, and when it ends; `scope` as RFC 8693 has it."""
        moment = datetime.now(UTC)
        ends = (moment + self._lasting).replace(microsecond=0)
        claims = {
            "iss": OURS,
            "aud": OURS,
            "sub": account.id,
            "epoch": account.session_epoch,
            "scope": scope,
            "iat": moment,
            "exp": ends,
        }
        return jwt.encode(claims, self._key, ALGORITHM, {"typ": TYPE}), ends

    def read(self, token: str) -> Claims:
        """What the token says; `Unauthenticated` when it is none of ours, or too old."""
        require_token(token)
        try:
            whole = jwt.decode_complete(
                token,
                self._key,
                [ALGORITHM],
                # Our clocks may differ; a token of the next second is no worse.
                options={"require": ["sub", "exp"], "verify_iat": False},
                audience=OURS,
                issuer=OURS,
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated(OVER) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated(UNKNOWN) from None
        if whole["header"].get("typ") != TYPE:
            raise Unauthenticated(UNKNOWN)
        said = whole["payload"]
        return Claims(
            account_id=said["sub"],
            epoch=said["epoch"],
            scopes=frozenset(said["scope"].split()),
            expires_at=datetime.fromtimestamp(said["exp"], UTC),
        )


def require_token(token: str) -> None:
    """`Unauthenticated` for what can be no token at all."""
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        raise Unauthenticated(UNKNOWN)


def is_ours(token: str) -> bool:
    """Whose token it pretends to be: true for what is signed as ours are, and for nonsense."""
    require_token(token)
    try:
        return jwt.get_unverified_header(token).get("alg") == ALGORITHM
    except jwt.InvalidTokenError:
        return True
