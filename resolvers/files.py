"""To whom a stored file belongs, and whether there should be one."""

from documents.files import served_files_of
from documents.keeping import keeper_of
from resolvers.viewers import Viewer


async def is_kept(key: str) -> bool:
    """True when a document says this file exists: then its absence is damage."""
    return await keeper_of(key) is not None


async def is_owned(viewer: Viewer, key: str) -> bool:
    """True when the file is a picture of the viewer."""
    keeper = await keeper_of(key)
    return keeper is not None and keeper.owner == viewer.id and key in served_files_of(keeper)
