"""Pictures made from words, and headshots; kept until their owner deletes them."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, DESCENDING, IndexModel

from documents.base import BY_OWNER, BY_REVISION, Kept
from documents.images import ImageFile
from kinds import HeadshotStyle, PictureStyle


class Handout(BaseModel):
    """A link to download a picture that was given out: until when it is good, and the id of the
    entry in the usage log that tells of it."""

    model_config = ConfigDict(frozen=True)

    entry_id: str
    expires_at: datetime


class Picture(Kept):
    """One picture of a generation.

    `prompt` is what its owner wrote. `wish_key` is equal for wishes that say the same
    (`prompts.similarity`). `shared_key` is the same while others may get copies of the picture:
    None in a copy, so that a wish is always answered from those that were drawn. Of a headshot all
    three are empty: it answers no other wish.
    """

    image: ImageFile
    generation_id: str
    prompt: str
    style: PictureStyle | HeadshotStyle  # no word is in both
    engine: str
    seed: int
    wish_key: str
    shared_key: str | None = None
    handout: Handout | None = None  # the last one

    class Settings:
        name = "pictures"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel(
                [("owner", ASCENDING), ("wish_key", ASCENDING), ("_id", DESCENDING)], name="by_wish"
            ),
            IndexModel([("shared_key", ASCENDING), ("_id", DESCENDING)], name="by_shared_wish"),
        ]
