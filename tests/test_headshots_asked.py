"""Headshots: who may ask for one, and what becomes of the photo behind a link."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from benchmarks.instant import picture
from documents.embedded import EmbeddedServer
from documents.images import Original
from documents.services import MOST_FAILURES, ServiceState, state_of
from engines.protocol import Service
from engines.registry import Engines
from errors import (
    Conflict,
    EngineUnfit,
    ErrorCode,
    InsufficientCredits,
    Unauthenticated,
    UnsafeUrl,
)
from kinds import AspectRatio, GenerationKind, GenerationStatus, HeadshotStyle
from prompts.headshots import headshot_prompt
from resolvers.engines import engines_of
from resolvers.generations import cancel
from resolvers.viewers import SignedIn
from settings import Settings
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, open_house, perform_again, perform_next
from tests.pictures import endless_png, gif, turned
from tests.posing import (
    LINK,
    NEARBY,
    Site,
    ask_for_headshot,
    drawn_by,
    engine,
    kept_of,
    open_site,
    purse_of,
    sign_in,
)
from tests.stories import create_viewer, files, running
from tests.studios import with_settings

SUCCEEDED, FAILED = GenerationStatus.SUCCEEDED, GenerationStatus.FAILED


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("headshots")) as studio:
        yield with_settings(studio, **NEARBY)


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Site]:
    pages = {"photo": turned(6), "gif": gif(), "tiny": picture(side=40), "endless": endless_png()}
    async with open_site(**pages, astray="http://127.0.0.2:1/photo") as opened:
        yield opened


@pytest.fixture
async def person(house: Studio) -> SignedIn:
    return await sign_in(house)


async def test_the_photo_is_fetched_into_memory_and_never_kept(  # H1, H2, H4, S4
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, draws := engine())
    before = await files(studio)
    link = site.link("photo")
    await ask_for_headshot(studio, person, link, HeadshotStyle.CASUAL)
    ended = await perform_next(studio)
    assert (ended.status, ended.source_url) == (SUCCEEDED, link)
    (wish,) = draws.wishes
    assert wish.photo is not None
    with Image.open(BytesIO(wish.photo)) as photo:  # upright, and nothing else is in it
        assert (photo.size, dict(photo.getexif())) == ((96, 64), {})
    assert (wish.photo_url, wish.size, wish.count) == (None, (832, 1216), 1)
    assert (wish.style, wish.prompt) == ("CASUAL", headshot_prompt(HeadshotStyle.CASUAL))
    (kept,) = await kept_of(person)
    assert {*await files(studio)} - {*before} == {*kept.image.keys}
    assert await Original.find({"owner": person.viewer.id}).count() == 0


async def test_an_engine_that_follows_links_is_given_the_link_itself(  # H1, H2
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, draws := engine(follows_links=True))
    site.asked.clear()
    await ask_for_headshot(studio, person, site.link("photo"), ratio=AspectRatio.LANDSCAPE)
    assert (await perform_next(studio)).status is SUCCEEDED
    (wish,) = draws.wishes
    assert (wish.photo, wish.photo_url) == (None, site.link("photo"))
    assert (wish.size, site.asked) == ((1216, 832), [])


async def test_what_one_engine_cannot_do_the_next_one_does_with_the_photo(  # H4, G4
    house: Studio, site: Site, person: SignedIn
) -> None:
    far = engine(
        service=Service(slots=1, seconds=5.0, repeats=True),
        follows_links=True,
        failures=[EngineUnfit("No key.", reason="key")],
    )
    studio = drawn_by(house, far, near := engine())
    asked = await ask_for_headshot(studio, person, site.link("photo"))
    assert asked.engine == far.name
    passed_on = await perform_next(studio)
    assert (passed_on.status, passed_on.engine) == (GenerationStatus.QUEUED, near.name)
    await perform_again(studio, asked.id)
    (kept,) = await kept_of(person)
    assert (near.wishes[0].photo is not None, kept.engine) == (True, near.name)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("astray", ErrorCode.UNSAFE_URL),
        ("gif", ErrorCode.INVALID_IMAGE),
        ("tiny", ErrorCode.INVALID_IMAGE),
        ("endless", ErrorCode.IMAGE_TOO_LARGE),
        ("gone", ErrorCode.ENGINE_FAILED),
    ],
)
async def test_a_photo_that_is_no_use_costs_nothing(  # H1, S3, P8
    house: Studio, site: Site, person: SignedIn, page: str, code: ErrorCode
) -> None:
    studio = drawn_by(house, draws := engine())
    await ask_for_headshot(studio, person, site.link(page))
    assert await purse_of(person) == (0, 1)
    ended = await perform_next(studio)
    assert (ended.status, ended.attempt, draws.wishes) == (FAILED, 1, [])
    assert ended.failure is not None
    assert (ended.failure.code, ended.failure.retryable) == (code, False)
    assert await purse_of(person) == (0, 0)


async def test_a_photo_that_is_gone_says_nothing_of_the_engine(  # G4
    house: Studio, site: Site, person: SignedIn
) -> None:
    far = engine(service=Service(slots=1, seconds=5.0, repeats=True))
    await ServiceState(_id=far.name, owner="", failures=MOST_FAILURES).insert()
    studio = drawn_by(house, far)
    await ask_for_headshot(studio, person, site.link("gone"))
    assert (await perform_next(studio)).status is FAILED
    assert (await state_of(far.name)).broken  # it was to be the probe
    await ask_for_headshot(studio, person, site.link("photo"))
    assert (await perform_next(studio)).status is SUCCEEDED
    assert not (await state_of(far.name)).broken


@pytest.mark.parametrize(
    ("link", "settings"),
    [
        ("http://photos.example/me.jpg", {"headshot_http": False}),
        ("https://127.0.0.2/me.jpg", {}),
        ("https://localhost/me.jpg", {"link_networks": ()}),
        ("https://ann:secret@photos.example/me.jpg", {}),
        ("file:///etc/hosts", {}),
        ("https://photos.example/" + "a" * 2048, {}),
        ("", {}),
    ],
)
async def test_a_link_that_must_not_be_followed_is_refused_by_its_form(  # H1
    house: Studio, person: SignedIn, link: str, settings: dict[str, Any]
) -> None:
    studio = with_settings(house, **settings)
    with pytest.raises(UnsafeUrl) as refused:
        await ask_for_headshot(studio, person, link, key="one")
    assert refused.value.code is ErrorCode.UNSAFE_URL
    assert await purse_of(person) == (0, 0)
    asked = await ask_for_headshot(drawn_by(house, engine()), person, LINK, key="one")
    assert asked.source_url == LINK  # the refused call has left its key free


async def test_only_people_who_have_signed_in_may_ask(house: Studio) -> None:  # H5
    with pytest.raises(Unauthenticated, match=r"signed in.*verifyCode.*Bearer"):
        await ask_for_headshot(house, None, LINK)


async def test_the_same_call_is_done_once(house: Studio, person: SignedIn) -> None:  # G5
    studio = drawn_by(house, engine())
    made = await asyncio.gather(
        *(ask_for_headshot(studio, person, LINK, key="k") for _ in range(5))
    )
    assert len({each.id for each in made}) == 1
    assert await purse_of(person) == (0, 1)
    for other in ({"ratio": AspectRatio.SQUARE}, {"style": HeadshotStyle.CREATIVE}):
        with pytest.raises(Conflict):
            await ask_for_headshot(studio, person, LINK, key="k", **other)


async def test_each_headshot_costs_a_credit_and_none_is_drawn_without(  # P8
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, engine())
    for used in range(1, 4):
        asked = await ask_for_headshot(studio, person, site.link("photo"))
        assert (asked.cost, await purse_of(person)) == (1, (used - 1, 1))
        await perform_next(studio)
        assert await purse_of(person) == (used, 0)
    poor = with_settings(studio, default_user_credits=0, anonymous_credits=0)
    with pytest.raises(InsufficientCredits) as refused:
        await ask_for_headshot(poor, await sign_in(poor), LINK)
    assert "Signing in" not in refused.value.message
    with pytest.raises(InsufficientCredits, match="Signing in with your e-mail address may give"):
        await ask_for_pictures(poor, await create_viewer())


async def test_one_that_is_cancelled_while_it_is_drawn_leaves_nothing(  # G6, P8
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, draws := engine(gate=asyncio.Event()))
    before = await files(studio)
    asked = await ask_for_headshot(studio, person, site.link("photo"))
    working = asyncio.create_task(perform_next(studio))
    await running(asked.id)
    await cancel(studio, person.viewer, asked.id)
    assert draws.gate is not None
    draws.gate.set()
    ended = await working
    assert ended.status is GenerationStatus.CANCELLED
    assert (await files(studio), await purse_of(person)) == (before, (0, 0))


async def test_the_engines_of_a_process_fetch_as_the_settings_allow(site: Site) -> None:  # H4
    for allowed in (True, False):
        chosen = Settings(**{"_env_file": None, **(NEARBY if allowed else {})})
        engines = Engines(chosen)
        two = (engines.fetch(site.link("photo")) for _ in range(2))
        got = await asyncio.gather(*two, return_exceptions=True)
        await engines.close()
        kinds = [type(each) for each in got]
        assert kinds == ([bytes, bytes] if allowed else [UnsafeUrl, UnsafeUrl])


async def test_an_engine_that_is_down_is_not_available(house: Studio) -> None:  # G4
    far = engine(service=Service(slots=1, seconds=5.0, repeats=True))
    studio = drawn_by(house, far, engine(kinds=frozenset({GenerationKind.FACE})))
    assert [each.available for each in await engines_of(studio)] == [True, False]
    broken = ServiceState(_id=far.name, owner="", failures=MOST_FAILURES)
    await broken.insert()
    assert [each.available for each in await engines_of(studio)] == [False, False]
