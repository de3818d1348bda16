"""Lists as Relay has them: edges with cursors, page info, and a count for those who ask."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from documents import generations as kept_generations
from documents import images as kept_images
from documents import pictures as kept_pictures
from documents.base import Kept
from resolvers.pages import Page, cursor_of
from schema.generations import Generation
from schema.images import Face, Original, Picture

K = TypeVar("K", bound=Kept)
Count = Callable[[], Awaitable[int]]


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def page_info(page: Page[K]) -> PageInfo:
    cursors = [cursor_of(node.id) for node in page.nodes]
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


@strawberry.type
class Connection:
    """What all lists share; not a GraphQL type of its own."""

    page_info: PageInfo
    counted: strawberry.Private[Count]

    @strawberry.field(description="Of the whole list; counted only when asked for.")
    async def total_count(self) -> int:
        return await self.counted()


@strawberry.type
class OriginalEdge:
    cursor: str
    node: Original


@strawberry.type
class OriginalConnection(Connection):
    edges: list[OriginalEdge]

    @classmethod
    def of(cls, page: Page[kept_images.Original]) -> "OriginalConnection":
        edges = [
            OriginalEdge(cursor=cursor_of(each.id), node=Original.of(each)) for each in page.nodes
        ]
        return cls(edges=edges, page_info=page_info(page), counted=page.count)


@strawberry.type
class FaceEdge:
    cursor: str
    node: Face


@strawberry.type
class FaceConnection(Connection):
    edges: list[FaceEdge]

    @classmethod
    def of(cls, page: Page[kept_images.Face]) -> "FaceConnection":
        edges = [FaceEdge(cursor=cursor_of(each.id), node=Face.of(each)) for each in page.nodes]
        return cls(edges=edges, page_info=page_info(page), counted=page.count)


@strawberry.type
class PictureEdge:
    cursor: str
    node: Picture


@strawberry.type
class PictureConnection(Connection):
    edges: list[PictureEdge]

    @classmethod
    def of(cls, page: Page[kept_pictures.Picture]) -> "PictureConnection":
        edges = [
            PictureEdge(cursor=cursor_of(each.id), node=Picture.of(each)) for each in page.nodes
        ]
        return cls(edges=edges, page_info=page_info(page), counted=page.count)


@strawberry.type
class GenerationEdge:
    cursor: str
    node: Generation


@strawberry.type
class GenerationConnection(Connection):
    edges: list[GenerationEdge]

    @classmethod
    def of(cls, page: Page[kept_generations.Generation]) -> "GenerationConnection":
        edges = [
            GenerationEdge(cursor=cursor_of(each.id), node=Generation.of(each))
            for each in page.nodes
        ]
        return cls(edges=edges, page_info=page_info(page), counted=page.count)
