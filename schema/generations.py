"""Generations as clients see them."""

from datetime import datetime

import strawberry

from documents import generations as kept
from documents.generations import Settle
from documents.settling import cartoon_from, face_from
from errors import ErrorCode
from kinds import GenerationKind, GenerationStatus
from resolvers.changes import Change
from schema.context import Info
from schema.images import Image, Node, Original, shown

strawberry.enum(GenerationKind, description="What is made.")
strawberry.enum(GenerationStatus, description="How far it is; the last three are endings.")
strawberry.enum(
    ErrorCode,
    description="In `extensions.code` of every expected error, and in `Failure.code`.",
)


@strawberry.type(description="Why a generation ended without a result.")
class Failure:
    code: ErrorCode
    message: str
    retryable: bool


@strawberry.type(
    description="One piece of image making, from request to result. It is the job, the receipt and "
    "the event source at once: every change adds one to `revision`, and subscribers see every "
    "revision or a later one."
)
class Generation(Node):
    kind: GenerationKind
    status: GenerationStatus
    progress: float = strawberry.field(description="0 to 1.")
    stage: str = strawberry.field(
        description='What is happening now, for people to read: "cutting the face".'
    )
    revision: int
    attempt: int
    engine: str
    failure: Failure | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    document: strawberry.Private[kept.Generation]

    @classmethod
    def of(cls, document: kept.Generation) -> "Generation":
        failure = document.failure
        return cls(
            id=strawberry.ID(document.id),
            kind=document.kind,
            status=document.status,
            progress=document.progress,
            stage=document.stage,
            revision=document.revision,
            attempt=document.attempt,
            engine=document.engine,
            failure=None if failure is None else Failure(**failure.model_dump()),
            created_at=document.created_at,
            started_at=document.started_at,
            finished_at=document.finished_at,
            document=document,
        )

    @strawberry.field(description="Null once its owner deleted it.")
    async def original(self, info: Info) -> Original | None:
        document = await info.context.originals.load(self.document.original_id)
        return None if document is None else Original.of(document)

    @strawberry.field(description="Its results, without those that are gone since.")
    async def images(self, info: Info) -> list[Image]:
        document = self.document
        if document.settle is Settle.DELIVER:  # their documents are just being made
            make = cartoon_from if document.kind is GenerationKind.CARTOON else face_from
            return [shown(make(document, result)) for result in document.results]
        found = await info.context.results.load_many(document.result_ids)
        return [shown(each) for each in found if each is not None]


@strawberry.type(description="A generation that changed, and where to go on from.")
class GenerationEvent:
    cursor: str
    generation: Generation

    @classmethod
    def of(cls, change: Change) -> "GenerationEvent":
        return cls(cursor=change.cursor, generation=Generation.of(change.generation))
