"""To whom a stored file belongs, and whether there should be one."""

from documents.avatars import Avatar
from documents.files import served_files_of
from documents.keeping import keeper_of
from resolvers.avatars import may_see
from resolvers.viewers import Viewer


async def is_kept(key: str) -> bool:
    """True when a document says this file exists: then its absence is damage."""
    return await keeper_of(key) is not None


async def is_owned(viewer: Viewer, key: str) -> bool:
    """True when the file is a picture of the viewer, or of a registration that he may see."""
    keeper = await keeper_of(key)
    if keeper is None or key not in served_files_of(keeper):
        return False
    return may_see(viewer, keeper) if isinstance(keeper, Avatar) else keeper.owner == viewer.id
