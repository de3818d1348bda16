"""Drawing the avatar of a guest who registered at an event."""

import asyncio
from contextlib import aclosing

from documents.avatars import Avatar
from documents.base import file_stem, find, made_at, new_id
from documents.generations import Result
from engines.protocol import Wish
from errors import EngineError, NotFound
from events.templates import SIDE, Template, TextField
from failpoints import failpoint
from imaging.marks import with_more_put_to_it
from kinds import DigitalSource, GenerationKind
from prompts.looks import prompt_for, read_looks
from worker.attempts import Attempt
from worker.keeping import Named, named, picture_in, read_kept, save_all
from worker.reports import Share

PHOTO_GONE = "The photo of this registration is no longer there."
EVENT_GONE = "The event {event} is no longer set up here, so its avatars cannot be made."

# How far the work is once each part is done; the engine's own progress lies between the two.
FRAMED, DRAWN, COMPOSED = 0.05, 0.6, 0.95


async def draw(attempt: Attempt) -> tuple[list[Result], bytes | None]:
    """The engine's picture of the person, and the finished avatar.

    No analysis of the photo is kept: a registration is drawn once, and it is biometric.
    """
    studio = attempt.studio
    avatar = await find(Avatar, attempt.generation.avatar_id)
    if avatar is None or avatar.photo is None:  # flushed
        raise NotFound(PHOTO_GONE)
    template = studio.events.get(avatar.event)
    if template is None:
        raise NotFound(EVENT_GONE.format(event=avatar.event))
    with attempt.timed("load"):
        photo = await read_kept(studio, avatar.photo.image)
    with attempt.timed("frame"):
        await attempt.report(0.0, "looking for the face")
        framed = await studio.engines.finisher.frame(photo)
    with attempt.timed("draw"):
        raw = await _drawn(attempt, avatar, template, framed)
    with attempt.timed("compose"):
        await attempt.report(DRAWN, "putting the avatar together")
        words: dict[TextField, str] = {"name": avatar.name, "organization": avatar.organization}
        final = await studio.engines.finisher.compose(
            raw, template, avatar.look, words, avatar.seed
        )
    with attempt.timed("keep"):
        await attempt.report(COMPOSED, "keeping the avatar")
        return await _kept(attempt, avatar, raw, final), None


async def _drawn(attempt: Attempt, avatar: Avatar, template: Template, framed: bytes) -> bytes:
    """The engine's picture."""
    prompts = await asyncio.to_thread(read_looks)
    wish = Wish(
        kind=GenerationKind.AVATAR,
        seed=avatar.seed,
        count=1,
        size=(SIDE, SIDE),
        style=avatar.look,
        gender=avatar.gender,
        costume=template.scenes[avatar.look].costume(avatar.gender),
        prompt=prompt_for(prompts, avatar.look, avatar.gender),
        photo=framed,
    )
    engine = attempt.studio.engines.get(attempt.generation.engine)
    async with aclosing(engine.draw(wish, Share(attempt, FRAMED, DRAWN))) as pictures:
        async for drawn in pictures:
            return picture_in(drawn)
    raise EngineError("The engine finished without a picture. Please try again.")


async def _kept(attempt: Attempt, avatar: Avatar, raw: bytes, final: bytes) -> list[Result]:
    """Both pictures with their sizes, saved together or not at all."""
    source = attempt.studio.engines.get(attempt.generation.engine).source
    pictures = [
        await _named(avatar, raw, source),
        await _named(avatar, final, with_more_put_to_it(source)),
    ]
    with failpoint("work.files"):
        await save_all(attempt.studio, {**pictures[0].files, **pictures[1].files})
    return [Result(id=each.id, image=each.image, drawn_at=made_at(each.id)) for each in pictures]


async def _named(avatar: Avatar, body: bytes, source: DigitalSource) -> Named:
    """A picture whose files are named by when they are written, as every file, and by the
    registration that is to keep them."""
    id = new_id("pic")
    moment, _, _ = file_stem(id).partition("_")
    return await named(id, f"avatars/{moment}_{avatar.id}_{id}", body, source)
