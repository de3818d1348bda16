"""Engines that are down, not set up any more, or called for the first time."""

import asyncio
from datetime import timedelta

import pytest

from documents.base import change, insert_once, now
from documents.generations import Generation
from documents.services import MOST_FAILURES, ServiceState, take_slot
from errors import ErrorCode
from kinds import GenerationStatus
from studio import Studio
from tests.drawn_pictures import ask_for_pictures, drawing_with, now_of, open_house, perform_again
from tests.far_engines import far, forget_engines, near
from tests.houses import shared_house
from tests.stories import create_viewer
from worker.claiming import claim
from worker.passing_on import DEPLOYMENT, PATIENCE, pass_on

FAILED, SUCCEEDED = GenerationStatus.FAILED, GenerationStatus.SUCCEEDED

house = shared_house(open_house)
nothing_known = pytest.fixture(autouse=True)(forget_engines)


async def broken(engine: str = "far") -> None:
    """The engine's breaker is open."""
    later = now() + timedelta(hours=1)
    state = ServiceState(_id=engine, owner="", failures=MOST_FAILURES, rests_until=later)
    await insert_once(state)


async def test_what_waits_for_an_engine_that_is_down_is_passed_on(house: Studio) -> None:  # G4
    hosted = far()
    studio = drawing_with(house, hosted, None, near())
    viewer = await create_viewer()
    asked = [await ask_for_pictures(studio, viewer, 1) for _ in range(3)]
    await broken()
    assert await claim(studio, "far") is None
    assert await pass_on(studio) == 3
    for each in asked:
        ended = await perform_again(studio, each.id)
        assert (ended.status, ended.engine) == (SUCCEEDED, "near")
    assert hosted.wishes == []


async def test_without_another_engine_it_waits_a_while_and_ends_with_its_reason(
    house: Studio,
) -> None:  # G4
    studio = drawing_with(house, far())
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    await broken()
    assert await pass_on(studio) == 0
    await change(Generation, asked.id, lambda it: it.but(changed_at=now() - PATIENCE * 1.01))
    assert await pass_on(studio) == 1
    ended = await now_of(asked.id)
    assert ended.failure is not None
    assert (ended.status, ended.failure.code) == (FAILED, ErrorCode.ENGINE_UNAVAILABLE)


async def test_what_waits_for_an_engine_that_is_not_set_up_any_more_is_passed_on(
    house: Studio,
) -> None:  # G4
    studio = drawing_with(house, far(), None, near())
    asked = await ask_for_pictures(studio, await create_viewer(), 1, engine="gone")
    assert await pass_on(studio) == 0  # another process may know it
    await change(Generation, asked.id, lambda it: it.but(changed_at=now() - DEPLOYMENT * 1.01))
    assert await pass_on(studio) == 1
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.engine) == (SUCCEEDED, "far")


async def test_all_who_call_an_engine_for_the_first_time_at_once_get_their_slots(
    house: Studio,
) -> None:
    lasting = timedelta(seconds=10)
    asked = [take_slot("new", f"call {number}", lasting, 8) for number in range(9)]
    assert sorted(await asyncio.gather(*asked)) == [False] + 8 * [True]
