"""What follows from an ending, safe to do twice: results become documents, leftovers go.

A picture that is deleted is marked first: a cartoon has expired, any other belongs to nobody. From
then on nobody sees it, and the mark stands in an index, where the sweep finds what a crash left.
Its files go next, its document last: so a file that no document knows is never one whose deletion
was cut off, and nobody has to look through all files for those.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from documents.announcing import Announces, take_step
from documents.avatars import Avatar, AvatarPicture
from documents.base import change, find, insert_once, now, read_or_skip, remove
from documents.files import files_of
from documents.generations import Generation, Result, Settle, WorkState
from documents.images import Cartoon, Face, Original
from documents.limits import give_back_undrawn
from documents.merging import follow_owner
from documents.paying import pay
from documents.pictures import Picture
from documents.queues import give_back
from documents.results import without_result, without_results
from documents.work import cancel_wished, settled
from failpoints import failpoint
from kinds import CartoonStyle, GenerationKind, GenerationStatus, PictureStyle


class House(Announces, Protocol):
    """What consequences need beside the database: removing files, telling of changes, and noting
    once of each generation that it is over. The studio fits."""

    async def delete(self, key: str, /) -> None: ...

    def noted(self, ended: Generation, /) -> None: ...


OPEN_STATES = [WorkState.READY, WorkState.LEASED, WorkState.WAITING]


def cartoon_from(generation: Generation, result: Result) -> Cartoon:
    """The cartoon that a generation's result stands for."""
    return Cartoon(
        _id=result.id,
        owner=generation.owner,
        created_at=result.drawn_at,
        image=result.image,
        original_id=generation.original_id,
        generation_id=generation.id,
        epoch=generation.epoch,
        style=generation.style or CartoonStyle.COMIC,
        seed=generation.seed,
        expires_at=result.expires_at or result.drawn_at,
        notes_key=result.notes_key,
    )


def face_from(generation: Generation, result: Result) -> Face:
    """The face that a generation's result stands for."""
    return Face(
        _id=result.id,
        owner=generation.owner,
        created_at=result.drawn_at,
        image=result.image,
        original_id=generation.original_id,
        source_cartoon_id=generation.cartoon_id or "",
        generation_id=generation.id,
    )


def picture_from(generation: Generation, result: Result) -> Picture:
    """The picture from words, or the headshot, that a generation's result stands for."""
    return Picture(
        _id=result.id,
        owner=generation.owner,
        created_at=result.drawn_at,
        image=result.image,
        generation_id=generation.id,
        prompt=generation.prompt,
        style=generation.picture_style or generation.headshot_style or PictureStyle.REALISTIC,
        engine=result.engine or generation.engine,
        seed=result.seed,
        wish_key=generation.wish_key,
        shared_key=None if result.copied else generation.wish_key or None,
    )


def part_from(result: Result) -> AvatarPicture:
    """The avatar's picture that a generation's result stands for."""
    return AvatarPicture(id=result.id, image=result.image, made_at=result.drawn_at)


async def settle(generation: Generation, house: House) -> Generation:
    """Bring about what `generation.settle` asks for, then clear it.

    Returns the generation as it is then.
    """
    taken = False
    if generation.settle is Settle.DROP:
        with failpoint("settle.drop"):
            for result in generation.results:
                await _delete_all(house, result.files)
        if generation.status is GenerationStatus.CANCELLED and not generation.delivered:
            await give_back(generation.owner, generation.engine)
    elif generation.settle is Settle.DELIVER:
        taken = await DELIVERIES[generation.kind](generation, house)
    await give_back_undrawn(generation)
    cost = await pay(generation, generation.cost if taken else 0)
    await follow_owner(generation.owner, house)  # he may have signed in since it was read
    with failpoint("settle.clear"):
        cleared = await take_step(house, generation.id, settled(cost))
    if cleared is not None:
        house.noted(cleared)
    return cleared or await find(Generation, generation.id) or generation


async def _deliver_cartoons(generation: Generation, house: House) -> bool:
    """First insert, then look at the epoch: whoever raises it deletes what is there by then, so a
    cartoon that came too late is seen by one of the two."""
    cartoons = [cartoon_from(generation, result) for result in generation.results]
    for cartoon in cartoons:
        if cartoon.expires_at > now():
            with failpoint("settle.cartoon"):
                await insert_once(cartoon)
    original = await find(Original, generation.original_id)
    unwanted = original is None or original.epoch != generation.epoch
    expired = [each for each in cartoons if each.expires_at <= now()]
    for cartoon in cartoons if unwanted else expired:
        await remove_cartoon(cartoon, house)
    return not unwanted and len(expired) < len(cartoons)


async def _deliver_face(generation: Generation, house: House) -> bool:
    """First insert, then look at the generation: whoever deletes a face makes it forget that one
    before the document goes, so a face that came too late is seen by one of the two."""
    made = []
    for result in generation.results:
        with failpoint("settle.face"):
            if await insert_once(face_from(generation, result)):
                made.append(result.id)
    newer = await find(Generation, generation.id)
    for id in made:
        if newer is not None and id not in newer.result_ids:
            await remove(Face, id)

    def chosen(original: Original) -> Original | None:
        if original.epoch != generation.epoch:
            return None
        # The next cartoons are a new choice: the cut that is done must not stand in its way.
        return original.but(epoch=generation.epoch + 1, face_cut=None)

    with failpoint("settle.epoch"):
        await change(Original, generation.original_id, chosen)
    await cancel_open(generation.original_id, house, newest_epoch=generation.epoch)
    await remove_cartoons(generation.original_id, house, newest_epoch=generation.epoch)
    return True


