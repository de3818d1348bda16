"""What we sign: links to files, good until they end and for nothing else, and one-time codes."""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from errors import Unavailable
from settings import SHORTEST_SECRET, Settings

DAY = 86_400  # seconds; links made within one day (UTC) are identical, so that caches hit
CODE_DIGITS = 6


class Verdict(Enum):
    """What a signature turned out to be."""

    VALID = auto()
    EXPIRED = auto()  # once ours, and too old now
    FORGED = auto()  # never ours


class Signer:
    """Signs keys of files with HMAC-SHA256 (RFC 2104) over the key and the time of expiry."""

    def __init__(self, key: bytes) -> None:
        # Derived, so that another use of the same secret can never yield a file's signature.
        self._key = hmac.digest(key, b"visage: links to files", hashlib.sha256)

    def sign(self, key: str, now: datetime) -> str:
        """The query string of a link to `key`, good to the end of the next day in UTC."""
        return self._signed(key, (int(now.timestamp()) // DAY + 2) * DAY)

    def sign_until(self, key: str, end: datetime) -> str:
        """The query string of a link to `key` that is good until `end`, a whole second in UTC."""
        return self._signed(key, int(end.timestamp()))

    def _signed(self, key: str, end: int) -> str:
        return f"expires={end}&signature={self._signature(key, str(end))}"

    def check(self, key: str, expires: str, signature: str, now: datetime) -> Verdict:
        """Judge a signature without telling by the time it takes how much of it is right."""
        expected = self._signature(key, expires).encode()
        if not hmac.compare_digest(expected, signature.encode("utf-8", "surrogatepass")):
            return Verdict.FORGED
        return Verdict.VALID if now.timestamp() < int(expires) else Verdict.EXPIRED

    def _signature(self, key: str, expires: str) -> str:
        message = f"{expires}\n{key}".encode("utf-8", "surrogatepass")
        digest = hmac.digest(self._key, message, hashlib.sha256)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def seconds_left(expires: str, now: datetime) -> int:
    """Whole seconds until a valid link ends."""
    return max(0, int(int(expires) - now.timestamp()))


class CodeSealer:
    """Makes one-time codes, and what may be kept of one: HMAC-SHA256 (RFC 2104) over the address
    and the code. A hash without a key would tell the code to whoever tries all the million."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"visage: one-time codes", hashlib.sha256)

    def make(self) -> str:
        """A fresh code."""
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    def seal(self, email: str, code: str) -> str:
        """What is kept of this code of an address."""
        message = f"{email}\n{code}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, hashlib.sha256).hex()


def load_key(settings: Settings, data_dir: Path) -> bytes:
    """SECRET_KEY, which production demands, or a key made once under `data_dir`.

    `Unavailable`, with a sentence for the operator, when the kept key is damaged. Reads and writes
    files: call it off the event loop.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    return _development_key(data_dir / "secret_key")


def _development_key(path: Path) -> bytes:
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) < SHORTEST_SECRET:
        raise Unavailable(f"{path} holds no key. Delete it, or set SECRET_KEY.")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all; of two processes that do this at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_urlsafe(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink()
