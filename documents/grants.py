"""Orders to grant credits: what an operator's reference stands for, once and for all."""

import hashlib
from typing import ClassVar

from documents.base import BY_REVISION, Kept
from kinds import Tier


class Grant(Kept):
    """What is granted under one reference, which names it: `credits` and perhaps a tier, or a
    refund of what the generation `refund_of` has cost."""

    account: str
    credits: int
    tier: Tier | None = None
    refund_of: str | None = None

    class Settings:
        name = "grants"
        indexes: ClassVar = [BY_REVISION]

    @property
    def says(self) -> tuple[object, ...]:
        """What was ordered, but for whom."""
        return (self.credits, self.tier, self.refund_of)


def grant_id(reference: str) -> str:
    """The document id of an operator's reference."""
    return hashlib.sha256(reference.encode()).hexdigest()
