"""What a device does in its life; and a process in which it does so, or somebody signs in on it,
that freezes at a point of that.

Arguments of the process: the person's account, then pairs of a failpoint and a device. For each
pair it stops itself when it comes to the point, until somebody continues it.
"""

import os
import signal
import sys
from contextlib import suppress
from uuid import UUID, uuid4

import uvloop

import failpoints
from documents.base import Kept
from documents.database import open_database
from documents.generations import Generation
from documents.identities import account_of_email
from documents.images import Original
from documents.merging import BELONGINGS, merge_device
from documents.registry import DOCUMENTS
from errors import NotFound
from kinds import PictureStyle
from resolvers.faces import download
from resolvers.generations import cancel
from resolvers.images import delete_image
from resolvers.pictures import download as download_picture
from resolvers.pictures import generate
from resolvers.viewers import Viewer, viewer_of
from settings import read_settings
from studio import Studio
from telemetry import set_up_logging
from tests.registered import register
from tests.stories import another, ask, cartoon_from, ending, face_from, working
from tests.studios import open_test_studio

OWNED: tuple[type[Kept], ...] = (Generation, *BELONGINGS)

# Points of asking for a cartoon: there no worker comes after, who would mend it as well.
ASKING = ("key.", "upload.", "queue.")


async def create_person() -> Viewer:
    """Somebody who has signed in."""
    email = f"{uuid4().hex}@example.com"
    account = await account_of_email(email)
    moment = account.created_at
    return Viewer(account.id, None, email, False, moment, moment)


async def sign_in(studio: Studio, device: Viewer, person: Viewer) -> int:
    return await merge_device(UUID(device.device_id), person.id, studio)


async def owned_by(viewer: Viewer) -> dict[str, int]:
    """How many things of each class belong to somebody."""
    counts: dict[str, int] = {}
    for model in OWNED:
        count = await model.get_pymongo_collection().count_documents({"owner": viewer.id})
        if count:
            counts[model.__name__] = count
    return counts


async def live(studio: Studio, viewer: Viewer, left: list[str] | None = None) -> None:
    """A photo whose cartoon is kept, another one that is deleted with all it has, a registration, a
    picture from words that is downloaded; each part for itself, because what it needs may be
    another's by now. Once nothing is `left` to wait for, the part that has begun is the last: the
    next ones would mend what it did."""
    for part in (_keep, _delete, _register, _picture):
        with suppress(NotFound):
            await part(studio, viewer)
        if left == []:
            return


async def _keep(studio: Studio, viewer: Viewer) -> None:
    _, id = await ask(studio, viewer, "key")
    cartoon = await cartoon_from(studio, viewer, id)
    await face_from(studio, viewer, (await download(studio, viewer, cartoon.id, None)).id)


async def _delete(studio: Studio, viewer: Viewer) -> None:
    original, id = await ask(studio, viewer)
    await ending(studio, viewer, id)
    await _regenerate(studio, viewer, original)
    await delete_image(studio, viewer, original.id)


async def _register(studio: Studio, viewer: Viewer) -> None:
    avatar = await register(studio, viewer)
    await ending(studio, viewer, avatar.generation_id)


async def _picture(studio: Studio, viewer: Viewer) -> None:
    asked = await generate(studio, viewer, "a red fox", PictureStyle.MINIMAL, 1)
    ended = await ending(studio, viewer, asked.id)
    await download_picture(studio, viewer, ended.result_ids[0])


async def _regenerate(studio: Studio, viewer: Viewer, original: Original) -> None:
    id = await another(studio, viewer, original)
    with suppress(NotFound):
        await cancel(studio, viewer, id)
    await ending(studio, viewer, id)


def frozen_once(point: str) -> list[str]:
    """Freeze this process the first time it comes to `point`; what is returned is empty then."""
    left = [point]

    def freeze(name: str) -> None:
        if left == [name]:
            left.clear()
            os.kill(os.getpid(), signal.SIGSTOP)

    failpoints.arm(freeze)
    return left


async def play(person: str, *steps: str) -> None:
    settings = read_settings()
    uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else ""
    async with (
        open_database(uri, settings.mongodb_database, DOCUMENTS) as database,
        open_test_studio(database, settings.data_dir, uploads_per_minute=0) as studio,
    ):
        for point, device in zip(steps[::2], steps[1::2], strict=True):
            left = frozen_once(point)
            if point.startswith("merge."):
                await merge_device(UUID(device), person, studio)
            elif point.startswith(ASKING):
                await ask(studio, await viewer_of(device), "key")
            else:
                async with working(studio):
                    await live(studio, await viewer_of(device), left)
            assert not left, f"never came to {point}"


if __name__ == "__main__":
    set_up_logging("warning", "text")
    uvloop.run(play(*sys.argv[1:]))
