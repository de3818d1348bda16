"""What becomes of finished headshots: kept here as pictures, or left where the engine has them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from benchmarks.instant import picture
from doctor.generations import is_owed
from documents.base import remove
from documents.embedded import EmbeddedServer
from documents.generations import Settle, WorkState
from documents.pictures import Picture
from documents.settling import settle
from errors import NotFound
from imaging.marks import source_in
from kinds import DigitalSource, GenerationStatus
from resolvers.generations import cancel
from resolvers.headshots import link_of
from resolvers.images import delete_image
from resolvers.viewers import SignedIn
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, now_of, open_house, perform_next
from tests.hosted import opened
from tests.pictures import gif, jpeg
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
from tests.provider import Provider
from tests.stories import ending, files, killed_at, running, working
from tests.studios import with_settings

SUCCEEDED = GenerationStatus.SUCCEEDED


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    async with open_house(server.uri, tmp_path_factory.mktemp("results")) as studio:
        yield with_settings(studio, **NEARBY)


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[Site]:
    finished = {"first": picture(colour="navy"), "second": picture("PNG", colour="gold")}
    async with open_site(
        photo=jpeg(), gif=gif(), astray="http://127.0.0.2:1/", **finished
    ) as given:
        yield given


@pytest.fixture
async def person(house: Studio) -> SignedIn:
    return await sign_in(house)


async def test_who_waits_for_a_slow_link_takes_no_slot_of_who_draws(
    house: Studio, person: SignedIn
) -> None:  # S3
    gate = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    studio = drawn_by(house, draws := engine(), worker_slots=1)
    async with server, working(studio):
        slow = await ask_for_headshot(studio, person, f"http://127.0.0.1:{port}/me.jpg")
        await running(slow.id)
        asked = await ask_for_pictures(studio, person.viewer, 1)
        assert (await ending(studio, person.viewer, asked.id)).status is SUCCEEDED
        assert (await now_of(slow.id)).state is WorkState.LEASED
        assert len(draws.wishes) == 1
        await cancel(studio, person.viewer, slow.id)
        gate.set()


async def test_a_headshot_is_a_picture_like_others(  # H3, P6, P7, C13, S7
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, draws := engine(source=DigitalSource.MODEL))
    asked = await ask_for_headshot(studio, person, site.link("photo"))
    await perform_next(studio)
    (kept,) = await kept_of(person)
    assert [kept.id] == (await now_of(asked.id)).result_ids
    assert (kept.style, kept.prompt, kept.engine) == ("STUDIO", "", draws.name)
    assert (kept.seed, kept.wish_key, kept.shared_key) == (asked.seed, "", None)
    assert kept.image.key.startswith("pictures/")
    assert kept.image.medium_key is not None
    assert source_in(await studio.storage.read(kept.image.key)) is DigitalSource.MODEL
    await delete_image(studio, person.viewer, kept.id)
    assert (await kept_of(person), (await now_of(asked.id)).result_ids) == ([], [])
    assert not [key for key in await files(studio) if kept.id in key]


async def test_copies_are_kept_of_what_engines_link_to(  # H3
    house: Studio, site: Site, person: SignedIn
) -> None:
    links = [site.link(page) for page in ("first", "gone", "second")]
    studio = drawn_by(house, engine(follows_links=True, links=links))
    await ask_for_headshot(studio, person, LINK)
    ended = await perform_next(studio)  # the one that is gone does not spoil the others
    second, first = await kept_of(person)
    assert (ended.status, ended.links) == (SUCCEEDED, [])
    assert ended.result_ids == [first.id, second.id]
    assert [each.image.mime_type for each in (first, second)] == ["image/jpeg", "image/png"]
    assert await purse_of(person) == (1, 0)  # it was one wish


async def test_a_broker_keeps_nothing_but_the_links(  # H3, C13, S1
    house: Studio, person: SignedIn
) -> None:
    links = ["https://cdn.example/a?sig=1", "https://cdn.example/b"]
    draws = engine(follows_links=True, links=links)
    studio = drawn_by(house, draws, headshot_results="broker")
    before = await files(studio)
    await ask_for_headshot(studio, person, LINK)
    ended = await perform_next(studio)
    assert (ended.status, [each.url for each in ended.links]) == (SUCCEEDED, links)
    assert (await files(studio), await kept_of(person)) == (before, [])
    assert await purse_of(person) == (1, 0)
    first, second = (each.id for each in ended.links)
    with pytest.raises(NotFound):
        await delete_image(studio, (await sign_in(studio)).viewer, first)
    await delete_image(studio, person.viewer, first)
    assert await link_of(person.viewer, first) is None
    left = await now_of(ended.id)
    assert ([each.url for each in left.links], left.result_ids) == (links[1:], [second])


@pytest.mark.parametrize("results", ["keep", "broker"])
async def test_what_a_provider_links_to_is_kept_or_brokered(  # H1, H3
    house: Studio, person: SignedIn, results: str
) -> None:
    async with Provider() as provider:
        far = opened("getimg", provider, headshot_results=results)
        studio = drawn_by(house, far, headshot_results=results)
        await ask_for_headshot(studio, person, LINK)
        ended = await perform_next(studio)
        await far.close()
        (call,) = provider.calls
    assert ended.status is SUCCEEDED, ended.failure
    assert call.wish is not None
    assert (call.wish.link, call.wish.size) == (LINK, (832, 1216))
    assert (len(ended.links), len(ended.results)) == ((0, 1) if results == "keep" else (1, 0))
    for kept in await kept_of(person):
        assert (kept.engine, kept.image.width, kept.image.height) == ("getimg", 832, 1216)


@pytest.mark.parametrize(
    ("page", "reason", "again"),
    [
        ("http://127.0.0.2:1/a.png", "unsafe-link", False),
        ("javascript:alert(1)", "unsafe-link", False),
        ("", "unsafe-link", False),
        ("astray", "unsafe-link", False),
        ("gone", "result-status-404", True),
        ("gif", "result-no-picture", True),
    ],
)
async def test_an_engine_s_link_that_leads_astray_is_followed_by_nobody(  # H3, S3
    house: Studio, site: Site, person: SignedIn, page: str, reason: str, again: bool
) -> None:
    here = page.isalpha()
    for results in ("keep", "broker"):
        draws = engine(follows_links=True, links=[site.link(page) if here else page])
        studio = drawn_by(house, draws, headshot_results=results)
        await ask_for_headshot(studio, person, LINK)
        tried = await perform_next(studio)
        if here and results == "broker":  # a broker does not look what is there
            assert len(tried.links) == 1
            continue
        told = tried.failure or tried.last_failure
        assert told is not None
        assert (told.reason, tried.ended, tried.links) == (reason, not again, [])
        assert "127.0.0" not in told.message


async def test_a_headshot_whose_worker_died_is_handed_over_all_the_same(  # G3, P8
    house: Studio, site: Site, person: SignedIn
) -> None:
    studio = drawn_by(house, engine())
    asked = await ask_for_headshot(studio, person, site.link("photo"))
    with killed_at("arrival.picture:before"):
        await perform_next(studio)
    died = await now_of(asked.id)
    assert (died.settle, await kept_of(person)) == (Settle.DELIVER, [])
    await settle(died, studio)
    (kept,) = await kept_of(person)
    await remove(Picture, kept.id)  # as damage would
    assert await is_owed(asked.id, died.results[0])
