"""Pictures from words: asking for them, finding them again, and links to download them."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from documents.asking import accept, enqueue
from documents.base import after, change, find, new_id, now
from documents.generations import Generation, WorkState
from documents.images import NOBODY
from documents.pictures import Handout, Picture
from documents.usage import UsageEntry
from errors import BadUserInput, NotFound, PromptRejected
from failpoints import failpoint
from kinds import GenerationKind, GenerationStatus, PictureStyle, UsageAction
from prompts.similarity import wish_key
from resolvers.images import result_of
from resolvers.limits import counted_of_day, counted_pictures, take_change
from resolvers.pages import Page, page
from resolvers.queues import require_place
from resolvers.tiers import pictures_for, require_kind
from resolvers.usage import note
from resolvers.viewers import Viewer
from resolvers.wishes import engine_for, request_id, require_enabled, wish
from resolvers.words import words_in
from studio import Studio

USUAL_COUNT = 4
LARGEST_SEED = 2**31 - 1
# Of those who said the same, the pictures that are looked at: the newest ones of sixteen wishes.
MOST_SIMILAR = 64

# A link is given out again while half of its time is left: that is no second download.
LINK_SECONDS = 600
AGAIN_SECONDS = 300

GONE = "There is no such picture kept here, or it is not yours."

log = structlog.get_logger("pictures")


@dataclass(frozen=True)
class Wished:
    """What somebody asks for. Without a `seed` any will do; `fresh` ones are drawn anew."""

    words: str
    style: PictureStyle
    count: int
    seed: int | None = None
    fresh: bool = False


async def generate(
    studio: Studio,
    viewer: Viewer,
    prompt: str,
    style: PictureStyle,
    count: int | None = None,
    seed: int | None = None,
    fresh: bool = False,
    key: str | None = None,
) -> Generation:
    """Ask for pictures; for the same ones again, if he said the same before."""
    require_enabled(studio, GenerationKind.PICTURES)
    wished = Wished(words_in(prompt), style, _counted(studio, count), _seed(seed), fresh)
    asked = {"do": "pictures", "words": wished.words, "style": style, "count": wished.count}
    asked |= {"seed": seed, "fresh": fresh}
    async with wish(studio, viewer, key, asked, [new_id("gen")]) as ids:
        known = await find(Generation, ids[0])
        if known is not None:
            return known
        require_kind(studio, viewer, GenerationKind.PICTURES)
        wished = replace(wished, count=pictures_for(studio, viewer, count, wished.count))
        async with counted_pictures(studio, viewer, ids[0]):
            await _moderate(studio, wished.words)
        new = await _asked(studio, viewer, ids[0], wished)
        earlier = await _earlier(viewer, new.wish_key, wished)
        if earlier and not studio.tariffs.price(new.kind, cached=True):
            return await accept(studio, _answered(new, earlier))
        if earlier:  # what is paid for is held first, as for every other wish
            new = _again(new, earlier)
        else:
            await studio.room.require()
            await require_place(studio, viewer, new.id)
            new = await _shared(studio, new, wished)
        async with counted_of_day(studio, viewer, new.id, new.wanted):
            return await enqueue(studio, new)


def _counted(studio: Studio, count: int | None) -> int:
    most = studio.settings.max_images_per_generation
    if count is None:
        return min(USUAL_COUNT, most)
    if not 1 <= count <= most:
        raise BadUserInput(f"count must be from 1 to {most}." if most > 1 else "count must be 1.")
    return count


def _seed(seed: int | None) -> int | None:
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise BadUserInput(f"seed must be from 0 to {LARGEST_SEED}.")
    return seed


async def _moderate(studio: Studio, words: str) -> None:
    """`PromptRejected` when these words must not become a picture. The log has the rule, and never
    the words."""
    rule = await asyncio.to_thread(studio.moderation.check, words)
    if rule is not None:
        log.info("prompt_rejected", rule=rule.id, kind=rule.kind)
        raise PromptRejected(rule.kind.sentence, rule.kind)


async def _asked(studio: Studio, viewer: Viewer, id: str, wished: Wished) -> Generation:
    seed = wished.seed
    said = await asyncio.to_thread(wish_key, wished.words, wished.style, wished.count)
    return Generation(
        _id=id,
        owner=viewer.id,
        kind=GenerationKind.PICTURES,
        engine=engine_for(studio, GenerationKind.PICTURES),
        prompt=wished.words,
        picture_style=wished.style,
        wanted=wished.count,
        wish_key=said,
        seed=secrets.randbelow(LARGEST_SEED + 1 - USUAL_COUNT) if seed is None else seed,
        request_id=request_id(),
        trace=studio.panel.traces.here(),
    )


async def _earlier(viewer: Viewer, key: str, wished: Wished) -> list[Picture]:
    """The viewer's own pictures of a wish that said the same, if all of them are there still."""
    return [] if wished.fresh else await _similar({"owner": viewer.id, "wish_key": key}, wished)


