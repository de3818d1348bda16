"""What every kind costs, and what is handed out again: taken exactly when it was delivered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.requests import HTTPConnection

from audit import audited
from benchmarks.instant import Instant
from documents.accounts import Account
from documents.avatars import Avatar
from documents.base import change, find, new_id, now
from documents.embedded import EmbeddedServer
from documents.flushing import flushed
from documents.generations import Generation
from documents.images import Original
from documents.purses import Purse
from errors import ErrorCode, InsufficientCredits
from kinds import CartoonStyle, GenerationKind, GenerationStatus
from resolvers.cartoons import upload
from resolvers.credits import credits_of
from resolvers.faces import download
from resolvers.generations import cancel
from resolvers.images import delete_image
from resolvers.photos import kept_if_paid
from resolvers.viewers import Caller, Viewer
from schema.context import Context
from schema.generations import Generation as Shown
from studio import Studio
from tests.drawn_pictures import (
    Strict,
    ask_for_pictures,
    drawing_with,
    now_of,
    open_house,
    perform_again,
    perform_next,
)
from tests.registered import half_register, register
from tests.stories import PHOTO, ask, create_viewer, files, killed_at, overtaken_by
from tests.studios import with_settings
from tests.wishes import ask_for
from worker.sweeping import sweep

FAILED, SUCCEEDED = GenerationStatus.FAILED, GenerationStatus.SUCCEEDED
CARTOON, FACE, AVATAR = GenerationKind.CARTOON, GenerationKind.FACE, GenerationKind.AVATAR
PICTURES = GenerationKind.PICTURES
FLUSHED = timedelta(minutes=6)


@pytest.fixture(scope="module")
async def studio(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("kinds")) as house:
        yield priced(house, {CARTOON: 2, FACE: 3, AVATAR: 5, PICTURES: 4}, {PICTURES: 1})


def priced(
    house: Studio,
    prices: dict[GenerationKind, int],
    cached: dict[GenerationKind, int],
    credits: int = 50,
) -> Studio:
    tariffs = house.tariffs.model_copy(update={"prices": prices, "cached": cached})
    return replace(with_settings(house, anonymous_credits=credits), tariffs=tariffs)


async def spent(viewer: Viewer) -> tuple[int, int]:
    """Used and held, and all adds up."""
    assert (await audited()).differences == []
    purse = await purse_of(viewer)
    return purse.used, purse.held


async def purse_of(viewer: Viewer) -> Purse:
    account = await find(Account, viewer.id)
    assert account is not None
    return account.purse


async def shown(studio: Studio, generation: Generation) -> list[str]:
    """The pictures that clients are shown of a generation."""
    scope = {"type": "http", "headers": [(b"host", b"here")], "scheme": "http", "path": "/"}
    context = Context(studio, HTTPConnection(scope), Caller())
    found = await context.results.load_many(generation.result_ids)
    info = type("Info", (), {"context": context})()
    images = await Shown.of(generation).images(info)
    assert [image.id for image in images] == [each.id for each in found if each is not None]
    return [str(image.id) for image in images]


async def test_what_is_handed_out_again_costs_its_own_price(studio: Studio) -> None:  # P4, P8
    viewer = await create_viewer()
    await ask_for(studio, viewer)
    first = await perform_next(studio)
    assert await spent(viewer) == (8, 0)
    again = await ask_for(studio, viewer)
    assert (again.cached, again.cost, await shown(studio, again)) == (True, 2, [])
    assert await spent(viewer) == (8, 2)
    with killed_at("arrival.reuse:before"):
        await perform_next(studio)
    with killed_at("arrival.reuse:after"):
        await perform_again(studio, again.id)
    given = await now_of(again.id)
    assert await shown(studio, given) == first.result_ids
    ended = await perform_again(studio, again.id)
    assert (ended.status, ended.cost) == (SUCCEEDED, 2)
    assert await shown(studio, ended) == first.result_ids
    assert await spent(viewer) == (10, 0)
    await delete_image(studio, viewer, first.result_ids[0])
    assert await shown(studio, await now_of(again.id)) == first.result_ids[1:]


async def test_what_is_gone_before_it_is_handed_out_is_drawn_at_the_full_price(  # P4, P8
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    await ask_for(studio, viewer)
    first = await perform_next(studio)
    waiting, left = await ask_for(studio, viewer), await ask_for(studio, viewer)
    await cancel(studio, viewer, left.id)
    assert await spent(viewer) == (8, 2)
    await delete_image(studio, viewer, first.result_ids[1])
    with killed_at("arrival.reuse:after"):
        await perform_next(studio)
    ended = await perform_again(studio, waiting.id)
    assert (ended.cached, ended.cost) == (False, 8)
    assert {*await shown(studio, ended)}.isdisjoint(first.result_ids)
    assert len(ended.result_ids) == 2
    assert await spent(viewer) == (16, 0)


async def test_copies_cost_what_copies_do_and_new_pictures_what_new_ones_do(  # P4, P8
    studio: Studio,
) -> None:
    sharing = with_settings(studio, share_similar=True)
    words = "Two owls on a gate"
    await ask_for(sharing, await create_viewer(), words)
    first = await perform_next(sharing)
    copying, poor, rich = [await create_viewer() for _ in range(3)]
    copied = await ask_for(sharing, copying, words)
    await perform_next(sharing)
    assert (copied.cost, await spent(copying)) == (2, (2, 0))
    gone = {"cached": True, "copy_of": [first.result_ids[0], new_id("pic")]}
    for viewer, credits, used in ((poor, 7, 0), (rich, 8, 8)):
        house = priced(sharing, {PICTURES: 4}, {}, credits)  # copies are free
        asked = await ask_for_pictures(house, viewer, 2, **gone)
        assert (asked.cost, asked.payer) == (0, "")
        ended = await perform_next(house)
        assert (ended.status, ended.cost) == (SUCCEEDED, used)
        assert ended.drawn == (2 if used else 1)  # the copy
        assert await spent(viewer) == (used, 0)


async def test_what_was_delivered_and_deleted_is_paid_though_it_is_cancelled(  # P5, P8
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    house = drawing_with(studio, Instant(gives=[1]), Strict(()))
    asked = await ask_for_pictures(house, viewer, 3)
    waiting = await perform_next(house)  # one has come, and the engine gave up for now
    await delete_image(house, viewer, waiting.result_ids[0])
    await cancel(house, viewer, asked.id)
    ended = await now_of(asked.id)
    assert (ended.status, ended.cost) == (GenerationStatus.CANCELLED, 4)
    assert await spent(viewer) == (4, 0)


async def test_the_last_credits_are_asked_for_once_of_two_calls_at_once(  # C5, P8
    studio: Studio, server: EmbeddedServer
) -> None:
    poor = priced(studio, {CARTOON: 2, FACE: 3}, {}, credits=5)
    viewer = await create_viewer()
    await ask(poor, viewer)
    cartoon = (await perform_next(poor)).result_ids[0]
    quicker = await download(poor, viewer, cartoon, None)
    with overtaken_by(quicker, server.uri):
        assert (await download(poor, viewer, cartoon, None)).id == quicker.id
    assert await spent(viewer) == (2, 3)
    await perform_next(poor)


async def test_every_kind_is_paid_when_it_is_delivered_and_only_then(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    await ask(studio, viewer)
    cartoon = (await perform_next(studio)).result_ids[0]
    assert await spent(viewer) == (2, 0)
    _, late = await ask(studio, viewer)
    with killed_at("settle.cartoon:before"):
        await perform_next(studio)
    photo = (await now_of(late)).original_id
    await change(Original, photo, lambda it: it.but(epoch=it.epoch + 1))
    assert (await perform_again(studio, late)).cost == 0
    cut = await download(studio, viewer, cartoon, None)
    assert await spent(viewer) == (2, 3)
    assert (await perform_next(studio)).id == cut.id
    assert await spent(viewer) == (5, 0)
    avatar = await register(studio, viewer)
    with killed_at("settle.avatar:before"):
        await perform_next(studio)
    assert (await perform_again(studio, avatar.generation_id)).cost == 5
    gone = await register(studio, viewer)
    with killed_at("settle.avatar:before"):
        await perform_next(studio)
    await change(Avatar, gone.id, flushed)
    assert (await perform_again(studio, gone.generation_id)).cost == 0
    assert await spent(viewer) == (10, 0)


async def test_what_cannot_be_paid_leaves_nothing_behind(studio: Studio) -> None:  # P8
    viewer, poor = await create_viewer(), with_settings(studio, anonymous_credits=1)
    with pytest.raises(InsufficientCredits):
        await upload(poor, viewer, PHOTO, CartoonStyle.COMIC, "key")
    assert await Original.find({"owner": viewer.id}).to_list() == []
    original, id = await ask(studio, viewer)
    await cancel(studio, viewer, id)
    with pytest.raises(InsufficientCredits):  # spent in the meantime
        async with kept_if_paid(studio, original, new_id("gen")):
            raise InsufficientCredits(2, 1, 0)
    assert await find(Original, original.id) is None
    assert [key for key in await files(studio) if original.id in key] == []


async def test_a_registration_that_was_cut_off_and_cannot_be_paid_says_so(  # G3, P8
    studio: Studio,
) -> None:
    poor, rich = await create_viewer(), await create_viewer()
    await credits_of(with_settings(studio, anonymous_credits=4), poor.id)
    registrations = [await half_register(studio, viewer) for viewer in (poor, rich)]
    await sweep(studio, at=now() + FLUSHED)
    ended = [await perform_again(studio, each.generation_id) for each in registrations]
    assert [each.status for each in ended] == [FAILED, SUCCEEDED]
    failure = ended[0].failure
    assert failure is not None
    assert failure.code is ErrorCode.INSUFFICIENT_CREDITS
    assert [await spent(viewer) for viewer in (poor, rich)] == [(0, 0), (5, 0)]


async def test_what_is_older_than_credits_is_drawn_and_free(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, 2)
    new = ("purse", "tier", "money_due", "price", "cost", "payer", "reuse")
    for model, id in ((Account, viewer.id), (Generation, asked.id)):
        older = {"$unset": dict.fromkeys(new, "")}
        await model.get_pymongo_collection().update_one({"_id": id}, older)
    ended = await perform_next(studio)
    assert (ended.status, ended.cost, ended.drawn) == (SUCCEEDED, 0, 2)
    assert await spent(viewer) == (0, 0)
