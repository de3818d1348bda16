"""Where a database came from: the export that was imported into it."""

from datetime import datetime
from typing import ClassVar

from documents.base import BY_REVISION, Kept

# There is at most one: an import wants an empty database.
ONLY = "import"


class Arrival(Kept):
    """An import that was begun, and when it was finished; `export` is the hash of what came."""

    portable: ClassVar[bool] = False

    export: str
    finished_at: datetime | None = None

    class Settings:
        name = "arrivals"
        indexes: ClassVar = [BY_REVISION]
