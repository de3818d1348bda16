"""The pictures that are kept: originals, their temporary cartoons, and the faces cut from them."""

from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, DESCENDING, IndexModel

from documents.base import BY_OWNER, BY_REVISION, Kept, made_at
from kinds import CartoonStyle, ImageVariant

# A face cut that was promised but never queued, by a process that died between, counts this long.
PROMISE = timedelta(minutes=1)

# The owner of a document that is being deleted: it belongs to nobody, so nobody finds it.
NOBODY = "nobody"


class ImageFile(BaseModel):
    """A stored picture: where its sizes lie, and what is known of it. Sizes in pixels and bytes."""

    model_config = ConfigDict(frozen=True)

    key: str
    mime_type: str
    width: int
    height: int
    file_size: int
    placeholder: str
    thumbnail_key: str
    medium_key: str | None = None  # None: the full picture is not larger

    def key_of(self, variant: ImageVariant) -> str:
        """The file that serves `variant`."""
        if variant is ImageVariant.THUMBNAIL:
            return self.thumbnail_key
        if variant is ImageVariant.MEDIUM:
            return self.medium_key or self.key
        return self.key

    @property
    def keys(self) -> list[str]:
        """Every file of this picture."""
        return [key for key in (self.key, self.thumbnail_key, self.medium_key) if key]


class FaceCut(BaseModel):
    """The one generation that may cut a face out of an original's cartoons now."""

    model_config = ConfigDict(frozen=True)

    generation_id: str
    cartoon_id: str

    def is_fresh(self, moment: datetime) -> bool:
        """True while a generation that does not exist yet may still come."""
        return made_at(self.generation_id) > moment - PROMISE


class Original(Kept):
    """The photo a person handed in.

    `epoch` grows when one of its cartoons is downloaded: what was asked for before then no longer
    counts. `next_seed` is drawn with next, so that no two cartoons look alike. `style` is what was
    asked for last. `notes_key` is the engine's private analysis of the photo.
    """

    image: ImageFile
    notes_key: str | None = None
    epoch: int = 0
    next_seed: int = 0
    style: CartoonStyle = CartoonStyle.COMIC
    face_cut: FaceCut | None = None

    class Settings:
        name = "originals"
        indexes: ClassVar = [BY_REVISION, BY_OWNER]


class Cartoon(Kept):
    """A cartoon of an original; gone once one of them is downloaded, or at `expires_at`."""

    image: ImageFile
    original_id: str
    generation_id: str
    epoch: int
    style: CartoonStyle
    seed: int
    expires_at: datetime
    notes_key: str | None = None

    class Settings:
        name = "cartoons"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel([("original_id", ASCENDING), ("_id", DESCENDING)], name="by_original"),
            IndexModel([("expires_at", ASCENDING)], name="by_expiry"),
        ]


class Face(Kept):
    """The face cut out of the cartoon that was chosen; kept until its owner deletes it."""

    image: ImageFile
    original_id: str
    source_cartoon_id: str
    generation_id: str

    class Settings:
        name = "faces"
        indexes: ClassVar = [
            BY_REVISION,
            BY_OWNER,
            IndexModel([("original_id", ASCENDING), ("_id", DESCENDING)], name="by_original"),
        ]
