"""Damage of every kind, to be planted in a house that has lived."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from doctor import findings
from doctor.findings import Ailment
from documents.accounts import Account
from documents.avatars import Avatar
from documents.base import change, file_stem, find, new_id, now, remove
from documents.generations import Generation, Settle, WorkState
from documents.images import Cartoon, Face, FaceCut, Original
from documents.merging import marked
from documents.paying import look_after
from documents.pictures import Picture
from documents.results import without_result
from documents.usage import UsageEntry
from kinds import UsageAction
from resolvers.faces import download
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, pictures_of
from tests.registered import deliver, half_register, register
from tests.stories import ask, cartoon_from, create_viewer, ending, face_from, working


@dataclass
class Life:
    """A house with a story: a photo with a cartoon, one of which a face was kept, a guest who was
    registered, and a picture from words."""

    studio: Studio
    viewer: Viewer
    photo: Original
    cartoon: Cartoon
    face: Face
    avatar: Avatar
    painting: Picture

    async def lose(self, key: str | None) -> None:
        assert key is not None
        await self.studio.storage.delete(key)


async def lived(studio: Studio) -> Life:
    return (await lives(studio, 1))[0]


async def lives(studio: Studio, count: int) -> list[Life]:
    """So many of them; what a worker draws for them, it draws side by side."""
    async with working(studio):
        begun = await asyncio.gather(*(_begun(studio) for _ in range(count)))
    return [await _registered(studio, *each) for each in begun]


async def _begun(studio: Studio) -> tuple[Viewer, Original, Cartoon, Face, Picture]:
    viewer = await create_viewer()
    photo, id = await ask(studio, viewer)
    other, other_id = await ask(studio, viewer, "key")
    cartoon, chosen = [await cartoon_from(studio, viewer, each) for each in (id, other_id)]
    face_id = (await download(studio, viewer, chosen.id, None)).id
    face = await face_from(studio, viewer, face_id)
    for kept in (photo, other):
        await notes_of(kept)
    wished = await ask_for_pictures(studio, viewer, 1)
    (painting,) = await pictures_of(await ending(studio, viewer, wished.id))
    return viewer, photo, cartoon, face, painting


async def _registered(
    studio: Studio, viewer: Viewer, photo: Original, cartoon: Cartoon, face: Face, painting: Picture
) -> Life:
    avatar = await deliver(studio, await register(studio, viewer))
    await tended(viewer)
    return Life(studio, viewer, photo, cartoon, face, avatar, painting)


async def tended(viewer: Viewer) -> None:
    """Let all that moved be in the usage log, as a worker does after some seconds."""
    account = await find(Account, viewer.id)
    assert account is not None
    await look_after(account)


def files_at(avatar: Avatar) -> tuple[str, str, str]:
    """The keys of photo, raw and final picture."""
    assert avatar.photo is not None
    assert avatar.raw is not None
    assert avatar.final is not None
    return avatar.photo.image.key, avatar.raw.image.key, avatar.final.image.key


async def notes_of(photo: Original) -> None:
    """Wait until the engine's analysis of a photo is kept: it comes after the cartoon."""
    async with asyncio.timeout(20):
        while True:
            stored = await find(Original, photo.id)
            if stored is not None and stored.notes_key is not None:
                return
            await asyncio.sleep(0.02)


def small_raw(avatar: Avatar) -> str:
    assert avatar.raw is not None
    return avatar.raw.image.thumbnail_key


Plant = Callable[[Life], Awaitable[object]]


async def lost_picture(life: Life) -> None:
    await life.lose(life.cartoon.image.key)


async def cut_off(life: Life, key: str) -> None:
    whole = await life.studio.storage.read(key)
    await life.lose(key)
    await life.studio.storage.save(key, whole[:100])


async def lost_notes(life: Life) -> None:
    await life.lose(life.cartoon.notes_key)


async def stray(life: Life) -> None:
    await change(Original, life.photo.id, lambda it: it.but(epoch=it.epoch + 1))


async def photo_gone(life: Life) -> None:
    photo = await find(Original, life.photo.id)
    assert photo is not None
    await remove(Original, photo.id)
    for key in (*photo.image.keys, photo.notes_key):
        await life.lose(key)


async def double(life: Life) -> None:
    id = new_id("car")
    stem = f"temp/{file_stem(id)}"
    keys = {"key": f"{stem}.jpg", "thumbnail_key": f"{stem}_thumb.webp", "medium_key": None}
    for key in filter(None, keys.values()):
        await life.studio.storage.save(key, bytes(life.cartoon.image.file_size))
    image = life.cartoon.image.model_copy(update=keys)
    await life.cartoon.but(id=id, image=image, notes_key=None).insert()


async def stuck(life: Life) -> None:
    cut = FaceCut(generation_id=life.face.generation_id, cartoon_id=life.cartoon.id)
    await change(Original, life.photo.id, lambda it: it.but(face_cut=cut))


async def abandoned(life: Life) -> None:
    _, id = await ask(life.studio, life.viewer)
    await change(Generation, id, lambda it: it.but(state=WorkState.LEASED, due_at=now()))


async def unsettled(life: Life) -> None:
    id = life.cartoon.generation_id
    await change(Generation, id, lambda it: it.but(settle=Settle.DELIVER))
    await remove(Cartoon, life.cartoon.id)


async def lost_result(life: Life) -> None:
    await remove(Face, life.face.id)
    for key in life.face.image.keys:
        await life.lose(key)


async def lost_cartoon(life: Life) -> None:
    await remove(Cartoon, life.cartoon.id)
    for key in (*life.cartoon.image.keys, life.cartoon.notes_key):
        await life.lose(key)


