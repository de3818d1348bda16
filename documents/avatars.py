"""Event avatars: a guest's registration, with the photo handed in and what was made of it."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pymongo import ASCENDING, DESCENDING, IndexModel

from documents.base import BY_OWNER, BY_REVISION, Kept, now
from documents.images import ImageFile
from kinds import AvatarLook, Gender


class AvatarPicture(BaseModel):
    """One picture of a registration; it lives and goes with it. Its files are named by the id of
    the avatar."""

    model_config = ConfigDict(frozen=True)

    id: str
    image: ImageFile
    made_at: datetime


class Avatar(Kept):
    """A guest registered at an event; the newest of an address is the one that is shown.

    `email` and `phone` are normalised (lower case; E.164), what was typed stands beside them.
    `phone_keys` holds the phone with and without its dial code, `picture_ids` the ids of its
    pictures. Once `flushed_at` is set it has no pictures any more and gets none; `going` then lists
    their files until they are removed.
    """

    event: str
    name: str
    email: str
    typed_email: str
    phone: str
    typed_phone: str
    phone_keys: list[str]
    district: str
    category: str
    organization: str
    look: AvatarLook
    gender: Gender
    seed: int
    generation_id: str
    engine: str = ""  # that drew `raw`

    photo: AvatarPicture | None = None
    raw: AvatarPicture | None = None
    final: AvatarPicture | None = None
    picture_ids: list[str] = Field(default_factory=list)
    flushed_at: datetime | None = None
    going: list[str] = Field(default_factory=list)
    updated_at: datetime = Field(default_factory=now)

    @property
    def pictures(self) -> list[AvatarPicture]:
        """Those it has."""
        return [each for each in (self.photo, self.raw, self.final) if each is not None]

    @property
    def waits(self) -> bool:
        """Whether its finished picture is still to come."""
        return self.final is None and self.flushed_at is None

    class Settings:
        name = "avatars"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel([("email", ASCENDING), ("_id", DESCENDING)], name="by_email"),
            IndexModel([("phone_keys", ASCENDING), ("_id", DESCENDING)], name="by_phone"),
            IndexModel(
                [("owner", ASCENDING), ("email", ASCENDING), ("_id", DESCENDING)],
                name="by_owner_email",
            ),
            IndexModel(
                [("owner", ASCENDING), ("phone_keys", ASCENDING), ("_id", DESCENDING)],
                name="by_owner_phone",
            ),
            IndexModel(
                [("email", ASCENDING), ("phone_keys", ASCENDING), ("_id", DESCENDING)],
                name="by_email_phone",
            ),
            IndexModel([("created_at", ASCENDING)], name="by_age"),
            IndexModel([("picture_ids", ASCENDING)], name="by_picture"),
            IndexModel([("going", ASCENDING)], name="by_going"),
        ]
