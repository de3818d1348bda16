"""The usage log: what somebody got, entry by entry. Entries are written once and never change."""

from typing import Any, ClassVar

from pydantic import Field

from documents.base import BY_OWNER, BY_REVISION, Kept
from kinds import UsageAction


class UsageEntry(Kept):
    """One thing that somebody did; `metadata` tells of what, in words that clients may read."""

    action: UsageAction
    generation_id: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)

    class Settings:
        name = "usage"
        indexes: ClassVar = [BY_REVISION, BY_OWNER]
