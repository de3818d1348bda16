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

strawberry.enum(UsageAction, description="What an entry of the usage log tells of.")


@strawberry.type(description="One entry of the usage log. Entries never change.")
class UsageEntry(Node):
    action: UsageAction
    credits: int = strawberry.field(
        description="What it added to what can be spent; below 0: what it took."
    )
    metadata: JSON = strawberry.field(
        description="Of a download: pictureId, style, engine, mimeType, width, height. Of a "
        "generation: kind, pictures, asked, price, cached. Of a grant or refund: reason, and of "
        "an operator's reference and tier."
    )
    created_at: datetime
    document: strawberry.Private[kept.UsageEntry]

    @classmethod
    def of(cls, document: kept.UsageEntry) -> "UsageEntry":
        return cls(
            id=strawberry.ID(document.id),
            action=document.action,
            credits=document.credits,
            metadata=JSON(document.metadata),
            created_at=document.created_at,
            document=document,
        )

    @strawberry.field(
        description="What made the picture. Null once it is so old that it is no longer kept."
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
