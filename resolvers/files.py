"""Which document a stored file belongs to, and to whom that document belongs."""

from documents.base import find, now
from documents.images import NOBODY, Cartoon
from documents.keeping import Picture, id_in, keeper_class
from resolvers.images import lives
from resolvers.viewers import Viewer


async def keeper_of(key: str) -> Picture | None:
    """The document that says this file exists; one that is on its way out says nothing more."""
    id = id_in(key)
    model = keeper_class(id) if id is not None else None
    if id is None or model is None:
        return None
    found = await find(model, id)
    if found is None or found.owner == NOBODY or key not in found.image.keys:
        return None
    return None if isinstance(found, Cartoon) and not lives(found, now()) else found


async def is_kept(key: str) -> bool:
    """True when a document says this file exists: then its absence is damage."""
    return await keeper_of(key) is not None


async def is_owned(viewer: Viewer, key: str) -> bool:
    """True when the file belongs to the viewer."""
    keeper = await keeper_of(key)
    return keeper is not None and keeper.owner == viewer.id
