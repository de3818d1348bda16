"""Headshots as clients ask for them."""

import strawberry

from kinds import AspectRatio, HeadshotStyle
from resolvers import headshots
from schema.context import Info
from schema.generations import Generation

strawberry.enum(HeadshotStyle, description="What is behind the person, and the light.")
strawberry.enum(AspectRatio, description="The shape of a headshot; see the catalog's aspectRatios.")


@strawberry.input(description="Of whom somebody wants a headshot, and how.")
class HeadshotInput:
    image_url: str = strawberry.field(
        description="A link to a photo, a JPEG, PNG or WebP, that anybody can open: https, at most "
        "2,048 characters."
    )
    style: HeadshotStyle
    aspect_ratio: AspectRatio = AspectRatio.SQUARE
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A client-made key: the same key never makes a second generation.",
    )


@strawberry.type
class HeadshotMutations:
    """The part of Mutation that is about headshots; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Start a headshot from a link; the photo is never copied here. For people who "
        "have signed in: a bare device is UNAUTHENTICATED. A link that must not be followed is "
        "UNSAFE_URL, at once or, where only following it can tell, as the generation's failure."
    )
    async def generate_headshot(self, info: Info, input: HeadshotInput) -> Generation:
        return Generation.of(
            await headshots.generate(
                info.context.studio,
                await info.context.signed_in(),
                input.image_url,
                input.style,
                input.aspect_ratio,
                input.idempotency_key,
            )
        )
