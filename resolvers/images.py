"""The pictures somebody owns: finding, listing and deleting them."""

from collections.abc import Sequence
from datetime import datetime

from documents.base import change, find, now, prefix_of
from documents.generations import Generation
from documents.images import NOBODY, Cartoon, Face, Original
from documents.merging import follow_owner
from documents.pictures import Picture
from documents.settling import (
    insert_pictures,
    remove_face,
    remove_original,
    remove_picture,
    settle,
)
from errors import BadUserInput, NotFound
from failpoints import failpoint
from kinds import GenerationKind
from resolvers.headshots import forget_link
from resolvers.limits import take_change
from resolvers.pages import Page, page
from resolvers.viewers import Viewer
from studio import Studio

# What generations end with, by the prefix of its ids. Pictures of avatars are in their avatar.
Result = Cartoon | Face | Picture
RESULTS: dict[str, type[Cartoon] | type[Face] | type[Picture]] = {
    "car": Cartoon,
    "fac": Face,
    "pic": Picture,
}

GONE = "There is no such picture, or it is not yours."
TEMPORARY = "Cartoons go by themselves. Delete the photo to delete all its cartoons now."


async def original_of(viewer: Viewer, id: str) -> Original | None:
    """The viewer's original `id`, or None."""
    if prefix_of(id) != "ori":
        return None
    original = await find(Original, id)
    return original if original is not None and original.owner == viewer.id else None


async def originals(viewer: Viewer, first: int, after: str | None) -> Page[Original]:
    """The viewer's originals, newest first."""
    return await page(Original, {"owner": viewer.id}, first, after)


async def faces(viewer: Viewer, first: int, after: str | None) -> Page[Face]:
    """The viewer's faces, newest first."""
    return await page(Face, {"owner": viewer.id}, first, after)


async def faces_of(original_id: str, first: int, after: str | None) -> Page[Face]:
    """The faces cut from an original's cartoons, newest first."""
    return await page(Face, {"original_id": original_id}, first, after)


async def originals_by_id(ids: Sequence[str]) -> list[Original | None]:
    """The originals of these ids, in their order; None where one is gone."""
    found = await Original.find({"_id": {"$in": list(set(ids))}}).to_list()
    known = {original.id: original for original in found if original.owner != NOBODY}
    return [known.get(id) for id in ids]


async def cartoons_by_original(ids: Sequence[str]) -> list[list[Cartoon]]:
    """The cartoons that exist now of each of these originals, newest first."""
    query = {"original_id": {"$in": list(set(ids))}}
    found = await Cartoon.find(query).to_list()
    found.sort(key=lambda cartoon: cartoon.id, reverse=True)
    moment = now()
    return [
        [each for each in found if each.original_id == id and lives(each, moment)] for id in ids
    ]


async def results_by_id(ids: Sequence[str]) -> list[Result | None]:
    """The cartoons, faces and pictures of these ids, in their order; None where one is gone."""
    known: dict[str, Result] = {}
    for prefix, model in RESULTS.items():
        asked = [id for id in set(ids) if prefix_of(id) == prefix]
        if asked:
            found: list[Result] = await model.find({"_id": {"$in": asked}}).to_list()
            known.update({each.id: each for each in found if _is_there(each)})
    return [known.get(id) for id in ids]


def _is_there(result: Result) -> bool:
    return lives(result, now()) if isinstance(result, Cartoon) else result.owner != NOBODY


def lives(cartoon: Cartoon, moment: datetime) -> bool:
    """False once a cartoon has expired, though the sweep may not have come by yet."""
    return cartoon.expires_at > moment


async def result_of(studio: Studio, viewer: Viewer, id: str) -> Result | None:
    """The viewer's cartoon, face or picture `id`. One whose generation is just at it may not be a
    document yet: then what follows from its being drawn is brought about here."""
    model = RESULTS.get(prefix_of(id) or "")
    found: Result | None = await find(model, id) if model else None
    if found is None and model:
        generation = await Generation.find_one({"result_ids": id})
        if generation is not None and await _caught_up(studio, generation):
            found = await find(model, id)
    if found is None or found.owner != viewer.id or not _is_there(found):
        return None
    return found


async def _caught_up(studio: Studio, generation: Generation) -> bool:
    """Whether there was something to bring about."""
    if generation.settle is not None:
        await settle(generation, studio)
        return True
    if generation.ended or generation.kind is not GenerationKind.PICTURES:
        return False
    await insert_pictures(generation, generation.results)
    await follow_owner(generation.owner, studio)
    return True


async def cartoon_of(studio: Studio, viewer: Viewer, id: str) -> Cartoon:
    """The viewer's cartoon `id`; `NotFound` when it is gone."""
    found = await result_of(studio, viewer, id) if prefix_of(id) == "car" else None
    if not isinstance(found, Cartoon):
        raise NotFound(GONE)
    return found


async def delete_image(studio: Studio, viewer: Viewer, id: str) -> str:
    """Delete an original with its cartoons, a face or a picture, for good; faces of an original
    stay. Of a picture that is kept elsewhere the link is forgotten."""
    await take_change(studio, viewer, "delete", "You delete pictures too quickly.")
    prefix = prefix_of(id)
    if prefix == "ori":
        await _delete_original(studio, viewer, id)
    elif prefix == "fac":
        await _delete_face(studio, viewer, id)
    elif prefix == "pic":
        await _delete_picture(studio, viewer, id)
    elif prefix == "car" and await result_of(studio, viewer, id) is not None:
        raise BadUserInput(TEMPORARY)
    else:
        raise NotFound(GONE)
    return id


async def _delete_original(studio: Studio, viewer: Viewer, id: str) -> None:
    def let_go(original: Original) -> Original:
        if original.owner != viewer.id:
            raise NotFound(GONE)
        return original.but(owner=NOBODY, epoch=original.epoch + 1)

    with failpoint("delete.let-go"):
        original = await change(Original, id, let_go)
    if original is None:
        raise NotFound(GONE)
    await remove_original(original, studio)


async def _delete_face(studio: Studio, viewer: Viewer, id: str) -> None:
    def let_go(face: Face) -> Face:
        if face.owner != viewer.id:
            raise NotFound(GONE)
        return face.but(owner=NOBODY, original_id="")

    if await result_of(studio, viewer, id) is None:
        raise NotFound(GONE)
    with failpoint("delete.face"):
        face = await change(Face, id, let_go)
    if face is None:
        raise NotFound(GONE)
    await remove_face(face, studio)


async def _delete_picture(studio: Studio, viewer: Viewer, id: str) -> None:
    def let_go(picture: Picture) -> Picture:
        if picture.owner != viewer.id:
            raise NotFound(GONE)
        return picture.but(owner=NOBODY)

    if await result_of(studio, viewer, id) is None:
        if await forget_link(studio, viewer, id):
            return
        raise NotFound(GONE)
    with failpoint("delete.picture"):
        picture = await change(Picture, id, let_go)
    if picture is None:
        raise NotFound(GONE)
    await remove_picture(picture, studio)
