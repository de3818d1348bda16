"""What is in a purse: credits, holds, and movements of which no entry tells yet."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kinds import UsageAction


class Start(StrEnum):
    """Which allowance an account was given to begin with."""

    DEVICE = "device"
    PERSON = "person"


class Hold(BaseModel):
    """Credits that a generation will cost when it succeeds.

    It is `known` once somebody has seen its generation. A hold that is `doubted` is given back
    unless one turns up (see `documents.credits`).
    """

    model_config = ConfigDict(frozen=True)

    credits: int
    at: datetime
    known: bool = False
    doubted: bool = False


class Movement(BaseModel):
    """What added to a purse or took from it: all that its entry in the usage log will say."""

    model_config = ConfigDict(frozen=True)

    id: str  # of the entry, made from what caused it
    number: int  # among the movements of its account, from 1
    action: UsageAction
    credits: int  # what it adds to total - used; below 0: what it takes
    bought: bool = False  # of those that operators granted
    generation_id: str | None = None
    metadata: dict[str, Any] = Field(default_factory=dict)
    at: datetime
    bought_at: datetime | None = None
    to: str | None = None  # the account that gets what this one gave


class Purse(BaseModel):
    """An account's credits; `remaining` is derived, and never below 0."""

    model_config = ConfigDict(frozen=True)

    total: int = 0  # all that was granted, without what another account has now
    bought: int = 0  # of those: what operators granted, which move on signing in
    used: int = 0
    holds: dict[str, Hold] = Field(default_factory=dict)  # by the generation's id
    movements: int = 0
    unposted: list[Movement] = Field(default_factory=list)
    start: Start | None = None
    refunds: dict[str, int] = Field(default_factory=dict)  # by the generation's id
    last_purchase_at: datetime | None = None

    @property
    def held(self) -> int:
        """What generations that have not ended may cost."""
        return sum(hold.credits for hold in self.holds.values())

    @property
    def remaining(self) -> int:
        """What can be spent."""
        return self.total - self.used - self.held
