"""Registrations as they are kept, put straight into a house, however they would have come."""

from documents.announcing import take_step
from documents.asking import enqueue, generation_for
from documents.avatars import Avatar, AvatarPicture
from documents.base import file_stem, new_id, now
from documents.generations import Generation, Result
from documents.images import ImageFile
from documents.settling import settle
from documents.work import succeeded
from imaging.variants import describe
from kinds import AvatarLook, Gender
from resolvers.viewers import Viewer
from studio import Studio
from tests.guests import EMAIL, stored
from tests.pictures import jpeg, png
from tests.stories import attempt_at


async def register(
    studio: Studio, viewer: Viewer, email: str = EMAIL, photo: bytes | None = None
) -> Avatar:
    """A registration with its photo, whose avatar was asked for."""
    avatar = await half_register(studio, viewer, email, photo)
    await enqueue(studio, generation_for(avatar, studio.engines.names[0]))
    return avatar


async def half_register(
    studio: Studio, viewer: Viewer, email: str = EMAIL, photo: bytes | None = None
) -> Avatar:
    """A registration whose web process died before it asked for the avatar."""
    id = new_id("ava")
    image = await kept(studio, f"avatars/{file_stem(id)}", photo or jpeg())
    picture = AvatarPicture(id=new_id("pho"), image=image, made_at=now())
    avatar = Avatar(
        _id=id,
        owner=viewer.id,
        event="default",
        name="Asha Menon",
        email=email,
        typed_email=email,
        phone="+919876543210",
        typed_phone="98765 43210",
        phone_keys=["+919876543210", "919876543210", "9876543210"],
        district="Kollam",
        category="Students",
        organization="Sahya Arts",
        look=AvatarLook.WARRIOR,
        gender=Gender.NEUTRAL,
        seed=7,
        generation_id=new_id("gen"),
        photo=picture,
        picture_ids=[picture.id],
    )
    await avatar.insert()
    return avatar


async def draw(studio: Studio, avatar: Avatar) -> Generation:
    """The avatar's generation as it has ended well, its pictures not handed over yet."""
    attempt = await attempt_at(studio)
    assert attempt.generation.avatar_id == avatar.id
    results = [await _result(studio, avatar, body) for body in (png(), png())]
    ended = await take_step(studio, avatar.generation_id, succeeded(attempt.number, results))
    assert ended is not None
    return ended


async def deliver(studio: Studio, avatar: Avatar) -> Avatar:
    """The registration once it has its avatar."""
    await settle(await draw(studio, avatar), studio)
    return await stored(avatar)


async def _result(studio: Studio, avatar: Avatar, body: bytes) -> Result:
    id = new_id("pic")
    milliseconds = file_stem(id).partition("_")[0]
    image = await kept(studio, f"avatars/{milliseconds}_{avatar.id}_{id}", body)
    return Result(id=id, image=image, drawn_at=now())


async def kept(studio: Studio, stem: str, body: bytes) -> ImageFile:
    """A picture with its small size, stored under names that begin with `stem`."""
    known = describe(body)
    key, small = f"{stem}.{known.extension}", f"{stem}_thumb.webp"
    await studio.storage.save_all({key: body, small: known.thumbnail})
    return ImageFile(
        key=key,
        mime_type=known.mime,
        width=known.width,
        height=known.height,
        file_size=len(body),
        placeholder=known.placeholder,
        thumbnail_key=small,
    )
