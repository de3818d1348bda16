"""Event avatars as clients see them: registering a guest, and finding one again."""

from datetime import datetime

import strawberry
from starlette.datastructures import UploadFile

from documents import avatars as kept
from documents import generations as kept_generations
from errors import BadUserInput
from kinds import AvatarLook, Gender
from resolvers import avatars
from resolvers.limits import take_lookup
from resolvers.registrations import Typed
from schema.context import Info
from schema.generations import Generation
from schema.images import Node, Photo, Picture

strawberry.enum(AvatarLook, description="As whom the guest is shown.")
strawberry.enum(Gender, description="Which variant of the look is drawn.")


@strawberry.type(description="A guest registered at an event, with the avatar made for them.")
class Avatar(Node):
    event: str
    name: str
    email: str = strawberry.field(description="In lower case.")
    phone: str = strawberry.field(description="With its dial code, as in +919876543210.")
    district: str
    category: str
    organization: str = strawberry.field(description="Written on the avatar.")
    look: AvatarLook
    gender: Gender
    generation: Generation | None = strawberry.field(
        description="Null once it is so old that it is no longer kept."
    )
    photo: Photo | None = strawberry.field(description="Null after a flush.")
    raw_image: Picture | None = strawberry.field(
        description="The engine's picture before background and text were added. Null until it is "
        "made, and after a flush."
    )
    final_image: Picture | None = strawberry.field(
        description="The finished avatar: background merged, organization written, PNG with "
        "transparency, 4096 px. Its url is the link to download it. Null until it is made, and "
        "after a flush."
    )
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, document: kept.Avatar, generation: kept_generations.Generation | None) -> "Avatar":
        return cls(
            id=strawberry.ID(document.id),
            event=document.event,
            name=document.name,
            email=document.email,
            phone=document.phone,
            district=document.district,
            category=document.category,
            organization=document.organization,
            look=document.look,
            gender=document.gender,
            generation=Generation.of(generation) if generation else None,
            photo=Photo.of(document.photo) if document.photo else None,
            raw_image=Picture.of_avatar(document, document.raw) if document.raw else None,
            final_image=Picture.of_avatar(document, document.final) if document.final else None,
            created_at=document.created_at,
            updated_at=document.updated_at,
        )


@strawberry.input(description="A registration form.")
class AvatarInput:
    event: str = strawberry.field(default="default", description="One of the catalog's events.")
    name: str
    email: str
    phone: str = strawberry.field(
        description="10 to 15 digits, with or without its dial code; spaces, dashes and brackets "
        "do not count."
    )
    dial_code: str | None = strawberry.field(
        default=None, description="Of the phone, if it is not in it: 91 or +91."
    )
    district: str
    category: str = strawberry.field(description="One of the catalog's categories.")
    organization: str
    look: AvatarLook
    gender: Gender = Gender.NEUTRAL
    photo: UploadFile = strawberry.field(description="JPEG or PNG.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A client-made key: the same key never makes a second registration.",
    )

    def typed(self) -> Typed:
        return Typed(
            event=self.event,
            name=self.name,
            email=self.email,
            phone=self.phone,
            dial_code=self.dial_code,
            district=self.district,
            category=self.category,
            organization=self.organization,
            look=self.look,
            gender=self.gender,
        )


@strawberry.input(description="A phone number, however it is written.")
class PhoneInput:
    number: str = strawberry.field(
        description="With its dial code or without: then all that are dialled so within their "
        "countries are meant."
    )
    dial_code: str | None = strawberry.field(
        default=None, description="If it is not in the number: 91 or +91."
    )


@strawberry.input(one_of=True, description="What an avatar is looked up by: one of these.")
class AvatarBy:
    id: strawberry.ID | None = strawberry.UNSET
    phone: PhoneInput | None = strawberry.UNSET
    email: str | None = strawberry.UNSET


@strawberry.type
class AvatarMutations:
    """The part of Mutation that is about avatars; not a GraphQL type of its own."""

    @strawberry.mutation(
        description="Register a guest and start the avatar. Every field that needs mending is told "
        "at once: `extensions.fields` holds a sentence for each."
    )
    async def generate_avatar(self, info: Info, input: AvatarInput) -> Avatar:
        viewer = await info.context.viewer()
        made = await avatars.register(
            info.context.studio,
            viewer,
            info.context.address,
            input.typed(),
            await input.photo.read(),  # the endpoint takes no body that is too large to hold
            input.idempotency_key,
        )
        return Avatar.of(*made)


@strawberry.type
class AvatarQueries:
    """The part of Query that is about avatars; not a GraphQL type of its own."""

    @strawberry.field(
        description="The newest avatar for one of: id, phone (with or without dial code), e-mail "
        "(in any case). Only for who registered it, whoever proved that address, and operators; "
        "null for everybody else."
    )
    async def avatar(self, info: Info, by: AvatarBy) -> Avatar | None:
        viewer, studio = await info.context.viewer(), info.context.studio
        await take_lookup(studio, viewer, info.context.address)
        if by.id:
            found = await avatars.avatar_by_id(studio, viewer, by.id)
        elif by.phone:
            phone = by.phone
            found = await avatars.avatar_by_phone(studio, viewer, phone.number, phone.dial_code)
        elif by.email is not None and by.email is not strawberry.UNSET:
            found = await avatars.avatar_by_email(studio, viewer, by.email)
        else:
            raise BadUserInput("Say one of id, phone and email.")
        return Avatar.of(*found) if found else None
