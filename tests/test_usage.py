"""The usage log: what was downloaded, once for each link, whoever has it by now."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from documents import usage as kept
from documents.base import change, find, now
from documents.database import Database
from documents.merging import merge_device
from documents.pictures import Handout, Picture
from errors import BadUserInput, NotFound
from kinds import UsageAction
from resolvers.credits import credits_of
from resolvers.images import delete_image
from resolvers.pictures import AGAIN_SECONDS, LINK_SECONDS, download
from resolvers.usage import entry_of, usage
from resolvers.viewers import Viewer
from schema.usage import UsageEntry
from studio import Studio
from tests.guests import drawn
from tests.lives import create_person
from tests.stories import ask, cartoon_from, create_viewer, dying_at, working
from tests.studios import open_test_studio
from tests.wishes import pictured


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened, working(opened):
        yield opened


async def logged(viewer: Viewer) -> list[kept.UsageEntry]:
    """The downloads in his log, newest first."""
    entries = (await usage(viewer.id, 50, None)).nodes
    return [each for each in entries if each.action is UsageAction.IMAGE_DOWNLOAD]


async def test_a_link_is_noted_once_while_it_is_good(studio: Studio) -> None:  # P7, P9
    viewer = await create_viewer()
    first, second = await pictured(studio, viewer)
    many = await asyncio.gather(*(download(studio, viewer, first.id) for _ in range(9)))
    (end,) = {end for _, end in many}
    assert LINK_SECONDS - 10 < (end - now()).total_seconds() <= LINK_SECONDS
    await download(studio, viewer, second.id)
    entries = await logged(viewer)
    assert [each.metadata["pictureId"] for each in entries] == [second.id, first.id]

    def aged(picture: Picture) -> Picture:
        assert picture.handout is not None
        half = now() + timedelta(seconds=AGAIN_SECONDS)
        return picture.but(handout=Handout(entry_id=picture.handout.entry_id, expires_at=half))

    await change(Picture, first.id, aged)
    _, later = await download(studio, viewer, first.id)  # half of its time is over
    assert later >= end
    assert len(await logged(viewer)) == 3


async def test_only_pictures_from_words_are_handed_out_to_their_owner(  # P7, S1
    studio: Studio,
) -> None:
    viewer, stranger = await create_viewer(), await create_viewer()
    (picture,) = await pictured(studio, viewer, count=1)
    _, generation = await ask(studio, viewer)
    cartoon = await cartoon_from(studio, viewer, generation)
    avatar = await drawn(studio, viewer)
    assert avatar.final is not None
    for who, id in (
        (stranger, picture.id),
        (viewer, cartoon.id),
        (viewer, avatar.final.id),
        (viewer, picture.generation_id),
        (viewer, "pic_" + "0" * 26),
        (viewer, "nonsense"),
    ):
        with pytest.raises(NotFound):
            await download(studio, who, id)
    assert await logged(viewer) == await logged(stranger) == []
    await download(studio, viewer, picture.id)
    await delete_image(studio, viewer, picture.id)
    with pytest.raises(NotFound):
        await download(studio, viewer, picture.id)
    (entry,) = await logged(viewer)  # it tells of what is gone
    assert await entry_of(stranger, entry.id) is None
    with pytest.raises(BadUserInput):
        await usage(viewer.id, 51, None)


async def test_a_download_that_was_cut_off_is_noted_by_the_next(studio: Studio) -> None:  # P9
    viewer = await create_viewer()
    (picture,) = await pictured(studio, viewer, count=1)
    with dying_at("usage.entry:before"):
        await download(studio, viewer, picture.id)
    assert await logged(viewer) == []
    await download(studio, viewer, picture.id)
    (entry,) = await logged(viewer)
    kept = await find(Picture, picture.id)
    assert kept is not None
    assert kept.handout is not None
    assert kept.handout.entry_id == entry.id


async def test_the_log_follows_whoever_signs_in(studio: Studio) -> None:  # P9, I2
    device, person = await create_viewer(), await create_person()
    (picture,) = await pictured(studio, device, count=1)
    await download(studio, device, picture.id)
    assert device.device_id is not None
    await merge_device(UUID(device.device_id), person.id, studio)
    await download(studio, person, picture.id)
    assert len(await logged(person)) == 1
    assert await logged(device) == []
    purse = (await credits_of(studio, person.id)).purse
    shown = [UsageEntry.of(each) for each in (await usage(person.id, 50, None)).nodes]
    assert [each.credits for each in shown if each.of_device] == [-1, 1000]  # they stay behind
    assert sum(each.credits for each in shown if not each.of_device) == purse.total == 10  # P8
