"""JSON as it goes over the wire, in and out."""

import json
from typing import Any

from errors import BadUserInput


def encode(data: object) -> str:
    """Compact JSON, as text: bytes would become binary WebSocket frames, which no client reads."""
    return json.dumps(data, separators=(",", ":"))


def decode(text: str | bytes, what: str) -> Any:
    """Parsed JSON, or BadUserInput naming `what` could not be read.

    A number of 5,000 digits, a nesting of 100,000 and half a surrogate pair are no syntax errors
    to the parser, but nothing behind it can work with them.
    """
    try:
        data = json.loads(text)
        if _may_hold_surrogates(text):
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadUserInput(f"{what} cannot be read as JSON.") from error
    return data


def _may_hold_surrogates(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        return rb"\ud" in text or rb"\uD" in text
    return r"\ud" in text or r"\uD" in text
