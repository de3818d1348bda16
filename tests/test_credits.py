"""Credits over the life of a generation: held, taken for what was delivered, given back."""

from dataclasses import replace

import pytest

from audit import audited
from benchmarks.instant import Instant
from documents.accounts import Account
from documents.base import change, find, new_id, now
from documents.credits import DOUBTFUL, charge_id, held
from documents.generations import Generation
from documents.paying import look_after, pay
from documents.queues import take_rank
from documents.usage import UsageEntry
from errors import Forbidden, InsufficientCredits
from kinds import GenerationStatus, Tier, UsageAction
from resolvers.credits import credits_of, grant, order
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import (
    Strict,
    ask_for_pictures,
    drawing_with,
    open_poor_house,
    perform_again,
    perform_next,
)
from tests.houses import shared_house
from tests.stories import create_viewer

studio = shared_house(open_poor_house)


async def figures(studio: Studio, viewer: Viewer) -> tuple[int, int, int]:
    """Used, held and remaining."""
    purse = (await credits_of(studio, viewer.id)).purse
    assert purse.total - purse.used - purse.held == purse.remaining >= 0
    return purse.used, purse.held, purse.remaining


async def test_a_wish_is_paid_by_the_pictures_that_are_delivered(studio: Studio) -> None:  # P5, P8
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=4)
    assert asked.cost == 4
    assert await figures(studio, viewer) == (0, 4, 6)
    ended = await perform_next(drawing_with(studio, Instant(), Strict((11, 12))))
    assert (ended.status, ended.cost) == (GenerationStatus.SUCCEEDED, 2)
    assert await figures(studio, viewer) == (2, 0, 8)
    entry = await find(UsageEntry, charge_id(asked.id))  # P9
    assert entry is not None
    assert (entry.action, entry.credits) == (UsageAction.IMAGE_GENERATION, -2)
    assert entry.metadata["pictures"] == 2
    assert await pay(ended, 4) == 2  # once
    assert await figures(studio, viewer) == (2, 0, 8)


async def test_what_is_settled_twice_is_paid_once(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    await ask_for_pictures(studio, viewer, wanted=3)
    ended = await perform_next(studio)
    assert await figures(studio, viewer) == (3, 0, 7)
    # A call that is repeated late holds once more; then consequences that were cut off go on.
    await change(Account, viewer.id, lambda it: held(it, ended.id, 3, now()))
    assert await figures(studio, viewer) == (3, 3, 4)
    assert await pay(ended, 3) == 3
    assert await figures(studio, viewer) == (3, 0, 7)


async def test_what_fails_costs_nothing(studio: Studio) -> None:  # P3, P8
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=2)
    await perform_next(drawing_with(studio, Instant(), Strict((10, 11))))
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.cost) == (GenerationStatus.FAILED, 0)
    assert await figures(studio, viewer) == (0, 0, 10)


async def test_more_than_is_left_cannot_be_asked_for(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    for _ in range(2):
        await ask_for_pictures(studio, viewer, wanted=4)
    with pytest.raises(InsufficientCredits) as refused:
        await ask_for_pictures(studio, viewer, wanted=4)
    assert refused.value.details == {"needed": 4, "remaining": 2, "held": 8}
    assert await figures(studio, viewer) == (0, 8, 2)
    for _ in range(2):
        await perform_next(studio)


async def test_a_hold_without_a_generation_is_given_back(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    slow = await held_without_generation(studio, viewer)
    assert await figures(studio, viewer) == (0, 3, 7)
    account = await find(Account, viewer.id)
    assert account is not None
    assert account.money_due is not None
    await look_after(await aged(viewer))
    assert await figures(studio, viewer) == (0, 0, 10)
    # Whoever asked was only slow: what he inserts now is paid for all the same.
    asked = await ask_for_pictures(studio, viewer, id=slow.id, wanted=3)
    assert (await perform_next(studio)).cost == 3
    assert await figures(studio, viewer) == (3, 0, 7)
    assert asked.id == slow.id


async def held_without_generation(studio: Studio, viewer: Viewer) -> Generation:
    """As a call leaves it that died between the two."""
    await credits_of(studio, viewer.id)
    generation = Generation(
        _id=new_id("gen"), owner=viewer.id, kind="PICTURES", engine=studio.engines.names[0]
    )

    def hold(account: Account) -> Account:
        return held(account, generation.id, 3, now()) or account

    await take_rank(generation, studio.tariffs, hold)
    return generation


async def aged(viewer: Viewer) -> Account:
    """The account, whose holds are older by now."""

    def older(account: Account) -> Account:
        holds = {
            id: hold.model_copy(update={"at": hold.at - 2 * DOUBTFUL})
            for id, hold in account.purse.holds.items()
        }
        return account.but(purse=account.purse.model_copy(update={"holds": holds}))

    account = await change(Account, viewer.id, older)
    assert account is not None
    return account


async def test_the_audit_finds_what_does_not_add_up(studio: Studio) -> None:  # P8
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, wanted=2)
    await ask_for_pictures(studio, viewer, wanted=1)
    await perform_next(studio)
    assert (await audited()).differences == []
    assert (await audited()).generations >= 2
    await change(Generation, asked.id, lambda it: it.but(cost=1))
    await change(
        Account, viewer.id, lambda it: it.but(purse=it.purse.model_copy(update={"used": 1}))
    )
    assert (await audited()).differences == [
        f"{viewer.id}: used is 1, its entries say 2",
        f"{asked.id}: cost 1, and 2 were taken",
    ]
    await perform_next(studio)


async def test_operators_grant_credits_once_for_each_reference(studio: Studio) -> None:  # P8, P9
    viewer, operator = await create_viewer(), replace(await create_viewer(), operator=True)
    wanted = order(viewer.id, 50, "payment 1 of " + viewer.id, Tier.PREMIUM, None)
    with pytest.raises(Forbidden):
        await grant(studio, viewer, wanted, "payment 1")
    for _ in range(3):
        account = await grant(studio, operator, wanted, "payment 1")
        assert account.tier is Tier.PREMIUM
        assert account.purse.last_purchase_at is not None
        assert await figures(studio, viewer) == (0, 0, 60)
