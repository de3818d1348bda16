"""The usage log of somebody: what he got, newest first."""

from documents.base import find, insert_once, prefix_of
from documents.merging import follow_owner
from documents.usage import UsageEntry
from failpoints import failpoint
from resolvers.pages import Page, page
from resolvers.viewers import Viewer
from studio import Studio


async def usage(owner: str, first: int, after: str | None) -> Page[UsageEntry]:
    """The entries of an owner, newest first."""
    return await page(UsageEntry, {"owner": owner}, first, after)


async def entry_of(viewer: Viewer, id: str) -> UsageEntry | None:
    """The viewer's entry `id`, or None."""
    if prefix_of(id) != "use":
        return None
    entry = await find(UsageEntry, id)
    return entry if entry is not None and entry.owner == viewer.id else None


async def note(studio: Studio, entry: UsageEntry) -> None:
    """Write an entry, once: its id was made before, with what it tells of."""
    with failpoint("usage.entry"):
        await insert_once(entry)
    await follow_owner(entry.owner, studio)  # he may have signed in since it was made
