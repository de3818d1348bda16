"""Event avatars: registering a guest, and finding one again.

Who may see a registration (`may_see`): its owner, whoever proved the e-mail address it was made
for, and an operator. A search by address or phone never asks for more than that: `visible` makes
its queries of who asks and what for alone, so a registration that is there and foreign costs the
same queries, and gives the same answer, as one that is not there.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict

from documents.asking import enqueue, generation_for, require_credits
from documents.avatars import Avatar, AvatarPicture
from documents.base import file_stem, find, insert_once, made_at, new_id, prefix_of
from documents.generations import Generation
from documents.images import ImageFile
from documents.settling import settle
from errors import BadUserInput, ImageRefused, NotFound
from failpoints import failpoint
from imaging.inspect import Inspected, Limits, check_bytes
from imaging.letterings import uncovered
from kinds import GenerationKind, GenerationStatus
from resolvers.emails import email_in
from resolvers.limits import counted_registration
from resolvers.phones import WrongNumber, phone_key
from resolvers.photos import judge, kept_if_paid, save
from resolvers.queues import require_place
from resolvers.registrations import Registration, Typed, registration_of
from resolvers.tiers import require_kind
from resolvers.viewers import Viewer
from resolvers.wishes import engine_for, request_id, require_enabled, wish
from studio import Studio

PHOTO_FORMATS = ("JPEG", "PNG")
SEEDS = 1_000_000  # what is drawn from one is the same each time

GONE = "There is no such avatar, or it is not yours."
MEND = "Some fields of the form need mending: {fields}."

Shown = tuple[Avatar, Generation | None]  # read so that a generation that is done has its pictures


async def register(
    studio: Studio, viewer: Viewer, address: str, typed: Typed, photo: bytes, key: str | None
) -> Shown:
    """Register a guest, who called from `address`, and ask for the avatar.

    `BadUserInput` tells all fields that need mending at once, the photo too.
    """
    require_enabled(studio, GenerationKind.AVATAR)
    # Only a key is compared with what was asked before.
    digest = await asyncio.to_thread(lambda: hashlib.sha256(photo).hexdigest()) if key else None
    asked = {"do": "register", **asdict(typed), "sha256": digest}
    fresh = [new_id("ava"), new_id("pho"), new_id("gen")]
    async with wish(studio, viewer, key, asked, fresh) as ids:
        avatar_id, _, generation_id = ids
        known = await find(Generation, generation_id)
        avatar = await find(Avatar, avatar_id)
        if avatar is None and known is None:  # else it was let in when it began
            require_kind(studio, viewer, GenerationKind.AVATAR)
            await studio.room.require()
            await require_place(studio, viewer, generation_id)
            await require_credits(studio, GenerationKind.AVATAR, viewer.id)
            async with counted_registration(studio, viewer, address, generation_id):
                form, judged = await _judged(studio, typed, photo)
            avatar = await _keep(studio, viewer, ids, typed, form, judged)
        if avatar is None or avatar.owner != viewer.id:
            raise NotFound(GONE)
        if known is None:
            engine = engine_for(studio, GenerationKind.AVATAR)
            trace = studio.panel.traces.here()
            async with kept_if_paid(studio, avatar, generation_id):
                known = await enqueue(studio, generation_for(avatar, engine, request_id(), trace))
        return avatar, known


async def _judged(studio: Studio, typed: Typed, photo: bytes) -> tuple[Registration, Inspected]:
    """The form and its photo as they are to be kept."""
    form, faults = await asyncio.to_thread(
        registration_of, typed, studio.events, studio.settings, uncovered
    )
    limits = Limits(studio.settings.max_photo_bytes, studio.settings.max_pixels, PHOTO_FORMATS)
    try:
        check_bytes(len(photo), limits)
        judged = await judge(studio, photo, limits)
    except ImageRefused as error:
        faults["photo"] = error.message
    if faults or form is None:
        raise BadUserInput(MEND.format(fields=", ".join(faults)), fields=faults)
    return form, judged


async def _keep(
    studio: Studio,
    viewer: Viewer,
    ids: list[str],
    typed: Typed,
    form: Registration,
    judged: Inspected,
) -> Avatar | None:
    """The registration once it is stored with its photo, by this call or another with its key; None
    when it is gone since."""
    with failpoint("register.files"):  # the document comes after them
        image = await save(studio, f"avatars/{file_stem(ids[0])}", judged)
    avatar = _registered(viewer, ids, typed, form, image)
    with failpoint("register.avatar"):
        if await insert_once(avatar):
            return avatar
    there = await find(Avatar, avatar.id)
    if there is None or there.photo is None:  # flushed since another call with this key made it
        for file in image.keys:
            await studio.delete(file)
    return there


def _registered(
    viewer: Viewer, ids: list[str], typed: Typed, form: Registration, image: ImageFile
) -> Avatar:
    """A form and its photo as a document; `ids` are those of registration, photo, generation."""
    avatar_id, photo_id, generation_id = ids
    return Avatar(
        _id=avatar_id,
        owner=viewer.id,
        event=form.event,
        name=form.name,
        email=form.email,
        typed_email=typed.email.strip(),
        phone=form.phone.e164,
        typed_phone=" ".join(filter(None, (typed.dial_code, typed.phone.strip()))),
        phone_keys=form.phone.keys,
        district=form.district,
        category=form.category,
        organization=form.organization,
        look=typed.look,
        gender=typed.gender,
        seed=secrets.randbelow(SEEDS),
        generation_id=generation_id,
        photo=AvatarPicture(id=photo_id, image=image, made_at=made_at(photo_id)),
        picture_ids=[photo_id],
    )


def may_see(viewer: Viewer, avatar: Avatar) -> bool:
    """Whether a registration may be seen, and flushed, by this viewer."""
    return (
        avatar.owner == viewer.id
        or (viewer.email is not None and avatar.email == viewer.email)
        or viewer.operator
    )


def visible(viewer: Viewer, mark: dict[str, str]) -> list[dict[str, str]]:
    """The queries that together find the registrations with this `mark`, an `email` or one of
    `phone_keys`, that the viewer may see, and no other ones."""
    if viewer.operator:
        return [mark]
    queries = [{"owner": viewer.id, **mark}]
    if viewer.email is not None and mark.get("email", viewer.email) == viewer.email:
        queries.append({"email": viewer.email, **mark})
    return queries


async def newest(viewer: Viewer, mark: dict[str, str]) -> Avatar | None:
    """The newest registration with this `mark` that the viewer may see."""
    found: list[Avatar] = []
    for query in visible(viewer, mark):
        found += await Avatar.find(query).sort("-_id").limit(1).to_list()
    return max(found, key=lambda avatar: avatar.id, default=None)


async def avatar_by_id(studio: Studio, viewer: Viewer, id: str) -> Shown | None:
    """The registration `id`, if the viewer may see it."""
    found = await find(Avatar, id) if prefix_of(id) == "ava" else None
    return await together(studio, found) if found and may_see(viewer, found) else None


async def avatar_by_email(studio: Studio, viewer: Viewer, email: str) -> Shown | None:
    """The newest registration of an e-mail address, in whatever case, that the viewer may see."""
    found = await newest(viewer, {"email": email_in(email)})
    return await together(studio, found) if found else None


async def avatar_by_phone(
    studio: Studio, viewer: Viewer, number: str, dial_code: str | None
) -> Shown | None:
    """The newest registration of a phone that the viewer may see; without a dial code, of all
    phones that are dialled so within their countries."""
    try:
        key = phone_key(number, dial_code, studio.settings.default_phone_region)
    except WrongNumber as error:
        field = "number" if error.field == "phone" else error.field
        raise BadUserInput(str(error), fields={field: str(error)}) from None
    found = await newest(viewer, {"phone_keys": key})
    return await together(studio, found) if found else None


async def together(studio: Studio, avatar: Avatar) -> Shown:
    """A registration with its generation: when that has ended well, it has its pictures."""
    generation = await find(Generation, avatar.generation_id)
    if generation is None:
        return avatar, None
    if generation.settle is not None:
        generation = await settle(generation, studio)
    if generation.status is GenerationStatus.SUCCEEDED and avatar.final is None:
        avatar = await find(Avatar, avatar.id) or avatar  # it has got them since it was read
    return avatar, generation


async def avatars_by_id(ids: Sequence[str]) -> list[Avatar | None]:
    """The registrations of these ids, in their order; None where there is none."""
    found = await Avatar.find({"_id": {"$in": list(set(ids))}}).to_list()
    known = {avatar.id: avatar for avatar in found}
    return [known.get(id) for id in ids]


async def picture_of(
    studio: Studio, viewer: Viewer, id: str
) -> tuple[Avatar, AvatarPicture] | None:
    """A picture of a registration that the viewer may see, and that registration. One whose
    generation has just ended may not be there yet: then its consequences are brought about here."""
    found = await Avatar.find_one({"picture_ids": id})
    if found is None:
        generation = await Generation.find_one({"result_ids": id})
        if generation is not None and generation.settle is not None:
            await settle(generation, studio)
            found = await Avatar.find_one({"picture_ids": id})
    if found is None or not may_see(viewer, found):
        return None
    return next(((found, each) for each in found.pictures if each.id == id), None)
