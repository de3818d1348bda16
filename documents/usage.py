"""The usage log: what somebody got and what it cost, entry by entry.

Entries are written once. What they say never changes; only who sees them does, when a device's are
handed over to the person who signs in on it. Those with a `number` are the ledger: `account`, the
one whose credits moved, keeps them for ever.
"""

from typing import Any, ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from documents.base import BY_OWNER, BY_REVISION, Kept
from kinds import UsageAction


class UsageEntry(Kept):
    """One thing that somebody did; `metadata` tells of what, in words that clients may read.

    `credits` is what it added to what can be spent; below 0: what it took.
    """

    action: UsageAction
    generation_id: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)
    account: str = ""  # whose credits moved
    number: int = 0  # among the movements of that account, from 1; 0 of what moved none
    credits: int = 0
    bought: bool = False  # of credits that operators granted

    class Settings:
        name = "usage"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel([("account", ASCENDING), ("number", ASCENDING)], name="by_number"),
        ]
