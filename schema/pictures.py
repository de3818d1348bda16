"""Pictures from words as clients ask for them, list and download them."""

from datetime import datetime

import strawberry

from kinds import PictureStyle
from resolvers import pictures
from schema.connections import PictureConnection
from schema.context import Info
from schema.generations import Generation


@strawberry.input(description="What somebody wants to see.")
class PicturesInput:
    prompt: str = strawberry.field(
        description="1 to 500 characters in any script, spaces around them left out; an accent "
        "counts with its letter (code points of NFC)."
    )
    style: PictureStyle = PictureStyle.REALISTIC
    count: int | None = strawberry.field(
        default=None,
        description="How many different pictures: from 1 to the catalog's maxPictures. Without it "
        "4, or as many as there may be.",
    )
    seed: int | None = strawberry.field(
        default=None,
        description="0 to 2147483647: the same one draws the same pictures. Without it any.",
    )
    fresh: bool = strawberry.field(
        default=False, description="Draw anew even if a similar wish was drawn before."
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A client-made key: the same key never makes a second generation.",
    )


@strawberry.type(description="A link to download a file.")
class DownloadLink:
    url: str = strawberry.field(
        description="Works without headers; a browser keeps the file instead of showing it."
    )
    expires_at: datetime


@strawberry.type
class PictureMutations:
    """The part of Mutation that is about pictures from words; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Start 1 to 4 pictures from words, which come one by one: follow the "
        "generation. A wish that says the same as an earlier one (same style and count, same words "
        "but for case, spacing, punctuation and filler words) is answered with its pictures. What "
        "may not be drawn is PROMPT_REJECTED, with the kind of rule in `extensions.rule`."
    )
    async def generate_pictures(self, info: Info, input: PicturesInput) -> Generation:
        viewer = await info.context.viewer()
        return Generation.of(
            await pictures.generate(
                info.context.studio,
                viewer,
                input.prompt,
                input.style,
                input.count,
                input.seed,
                input.fresh,
                input.idempotency_key,
            )
        )

    @strawberry.mutation(
        description="A link to download a picture made from words, or a headshot that is kept "
        "here, good for some minutes; the usage log tells of it. Asked for again while it is good "
        "for a while, it is the same link."
    )
    async def download_picture(self, info: Info, id: strawberry.ID) -> DownloadLink:
        context = info.context
        picture, end = await pictures.download(context.studio, await context.viewer(), id)
        url = context.studio.download_link(picture.image.key, end, context.base_url)
        return DownloadLink(url=url, expires_at=end)


@strawberry.type
class PictureQueries:
    """The part of Query that is about pictures from words; not a GraphQL type of its own."""

    @strawberry.field(
        description="The viewer's pictures made from words, and the headshots that are kept here, "
        "most recent first."
    )
    async def pictures(
        self, info: Info, first: int = 50, after: str | None = None
    ) -> PictureConnection:
        viewer = await info.context.viewer()
        return PictureConnection.of(await pictures.pictures(viewer, first, after))
