"""What somebody got, as he sees it."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from documents import usage as kept
from kinds import UsageAction
from resolvers.pages import Page, cursor_of
from schema.connections import Connection, page_info
from schema.context import Info
from schema.generations import Generation
from schema.images import Node

strawberry.enum(
    UsageAction,
    description="What an entry of the usage log tells of: pictures that were made, a download, "
    "credits that came (or, on signing in, went), credits that were given back.",
)


@strawberry.type(
    description="One entry of the usage log. What it says never changes. All that are not of a "
    "device add up to `total - used` of the viewer's credits."
)
class UsageEntry(Node):
    action: UsageAction
    credits: int = strawberry.field(
        description="What it added to what can be spent; below 0: what it took."
    )
    of_device: bool = strawberry.field(
        description="True of what moved the credits of a device on which the viewer has signed in "
        "since: it is told, but no part of his credits. Bought ones that were left went over to "
        "him: an entry of the device tells that they went, one of his own that they came."
    )
    metadata: JSON = strawberry.field(
        description="Of IMAGE_GENERATION: kind, pictures (that were delivered), asked, price (of "
        "each), cached. Of IMAGE_DOWNLOAD: pictureId, style, engine, mimeType, width, height. Of "
        "CREDIT_GRANT: reason, which is `start` (what everybody is given once), `grant` (by an "
        "operator, with his reference, and the tier if he said one) or `signed in` (bought "
        "credits of a device). Of CREDIT_REFUND: reason `refund`, and reference."
    )
    created_at: datetime
    document: strawberry.Private[kept.UsageEntry]

    @classmethod
    def of(cls, document: kept.UsageEntry) -> "UsageEntry":
        return cls(
            id=strawberry.ID(document.id),
            action=document.action,
            credits=document.credits,
            of_device=document.account not in ("", document.owner),
            metadata=JSON(document.metadata),
            created_at=document.created_at,
            document=document,
        )

    @strawberry.field(
        description="What made the pictures; of a refund, what it is for. Null of a grant, and "
        "once it is so old that it is no longer kept."
    )
    async def generation(self, info: Info) -> Generation | None:
        id = self.document.generation_id
        found = await info.context.generations.load(id) if id else None
        mine = found is not None and found.owner == self.document.owner
        return Generation.of(found) if found is not None and mine else None


@strawberry.type
class UsageEdge:
    cursor: str
    node: UsageEntry


@strawberry.type
class UsageConnection(Connection):
    edges: list[UsageEdge]

    @classmethod
    def of(cls, page: Page[kept.UsageEntry]) -> "UsageConnection":
        edges = [
            UsageEdge(cursor=cursor_of(each.id), node=UsageEntry.of(each)) for each in page.nodes
        ]
        return cls(edges=edges, page_info=page_info(page), counted=page.count)
