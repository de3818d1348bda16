"""Engines that draw elsewhere, beside others: calls that may be billed, fall-back, the breaker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from benchmarks.instant import Instant
from documents.base import change, find, now
from documents.costs import billionths
from documents.generations import Generation, WorkState
from documents.services import ServiceState, state_of
from engines.protocol import Cancelled, Service
from errors import EngineError, EngineUnfit, ErrorCode, ImageRejected
from kinds import GenerationStatus
from resolvers.generations import cancel
from studio import Studio
from tests.drawn_pictures import (
    ask_for_pictures,
    drawing_with,
    now_of,
    open_house,
    perform_again,
    perform_next,
    require_whole,
)
from tests.far_engines import CENT, far, forget_engines, near
from tests.houses import shared_house
from tests.stories import attempt_at, create_viewer, ending, killed_at, working
from worker.claiming import claim, promote_due
from worker.performing import perform

FAILED, SUCCEEDED = GenerationStatus.FAILED, GenerationStatus.SUCCEEDED

house = shared_house(open_house)
nothing_known = pytest.fixture(autouse=True)(forget_engines)


def breaking(times: int) -> list[Exception]:
    return [EngineError("It broke.", retry_after=0.0, reason="http_500") for _ in range(times)]


async def test_what_one_engine_cannot_do_the_next_one_does(house: Studio) -> None:  # G4
    hosted, own = far(failures=breaking(3)), near()
    studio = drawing_with(house, hosted, None, own)
    asked = await ask_for_pictures(studio, await create_viewer(), 2)
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.engine, ended.engine_errors) == (SUCCEEDED, "near", 0)
    assert (len(hosted.wishes), len(own.wishes)) == (3, 1)
    assert ended.provider_cost == 3 * billionths(CENT)
    await require_whole(studio, ended, 2)


async def test_an_engine_that_is_unfit_is_left_at_once(house: Studio) -> None:  # G4
    hosted = far(failures=[EngineUnfit("Ask the operator.", reason="wrong_key")])
    studio = drawing_with(house, hosted, None, near())
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    waiting = await perform_next(studio)
    assert (waiting.state, waiting.engine) == (WorkState.WAITING, "near")
    assert waiting.last_failure is not None
    assert waiting.last_failure.reason == "wrong_key"
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.engine, len(hosted.wishes)) == (SUCCEEDED, "near", 1)


async def test_what_an_engine_refuses_to_draw_nobody_else_is_asked_for(house: Studio) -> None:
    own = near()  # G4
    studio = drawing_with(house, far(failures=[ImageRejected("No.")]), None, own)
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.engine, own.wishes) == (FAILED, "far", [])
    assert not (await state_of("far")).failures  # it is well: it answered


async def test_the_next_engine_draws_only_what_is_missing(house: Studio) -> None:  # P5
    own = near()
    studio = drawing_with(house, far(gives=[1, 1, 0]), None, own)
    asked = await ask_for_pictures(studio, await create_viewer(), 4)
    ended = await perform_again(studio, asked.id)
    assert [(wish.seed, wish.count) for wish in own.wishes] == [(12, 2)]
    await require_whole(studio, ended, 4)


@pytest.mark.parametrize("repeats", [True, False])
async def test_a_call_is_stored_before_it_goes_out_and_billed_when_its_answer_is_lost(
    house: Studio, repeats: bool
) -> None:  # G4
    hosted = far(repeats=repeats)
    studio = drawing_with(house, hosted, None, near())
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    with killed_at("work.calling:after"):
        await perform(await attempt_at(studio))
    called = (await now_of(asked.id)).called
    assert called is not None
    assert (called.cost, called.repeats) == (billionths(CENT), repeats)
    await change(Generation, asked.id, lambda it: it.but(due_at=now()))
    await promote_due(studio)
    lost = await now_of(asked.id)
    assert (lost.called, lost.provider_cost, lost.lost_leases) == (None, billionths(CENT), 1)
    assert lost.engine == ("far" if repeats else "near")
    ended = await perform_again(studio, asked.id)
    assert ended.status is SUCCEEDED
    assert ended.provider_cost == billionths(CENT) * (2 if repeats else 1)
    assert len(hosted.wishes) == (2 if repeats else 1)


async def test_without_another_engine_a_lost_answer_ends_what_is_not_asked_again(
    house: Studio,
) -> None:  # G4
    studio = drawing_with(house, far(repeats=False))
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    with killed_at("work.calling:after"):
        await perform(await attempt_at(studio))
    ended = await perform_again(studio, asked.id)
    assert (ended.status, ended.provider_cost, ended.cost) == (FAILED, billionths(CENT), 0)
    assert ended.failure is not None
    assert ended.failure.code is ErrorCode.ENGINE_FAILED


@pytest.mark.parametrize("repeats", [True, False])
async def test_an_answer_that_does_not_come_in_time_counts_as_billed(
    house: Studio, repeats: bool
) -> None:  # G4
    hosted = far(repeats=repeats, gate=asyncio.Event())
    hosted.service = Service(slots=2, seconds=0.05, repeats=repeats)
    studio = drawing_with(house, hosted, None, near())
    hasty = studio.settings.model_copy(update={"attempt_seconds": 0.2})
    studio = replace(studio, settings=hasty)
    await ask_for_pictures(studio, await create_viewer(), 1)
    waiting = await perform_next(studio)
    assert (waiting.called, waiting.provider_cost) == (None, billionths(CENT))
    assert waiting.engine == ("far" if repeats else "near")
    assert waiting.last_failure is not None
    assert waiting.last_failure.code is ErrorCode.ENGINE_TIMEOUT
    assert (await state_of("far")).failures == 1


async def test_a_worker_that_stops_in_a_call_hands_back_what_may_be_repeated(
    house: Studio,
) -> None:  # O5
    for repeats, engine in ((True, "far"), (False, "near")):
        hosted = far(repeats=repeats, gate=asyncio.Event())
        studio = drawing_with(house, hosted, None, near())
        asked = await ask_for_pictures(studio, await create_viewer(), 1)
        drawing = asyncio.create_task(perform(await attempt_at(studio)))
        await until(partial(_called, asked.id))
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)
        back = await now_of(asked.id)
        assert (back.engine, back.called, back.provider_cost) == (engine, None, billionths(CENT))
        assert back.state in (WorkState.READY, WorkState.WAITING)
        await perform_again(drawing_with(house, far(repeats=repeats), None, near()), asked.id)


async def test_slots_are_shared_and_an_engine_without_one_takes_no_work(house: Studio) -> None:
    studio = drawing_with(house, far(slots=2))
    for _ in range(3):
        await ask_for_pictures(studio, await create_viewer(), 1)
    first = await attempt_at(studio)
    await attempt_at(studio)
    assert await claim(studio, "far") is None
    await perform(first)
    assert await claim(studio, "far") is not None


async def test_who_comes_too_late_for_a_generation_leaves_the_slot_of_who_has_it(
    house: Studio,
) -> None:  # G4
    one = drawing_with(house, far(slots=8))
    other = replace(one, mark="another process")
    for _ in range(4):
        await ask_for_pictures(one, await create_viewer(), 1)
    taken = [
        each
        for _ in range(2)
        for each in await asyncio.gather(claim(one, "far"), claim(other, "far"))
        if each is not None
    ]
    held = [holder.rpartition(".")[0] for holder in (await state_of("far")).slots]
    assert sorted(held) == sorted(f"{each.id}.{each.attempt}" for each in taken)
    assert len(held) == 4


async def test_a_worker_that_stops_gives_its_slot_back(house: Studio) -> None:  # O5
    studio = drawing_with(house, far(gate=asyncio.Event()))
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    drawing = asyncio.create_task(perform(await attempt_at(studio)))
    await until(partial(_called, asked.id))
    drawing.cancel()
    await asyncio.gather(drawing, return_exceptions=True)
    assert (await state_of("far")).slots == {}


async def test_a_call_that_does_not_go_out_any_more_costs_nothing(house: Studio) -> None:  # G6
    studio = drawing_with(house, far())
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, 1)
    attempt = await attempt_at(studio)
    await cancel(studio, viewer, asked.id)  # and nobody has told the attempt
    with pytest.raises(Cancelled):
        await attempt.calling(CENT)
    assert attempt.give_up_call()
    assert (attempt.cost, (await now_of(asked.id)).called) == (0, None)


async def test_an_engine_that_hangs_takes_no_slot_of_another(house: Studio) -> None:
    hosted = far(slots=8, gate=asyncio.Event())
    studio = drawing_with(house, hosted, None, near())
    viewer = await create_viewer()
    hanging = [await ask_for_pictures(studio, viewer, 1) for _ in range(6)]
    async with working(studio):
        await until(lambda: _asked(hosted, len(hanging)))
        drawn = await ask_for_pictures(studio, viewer, 1, engine="near")
        assert (await ending(studio, viewer, drawn.id)).status is SUCCEEDED
        assert hosted.gate is not None
        hosted.gate.set()
        for each in hanging:
            assert (await ending(studio, viewer, each.id)).engine == "far"


async def test_what_this_process_draws_takes_no_slot_of_an_engine_elsewhere(house: Studio) -> None:
    own = replace(near(), gate=asyncio.Event())
    studio = drawing_with(house, own, None, far())
    viewer = await create_viewer()
    drawing = [await ask_for_pictures(studio, viewer, 1) for _ in range(4)]
    async with working(studio):
        await until(lambda: _asked(own, studio.settings.worker_slots))
        drawn = await ask_for_pictures(studio, viewer, 1, engine="far")
        assert (await ending(studio, viewer, drawn.id)).status is SUCCEEDED
        assert len(own.wishes) == studio.settings.worker_slots
        assert own.gate is not None
        own.gate.set()
        for each in drawing:
            assert (await ending(studio, viewer, each.id)).engine == "near"


async def test_a_call_that_is_cancelled_counts_as_billed(house: Studio) -> None:  # G6
    studio = drawing_with(house, far(gate=asyncio.Event()))
    viewer = await create_viewer()
    asked = await ask_for_pictures(studio, viewer, 1)
    drawing = asyncio.create_task(perform(await attempt_at(studio)))
    await until(partial(_called, asked.id))
    await cancel(studio, viewer, asked.id)
    await drawing
    ended = await now_of(asked.id)
    assert (ended.status, ended.called) == (GenerationStatus.CANCELLED, None)
    assert (ended.provider_cost, ended.cost) == (billionths(CENT), 0)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _called(id: str) -> bool:
    return (await now_of(id)).called is not None


async def _asked(engine: Instant, times: int) -> bool:
    return len(engine.wishes) >= times


async def _kept(begun: dict[str, datetime]) -> bool:
    return (await state_of("far")).slots != begun


async def test_its_slot_is_kept_while_it_draws_and_given_back_afterwards(house: Studio) -> None:
    hosted = far(gate=asyncio.Event())
    studio = drawing_with(house, hosted)
    studio = replace(studio, settings=studio.settings.model_copy(update={"lease_seconds": 0.3}))
    asked = await ask_for_pictures(studio, await create_viewer(), 1)
    drawing = asyncio.create_task(perform(await attempt_at(studio)))
    begun = (await state_of("far")).slots
    await until(lambda: _kept(begun))
    slots = (await state_of("far")).slots
    assert slots.keys() == begun.keys() == {f"{asked.id}.1.{studio.mark}"}
    assert hosted.gate is not None
    hosted.gate.set()
    await drawing
    assert (await find(ServiceState, "far")) is not None
    assert (await state_of("far")).slots == {}
