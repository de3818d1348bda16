"""Guests of an event who register, as apps send their forms."""

from typing import Any

from kinds import AvatarLook, Gender
from resolvers.registrations import Typed
from tests.clients import PHOTO, GraphQLClient, Json

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
