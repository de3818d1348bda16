"""Which document a stored file belongs to, and to whom that document belongs."""

import re

from documents.base import find, prefix_of
from documents.images import Cartoon, Face, Original
from resolvers.viewers import Viewer

FOLDERS: dict[str, type[Original] | type[Cartoon] | type[Face]] = {
    "ori": Original,
    "car": Cartoon,
    "fac": Face,
}
NAME = re.compile(r"^[a-z]+/\d+_([a-z]{3}_[0-9A-Z]{26})(?:_thumb|_medium)?\.[a-z]+$")


async def keeper_of(key: str) -> Original | Cartoon | Face | None:
    """The document that says this file exists."""
    match = NAME.match(key)
    if match is None:
        return None
    id = match.group(1)
    model = FOLDERS.get(prefix_of(id) or "")
    found: Original | Cartoon | Face | None = await find(model, id) if model else None
    return found if found is not None and key in found.image.keys else None


async def is_kept(key: str) -> bool:
    """True when a document says this file exists: then its absence is damage."""
    return await keeper_of(key) is not None


async def is_owned(viewer: Viewer, key: str) -> bool:
    """True when the file belongs to the viewer."""
    keeper = await keeper_of(key)
    return keeper is not None and keeper.owner == viewer.id
