"""Clearing what an address has, as clients see it."""

import strawberry

from kinds import FlushScope
from resolvers import avatars, flushing
from resolvers.limits import take_lookup
from schema.avatars import Avatar
from schema.context import Info

strawberry.enum(
    FlushScope,
    description="The newest registration of an e-mail address, or all that the viewer may see.",
)


@strawberry.type(description="What a flush has cleared, or would clear.")
class FlushPayload:
    flushed: bool = strawberry.field(
        description="True when nothing is left in this scope, be it for this call or before it."
    )
    requires_confirmation: bool = strawberry.field(
        description="True when something would go: ask again with confirm: true."
    )
    message: str = strawberry.field(
        description="What has gone or would go, for people to read, and how many registrations "
        "there are."
    )
    records: int = strawberry.field(
        description="How many registrations lose their pictures by this, or would: 0 when nothing "
        "is left."
    )
    avatar: Avatar = strawberry.field(
        description="The newest registration, as it is now; what was typed in stays."
    )


@strawberry.type
class FlushMutations:
    """The part of Mutation that clears pictures; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Show what `email` has (confirm: false), then clear photo, raw and final "
        "picture for good and end its one-time codes (confirm: true): on the newest registration "
        "that the viewer may see, or on all. LATEST never goes on to the one before it. Clearing "
        "again says that nothing is left, and is no error."
    )
    async def flush(
        self,
        info: Info,
        email: str,
        scope: FlushScope = FlushScope.LATEST,
        confirm: bool = False,
    ) -> FlushPayload:
        viewer, studio = await info.context.viewer(), info.context.studio
        await take_lookup(studio, viewer, info.context.address)
        outcome = await flushing.flush(studio, viewer, email, scope, confirm)
        return FlushPayload(
            flushed=outcome.flushed,
            requires_confirmation=not outcome.flushed,
            message=outcome.message,
            records=outcome.records,
            avatar=Avatar.of(*await avatars.together(studio, outcome.avatar)),
        )
