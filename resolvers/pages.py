"""Lists: pages of documents, newest first, with cursors on one indexed field."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from documents.base import Kept, prefix_of
from errors import BadUserInput

K = TypeVar("K", bound=Kept)

LARGEST_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[K]):
    """Some documents of a list; `count` counts the whole list, which is dear."""

    nodes: list[K]
    has_next: bool
    has_previous: bool
    count: Callable[[], Awaitable[int]]


async def page(model: type[K], query: dict[str, Any], first: int, after: str | None) -> Page[K]:
    """The documents that match `query`, from the newest on, or from after the cursor `after`."""
    if not 1 <= first <= LARGEST_PAGE:
        raise BadUserInput(f"first must be from 1 to {LARGEST_PAGE}.")
    bounded = query if after is None else {**query, "_id": {"$lt": id_in(after)}}
    found = await model.find(bounded).sort("-_id").limit(first + 1).to_list()

    async def count() -> int:
        return await model.get_pymongo_collection().count_documents(query)

    return Page(found[:first], len(found) > first, after is not None, count)


def cursor_of(id: str) -> str:
    """The opaque cursor of a document in its list."""
    return base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def id_in(cursor: str) -> str:
    """The id a cursor stands for; `BadUserInput` when it is none of ours."""
    try:
        id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        id = ""
    if prefix_of(id) is None:
        raise BadUserInput("This cursor is none of ours. Use endCursor of the page before.")
    return id
