"""Tokens of an identity provider: a real one on this machine, its keys, its rotations, its outages,
and what is no token of its."""

import asyncio
import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from structlog.testing import capture_logs

from errors import Unauthenticated, Unavailable
from providers import LEEWAY, Provider
from tests.identity_providers import (
    AUDIENCE,
    ISSUER,
    IdentityProvider,
    identity_provider,
    private_key,
    public_jwk,
    signed,
)

NOW = int(time.time())
DAY = 86_400  # longer than any run of the tests
PAUSE = 0.2


@pytest.fixture
def theirs() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
async def ours(theirs: IdentityProvider) -> AsyncIterator[Provider]:
    """As we see it, asking for keys less patiently than usual."""
    async with Provider(theirs.url, ISSUER, AUDIENCE, pause_seconds=PAUSE) as provider:
        yield provider


async def test_who_holds_a_token_of_any_accepted_kind_is_known(  # I1
    theirs: IdentityProvider, ours: Provider
) -> None:
    theirs.keys = [public_jwk(kid) for kid in ("rs", "es", "ed")]
    for kid in ("rs", "es", "ed"):
        vouched = await ours.read(signed(kid, scope="openid visage:operator", scp=["more", 5]))
        assert (vouched.issuer, vouched.subject, vouched.email) == (ISSUER, "user|1", None)
        assert vouched.scopes == {"openid", "visage:operator", "more"}
        assert vouched.expires_at.timestamp() - vouched.issued_at.timestamp() == 3600 + LEEWAY
        assert abs(vouched.issued_at.timestamp() - time.time()) < 60
    assert theirs.asked == 1


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Ann@Example.COM", "email_verified": True}, "ann@example.com"),
        ({"email": "ann@example.com", "email_verified": "true"}, "ann@example.com"),
        ({"email": "ann@example.com", "email_verified": False}, None),
        ({"email": "ann@example.com", "email_verified": "false"}, None),
        ({"email": "ann@example.com", "email_verified": 1}, None),
        ({"email": "ann@example.com"}, None),
        ({"email": "ann", "email_verified": True}, None),
        ({"email": ["ann@example.com"], "email_verified": True}, None),
        ({"email_verified": True}, None),
    ],
)
async def test_only_an_address_that_was_verified_counts(  # I1
    ours: Provider, claims: dict[str, Any], email: str | None
) -> None:
    assert (await ours.read(signed(**claims))).email == email


def with_public_key() -> str:
    """HS256 with the public key as the secret: the classic confusion, which PyJWT does not sign."""
    public = private_key("rs").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    message = f"{encoded({'alg': 'HS256', 'kid': 'rs'})}.{signed().split('.')[1]}"
    signature = hmac.digest(pem, message.encode(), hashlib.sha256)
    return f"{message}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def encoded(header: dict[str, str]) -> str:
    return urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


def unsigned() -> str:
    return f"{encoded({'alg': 'none', 'kid': 'rs'})}.{signed().split('.')[1]}."


