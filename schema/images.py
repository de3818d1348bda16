"""Pictures as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from documents import images as kept
from documents import pictures as kept_pictures
from documents.avatars import Avatar, AvatarPicture
from documents.generations import Generation, Link
from kinds import CartoonStyle, ImageVariant, PictureStyle
from resolvers import images as resolvers
from schema.context import Info

if TYPE_CHECKING:
    from schema.connections import FaceConnection

strawberry.enum(CartoonStyle, description="Named after what is really drawn.")
strawberry.enum(PictureStyle, description="How pictures made from words look.")
strawberry.enum(ImageVariant, description="The longest side: 256 px, 1024 px, or as it is.")


@strawberry.interface(description="Anything with an id of its own. Ids are opaque to clients.")
class Node:
    id: strawberry.ID


@strawberry.interface(
    description="A picture the viewer owns. `placeholder`, `mimeType`, `width`, `height` and "
    "`fileSize` are null only for a headshot that is kept elsewhere."
)
class Image:
    id: strawberry.ID
    placeholder: str | None = strawberry.field(
        description="A tiny preview to paint while the picture loads (ThumbHash, base64)."
    )
    mime_type: str | None
    width: int | None
    height: int | None
    file_size: int | None
    created_at: datetime
    image: strawberry.Private[kept.ImageFile | str]  # where it is: here, or behind a link

    @strawberry.field(
        description="A link that works without headers (for <img> and Image.network) and expires."
    )
    def url(self, info: Info, variant: ImageVariant = ImageVariant.FULL) -> str:
        if isinstance(self.image, str):
            return self.image
        return info.context.link(self.image.key_of(variant))


def _shared(
    document: kept.Original | kept.Cartoon | kept.Face | kept_pictures.Picture,
) -> dict[str, object]:
    """The fields that all pictures have."""
    return _common(document.id, document.image, document.created_at)


def _common(id: str, image: kept.ImageFile, created_at: datetime) -> dict[str, object]:
    return {
        "id": strawberry.ID(id),
        "placeholder": image.placeholder,
        "mime_type": image.mime_type,
        "width": image.width,
        "height": image.height,
        "file_size": image.file_size,
        "created_at": created_at,
        "image": image,
    }


@strawberry.type(description="The photo a person handed in. Kept until its owner deletes it.")
class Original(Node, Image):
    @classmethod
    def of(cls, document: kept.Original) -> "Original":
        return cls(**_shared(document))  # type: ignore[arg-type]

    @strawberry.field(
        description="The cartoons that exist now, newest first: none after a download, or after "
        "they expired."
    )
    async def cartoons(self, info: Info) -> list["Cartoon"]:
        return [Cartoon.of(each) for each in await info.context.cartoons.load(self.id)]

    @strawberry.field(description="The faces cut from its cartoons, newest first.")
    async def faces(
        self, first: int = 20, after: str | None = None
    ) -> Annotated["FaceConnection", strawberry.lazy("schema.connections")]:
        from schema.connections import FaceConnection

        return FaceConnection.of(await resolvers.faces_of(self.id, first, after))


@strawberry.type(
    description="A cartoon of an original. Temporary: gone once one of them is downloaded, or at "
    "`expiresAt`."
)
class Cartoon(Node, Image):
    expires_at: datetime
    style: CartoonStyle
    seed: int
    original_id: strawberry.Private[str]

    @classmethod
    def of(cls, document: kept.Cartoon) -> "Cartoon":
        return cls(
            expires_at=document.expires_at,
            style=document.style,
            seed=document.seed,
            original_id=document.original_id,
            **_shared(document),  # type: ignore[arg-type]
        )

    @strawberry.field(description="Null for the moment in which its owner deletes the photo.")
    async def original(self, info: Info) -> Original | None:
        # Nullable like a face's, or no selection could ask both for it.
        document = await info.context.originals.load(self.original_id)
        return None if document is None else Original.of(document)


@strawberry.type(
    description="The face cut out of the cartoon that was chosen: PNG, transparent background. "
    "Permanent."
)
class Face(Node, Image):
    original_id: strawberry.ID
    source_cartoon_id: strawberry.ID = strawberry.field(
        description="Id of the cartoon it was cut from; that cartoon no longer exists."
    )

    @classmethod
    def of(cls, document: kept.Face) -> "Face":
        return cls(
            original_id=strawberry.ID(document.original_id),
            source_cartoon_id=strawberry.ID(document.source_cartoon_id),
            **_shared(document),  # type: ignore[arg-type]
        )

    @strawberry.field(description="Null once its owner deleted the photo: faces stay.")
    async def original(self, info: Info) -> Original | None:
        document = await info.context.originals.load(self.original_id)
        return None if document is None else Original.of(document)


@strawberry.type(description="The photo handed in with a registration. Goes with a flush.")
class Photo(Node, Image):
    @classmethod
    def of(cls, photo: AvatarPicture) -> "Photo":
        return cls(**_common(photo.id, photo.image, photo.made_at))  # type: ignore[arg-type]


@strawberry.type(
    description="A picture made from words, or a headshot, which stay until their owner deletes "
    "them, or a picture made for a registration, which goes with a flush. A headshot that is kept "
    "elsewhere is what its link leads to, in one size, for as long as that lasts."
)
class Picture(Node, Image):
    prompt: str | None = strawberry.field(
        description="The words it was made from, as they were written; null for a headshot or an "
        "avatar."
    )
    style: str = strawberry.field(
        description="One of PictureStyle; of a headshot one of HeadshotStyle, of an avatar its "
        "look."
    )
    engine: str = strawberry.field(description="What drew it: see the catalog's engines.")

    @classmethod
    def of(cls, document: kept_pictures.Picture) -> "Picture":
        return cls(
            prompt=document.prompt or None,
            style=document.style,
            engine=document.engine,
            **_shared(document),  # type: ignore[arg-type]
        )

    @classmethod
    def of_link(cls, generation: Generation, link: Link) -> "Picture":
        return cls(
            id=strawberry.ID(link.id),
            placeholder=None,
            mime_type=None,
            width=None,
            height=None,
            file_size=None,
            created_at=link.made_at,
            image=link.url,
            prompt=None,
            style=generation.headshot_style or "",
            engine=generation.engine,
        )

    @classmethod
    def of_avatar(cls, avatar: Avatar, picture: AvatarPicture) -> "Picture":
        return cls(
            prompt=None,
            style=avatar.look,
            engine=avatar.engine,
            **_common(picture.id, picture.image, picture.made_at),  # type: ignore[arg-type]
        )


def shown(document: resolvers.Result) -> Cartoon | Face | Picture:
    """A result as clients see it."""
    match document:
        case kept.Cartoon():
            return Cartoon.of(document)
        case kept.Face():
            return Face.of(document)
    return Picture.of(document)


def shown_in(avatar: Avatar, picture: AvatarPicture) -> Photo | Picture:
    """A picture of a registration as clients see it."""
    is_photo = avatar.photo is not None and avatar.photo.id == picture.id
    return Photo.of(picture) if is_photo else Picture.of_avatar(avatar, picture)
