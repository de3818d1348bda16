"""The pictures somebody owns: finding, listing and deleting them."""

from collections.abc import Sequence
from datetime import datetime

from documents.base import change, find, now, prefix_of
from documents.generations import Generation
from documents.images import NOBODY, Cartoon, Face, Original
from documents.settling import remove_face, remove_original, settle
from errors import BadUserInput, NotFound
from failpoints import failpoint
from resolvers.pages import Page, page
from resolvers.viewers import Viewer
from studio import Studio

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


async def results_by_id(ids: Sequence[str]) -> list[Cartoon | Face | None]:
    """The cartoons and faces of these ids, in their order; None where one is gone."""
    cartoons = [id for id in set(ids) if prefix_of(id) == "car"]
    faces = [id for id in set(ids) if prefix_of(id) == "fac"]
    known: dict[str, Cartoon | Face] = {}
    if cartoons:
        found = await Cartoon.find({"_id": {"$in": cartoons}}).to_list()
        known.update({each.id: each for each in found if lives(each, now())})
    if faces:
        kept = await Face.find({"_id": {"$in": faces}}).to_list()
        known.update({each.id: each for each in kept if each.owner != NOBODY})
    return [known.get(id) for id in ids]


def lives(cartoon: Cartoon, moment: datetime) -> bool:
    """False once a cartoon has expired, though the sweep may not have come by yet."""
    return cartoon.expires_at > moment


async def result_of(studio: Studio, viewer: Viewer, id: str) -> Cartoon | Face | None:
    """The viewer's cartoon or face `id`. One whose generation has just ended may not be a document
    yet: then its consequences are brought about here."""
    model: type[Cartoon] | type[Face] = Cartoon if prefix_of(id) == "car" else Face
    found: Cartoon | Face | None = await find(model, id)
    if found is None:
        generation = await Generation.find_one({"result_ids": id})
        if generation is not None and generation.settle is not None:
            await settle(generation, studio)
            found = await find(model, id)
    if isinstance(found, Cartoon) and not lives(found, now()):
        return None
    return found if found is not None and found.owner == viewer.id else None


async def cartoon_of(studio: Studio, viewer: Viewer, id: str) -> Cartoon:
    """The viewer's cartoon `id`; `NotFound` when it is gone."""
    found = await result_of(studio, viewer, id) if prefix_of(id) == "car" else None
    if not isinstance(found, Cartoon):
        raise NotFound(GONE)
    return found


async def delete_image(studio: Studio, viewer: Viewer, id: str) -> str:
    """Delete an original with its cartoons, or a face, for good; faces of an original stay."""
    prefix = prefix_of(id)
    if prefix == "ori":
        await _delete_original(studio, viewer, id)
    elif prefix == "fac":
        await _delete_face(studio, viewer, id)
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
