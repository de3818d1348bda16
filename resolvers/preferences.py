"""What clients keep for their users: one JSON object an account, which means nothing to us.

It is stored as text: BSON has neither all the names of JSON (`$set`, `a.b`, with a zero byte) nor
all its numbers (2**64).
"""

import json
from collections.abc import Iterable
from typing import Any

from documents.accounts import Account
from documents.base import change, find
from errors import BadUserInput, Unauthenticated
from failpoints import failpoint
from resolvers.viewers import Viewer

MOST_BYTES = 4096  # as UTF-8 JSON without spaces
DEEPEST = 32  # levels: parsers of clients have limits of their own

NO_OBJECT = 'preferences must be a JSON object such as {"theme": "dark"}.'
TOO_DEEP = f"The preferences nest too deep: at most {DEEPEST} levels. Make them flatter."
NO_JSON = "Something in the preferences is no JSON, such as a number without end. Take it out."
SIGNED_IN = "Somebody has signed in on this device. Send the token to go on."


async def preferences_of(account_id: str) -> dict[str, Any]:
    """What is kept for an account; empty when nothing is."""
    account = await find(Account, account_id)
    kept: dict[str, Any] = json.loads(account.preferences or "{}") if account else {}
    return kept


async def keep_preferences(viewer: Viewer, preferences: object) -> None:
    """Keep these instead of what was kept; `BadUserInput` when they are no object that fits."""
    text = text_of(preferences)

    def step(account: Account) -> Account | None:
        if account.merged_into is not None:
            raise Unauthenticated(SIGNED_IN)
        return account.but(preferences=text) if account.preferences != text else None

    with failpoint("preferences.keep"):
        await change(Account, viewer.id, step)


def text_of(preferences: object) -> str:
    """A JSON object as it is kept; nothing for an empty one."""
    if not isinstance(preferences, dict):
        raise BadUserInput(NO_OBJECT)
    if _depth(preferences) > DEEPEST:
        raise BadUserInput(TOO_DEEP)
    try:
        text = json.dumps(preferences, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        size = len(text.encode())
    except (TypeError, ValueError) as error:  # NaN, half a surrogate pair, a file
        raise BadUserInput(NO_JSON) from error
    if size > MOST_BYTES:
        raise BadUserInput(
            f"The preferences have {size:,} bytes as JSON; at most {MOST_BYTES:,} are allowed. "
            "Keep less there."
        )
    return text if preferences else ""


def _depth(value: object) -> int:
    """How many levels nest, counted no further than one too many."""
    depth, level = 0, _containers([value])
    while level and depth <= DEEPEST:
        depth += 1
        level = [inner for each in level for inner in _containers(_parts(each))]
    return depth


def _containers(values: Iterable[object]) -> list[dict[Any, Any] | list[Any]]:
    return [each for each in values if isinstance(each, dict | list)]


def _parts(value: dict[Any, Any] | list[Any]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value
