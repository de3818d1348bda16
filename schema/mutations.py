"""What clients can ask for: each field calls one function in `resolvers`."""

import strawberry
from starlette.datastructures import UploadFile

from imaging.inspect import check_bytes
from kinds import CartoonStyle
from resolvers import cartoons, faces, generations, images
from schema.avatars import AvatarMutations
from schema.context import Info
from schema.flushing import FlushMutations
from schema.generations import Generation
from schema.headshots import HeadshotMutations
from schema.images import Original
from schema.pictures import PictureMutations
from schema.sessions import SessionMutations
from schema.viewers import ViewerMutations


@strawberry.input
class UploadInput:
    image: UploadFile
    style: CartoonStyle = CartoonStyle.COMIC
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A client-made key: the same key never makes a second generation.",
    )


@strawberry.type
class UploadPayload:
    original: Original
    generation: Generation


@strawberry.input
class RegenerateInput:
    original_id: strawberry.ID
    style: CartoonStyle | None = None
    seed: int | None = None
    idempotency_key: str | None = None


async def _body(info: Info, file: UploadFile) -> bytes:
    """The file's bytes, never more than are allowed: `ImageTooLarge` comes before they are read."""
    limits = cartoons.limits_of(info.context.studio)
    check_bytes(file.size or 0, limits)
    return await file.read(limits.max_bytes + 1)


@strawberry.type
class Mutation(
    HeadshotMutations,
    AvatarMutations,
    PictureMutations,
    FlushMutations,
    SessionMutations,
    ViewerMutations,
):
    @strawberry.mutation(description="Store a photo and start its first cartoon.")
    async def upload(self, info: Info, input: UploadInput) -> UploadPayload:
        viewer = await info.context.viewer()
        body = await _body(info, input.image)
        original, generation = await cartoons.upload(
            info.context.studio, viewer, body, input.style, input.idempotency_key
        )
        return UploadPayload(original=Original.of(original), generation=Generation.of(generation))

    @strawberry.mutation(
        description="Start another cartoon of a stored photo: in the style of its newest one and "
        "with a new seed, unless said."
    )
    async def regenerate(self, info: Info, input: RegenerateInput) -> Generation:
        viewer = await info.context.viewer()
        return Generation.of(
            await cartoons.regenerate(
                info.context.studio,
                viewer,
                input.original_id,
                input.style,
                input.seed,
                input.idempotency_key,
            )
        )

    @strawberry.mutation(
        description="Cut the face out of the chosen cartoon and keep it for good. When it is done, "
        "every temporary cartoon of that original is deleted."
    )
    async def download(
        self, info: Info, cartoon_id: strawberry.ID, idempotency_key: str | None = None
    ) -> Generation:
        viewer = await info.context.viewer()
        return Generation.of(
            await faces.download(info.context.studio, viewer, cartoon_id, idempotency_key)
        )

    @strawberry.mutation(
        description="Stop a generation that has not ended; what is held for pictures that were "
        "not delivered comes back."
    )
    async def cancel_generation(self, info: Info, id: strawberry.ID) -> Generation:
        viewer = await info.context.viewer()
        return Generation.of(await generations.cancel(info.context.studio, viewer, id))

    @strawberry.mutation(
        description="Delete an original with its cartoons, a face or a picture, for good, files "
        "included. Faces of a deleted original stay."
    )
    async def delete_image(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        viewer = await info.context.viewer()
        return strawberry.ID(await images.delete_image(info.context.studio, viewer, id))
