"""Generations as clients see them."""

from collections.abc import Callable
from datetime import datetime

import strawberry

from documents import generations as kept
from documents.avatars import Avatar
from documents.generations import Settle
from documents.settling import cartoon_from, face_from, part_from, picture_from
from errors import ErrorCode
from kinds import GenerationKind, GenerationStatus
from resolvers.changes import Change
from resolvers.images import Result
from schema.context import Info
from schema.images import Image, Node, Original, Picture, shown
from schema.remedies import REMEDIES

strawberry.enum(GenerationKind, description="What is made.")
strawberry.enum(GenerationStatus, description="How far it is; the last three are endings.")
strawberry.enum(
    ErrorCode,
    description="In `extensions.code` of every expected error, and in `Failure.code`.",
)
# The only way to describe the values of an enum that is to know nothing of GraphQL.
for _value in vars(ErrorCode)["__strawberry_definition__"].values:
    _value.description = REMEDIES[ErrorCode(_value.name)].description


@strawberry.type(description="Why a generation ended without a result.")
class Failure:
    code: ErrorCode
    message: str
    retryable: bool

    @classmethod
    def of(cls, failure: kept.Failure) -> "Failure":
        return cls(code=failure.code, message=failure.message, retryable=failure.retryable)


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
    prompt: str | None = strawberry.field(
        description="The words that pictures are made from, as they were written."
    )
    source_url: str | None = strawberry.field(description="The link a headshot is made from.")
    count: int = strawberry.field(description="How many pictures were asked for.")
    cached: bool = strawberry.field(
        description="True when it was answered with the pictures of a similar earlier wish."
    )
    cost: int = strawberry.field(
        description="Credits: while it is open what is held for it, the most that it may cost; "
        "once it has ended what was taken, for the pictures that were delivered and no others."
    )
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
            prompt=document.prompt or None,
            source_url=document.source_url or None,
            count=document.wanted,
            cached=document.cached,
            cost=document.cost,
            failure=None if failure is None else Failure.of(failure),
            created_at=document.created_at,
            started_at=document.started_at,
            finished_at=document.finished_at,
            document=document,
        )

    @strawberry.field(
        description="What a cartoon or a face is made from. Null once its owner deleted it."
    )
    async def original(self, info: Info) -> Original | None:
        if not self.document.original_id:
            return None
        document = await info.context.originals.load(self.document.original_id)
        return None if document is None else Original.of(document)

    @strawberry.field(
        description="Its results, without those that are gone since; of an avatar the finished one "
        "comes first, then the engine's own. Pictures from words come one by one, while it runs. A "
        "headshot may be more than one."
    )
    async def images(self, info: Info) -> list[Image]:
        document = self.document
        if document.kind is GenerationKind.AVATAR:
            avatar = await info.context.avatars.load(document.avatar_id)
            return [] if avatar is None else _pictures(document, avatar)
        making = document.settle is Settle.DELIVER or not document.ended
        if making and not document.reuse:  # documents are being made
            make = _MAKERS[document.kind]
            made = [shown(make(document, result)) for result in document.results]
        else:
            kept_here = set(document.result_ids) - {link.id for link in document.links}
            known = await info.context.results.load_many(
                [id for id in document.result_ids if id in kept_here]
            )
            made = [shown(each) for each in known if each is not None]
        return [*made, *(Picture.of_link(document, link) for link in document.links)]


_MAKERS: dict[GenerationKind, Callable[[kept.Generation, kept.Result], Result]] = {
    GenerationKind.CARTOON: cartoon_from,
    GenerationKind.FACE: face_from,
    GenerationKind.HEADSHOT: picture_from,
    GenerationKind.PICTURES: picture_from,
}


def _pictures(generation: kept.Generation, avatar: Avatar) -> list[Image]:
    """What a generation made for a registration: the finished avatar, then the engine's picture."""
    if generation.settle is Settle.DELIVER and avatar.flushed_at is None:  # just being given to it
        avatar = avatar.but(engine=generation.engine)
        made = [part_from(result) for result in generation.results]
    else:
        known = [each for each in (avatar.raw, avatar.final) if each is not None]
        made = [each for each in known if each.id in generation.result_ids]
    return [Picture.of_avatar(avatar, each) for each in reversed(made)]


@strawberry.type(description="A generation that changed, and where to go on from.")
class GenerationEvent:
    cursor: str
    generation: Generation

    @classmethod
    def of(cls, change: Change) -> "GenerationEvent":
        return cls(cursor=change.cursor, generation=Generation.of(change.generation))
