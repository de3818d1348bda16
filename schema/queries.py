"""What clients can read."""

import strawberry

from documents.base import prefix_of
from kinds import GenerationKind
from resolvers import avatars, generations, headshots, images, usage
from schema.analytics import AnalyticsQueries
from schema.avatars import Avatar, AvatarQueries
from schema.catalog import Catalog, catalog_of
from schema.connections import FaceConnection, GenerationConnection, OriginalConnection
from schema.context import Info
from schema.generations import Generation
from schema.images import Node, Original, Picture, shown, shown_in
from schema.pictures import PictureQueries
from schema.usage import UsageEntry
from schema.viewers import Viewer


@strawberry.type
class Query(AvatarQueries, PictureQueries, AnalyticsQueries):
    @strawberry.field(description="Who calls, as the server sees it.")
    async def viewer(self, info: Info) -> Viewer:
        return Viewer.of(await info.context.viewer())

    @strawberry.field(description="Anything of the viewer's by its id.")
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        viewer = await info.context.viewer()
        prefix = prefix_of(id)
        if prefix in images.RESULTS:
            result = await images.result_of(info.context.studio, viewer, id)
            if result is not None:
                return shown(result)
        match prefix:
            case "ori":
                original = await images.original_of(viewer, id)
                return original and Original.of(original)
            case "ava":
                registered = await avatars.avatar_by_id(info.context.studio, viewer, id)
                return registered and Avatar.of(*registered)
            case "pho" | "pic":
                found = await avatars.picture_of(info.context.studio, viewer, id)
                if found is not None:
                    return shown_in(*found)
                link = await headshots.link_of(viewer, id)
                return link and Picture.of_link(*link)
            case "use":
                entry = await usage.entry_of(viewer, id)
                return entry and UsageEntry.of(entry)
            case "gen":
                generation = await generations.generation_of(viewer, id)
                return generation and Generation.of(generation)
        return None

    @strawberry.field(description="The viewer's photos, most recent first, as every list here.")
    async def originals(
        self, info: Info, first: int = 50, after: str | None = None
    ) -> OriginalConnection:
        viewer = await info.context.viewer()
        return OriginalConnection.of(await images.originals(viewer, first, after))

    @strawberry.field(description="One photo of the viewer's.")
    async def original(self, info: Info, id: strawberry.ID) -> Original | None:
        found = await images.original_of(await info.context.viewer(), id)
        return found and Original.of(found)

    @strawberry.field(description="The faces the viewer has kept.")
    async def downloaded_faces(
        self, info: Info, first: int = 50, after: str | None = None
    ) -> FaceConnection:
        viewer = await info.context.viewer()
        return FaceConnection.of(await images.faces(viewer, first, after))

    @strawberry.field(description="The viewer's generations, of all kinds or of one.")
    async def generations(
        self,
        info: Info,
        first: int = 50,
        after: str | None = None,
        kind: GenerationKind | None = None,
    ) -> GenerationConnection:
        viewer = await info.context.viewer()
        return GenerationConnection.of(await generations.generations(viewer, first, after, kind))

    @strawberry.field(
        description="With `wait` (seconds, at most 60) the answer comes when the generation has "
        "ended, or after that time."
    )
    async def generation(self, info: Info, id: strawberry.ID, wait: int = 0) -> Generation | None:
        viewer = await info.context.viewer()
        found = await generations.wait_for(info.context.studio, viewer, id, wait)
        return found and Generation.of(found)

    @strawberry.field(description="What can be asked for now: styles, limits, prices, engines.")
    async def catalog(self, info: Info) -> Catalog:
        return await catalog_of(info.context)
