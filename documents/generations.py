"""The generation: the job, the receipt and the source of events at once.

States of the work: READY → LEASED → ENDED, and WAITING for a later retry. `attempt` is the fence:
what a worker reports belongs to the attempt it claimed, and one that lost its lease changes
nothing. The steps are in `documents.work`.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pymongo import ASCENDING, DESCENDING, IndexModel

from documents.base import BY_OWNER, BY_REVISION, Kept, now
from documents.images import ImageFile
from errors import ErrorCode
from kinds import (
    AspectRatio,
    CartoonStyle,
    GenerationKind,
    GenerationStatus,
    HeadshotStyle,
    PictureStyle,
)

# The rank of what comes before everybody; places that are taken in a queue are above it.
FIRST = 0.0


class WorkState(StrEnum):
    """Where a generation is in its life as a job; not shown to clients."""

    READY = "ready"
    LEASED = "leased"
    WAITING = "waiting"
    ENDED = "ended"


class Settle(StrEnum):
    """What an ended generation still has to bring about."""

    DELIVER = "deliver"  # make the result documents from `results`
    DROP = "drop"  # remove what was drawn so far


class Failure(BaseModel):
    """Why an attempt, or the whole generation, ended without a result."""

    model_config = ConfigDict(frozen=True)

    code: ErrorCode
    message: str
    retryable: bool
    reason: str = ""  # one word, not for clients


class Call(BaseModel):
    """A call to an engine elsewhere that went out, may have been billed, and is not answered."""

    model_config = ConfigDict(frozen=True)

    cost: int  # in billionths of a US dollar
    repeats: bool  # whether that engine is to be asked again when no answer comes


class Link(BaseModel):
    """A picture that an engine left where it was, for a client to fetch."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
    made_at: datetime


class Result(BaseModel):
    """A picture that was drawn: all that its document will hold."""

    model_config = ConfigDict(frozen=True)

    id: str
    image: ImageFile
    notes_key: str | None = None
    drawn_at: datetime
    expires_at: datetime | None = None
    seed: int = 0  # of a picture from words, as the two below
    engine: str = ""
    copied: bool = False  # from another owner's

    @property
    def files(self) -> list[str]:
        """The keys of all its files."""
        return [*self.image.keys, *([self.notes_key] if self.notes_key else [])]


class Generation(Kept):
    """One piece of image making, from the wish to the result."""

    kind: GenerationKind
    engine: str
    original_id: str = ""  # of a cartoon or a face
    avatar_id: str = ""  # of an avatar
    style: CartoonStyle | None = None
    prompt: str = ""  # of pictures from words: the person's own
    picture_style: PictureStyle | None = None
    source_url: str = ""  # of a headshot: the photo
    headshot_style: HeadshotStyle | None = None
    ratio: AspectRatio | None = None
    links: list[Link] = Field(default_factory=list)  # of a headshot that is not kept here
    wanted: int = 1  # how many pictures were asked for
    drawn: int = 0  # how many of them are, those that were rejected, or deleted since, included
    rejected: int = 0  # how many of those must not be shown
    wish_key: str = ""  # see `documents.pictures`
    cached: bool = False  # the pictures of an earlier wish that said the same
    copy_of: list[str] = Field(default_factory=list)  # another owner's pictures, to be copied
    price: int = 0  # credits for each picture that is delivered
    cost: int = 0  # while it is open, what is held for it; then what was taken
    payer: str = ""  # the account that pays, its owner's when it was asked for; empty: it is free
    reuse: list[str] = Field(default_factory=list)  # the owner's pictures that are the answer
    # What providers took for it, in billionths of a US dollar: of each attempt, and in all.
    provider_costs: dict[str, int] = Field(default_factory=dict)
    provider_cost: int = 0
    called: Call | None = None
    seed: int = 0
    cartoon_id: str | None = None  # what a face is cut from
    epoch: int = 0  # of the original, when this was asked for
    request_id: str = ""
    trace: str = ""  # of the span that asked for it, as W3C's traceparent

    status: GenerationStatus = GenerationStatus.QUEUED
    state: WorkState = WorkState.READY
    rank: float = FIRST
    due_at: datetime = Field(default_factory=now)
    attempt: int = 0
    engine_errors: int = 0
    lost_leases: int = 0
    full_disks: int = 0
    cancel_wanted: bool = False
    last_failure: Failure | None = None  # of an attempt; clients are told only of `failure`

    progress: float = 0.0
    stage: str = "waiting"
    results: list[Result] = Field(default_factory=list)
    result_ids: list[str] = Field(default_factory=list)
    failure: Failure | None = None
    settle: Settle | None = None

    started_at: datetime | None = None
    finished_at: datetime | None = None
    changed_at: datetime = Field(default_factory=now)

    @property
    def shown(self) -> tuple[object, ...]:
        """What clients see of it, apart from the revision: equal for changes behind the scenes."""
        return (self.status, self.progress, self.stage, self.attempt, *self.result_ids)

    @property
    def delivered(self) -> int:
        """How many pictures from words have arrived, those that were deleted since included."""
        return self.drawn - self.rejected

    def payable(self, status: GenerationStatus) -> int:
        """For how many pictures is to be paid when it ends so."""
        if self.kind is GenerationKind.PICTURES:
            return self.delivered
        return int(status is GenerationStatus.SUCCEEDED)

    @property
    def ended(self) -> bool:
        """True once the status can no longer change."""
        return self.state is WorkState.ENDED

    class Settings:
        name = "generations"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel(
                [("owner", ASCENDING), ("kind", ASCENDING), ("_id", DESCENDING)], name="by_kind"
            ),
            IndexModel([("owner", ASCENDING), ("changed_at", ASCENDING)], name="by_change"),
            IndexModel(
                [("state", ASCENDING), ("engine", ASCENDING), ("rank", ASCENDING)], name="by_rank"
            ),
            IndexModel(
                [
                    ("owner", ASCENDING),
                    ("state", ASCENDING),
                    ("engine", ASCENDING),
                    ("rank", ASCENDING),
                ],
                name="by_queue",
            ),
            IndexModel([("state", ASCENDING), ("due_at", ASCENDING)], name="by_due"),
            IndexModel([("settle", ASCENDING), ("finished_at", ASCENDING)], name="by_settle"),
            IndexModel([("original_id", ASCENDING), ("state", ASCENDING)], name="by_original"),
            IndexModel([("avatar_id", ASCENDING), ("state", ASCENDING)], name="by_avatar"),
            IndexModel([("cartoon_id", ASCENDING), ("_id", DESCENDING)], name="by_cartoon"),
            IndexModel([("result_ids", ASCENDING)], name="by_result"),
            IndexModel([("state", ASCENDING), ("finished_at", ASCENDING)], name="by_age"),
            IndexModel([("payer", ASCENDING)], name="by_payer"),
        ]
