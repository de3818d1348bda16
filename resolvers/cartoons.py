"""Cartoons of a photo: the upload that starts the first, and asking for another."""

import asyncio
import hashlib
import secrets

from documents.asking import enqueue, require_credits
from documents.base import change, file_stem, find, insert_once, new_id
from documents.generations import Generation
from documents.images import Original
from errors import BadUserInput, NotFound
from failpoints import failpoint
from imaging.inspect import Limits, check_bytes
from kinds import CartoonStyle, GenerationKind
from resolvers.images import GONE
from resolvers.limits import counted_upload, take_regeneration
from resolvers.photos import judge, kept_if_paid, save
from resolvers.queues import require_place
from resolvers.tiers import require_kind
from resolvers.viewers import Viewer
from resolvers.wishes import engine_for, request_id, require_enabled, wish
from studio import Studio

# The first seed of a photo is drawn from here; each further cartoon takes the next.
FIRST_SEEDS = 1_000_000
LARGEST_SEED = 2**31 - 1


async def upload(
    studio: Studio, viewer: Viewer, data: bytes, style: CartoonStyle, key: str | None
) -> tuple[Original, Generation]:
    """Judge and keep a photo, and ask for its first cartoon."""
    require_enabled(studio, GenerationKind.CARTOON)
    check_bytes(len(data), limits_of(studio))
    # Only a key is compared with what was asked before.
    digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) if key else None
    asked = {"do": "upload", "style": style, "sha256": digest}
    async with wish(studio, viewer, key, asked, [new_id("ori"), new_id("gen")]) as ids:
        original_id, generation_id = ids
        known = await find(Generation, generation_id)
        original = await find(Original, original_id)
        if original is None and known is None:  # else it was let in when it began
            require_kind(studio, viewer, GenerationKind.CARTOON)
            await studio.room.require()
            await require_place(studio, viewer, generation_id)
            await require_credits(studio, GenerationKind.CARTOON, viewer.id)
            async with counted_upload(studio, viewer, generation_id):
                original = await _keep(studio, viewer, original_id, data, style)
        if original is None or original.owner != viewer.id:  # deleted since
            raise NotFound(GONE)
        if known is not None:
            return original, known
        first = _asked(studio, original, generation_id, style, original.next_seed - 1)
        async with kept_if_paid(studio, original, generation_id):
            return original, await enqueue(studio, first)


async def _keep(
    studio: Studio, viewer: Viewer, id: str, data: bytes, style: CartoonStyle
) -> Original:
    judged = await judge(studio, data, limits_of(studio))
    with failpoint("upload.files"):  # the document comes after them
        image = await save(studio, f"originals/{file_stem(id)}", judged)
    seed = secrets.randbelow(FIRST_SEEDS)
    original = Original(_id=id, owner=viewer.id, image=image, next_seed=seed + 1, style=style)
    with failpoint("upload.original"):
        made = await insert_once(original)
    return original if made else await find(Original, id) or original


def limits_of(studio: Studio) -> Limits:
    """How much may come in."""
    return Limits(studio.settings.max_upload_bytes, studio.settings.max_pixels)


async def regenerate(
    studio: Studio,
    viewer: Viewer,
    original_id: str,
    style: CartoonStyle | None,
    seed: int | None,
    key: str | None,
) -> Generation:
    """Ask for another cartoon: in the style asked for last, with a new seed, unless told."""
    require_enabled(studio, GenerationKind.CARTOON)
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise BadUserInput(f"seed must be from 0 to {LARGEST_SEED}.")
    asked = {"do": "regenerate", "original": original_id, "style": style, "seed": seed}
    async with wish(studio, viewer, key, asked, [new_id("gen")]) as ids:
        known = await find(Generation, ids[0])
        if known is not None:
            return known
        require_kind(studio, viewer, GenerationKind.CARTOON)
        await studio.room.require()
        await require_place(studio, viewer, ids[0])
        await require_credits(studio, GenerationKind.CARTOON, viewer.id)
        await take_regeneration(studio, viewer, ids[0])
        original = await _advance(viewer, original_id, style)
        picked = original.next_seed - 1 if seed is None else seed
        return await enqueue(studio, _asked(studio, original, ids[0], original.style, picked))


async def _advance(viewer: Viewer, original_id: str, style: CartoonStyle | None) -> Original:
    """The viewer's original, its next seed used up and the style chosen."""

    def step(original: Original) -> Original:
        if original.owner != viewer.id:
            raise NotFound(GONE)
        seed = (original.next_seed + 1) % (LARGEST_SEED + 1)
        return original.but(next_seed=seed, style=style or original.style)

    with failpoint("regenerate.advance"):
        original = await change(Original, original_id, step)
    if original is None:
        raise NotFound(GONE)
    return original


def _asked(
    studio: Studio, original: Original, id: str, style: CartoonStyle, seed: int
) -> Generation:
    return Generation(
        _id=id,
        owner=original.owner,
        kind=GenerationKind.CARTOON,
        engine=engine_for(studio, GenerationKind.CARTOON),
        original_id=original.id,
        style=style,
        seed=max(0, seed),
        epoch=original.epoch,
        request_id=request_id(),
        trace=studio.panel.traces.here(),
    )
