"""Whoever calls, as clients see him."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from documents.accounts import Account
from kinds import Tier
from resolvers import credits, preferences, usage, viewers
from resolvers.credits import grant, order
from resolvers.limits import take_change
from resolvers.preferences import keep_preferences
from schema.context import Info
from schema.usage import UsageConnection

strawberry.enum(Tier, description="What somebody may ask for, and how soon it is drawn.")


@strawberry.type(description="What somebody can spend: remaining = total - used - held.")
class Credits:
    tier: Tier
    total: int = strawberry.field(description="All that was ever granted.")
    used: int = strawberry.field(
        description="Taken for pictures that were delivered, without what was refunded."
    )
    held: int = strawberry.field(
        description="Held by generations that have not ended. What these deliver is taken from it, "
        "the rest is given back."
    )
    remaining: int = strawberry.field(description="What can be spent now; never below 0.")
    last_purchase_at: datetime | None = strawberry.field(
        description="When an operator granted credits last."
    )

    @classmethod
    def of(cls, account: Account) -> "Credits":
        purse = account.purse
        return cls(
            tier=account.tier,
            total=purse.total,
            used=purse.used,
            held=purse.held,
            remaining=purse.remaining,
            last_purchase_at=purse.last_purchase_at,
        )


@strawberry.type(description="Whoever calls.")
class Viewer:
    id: strawberry.ID
    device_id: strawberry.ID | None
    email: str | None = strawberry.field(description="The address that was proved, in lower case.")
    email_verified: bool
    created_at: datetime
    last_active_at: datetime

    @classmethod
    def of(cls, viewer: viewers.Viewer) -> "Viewer":
        return cls(
            id=strawberry.ID(viewer.id),
            device_id=strawberry.ID(viewer.device_id) if viewer.device_id else None,
            email=viewer.email,
            email_verified=viewer.email is not None,
            created_at=viewer.created_at,
            last_active_at=viewer.last_active_at,
        )

    @strawberry.field(description="Whatever clients keep for their user: see setPreferences.")
    async def preferences(self) -> JSON:
        return JSON(await preferences.preferences_of(self.id))

    @strawberry.field(description="What the viewer can spend, with what everybody is given once.")
    async def credits(self, info: Info) -> Credits:
        return Credits.of(await credits.credits_of(info.context.studio, self.id))

    @strawberry.field(
        description="What the viewer got and what it cost, most recent first; a generation stands "
        "where it was asked for."
    )
    async def usage(self, info: Info, first: int = 20, after: str | None = None) -> UsageConnection:
        await credits.credits_of(info.context.studio, self.id)  # it tells of what he starts with
        return UsageConnection.of(await usage.usage(self.id, first, after))


@strawberry.type
class ViewerMutations:
    """The part of Mutation that is about whoever calls; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Keep a JSON object of at most 4 KB for the viewer, in place of the one "
        "before; what is in it means nothing to us."
    )
    async def set_preferences(self, info: Info, preferences: JSON) -> Viewer:
        viewer = await info.context.viewer()
        complaint = "You change preferences too quickly."
        await take_change(info.context.studio, viewer, "preferences", complaint)
        await keep_preferences(viewer, preferences)
        return Viewer.of(viewer)

    @strawberry.mutation(
        description="Operators only. Grant credits, and perhaps a tier, or give back some of what "
        "`refundOf`, a generation, has cost. `reference` is yours, such as the id of a payment: "
        "the same one does it once, however often it is sent, and with anything else it is a "
        "CONFLICT. To change only the tier, say 0 credits. Whoever pays on a device and signs in "
        "there is granted it all the same."
    )
    async def grant_credits(
        self,
        info: Info,
        viewer_id: strawberry.ID,
        credits: int,
        reference: str,
        tier: Tier | None = None,
        refund_of: strawberry.ID | None = None,
    ) -> Credits:
        viewer = await info.context.viewer()
        wanted = order(viewer_id, credits, reference, tier, refund_of)
        return Credits.of(await grant(info.context.studio, viewer, wanted, reference))
