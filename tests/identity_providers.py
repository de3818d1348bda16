"""An identity provider of one's own: keys made in the test, served on a port of this machine."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER = "https://id.example/"
AUDIENCE = "visage-app"

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def private_key(kid: str) -> Private:
    """The key of that name; the name's beginning tells its kind."""
    match kid[:2]:
        case "rs":
            return rsa.generate_private_key(65537, 2048)
        case "es":
            return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate()


def public_jwk(kid: str) -> dict[str, Any]:
    """The public half of the key, as a JSON Web Key."""
    public = private_key(kid).public_key()
    match public:
        case rsa.RSAPublicKey():
            found = RSAAlgorithm.to_jwk(public, as_dict=True)
        case ec.EllipticCurvePublicKey():
            found = ECAlgorithm.to_jwk(public, as_dict=True)
        case _:
            found = OKPAlgorithm.to_jwk(public, as_dict=True)
    return {**found, "kid": kid}


def signed(kid: str | None = "rs", key: Any = None, algorithm: str = "", **claims: Any) -> str:
    """A token that is good for an hour, but for what is given; a claim of None is left out."""
    moment = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "user|1", "iat": moment, "exp": moment + 3600}
    said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    usually = {"rs": "RS256", "es": "ES256", "ed": "EdDSA"}[(kid or "rs")[:2]]
    headers = {"kid": kid} if kid else {}
    return jwt.encode(said, key or private_key(kid or "rs"), algorithm or usually, headers)


@dataclass
class IdentityProvider:
    """What it serves, and how often it was asked."""

    url: str = ""
    keys: list[Any] = field(default_factory=lambda: [public_jwk("rs")])
    status: int = 200
    body: bytes | None = None  # instead of the keys
    delay: float = 0.0
    asked: int = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        time.sleep(self.delay)
        content = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        handler.send_response(self.status)
        if self.status == 302:
            handler.send_header("Location", self.url)
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """One that answers until the block ends."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.answer(self)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
