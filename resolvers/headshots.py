"""Headshots: asking for one of the person behind a link, and those that are kept elsewhere."""

import secrets

from documents.announcing import take_step
from documents.asking import enqueue
from documents.base import find, new_id
from documents.generations import Generation, Link
from documents.results import without_result
from errors import Unauthenticated
from failpoints import failpoint
from kinds import AspectRatio, GenerationKind, HeadshotStyle
from links import require_public
from resolvers.limits import take_headshot
from resolvers.queues import require_place
from resolvers.tiers import require_kind
from resolvers.viewers import SignedIn, Viewer
from resolvers.wishes import engine_for, request_id, require_enabled, wish
from studio import Studio

LARGEST_SEED = 2**31 - 1

SIGN_IN = (
    "Headshots are for people who have signed in: ask for a code with requestCode, exchange it with"
    " verifyCode, and send Authorization: Bearer with the token."
)


async def generate(
    studio: Studio,
    session: SignedIn | None,
    image_url: str,
    style: HeadshotStyle,
    ratio: AspectRatio,
    key: str | None = None,
) -> Generation:
    """Ask for a headshot of the person in the photo behind a link. Here the link is judged by its
    form only; nothing is looked up, and the photo is never kept."""
    require_enabled(studio, GenerationKind.HEADSHOT)
    if session is None:
        raise Unauthenticated(SIGN_IN)
    viewer, settings = session.viewer, studio.settings
    url = require_public(image_url, settings.headshot_http, settings.link_networks)
    asked = {"do": "headshot", "url": url, "style": style, "ratio": ratio}
    async with wish(studio, viewer, key, asked, [new_id("gen")]) as ids:
        known = await find(Generation, ids[0])
        if known is not None:
            return known
        require_kind(studio, viewer, GenerationKind.HEADSHOT)
        await take_headshot(studio, viewer, ids[0])
        await studio.room.require()
        await require_place(studio, viewer, ids[0])
        return await enqueue(studio, _asked(studio, viewer, ids[0], url, style, ratio))


def _asked(
    studio: Studio, viewer: Viewer, id: str, url: str, style: HeadshotStyle, ratio: AspectRatio
) -> Generation:
    return Generation(
        _id=id,
        owner=viewer.id,
        kind=GenerationKind.HEADSHOT,
        engine=engine_for(studio, GenerationKind.HEADSHOT),
        source_url=url,
        headshot_style=style,
        ratio=ratio,
        seed=secrets.randbelow(LARGEST_SEED + 1),
        request_id=request_id(),
        trace=studio.panel.traces.here(),
    )


async def link_of(viewer: Viewer, id: str) -> tuple[Generation, Link] | None:
    """The viewer's headshot `id` that is kept elsewhere, with the generation that brought it."""
    generation = await Generation.find_one({"result_ids": id})
    if generation is None or generation.owner != viewer.id:
        return None
    return next(((generation, link) for link in generation.links if link.id == id), None)


async def forget_link(studio: Studio, viewer: Viewer, id: str) -> bool:
    """Whether the viewer had such a headshot; its generation knows nothing of it any more."""
    found = await link_of(viewer, id)
    if found is None:
        return False
    with failpoint("delete.forget"):
        await take_step(studio, found[0].id, without_result(id), known=found[0])
    return True