async def _deliver_avatar(generation: Generation, house: House) -> bool:
    """Give the pictures to the registration they were made for. One that was flushed meanwhile
    takes none: then their files go, and the generation forgets them."""
    if not generation.results:  # that was done, but for clearing `settle`
        return False
    raw, final = (part_from(result) for result in generation.results)

    def received(avatar: Avatar) -> Avatar | None:
        if avatar.flushed_at is not None or avatar.final == final:
            return None
        photo = [avatar.photo.id] if avatar.photo else []
        return avatar.but(
            raw=raw,
            final=final,
            picture_ids=[*photo, raw.id, final.id],
            engine=generation.engine,
            updated_at=now(),
        )

    with failpoint("settle.avatar"):
        await change(Avatar, generation.avatar_id, received)
    avatar = await find(Avatar, generation.avatar_id)
    if avatar is not None and avatar.final == final:
        return True
    with failpoint("settle.drop"):
        for result in generation.results:
            await _delete_all(house, result.files)
    with failpoint("flush.forget"):
        await take_step(house, generation.id, without_results)
    return False


async def _deliver_pictures(generation: Generation, house: House) -> bool:
    """Headshots, and pictures from words whose worker died before it came to them."""
    await insert_pictures(generation, generation.results)
    return True


async def insert_pictures(generation: Generation, results: Sequence[Result]) -> None:
    """Make documents of those among these results of a generation that have none yet. First insert,
    then look at the generation, as for faces. Whoever calls this follows the owner afterwards."""
    ids = {"_id": {"$in": [result.id for result in results]}}
    found = await Picture.get_pymongo_collection().find(ids, {"_id": 1}).to_list()
    there, made = {each["_id"] for each in found}, []
    for result in results:
        if result.id not in there:
            with failpoint("arrival.picture"):
                if await insert_once(picture_from(generation, result)):
                    made.append(result.id)
    newer = await find(Generation, generation.id) if made else None
    for id in made:
        if newer is not None and id not in newer.result_ids:
            await remove(Picture, id)


# A new kind of generation is one line here. Each tells whether the results were taken: what nobody
# wants any more costs nothing.
DELIVERIES: dict[GenerationKind, Callable[[Generation, House], Awaitable[bool]]] = {
    GenerationKind.CARTOON: _deliver_cartoons,
    GenerationKind.FACE: _deliver_face,
    GenerationKind.HEADSHOT: _deliver_pictures,
    GenerationKind.AVATAR: _deliver_avatar,
    GenerationKind.PICTURES: _deliver_pictures,
}


async def cancel_open(original_id: str, house: House, newest_epoch: int | None = None) -> None:
    """Wish the open generations of an original cancelled; those of a later epoch go on."""
    query = {"original_id": original_id, "state": {"$in": OPEN_STATES}}
    for generation in await Generation.find(query).to_list():
        if newest_epoch is not None and generation.epoch > newest_epoch:
            continue
        with failpoint("settle.cancel"):
            ended = await take_step(house, generation.id, cancel_wished, known=generation)
        if ended is not None and ended.settle is not None:
            await settle(ended, house)


async def remove_cartoons(original_id: str, house: House, newest_epoch: int | None = None) -> None:
    """Delete an original's cartoons; those of a later epoch stay."""
    for cartoon in await Cartoon.find({"original_id": original_id}).to_list():
        if newest_epoch is None or cartoon.epoch <= newest_epoch:
            await remove_cartoon(cartoon, house)


async def remove_cartoon(cartoon: Cartoon, house: House) -> None:
    """Delete a cartoon for good: it expires, so that nobody sees it and the sweep finds what a
    crash leaves; then its files go, and its document."""
    if cartoon.expires_at > now():
        with failpoint("cartoon.mark"):
            await change(Cartoon, cartoon.id, lambda it: it.but(expires_at=it.created_at))
    with failpoint("cartoon.files"):
        await _delete_all(house, files_of(cartoon))
    with failpoint("cartoon.document"):
        await remove(Cartoon, cartoon.id)


async def remove_original(original: Original, house: House) -> None:
    """Delete an original that already belongs to nobody: work, cartoons, files, document."""
    await cancel_open(original.id, house)
    await remove_cartoons(original.id, house)
    with failpoint("original.files"):
        await _delete_all(house, files_of(original))
    with failpoint("original.document"):
        await remove(Original, original.id)


async def remove_face(face: Face, house: House) -> None:
    """Delete a face that already belongs to nobody: its generation forgets it, so that no repeated
    consequence brings it back; then its files go, and its document."""
    with failpoint("delete.forget"):
        await take_step(house, face.generation_id, without_result(face.id))
    with failpoint("delete.face-files"):
        await _delete_all(house, files_of(face))
    with failpoint("delete.face-document"):
        await remove(Face, face.id)


async def remove_picture(picture: Picture, house: House) -> None:
    """Delete a picture that already belongs to nobody: the generation that drew it, and
    those that were answered with it, forget it; then its files go, and its document."""
    naming = {"result_ids": picture.id}
    for raw in await Generation.get_pymongo_collection().find(naming).to_list():
        generation = read_or_skip(Generation, raw)
        if generation is not None:
            with failpoint("delete.forget"):
                await take_step(house, generation.id, without_result(picture.id), known=generation)
    with failpoint("picture.files"):
        await _delete_all(house, files_of(picture))
    with failpoint("picture.document"):
        await remove(Picture, picture.id)


async def _delete_all(house: House, keys: list[str]) -> None:
    for key in keys:
        await house.delete(key)