async def orphan(life: Life) -> None:
    for prefix, folder in (("car", "temp"), ("ori", "originals"), ("ava", "avatars")):
        key = f"{folder}/{file_stem(new_id(prefix))}.jpg"  # type: ignore[arg-type]
        await life.studio.storage.save(key, b"x")
    notes = f"private/1_{life.photo.id}_{new_id('gen')}.notes"
    await life.studio.storage.save(notes, b"x")


async def unreceived(life: Life) -> None:
    photo = life.avatar.picture_ids[:1]
    await change(Avatar, life.avatar.id, lambda it: it.but(raw=None, final=None, picture_ids=photo))


async def lost_results(life: Life) -> None:
    await unreceived(life)
    for picture in life.avatar.pictures[1:]:
        for key in picture.image.keys:
            await life.lose(key)


async def stranger(life: Life) -> None:
    await life.studio.storage.save("temp/holiday.jpg", b"x")


async def unfinished(life: Life) -> None:
    (life.studio.settings.data_dir / "files/temp/.half.tmp").write_bytes(b"x")


async def unreadable(life: Life) -> None:
    faces = Face.get_pymongo_collection()
    await faces.update_one({"_id": life.face.id}, {"$unset": {"image": 1}})


async def left_behind(life: Life) -> None:
    """A face came after somebody had signed in on its device, by a process that died then."""
    device = await create_viewer()
    await change(Account, device.id, lambda it: marked(it, life.viewer.id, now()))
    await change(Face, life.face.id, lambda it: it.but(owner=device.id))


async def lost_painting(life: Life) -> None:
    await remove(Picture, life.painting.id)
    for key in life.painting.image.keys:
        await life.lose(key)


async def unknown_painting(life: Life) -> None:
    """Its generation forgot it, and it is there."""
    await change(Generation, life.painting.generation_id, without_result(life.painting.id))


async def entry_of_nobody(life: Life) -> None:
    await UsageEntry(
        _id=new_id("use"), owner=new_id("acc"), action=UsageAction.IMAGE_DOWNLOAD
    ).insert()


# What a plant brings about: the ailment, how often it is found, and whether it is mended.
Damage = tuple[Plant, Ailment, int, bool]

# Of photos and cartoons, and of whole houses: each needs a life of its own.
PLANTED: list[Damage] = [
    (lambda life: life.lose(life.photo.image.key), findings.LOST_PHOTOS, 1, False),
    (lost_picture, findings.LOST_CARTOONS, 1, True),
    (lambda life: cut_off(life, life.photo.image.key), findings.CUT_OFF, 1, False),
    (lambda life: cut_off(life, life.cartoon.image.key), findings.CUT_OFF, 1, True),
    (lambda life: life.lose(life.photo.image.thumbnail_key), findings.LOST_SIZES, 1, True),
    (lost_notes, findings.LOST_NOTES, 1, True),
    (double, findings.DOUBLES, 1, True),
    (unsettled, findings.UNSETTLED, 1, True),
    (stray, findings.STRAYS, 1, True),
    (photo_gone, findings.STRAYS, 1, True),
    (stuck, findings.STUCK_CUTS, 1, True),
    (lambda life: remove(Account, life.viewer.id), findings.OWNERLESS, 1, True),
    (lambda life: remove(Cartoon, life.cartoon.id), findings.LOST_DOCUMENTS, 1, True),
    (lost_cartoon, findings.LOST_RESULTS, 1, True),
]

# The same of faces, which stand in the way of none above.
PLANTED_FACES: list[Damage] = [
    (lambda life: life.lose(life.face.image.key), findings.LOST_FACES, 1, False),
    (lambda life: remove(Face, life.face.id), findings.LOST_DOCUMENTS, 1, True),
    (lost_result, findings.LOST_RESULTS, 1, False),
    (unreadable, findings.UNREADABLE, 1, False),
    (left_behind, findings.LEFT_BEHIND, 1, True),
]

# Of what no life has, or nothing else has to do with.
PLANTED_BESIDES: list[Damage] = [
    (orphan, findings.ORPHANS, 4, True),
    (stranger, findings.STRANGERS, 1, False),
    (unfinished, findings.UNFINISHED, 1, True),
    (abandoned, findings.ABANDONED, 1, True),
]

# Of registrations.
PLANTED_AVATARS: list[Damage] = [
    (lambda life: life.lose(files_at(life.avatar)[2]), findings.LOST_AVATARS, 1, False),
    (lambda life: cut_off(life, files_at(life.avatar)[0]), findings.CUT_OFF, 1, False),
    (lambda life: life.lose(small_raw(life.avatar)), findings.LOST_SIZES, 1, True),
    (unreceived, findings.LOST_DOCUMENTS, 1, True),
    (lost_results, findings.LOST_RESULTS, 1, False),
    (lambda life: half_register(life.studio, life.viewer), findings.UNASKED, 1, False),
]

# And of pictures from words.
PLANTED_PICTURES: list[Damage] = [
    (lambda life: life.lose(life.painting.image.key), findings.LOST_PICTURES, 1, False),
    (lambda life: life.lose(life.painting.image.medium_key), findings.LOST_SIZES, 1, True),
    (lambda life: cut_off(life, life.painting.image.key), findings.CUT_OFF, 1, False),
    (lambda life: remove(Picture, life.painting.id), findings.LOST_DOCUMENTS, 1, True),
    (lost_painting, findings.LOST_RESULTS, 1, False),
    (unknown_painting, findings.DOUBLES, 1, False),
    (entry_of_nobody, findings.OWNERLESS, 1, True),
]