async def _shared(studio: Studio, new: Generation, wished: Wished) -> Generation:
    """The wish as it is to be queued: where operators allow it, for copies of what was drawn for
    somebody else who said the same."""
    if wished.fresh or not studio.settings.share_similar:
        return new
    found = await _similar({"shared_key": new.wish_key}, wished)
    if not found:
        return new
    return new.but(cached=True, copy_of=[each.id for each in found], seed=found[0].seed)


async def _similar(query: dict[str, Any], wished: Wished) -> list[Picture]:
    """The pictures of the newest wish among those that match of which as many are there as were
    asked for, and that began with the seed that is wanted, if one is."""
    found = await Picture.find(query).sort("-_id").limit(MOST_SIMILAR).to_list()
    wishes: defaultdict[str, list[Picture]] = defaultdict(list)
    for picture in found:
        if picture.owner != NOBODY:
            wishes[picture.generation_id].append(picture)
    for id in sorted(wishes, reverse=True):
        pictures = sorted(wishes[id], key=lambda picture: picture.seed)
        if len(pictures) == wished.count and wished.seed in (None, pictures[0].seed):
            return pictures
    return []


def _answered(new: Generation, pictures: Sequence[Picture]) -> Generation:
    """A wish that has its pictures already."""
    return new.but(
        engine=pictures[0].engine,
        seed=pictures[0].seed,
        cached=True,
        drawn=len(pictures),
        status=GenerationStatus.SUCCEEDED,
        state=WorkState.ENDED,
        progress=1.0,
        stage="done",
        result_ids=[picture.id for picture in pictures],
        finished_at=now(),
    )


def _again(new: Generation, pictures: Sequence[Picture]) -> Generation:
    """A wish that a worker answers with these pictures."""
    return new.but(seed=pictures[0].seed, cached=True, reuse=[picture.id for picture in pictures])


async def pictures(viewer: Viewer, first: int, after: str | None) -> Page[Picture]:
    """The viewer's pictures from words and the headshots that are kept here, newest first."""
    return await page(Picture, {"owner": viewer.id}, first, after)


async def download(studio: Studio, viewer: Viewer, id: str) -> tuple[Picture, datetime]:
    """A picture of the viewer's, and until when the link to download it is to be good.

    The usage log tells of it; once, when it is asked for again while the link is good for a while.
    """
    await take_change(studio, viewer, "download-picture", "You download pictures too quickly.")
    known = await result_of(studio, viewer, id)
    if not isinstance(known, Picture):
        raise NotFound(GONE)

    def handed_out(picture: Picture) -> Picture | None:
        last = _own(viewer, picture).handout
        if last is not None and last.expires_at - now() > timedelta(seconds=AGAIN_SECONDS):
            return None
        end = after(LINK_SECONDS).replace(microsecond=0)
        return picture.but(handout=Handout(entry_id=new_id("use"), expires_at=end))

    with failpoint("picture.hand-out"):
        changed = await change(Picture, id, handed_out, known=known)
    picture = _own(viewer, changed or await find(Picture, id))
    assert picture.handout is not None
    await note(studio, _entry(picture, picture.handout))
    return picture, picture.handout.expires_at


def _own(viewer: Viewer, picture: Picture | None) -> Picture:
    if picture is None or picture.owner != viewer.id:
        raise NotFound(GONE)
    return picture


def _entry(picture: Picture, handout: Handout) -> UsageEntry:
    image = picture.image
    return UsageEntry(
        _id=handout.entry_id,
        owner=picture.owner,
        action=UsageAction.IMAGE_DOWNLOAD,
        generation_id=picture.generation_id,
        metadata={
            "pictureId": picture.id,
            "style": picture.style,
            "engine": picture.engine,
            "mimeType": image.mime_type,
            "width": image.width,
            "height": image.height,
        },
    )
