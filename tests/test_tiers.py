"""Tiers: what may be asked for, how much of it a day and a minute, and whose turn it is."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.instant import Instant
from documents.accounts import Account
from documents.base import change, find, new_id
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.identities import account_of_email
from documents.merging import merge_device
from documents.settling import settle
from errors import BadUserInput, Forbidden, InsufficientCredits, NotFound, RateLimited
from kinds import GenerationKind, GenerationStatus, PictureStyle, Tier
from resolvers.cartoons import regenerate
from resolvers.faces import download
from resolvers.generations import cancel
from resolvers.limits import newcomers, take_lookup
from resolvers.pictures import generate
from resolvers.viewers import Viewer, parse_device_id, viewer_of
from studio import Studio
from tests.drawn_pictures import drawing_with, open_house, perform_next
from tests.stories import create_viewer
from tests.studios import with_settings
from worker.claiming import claim


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("tiers")) as studio:
        yield studio


@pytest.fixture
def studio(house: Studio) -> Studio:
    """The house, with a queue in which nobody else has left anything."""
    return drawing_with(house, Instant(name=uuid4().hex))


def allowing(studio: Studio, tier: Tier = Tier.FREE, **allowed: Any) -> Studio:
    """The same house, in which a tier allows something else."""
    tiers = {**studio.tariffs.tiers}
    tiers[tier] = tiers[tier].model_copy(update=allowed)
    return replace(studio, tariffs=studio.tariffs.model_copy(update={"tiers": tiers}))


async def wish(
    studio: Studio, viewer: Viewer, count: int | None, key: str | None = None, fresh: bool = True
) -> Generation:
    style = PictureStyle.MINIMAL
    return await generate(studio, viewer, "A lighthouse", style, count, fresh=fresh, key=key)


async def test_a_kind_that_a_tier_leaves_out_is_forbidden(studio: Studio) -> None:  # P8
    viewer, kinds = await create_viewer(), GenerationKind
    strict = allowing(studio, kinds=frozenset())
    strict = allowing(strict, Tier.BASIC, kinds=frozenset({kinds.CARTOON}))
    with pytest.raises(Forbidden) as refused:
        await wish(strict, viewer, 1, key="key")
    said = "Your tier, FREE, does not include pictures from words; PREMIUM does."
    assert refused.value.message == said
    assert refused.value.details == {"tier": "FREE", "needs": ["PREMIUM"]}
    with pytest.raises(Forbidden, match="cartoons; BASIC and PREMIUM do"):
        await regenerate(strict, viewer, new_id("ori"), None, None, None)
    with pytest.raises(Forbidden, match="faces"):
        await download(strict, viewer, new_id("car"), None)
    asked = await wish(strict, replace(viewer, tier=Tier.PREMIUM), 1)
    await cancel(strict, viewer, asked.id)


async def test_a_tier_bounds_the_pictures_of_one_wish(studio: Studio) -> None:  # P1, P8
    viewer = await create_viewer()
    strict = with_settings(allowing(studio, pictures_per_generation=2), max_images_per_generation=3)
    for few in (strict, allowing(studio, pictures_per_day=2)):  # more could never be asked for
        assert (await wish(few, await create_viewer(), None)).wanted == 2
    assert (await wish(strict, viewer, 2)).wanted == 2
    with pytest.raises(Forbidden) as refused:
        await wish(strict, viewer, 3)
    assert refused.value.message == (
        "Your tier, FREE, allows 2 pictures at once, not 3. Ask for 2; BASIC and PREMIUM allow 3."
    )
    details = {"tier": "FREE", "allowed": 2, "needs": ["BASIC", "PREMIUM"]}
    assert refused.value.details == details
    with pytest.raises(BadUserInput, match="from 1 to 3"):
        await wish(strict, replace(viewer, tier=Tier.PREMIUM), 4)


async def test_a_tier_bounds_the_pictures_of_a_day(studio: Studio) -> None:  # P8, S5
    viewer = await create_viewer()
    strict = allowing(studio, pictures_per_day=4)
    await wish(strict, viewer, 3, key="first")
    with pytest.raises(RateLimited) as refused:
        await wish(strict, viewer, 2, key="second")
    assert refused.value.message == (
        "Your tier, FREE, allows 4 pictures from words a day, and 1 is left now, not 2. "
        "Please try again in 6 hours, or ask for 1."
    )
    assert refused.value.details["left"] == 1
    assert 6 * 3600 - 60 < refused.value.retry_after <= 6 * 3600
    await perform_next(strict)
    assert (await wish(strict, viewer, 3, fresh=False)).cached  # for nothing, and not counted
    await wish(strict, viewer, 3, key="first")  # said again
    await wish(strict, viewer, 1)
    with pytest.raises(RateLimited, match="they are used up"):
        await wish(strict, viewer, 1)
    await wish(strict, replace(viewer, tier=Tier.BASIC), 4)
    await wish(allowing(studio, pictures_per_day=0), viewer, 4)


async def test_what_was_not_delivered_may_be_asked_for_again_that_day(  # P5, S5
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    engine = Instant(name=studio.engines.names[0], gives=[1, 0, 0, 0])
    strict = allowing(drawing_with(studio, engine), pictures_per_day=4)
    asked = await wish(strict, viewer, 4)
    await cancel(strict, viewer, asked.id)
    ended = await find(Generation, asked.id)
    assert ended is not None
    assert ended.status is GenerationStatus.CANCELLED
    for _ in range(3):
        await settle(ended, strict)  # whoever was cut off does so: it counts once
    poor, nobody = with_settings(strict, anonymous_credits=0), await create_viewer()
    for _ in range(2):  # nor does what was refused count
        with pytest.raises(InsufficientCredits):
            await wish(poor, nobody, 4)
    await wish(strict, viewer, 4)
    with pytest.raises(RateLimited, match="they are used up"):
        await wish(strict, viewer, 1)


async def test_calls_at_once_get_no_more_than_a_day_allows(studio: Studio) -> None:  # S5, G5
    viewer, strict = await create_viewer(), allowing(studio, pictures_per_day=3)
    calls = [wish(strict, viewer, 1, key=f"{number % 6}") for number in range(12)]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    made = {end.id for end in ends if isinstance(end, Generation)}
    assert len(made) == 3
    assert all(isinstance(end, Generation | RateLimited) for end in ends)


async def test_a_tier_multiplies_the_limits_a_minute(studio: Studio) -> None:  # P8, S5
    viewer = await create_viewer()
    strict = with_settings(studio, lookups_per_minute=1, changes_per_minute=1)
    paid = allowing(strict, Tier.PREMIUM, pace=3.0)
    for who, most in ((viewer, 1), (replace(viewer, tier=Tier.PREMIUM), 3)):
        owner = replace(who, id=new_id("acc"))
        for _ in range(most):
            await take_lookup(paid, owner, "203.0.113.9")
        with pytest.raises(RateLimited):
            await take_lookup(paid, owner, "203.0.113.9")
    for expected in (NotFound, RateLimited):  # with a key too: what is refused was asked for
        with pytest.raises(expected):
            await download(strict, viewer, new_id("car"), "key")
    slow = allowing(strict, pace=0.1)
    await take_lookup(slow, viewer, "203.0.113.9")  # one at least


async def test_a_device_on_which_somebody_signs_in_again_and_again_is_a_new_one(  # C1, P8
    studio: Studio,
) -> None:
    strict = with_settings(studio, contacts_per_minute=2)
    admit, device = newcomers(strict, f"2001:db8::{uuid4().hex[:4]}"), str(uuid4())
    person = await account_of_email("cleo@example.com")
    await viewer_of(device, admit)
    await merge_device(parse_device_id(device), person.id, strict)
    await viewer_of(device, admit)
    await merge_device(parse_device_id(device), person.id, strict)
    with pytest.raises(RateLimited, match="new devices"):
        await viewer_of(device, admit)


# Whose turn it is.


async def in_tier(tier: Tier) -> Viewer:
    viewer = await create_viewer()
    await change(Account, viewer.id, lambda it: it.but(tier=tier))
    return replace(viewer, tier=tier)


async def test_the_heavier_a_tier_the_closer_its_places(studio: Studio) -> None:  # P8, G9
    apart = []
    for tier in Tier:
        viewer = await in_tier(tier)
        first, second = [await wish(studio, viewer, 1) for _ in range(2)]
        apart.append(second.rank - first.rank)
    assert apart == [1.0, 0.5, 0.25]


async def drawn(studio: Studio) -> str:
    """Whose generation is taken next."""
    taken = await claim(studio, studio.engines.names[0])
    assert taken is not None
    return taken.owner


async def test_who_has_enough_drawn_lets_those_pass_who_wait(studio: Studio) -> None:  # P8, G9
    strict = allowing(allowing(studio, at_once=1), Tier.PREMIUM, at_once=2)
    free, paid, late = await create_viewer(), await in_tier(Tier.PREMIUM), await create_viewer()
    for viewer, count in ((free, 10), (paid, 3)):
        for _ in range(count):
            await wish(strict, viewer, 1)
    last = await wish(strict, late, 1)
    await change(Generation, last.id, lambda it: it.but(rank=20.0))  # behind all others
    order = [await drawn(strict) for _ in range(6)]
    assert order[:4] == [paid.id, paid.id, free.id, late.id]
    assert order[4:] == [paid.id, free.id]  # nobody else waits
