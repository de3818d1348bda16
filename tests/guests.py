"""Guests of an event who register: as apps send their forms, and in this process."""

from dataclasses import replace
from typing import Any

from documents.avatars import Avatar
from documents.base import find
from kinds import AvatarLook, Gender, GenerationStatus
from resolvers.avatars import register
from resolvers.registrations import Typed
from resolvers.viewers import Viewer
from studio import Studio
from tests.clients import PHOTO, GraphQLClient, Json
from tests.stories import ending

ADDRESS = "192.0.2.1"  # where they call from
NAME, EMAIL, PHONE = "Asha Menon", "asha@example.com", "+919876543210"

FORM: Json = {
    "name": NAME,
    "email": "Asha@Example.com",
    "phone": "98765 43210",
    "dialCode": "91",
    "district": "Kollam",
    "category": "Students",
    "organization": "Sahya Arts",
    "look": "WARRIOR",
    "gender": "FEMALE",
}
TYPED = Typed(
    event="default",
    name=NAME,
    email="Asha@Example.com",
    phone="98765 43210",
    dial_code="91",
    district="Kollam",
    category="Students",
    organization="Sahya Arts",
    look=AvatarLook.WARRIOR,
    gender=Gender.FEMALE,
)
PICTURE = "id __typename url mimeType width height fileSize placeholder createdAt"
AVATAR = f"""
  id event name email phone district category organization look gender createdAt updatedAt
  generation {{ id kind status revision images {{ id __typename }} original {{ id }} }}
  photo {{ {PICTURE} thumbnail: url(variant: THUMBNAIL) }}
  rawImage {{ {PICTURE} prompt style engine }}
  finalImage {{ {PICTURE} prompt style engine thumbnail: url(variant: THUMBNAIL) }}
"""
REGISTER = f"mutation ($input: AvatarInput!) {{ generateAvatar(input: $input) {{ {AVATAR} }} }}"
LOOK_UP = f"query ($by: AvatarBy!) {{ avatar(by: $by) {{ {AVATAR} }} }}"


async def send_guest(client: GraphQLClient, photo: bytes = PHOTO, **changed: Any) -> Json:
    """A form with some fields changed, sent with a photo: the avatar that was answered."""
    files = {"variables.input.photo": ("me.jpg", photo, "image/jpeg")}
    variables: Json = {"input": {**FORM, **changed, "photo": None}}
    made: Json = (await client.upload(REGISTER, variables, files))["generateAvatar"]
    return made


async def look_up(client: GraphQLClient, **by: Any) -> Json | None:
    """The avatar that is shown for an id, a phone or an address."""
    found: Json | None = (await client.execute(LOOK_UP, by=by))["avatar"]
    return found


async def invite(
    studio: Studio, viewer: Viewer, key: str | None = None, **changed: Any
) -> tuple[Avatar, str]:
    """A registration, and the id of its generation."""
    typed = replace(TYPED, **changed)
    avatar, generation = await register(studio, viewer, ADDRESS, typed, PHOTO, key)
    assert generation is not None
    return avatar, generation.id


async def drawn(studio: Studio, viewer: Viewer, **changed: Any) -> Avatar:
    """A registration that has its avatar."""
    avatar, id = await invite(studio, viewer, **changed)
    generation = await ending(studio, viewer, id)
    assert generation.status is GenerationStatus.SUCCEEDED, generation.failure
    return await stored(avatar)


async def stored(avatar: Avatar) -> Avatar:
    """The registration as it is now."""
    found = await find(Avatar, avatar.id)
    assert found is not None
    return found


def keys_of(avatar: Avatar) -> list[str]:
    """Its files."""
    return sorted(key for each in avatar.pictures for key in each.image.keys)
