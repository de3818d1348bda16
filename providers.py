"""Identity providers elsewhere, whose tokens are accepted: their keys, and what they vouch for.

The keys are a JWK Set (RFC 7517) at an address. They are fetched when first needed, again after a
while, and for a token that names a key which is not among them, as after a rotation.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import jwt
import structlog

from addresses import normal_email
from errors import Unauthenticated, Unavailable
from sessions import OVER, UNKNOWN, require_token
from settings import Settings

# What is accepted is fixed by the kind of the key, never by what a token says (RFC 8725, 3.1).
ALGORITHMS = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}
REQUIRED = ["iss", "aud", "sub", "iat", "exp"]
# Clocks differ, in seconds.
LEEWAY = 30

FRESH_SECONDS = 600.0
# Between two requests for keys; else anybody who names keys that never were could make us ask on.
PAUSE_SECONDS = 30.0
FETCH_SECONDS = 5.0
MOST_BYTES = 1024 * 1024

LAST_SECOND = 253_402_214_400  # 9999-12-31: what `datetime` takes in every time zone
AWAY = "The sign-in service does not answer. Try again in a moment."

log = structlog.get_logger("providers")


@dataclass(frozen=True)
class Vouched:
    """What a provider says of the bearer of a token; `email` is one that it has verified."""

    issuer: str
    subject: str
    email: str | None
    scopes: frozenset[str]
    issued_at: datetime
    expires_at: datetime


class Provider:
    """One identity provider; `async with` closes its connections."""

    def __init__(
        self,
        url: str,
        issuer: str,
        audience: str,
        fresh_seconds: float = FRESH_SECONDS,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._keys = KeySet(url, fresh_seconds, pause_seconds)
        self._issuer = issuer
        self._audience = audience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._keys.close()

    async def read(self, token: str) -> Vouched:
        """What the token says; `Unauthenticated` when it does not count, `Unavailable` when that
        cannot be found out now."""
        require_token(token)
        try:
            key = await self._keys.find(jwt.get_unverified_header(token).get("kid"))
            if key is None:
                raise Unauthenticated(UNKNOWN)
            said = jwt.decode(
                token,
                key,
                [key.algorithm_name],
                options={"require": REQUIRED},
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY,
            )
        except jwt.ExpiredSignatureError:
            raise Unauthenticated(OVER) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated(UNKNOWN) from None
        return Vouched(
            issuer=said["iss"],
            subject=said["sub"],
            email=_verified_email(said),
            scopes=_scopes(said),
            issued_at=_moment(said["iat"]),
            expires_at=_moment(int(said["exp"]) + LEEWAY),
        )


@asynccontextmanager
async def open_provider(settings: Settings) -> AsyncIterator[Provider | None]:
    """The provider that the settings name, if they do; its connections close with the block."""
    if settings.jwks_url and settings.jwt_issuer and settings.jwt_audience:
        async with Provider(settings.jwks_url, settings.jwt_issuer, settings.jwt_audience) as one:
            yield one
    else:
        yield None


class KeySet:
    """The public keys at an address; those that were there stay good while it cannot be reached."""

    def __init__(self, url: str, fresh_seconds: float, pause_seconds: float) -> None:
        self._url = url
        self._fresh = fresh_seconds
        self._pause = pause_seconds
        self._client = httpx.AsyncClient(timeout=FETCH_SECONDS)
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched = self._asked = float("-inf")
        self._asking = asyncio.Lock()
        self._away = True  # as far as is known

    async def close(self) -> None:
        await self._client.aclose()

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        """The key of that name, or the only one there is for a token that names none; None when
        there is no such key, `Unavailable` when that is not known."""
        # Who has an old key at hand does not wait until somebody else has fetched new ones.
        if self._wanted(kid) and not (self._pick(kid) and self._asking.locked()):
            async with self._asking:
                if self._wanted(kid):
                    await self._fetch()
        found = self._pick(kid)
        if found is None and self._away:
            raise Unavailable(AWAY)
        return found

    def _wanted(self, kid: str | None) -> bool:
        moment = time.monotonic()
        if moment - self._asked < self._pause:
            return False
        return moment - self._fetched >= self._fresh or self._pick(kid) is None

    def _pick(self, kid: str | None) -> jwt.PyJWK | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):  # httpx alone would wait for a slow drip
                self._keys = _usable(json.loads(await self._download()))
        except (httpx.HTTPError, TimeoutError, ValueError, RecursionError) as error:
            self._away = True
            log.warning("cannot fetch the keys of the provider", error=type(error).__name__)
        else:
            self._away = False
            self._fetched = time.monotonic()
        finally:
            self._asked = time.monotonic()

    async def _download(self) -> bytes:
        content = b""
        async with self._client.stream("GET", self._url) as answer:
            answer.raise_for_status()
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise ValueError("too long")
        return content


def _usable(found: Any) -> dict[str | None, jwt.PyJWK]:
    """The keys in a JWK Set that can be used, by name; `ValueError` when there are none."""
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValueError("no JWK Set")
    keys: dict[str | None, jwt.PyJWK] = {}
    for raw in found["keys"]:
        key = _public_key(raw) if isinstance(raw, dict) else None
        if key is not None:
            keys.setdefault(key.key_id, key)
    if not keys:
        raise ValueError("no key of a kind that is known")
    return keys


def _public_key(raw: dict[str, Any]) -> jwt.PyJWK | None:
    kind, curve, name = raw.get("kty"), raw.get("crv"), raw.get("kid")
    if not isinstance(kind, str) or not isinstance(curve, str | None):
        return None
    algorithm = ALGORITHMS.get((kind, curve))
    told = raw.get("alg") in (None, algorithm) and raw.get("use") in (None, "sig")
    if algorithm is None or not told or "d" in raw or not isinstance(name, str | None):
        return None
    try:
        key = jwt.PyJWK(raw, algorithm)
        weak = key.Algorithm.check_key_length(key.key)
    except jwt.PyJWTError:
        return None
    return None if weak else key


def _verified_email(said: dict[str, Any]) -> str | None:
    email, verified = said.get("email"), said.get("email_verified")
    # The standard has a boolean; some providers write a string.
    if not isinstance(email, str) or not (verified is True or verified == "true"):
        return None
    try:
        return normal_email(email)
    except ValueError:
        return None


def _scopes(said: dict[str, Any]) -> frozenset[str]:
    """As RFC 8693 has it, `scope` with spaces between, or as others do, a list in `scp`."""
    found: set[str] = set()
    for given in (said.get("scope"), said.get("scp")):
        if isinstance(given, str):
            found |= set(given.split())
        elif isinstance(given, list):
            found |= {each for each in given if isinstance(each, str)}
    return frozenset(found)


def _moment(seconds: Any) -> datetime:
    return datetime.fromtimestamp(min(max(int(seconds), 0), LAST_SECOND), UTC)