BAD: dict[str, Callable[[], str]] = {
    "another issuer": lambda: signed(iss="https://evil.example/"),
    "the issuer without its slash": lambda: signed(iss=ISSUER.rstrip("/")),
    "no issuer": lambda: signed(iss=None),
    "another audience": lambda: signed(aud="other-app"),
    "other audiences": lambda: signed(aud=["other-app", AUDIENCE + "2"]),
    "no audience": lambda: signed(aud=None),
    "over": lambda: signed(exp=NOW - LEEWAY - 10),
    "no end": lambda: signed(exp=None),
    "an end that is none": lambda: signed(exp="soon"),
    "an endless end": lambda: signed(exp=float("inf")),
    "not yet": lambda: signed(nbf=NOW + LEEWAY + DAY),
    "issued in the future": lambda: signed(iat=NOW + LEEWAY + DAY),
    "issued at no time": lambda: signed(iat=None),
    "nobody": lambda: signed(sub=None),
    "a number": lambda: signed(sub=5),
    "a key that is not theirs": lambda: signed("rs", private_key("rs-other")),
    "a key by another's name": lambda: signed("es", algorithm="ES256"),
    "another algorithm": lambda: signed(algorithm="RS512"),
    "the padding of another": lambda: signed(algorithm="PS256"),
    "the public key as a secret": with_public_key,
    "no signature": unsigned,
    "a signature of nothing": lambda: signed().rpartition(".")[0] + ".",
    "nonsense": lambda: "a.b.c",
    "a name that is none": lambda: jwt.encode({}, private_key("rs"), "RS256", {"kid": ""}),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_the_provider_has_not_issued_for_us_is_refused(  # I1
    ours: Provider, what: str
) -> None:
    with pytest.raises(Unauthenticated, match="Please sign in again"):
        await ours.read(BAD[what]())


async def test_clocks_may_differ_a_little(ours: Provider) -> None:  # I1
    now = int(time.time())
    for token in signed(exp=now - 10), signed(nbf=now + 15), signed(iat=now + 15):
        await ours.read(token)
    vouched = await ours.read(signed(exp=10**30))
    assert vouched.expires_at > datetime(9999, 1, 1, tzinfo=UTC)


async def test_keys_that_must_not_be_used_are_not(  # I1
    theirs: IdentityProvider, ours: Provider
) -> None:
    private_rsa = private_key("rs-private")
    assert isinstance(private_rsa, rsa.RSAPrivateKey)
    short = rsa.generate_private_key(65537, 1024)
    curve = ec.generate_private_key(ec.SECP384R1())
    theirs.keys = [
        "nonsense",
        {"kty": ["RSA"]},
        {"kty": "oct", "kid": "rs", "k": "c2VjcmV0" * 8},
        {**public_jwk("rs-encrypts"), "use": "enc"},
        {**public_jwk("rs-512"), "alg": "RS512"},
        {**RSAAlgorithm.to_jwk(private_rsa, as_dict=True), "kid": "rs-private"},
        {**RSAAlgorithm.to_jwk(short.public_key(), as_dict=True), "kid": "rs-short"},
        {**public_jwk("es"), "kid": "es-384", "crv": "P-384"},
        {**public_jwk("rs-broken"), "n": 5},
        {**public_jwk("rs-named"), "kid": 5},
        public_jwk("rs"),
    ]
    bad = [signed(kid) for kid in ("rs-encrypts", "rs-private", "rs-broken", "rs-named")]
    bad += [signed("rs-512", algorithm="RS512"), signed("es-384", curve, "ES384")]
    bad.append(signed("rs", b"secret" * 8, "HS256"))
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        bad.append(signed("rs-short", short))
    for token in bad:
        with pytest.raises(Unauthenticated):
            await ours.read(token)
    assert (await ours.read(signed())).subject == "user|1"
    assert (await ours.read(signed(None, private_key("rs")))).subject == "user|1"  # the only one


async def test_a_new_key_is_found_soon_and_one_that_is_gone_no_longer_counts(  # I1
    theirs: IdentityProvider, ours: Provider
) -> None:
    await ours.read(signed())
    theirs.keys = [public_jwk("rs-new")]
    await asyncio.sleep(PAUSE)
    await ours.read(signed("rs-new"))
    assert theirs.asked == 2
    with pytest.raises(Unauthenticated):
        await ours.read(signed())


async def test_names_of_keys_that_never_were_make_us_ask_only_now_and_then(  # I1
    theirs: IdentityProvider,
) -> None:
    async with Provider(theirs.url, ISSUER, AUDIENCE) as ours:
        for number in range(50):
            with pytest.raises(Unauthenticated):
                await ours.read(signed(f"rs{number % 3}", private_key("rs-other")))
    assert theirs.asked == 1


async def test_many_at_once_ask_once(theirs: IdentityProvider, ours: Provider) -> None:  # I1
    theirs.delay = 0.1
    await asyncio.gather(*(ours.read(signed()) for _ in range(20)))
    assert theirs.asked == 1


async def test_keys_that_were_known_stay_good_while_the_provider_is_away(  # I1
    theirs: IdentityProvider,
) -> None:
    others = json.dumps({"keys": [public_jwk("rs-new")]}).encode()
    async with Provider(theirs.url, ISSUER, AUDIENCE, fresh_seconds=0.0, pause_seconds=0.0) as ours:
        await ours.read(signed())
        for status, body in (
            (500, others),
            (302, others),
            (200, b"{"),
            (200, b"[]"),
            (200, b'{"keys": 5}'),
            (200, b'{"keys": []}'),
            (200, b"[" * 100_000),
            (200, b" " * 1_100_000 + others),
        ):
            theirs.status, theirs.body, asked = status, body, theirs.asked
            with capture_logs() as logs:
                await ours.read(signed())
            assert [each["log_level"] for each in logs] == ["warning"]
            assert theirs.asked == asked + 1
        with pytest.raises(Unavailable, match="does not answer"):
            await ours.read(signed("rs-new"))
        theirs.status, theirs.body = 200, None
        with pytest.raises(Unauthenticated):
            await ours.read(signed("rs-new"))


async def test_nobody_waits_for_new_keys_who_has_one_that_was_good(  # I1
    theirs: IdentityProvider,
) -> None:
    async with Provider(theirs.url, ISSUER, AUDIENCE, fresh_seconds=0.0, pause_seconds=0.0) as ours:
        await ours.read(signed())
        theirs.delay = 1.0
        asking = asyncio.create_task(ours.read(signed()))
        while theirs.asked < 2:  # noqa: ASYNC110 - a thread counts
            await asyncio.sleep(0.01)
        await ours.read(signed())
        assert not asking.done()
        await asking


async def test_a_provider_that_was_never_reached_is_no_fault_of_the_token() -> None:  # I1
    async with Provider("http://127.0.0.1:9/jwks.json", ISSUER, AUDIENCE) as ours:
        with pytest.raises(Unavailable, match="Try again"):
            await ours.read(signed())
