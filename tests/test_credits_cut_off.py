"""Whoever dies at a step of money: what follows makes up for it, once, and the audit is content."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from audit import audited
from benchmarks.instant import Instant
from documents.accounts import Account
from documents.base import change, find, now
from documents.credits import DOUBTFUL
from documents.embedded import EmbeddedServer
from documents.merging import follow_owner
from documents.purses import Purse
from documents.usage import UsageEntry
from kinds import Tier
from resolvers.credits import credits_of, grant, order
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import (
    Strict,
    ask_for_pictures,
    drawing_with,
    open_house,
    perform_again,
    perform_next,
)
from tests.lives import create_person, sign_in
from tests.stories import create_viewer, killed_at
from tests.studios import with_settings
from worker.healing import heal

AT_ONCE = timedelta()


@pytest.fixture(scope="module")
async def studio(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("cut-off")) as house:
        painting = drawing_with(house, Instant(), Strict((11,)))
        yield with_settings(painting, anonymous_credits=10, default_user_credits=5)


async def purse_of(viewer: Viewer) -> Purse:
    account = await find(Account, viewer.id)
    assert account is not None
    return account.purse


async def healed(studio: Studio) -> None:
    """What a worker does some minutes later."""
    for account in await Account.find({"money_due": {"$gt": now() - DOUBTFUL}}).to_list():
        await change(Account, account.id, _older)
    await heal(studio, AT_ONCE)
    await heal(studio, AT_ONCE)  # what passes something on makes another one due
    assert (await audited()).differences == []


def _older(account: Account) -> Account:
    holds = {
        id: hold.model_copy(update={"at": hold.at - 2 * DOUBTFUL})
        for id, hold in account.purse.holds.items()
    }
    purse = account.purse.model_copy(update={"holds": holds})
    return account.but(purse=purse, money_due=now() - DOUBTFUL)


def both(*steps: str) -> list[str]:
    return [f"{step}:{side}" for step in steps for side in ("before", "after")]


@pytest.mark.parametrize("point", ["queue.rank:after", "queue.insert:before"])
async def test_a_call_cut_off_between_hold_and_wish_costs_nothing(  # P8
    studio: Studio, point: str
) -> None:
    viewer = await create_viewer()
    with killed_at(point):
        await ask_for_pictures(studio, viewer, 3)
    assert (await purse_of(viewer)).held == 3
    await healed(studio)
    purse = await purse_of(viewer)
    assert (purse.total, purse.used, purse.held) == (10, 0, 0)


async def test_a_wish_whose_hold_was_given_back_holds_it_again(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    for point in both("credits.confirm"):
        asked = await ask_for_pictures(studio, viewer, 2)
        await change(Account, viewer.id, lambda it: it.but(purse=_holding_nothing(it.purse)))
        with killed_at(point):
            await perform_next(studio)
        await perform_again(studio, asked.id)
        await healed(studio)
    purse = await purse_of(viewer)
    assert (purse.used, purse.held) == (2, 0)  # one of each two must not be shown


def _holding_nothing(purse: Purse) -> Purse:
    return purse.model_copy(update={"holds": {}})


PAYING = both("credits.settle", "credits.entry", "credits.posted", "settle.clear")


async def test_what_was_delivered_is_paid_once_wherever_paying_is_cut_off(  # P8, G3
    studio: Studio,
) -> None:
    viewers = {point: await create_viewer() for point in PAYING}
    asked = {point: await ask_for_pictures(studio, viewers[point], 2) for point in PAYING}
    for point in PAYING:
        with killed_at(point):
            await perform_next(studio)
    await healed(studio)
    for point, viewer in viewers.items():
        ended = await perform_again(studio, asked[point].id)
        assert (ended.cost, ended.drawn) == (1, 2), point
        purse = await purse_of(viewer)
        left = [each.id for each in purse.unposted if each.generation_id is not None]
        assert (purse.used, purse.held, left) == (1, 0, []), point


async def granted(
    studio: Studio, viewer: Viewer, credits: int, reference: str, tier: Tier | None = None
) -> Account:
    wanted = order(viewer.id, credits, reference, tier, None)
    return await grant(studio, replace(viewer, operator=True), wanted, reference)


async def test_a_grant_is_given_once_wherever_it_is_cut_off(studio: Studio) -> None:  # P9, G3
    viewers = {}
    for point in both("credits.grant", "credits.entry", "credits.posted"):
        viewer = viewers[point] = await create_viewer()
        await credits_of(studio, viewer.id)
        with killed_at(point):
            await granted(studio, viewer, 7, f"{point} once")
    for point, viewer in viewers.items():
        await granted(studio, viewer, 7, f"{point} once")
        assert (await purse_of(viewer)).total == 17, point
    await healed(studio)


async def test_looking_after_holds_may_be_cut_off_anywhere(studio: Studio) -> None:  # P8, G3
    viewer = await create_viewer()
    for point in both("heal.money", "credits.doubt", "credits.judge"):
        with killed_at("queue.insert:before"):
            await ask_for_pictures(studio, viewer, 1)
        await change(Account, viewer.id, _older)
        with killed_at(point):
            await heal(studio, AT_ONCE)
    await healed(studio)
    assert (await purse_of(viewer)).held == 0


MERGING = both("merge.mark", "merge.queue", "credits.pass-on", "credits.over")


async def test_bought_credits_and_the_tier_go_to_the_person_wherever_it_is_cut_off(  # P8, I2
    studio: Studio,
) -> None:
    signing_in = {}
    for point in MERGING:
        device, person = await create_viewer(), await create_person()
        signing_in[point] = device, person
        await granted(studio, device, 50, f"{point} of {device.id}", Tier.PREMIUM)
        with killed_at(point):
            await sign_in(studio, device, person)
        if point == "merge.mark:before":  # nothing has happened
            await sign_in(studio, device, person)
    await healed(studio)
    for point, (device, person) in signing_in.items():
        account = await find(Account, person.id)
        assert account is not None, point
        assert (account.tier, account.purse.bought) == (Tier.PREMIUM, 50), point
        assert account.purse.last_purchase_at is not None
        left = await purse_of(device)
        assert (left.total, left.bought) == (10, 0), point


async def test_what_is_held_while_somebody_signs_in_goes_when_it_is_given_back(  # P8, I2
    studio: Studio,
) -> None:
    device, person = await create_viewer(), await create_person()
    await granted(studio, device, 2, f"two for {device.id}")
    asked = [await ask_for_pictures(studio, device, 4) for _ in range(3)]  # all that it has
    await sign_in(studio, device, person)
    assert (await purse_of(person)).bought == 0
    for each in asked:
        await perform_again(studio, each.id)  # of each four, one must not be shown
    await healed(studio)
    assert (await purse_of(device)).remaining == 1  # of what it was given to begin with
    assert (await purse_of(person)).bought == 2
    entries = await UsageEntry.find({"owner": person.id}).to_list()
    assert {entry.account for entry in entries} == {device.id, person.id}
    assert not await UsageEntry.find({"owner": device.id}).to_list()


async def test_a_grant_to_a_device_reaches_whoever_has_signed_in_there(  # P9, I2
    studio: Studio,
) -> None:
    device, person = await create_viewer(), await create_person()
    with killed_at("credits.grant:after"):
        await granted(studio, device, 30, f"thirty for {device.id}", Tier.BASIC)
    await sign_in(studio, device, person)
    for _ in range(2):
        account = await granted(studio, device, 30, f"thirty for {device.id}", Tier.BASIC)
        assert (account.id, account.tier, account.purse.bought) == (person.id, Tier.BASIC, 30)
    await granted(studio, person, 0, f"back for {person.id}", Tier.FREE)
    await follow_owner(device.id, studio)  # the last look of signing in
    account = await granted(studio, person, 0, f"back for {person.id}", Tier.FREE)
    assert account.tier is Tier.FREE
    await healed(studio)
