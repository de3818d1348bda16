"""Our own tokens: what they say, and what is not taken for one."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from errors import Unauthenticated
from sessions import ALGORITHM, LONGEST_TOKEN, OURS, TYPE, Sessions, is_ours

SECRET = b"a secret that nobody else has got"
SESSIONS = Sessions(SECRET, 30)


@dataclass
class Account:
    id: str = "acc_01J"
    session_epoch: int = 3


def forged(key: bytes = SESSIONS._key, type: str = TYPE, **claims: Any) -> str:
    """A token as ours, but for what is given."""
    ends = datetime.now(UTC) + timedelta(days=1)
    ours = {"iss": OURS, "aud": OURS, "sub": "acc_01J", "epoch": 3, "scope": "", "exp": ends}
    said = {name: value for name, value in {**ours, **claims}.items() if value is not None}
    return jwt.encode(said, key, ALGORITHM, {"typ": type})


def test_a_token_says_whose_it_is_and_lasts_as_long_as_it_should() -> None:  # I2
    before = datetime.now(UTC)
    token, ends = SESSIONS.issue(Account(), "visage:operator more")
    claims = SESSIONS.read(token)
    assert (claims.account_id, claims.epoch) == ("acc_01J", 3)
    assert claims.scopes == {"visage:operator", "more"}
    assert claims.expires_at == ends
    assert abs(ends - before - timedelta(days=30)) < timedelta(minutes=1)


def test_an_old_token_tells_its_bearer_to_sign_in_again() -> None:  # I2
    token, _ = Sessions(SECRET, -0.001).issue(Account())
    with pytest.raises(Unauthenticated, match=r"over\. Please sign in again"):
        SESSIONS.read(token)


def unsigned(claims: str = "{}", header: str = '{"alg": "none"}') -> str:
    parts = (urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in (header, claims))
    return ".".join([*parts, ""])


@pytest.mark.parametrize(
    "token",
    [
        *("", " ", ".", "..", "a.b.c", "Bearer", "null", "é.é.é", "\ud800", "A" * LONGEST_TOKEN),
        "A" * (LONGEST_TOKEN + 1),
        unsigned(),
        unsigned('{"sub": "acc_01J"}', '{"alg": "HS256", "typ": "visage-session+jwt"}'),
        unsigned("[" * 2000),
        unsigned(header='{"alg": ["HS256"]}'),
        unsigned(header='{"alg": "HS256", "kid": 5}'),
        unsigned(header="[" * 2000),
        jwt.encode({"sub": "acc_01J"}, "", "none"),
        forged(key=SECRET + b"!" * 32),
        forged(key=SECRET),  # the secret itself signs nothing
        forged(type="JWT"),
        forged(iss="https://id.example"),
        forged(aud="others"),
        forged(aud=None),
        forged(exp=None),
        forged(exp="soon"),
        forged(sub=None),
        forged(sub=5),
    ],
)
def test_what_we_have_not_issued_is_refused_with_a_sentence(token: str) -> None:  # I1
    with suppress(Unauthenticated):
        is_ours(token)
    with pytest.raises(Unauthenticated, match="Please sign in again"):
        SESSIONS.read(token)


def test_a_token_of_another_algorithm_with_our_key_is_refused() -> None:  # I1
    whole = {"iss": OURS, "aud": OURS, "sub": "a", "epoch": 1, "scope": "", "exp": 9_999_999_999}
    token = jwt.encode(whole, SESSIONS._key + SESSIONS._key, "HS512", {"typ": TYPE})
    assert not is_ours(token)
    with pytest.raises(Unauthenticated):
        SESSIONS.read(token)
