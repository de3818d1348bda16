"""Keeping a cartoon: its face is cut out and stays, the other cartoons of that photo go."""

from documents.asking import enqueue, require_credits
from documents.base import change, find, new_id, now
from documents.generations import Generation
from documents.images import Cartoon, FaceCut, Original
from errors import Conflict, InsufficientCredits, NotFound
from failpoints import failpoint
from kinds import GenerationKind, GenerationStatus
from resolvers.images import GONE, cartoon_of
from resolvers.limits import counted_download
from resolvers.tiers import require_kind
from resolvers.viewers import Viewer
from resolvers.wishes import engine_for, request_id, wish
from studio import Studio

AGAIN = frozenset({GenerationStatus.FAILED, GenerationStatus.CANCELLED})
BUSY = "Another cartoon of this photo is being kept right now. Wait for it or cancel it."


async def download(studio: Studio, viewer: Viewer, cartoon_id: str, key: str | None) -> Generation:
    """Ask for the face of a cartoon; asking again returns the same generation.

    It works while new pictures are switched off and while the queue is full: nobody is to lose what
    was drawn already.
    """
    asked = {"do": "download", "cartoon": cartoon_id}
    earlier = await _earlier(viewer, cartoon_id)
    fresh = earlier.id if earlier is not None else new_id("gen")
    async with wish(studio, viewer, key, asked, [fresh]) as ids:
        known = await find(Generation, ids[0]) or earlier
        if known is not None:
            return known
        require_kind(studio, viewer, GenerationKind.FACE)
        async with counted_download(studio, viewer, ids[0]):
            try:
                cartoon = await cartoon_of(studio, viewer, cartoon_id)
                await require_credits(studio, GenerationKind.FACE, viewer.id)
                return await _cut(studio, cartoon, ids[0])
            except (NotFound, InsufficientCredits):
                # Another call may have kept it since, for the last credits, and the cartoon gone.
                quicker = await _earlier(viewer, cartoon_id)
                if quicker is None:
                    raise
                return quicker


async def _earlier(viewer: Viewer, cartoon_id: str) -> Generation | None:
    """The generation that cuts, or has cut, this cartoon's face; its cartoon may be gone by now."""
    found = await Generation.find({"cartoon_id": cartoon_id}).sort("-_id").limit(1).to_list()
    if not found or found[0].owner != viewer.id or found[0].status in AGAIN:
        return None
    return found[0]


async def _cut(studio: Studio, cartoon: Cartoon, id: str) -> Generation:
    while True:
        original = await find(Original, cartoon.original_id)
        if original is None or original.epoch != cartoon.epoch:
            raise NotFound(GONE)
        seen = original.face_cut
        wanted = await _wanted(seen, cartoon, id)
        if wanted == seen or await _promise(original, wanted):
            return await _enqueued(studio, _asked(studio, original, wanted), wanted)


async def _enqueued(studio: Studio, asked: Generation, promised: FaceCut) -> Generation:
    """The generation once it is accepted; a promise that cannot be paid after all is taken back."""

    def without(original: Original) -> Original | None:
        return original.but(face_cut=None) if original.face_cut == promised else None

    try:
        return await enqueue(studio, asked)
    except InsufficientCredits:
        if await find(Generation, asked.id) is None:
            with failpoint("download.promise"):
                await change(Original, asked.original_id, without)
        raise


async def _wanted(seen: FaceCut | None, cartoon: Cartoon, id: str) -> FaceCut:
    """The face cut to promise: the one that is open already, if it is of this cartoon."""
    fresh = FaceCut(generation_id=id, cartoon_id=cartoon.id)
    if seen is None:
        return fresh
    generation = await find(Generation, seen.generation_id)
    if generation is not None and generation.status in AGAIN:
        return fresh
    if seen.cartoon_id == cartoon.id:
        return seen
    if generation is None and not seen.is_fresh(now()):
        return fresh
    raise Conflict(BUSY)


async def _promise(original: Original, wanted: FaceCut) -> bool:
    seen = original.face_cut

    def step(current: Original) -> Original | None:
        if current.face_cut != seen or current.epoch != original.epoch:
            return None
        return current.but(face_cut=wanted)

    with failpoint("download.promise"):
        return await change(Original, original.id, step, known=original) is not None


def _asked(studio: Studio, original: Original, cut: FaceCut) -> Generation:
    return Generation(
        _id=cut.generation_id,
        owner=original.owner,
        kind=GenerationKind.FACE,
        engine=engine_for(studio, GenerationKind.FACE),
        original_id=original.id,
        cartoon_id=cut.cartoon_id,
        epoch=original.epoch,
        request_id=request_id(),
        trace=studio.panel.traces.here(),
    )
