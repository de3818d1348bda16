"""Whose turn it is: whoever asks for much does not hold up whoever asks for little."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from random import Random

import pytest

from documents.announcing import take_step
from documents.asking import enqueue
from documents.base import find, new_id
from documents.database import Database
from documents.generations import Failure, Generation, WorkState
from documents.queues import FINEST, note_claimed
from documents.setbacks import failed
from documents.work import cancel_wished, handed_back
from errors import ErrorCode
from resolvers.generations import cancel
from resolvers.viewers import Viewer
from studio import Studio
from tests.drawn_pictures import ask_for_pictures
from tests.simulations import Simulation
from tests.stories import ask, create_viewer, ending, working
from tests.studios import open_test_studio
from worker.claiming import claim, promote_due

BUSY = "busy"  # the owner of the great backlog
BROKE = Failure(code=ErrorCode.ENGINE_FAILED, message="It broke.", retryable=True)
PREMIUM, BASIC, FREE = 4.0, 2.0, 1.0


def allowed(simulation: Simulation, owner: str, other: str) -> float:
    """How many of `other` may come before one of `owner`: two a slot, or what its weight says."""
    weights = simulation.weights
    share = weights.get(other, 1.0) / weights.get(owner, 1.0)
    return max(2 * simulation.slots, simulation.slots + share)


def check(simulation: Simulation) -> None:
    """The bound for everybody who came with nothing else, and that all that was asked for ended."""
    for look in simulation.looks:
        for other, ids in look.ahead.items():
            most = allowed(simulation, look.owner, other) + look.beside[other]
            assert len(ids) <= most, (look, simulation.slots)
    assert len(simulation.ended) == simulation.asked
    assert not simulation.ready


def live(simulation: Simulation, people: int = 8, seconds: float = 60.0) -> None:
    """A backlog of 500, then people who come, ask for one or many, and cancel, as chance has it."""
    chance = Random(simulation.seed)
    simulation.ask(BUSY, 500)
    moment = 0.0
    while moment < seconds:
        moment += chance.expovariate(0.7)
        simulation.run(moment)
        owner = chance.choice([BUSY, *(f"person {n}" for n in range(people))])
        what = chance.random()
        if what < 0.15:
            simulation.cancel(owner, chance.choice([1, 5, 500]))
        else:
            simulation.ask(owner, chance.choice([1, 1, 1, 2, 10, 60]) if what < 0.9 else 200)
        simulation.ask(f"newcomer {moment}")
    simulation.run(float("inf"))


@pytest.mark.parametrize(("slots", "seed"), [*product([1, 2, 3, 4], range(3))])
def test_nobody_is_behind_more_than_two_of_another_a_slot(slots: int, seed: int) -> None:  # G9
    simulation = Simulation(seed, slots, error_rate=0.1, loss_rate=0.03, killed_before_note=0.05)
    live(simulation)
    assert len(simulation.looks) > 40
    check(simulation)


@pytest.mark.parametrize(("slots", "seed"), [*product([1, 4], range(2))])
def test_what_failed_together_does_not_come_back_before_everybody(  # G4, G9
    slots: int, seed: int
) -> None:
    simulation = Simulation(seed, slots, outage=(10.0, 40.0))
    live(simulation)
    check(simulation)


@pytest.mark.parametrize(("slots", "seed"), [*product([1, 4], range(2))])
def test_calls_that_are_stored_in_another_order_cost_nobody_else(  # G9
    slots: int, seed: int
) -> None:
    simulation = Simulation(seed, slots, storing=0.2, error_rate=0.05)
    live(simulation)
    check(simulation)


@pytest.mark.parametrize(("slots", "seed"), [*product([1, 2, 4], range(2))])
def test_tiers_weigh_and_nobody_is_forgotten(slots: int, seed: int) -> None:  # G9
    weights = {f"person {n}": (PREMIUM, BASIC, FREE)[n % 3] for n in range(8)}
    simulation = Simulation(seed, slots, weights={**weights, BUSY: PREMIUM}, error_rate=0.05)
    live(simulation)
    check(simulation)


def test_backlogs_are_worked_off_as_their_tiers_weigh() -> None:  # G9
    weights = {"premium": PREMIUM, "basic": BASIC, "free": FREE}
    simulation = Simulation(1, slots=2, weights=weights)
    for owner in weights:
        simulation.ask(owner, 100)
    simulation.run(60.0)
    first = [job.owner for job in simulation.started[:70]]
    counts = {owner: first.count(owner) for owner in weights}
    assert counts["premium"] == pytest.approx(40, abs=3)
    assert counts["basic"] == pytest.approx(20, abs=3)


def test_an_endless_stream_of_newcomers_starves_nobody() -> None:  # G9
    simulation = Simulation(1, slots=1)
    simulation.ask(BUSY, 20)
    for n in range(500):  # as many as can be drawn: the queue never runs dry
        simulation.run(float(n))
        simulation.ask(f"newcomer {n}")
    drawn = [job.owner for job in simulation.started]
    assert drawn[:250].count(BUSY) == 20


def test_four_pictures_are_four_turns_for_whoever_asks_for_more() -> None:  # G9, P1
    simulation = Simulation(1, slots=1)
    simulation.ask("painter", 100, pictures=4)
    simulation.ask("cartoonist", 100)
    for n in range(1, 8):
        simulation.run(20.0 * n)
        simulation.ask(f"newcomer {n}", pictures=4)
    begun = Counter(job.owner for job in simulation.started)
    assert begun["cartoonist"] == pytest.approx(4 * begun["painter"], abs=5)
    simulation.run(float("inf"))
    check(simulation)


@pytest.mark.parametrize("seed", range(3))
def test_whoever_has_enough_drawn_at_once_is_passed_and_not_forgotten(seed: int) -> None:  # P8, G9
    weights = {BUSY: PREMIUM, "person 1": BASIC}
    simulation = Simulation(seed, slots=4, weights=weights, at_once=2, loss_rate=0.03)
    live(simulation)
    check(simulation)
    alone = Simulation(seed, slots=4, at_once=2)
    alone.ask(BUSY, 4)
    assert len(alone.drawing) == 4  # an empty slot would help nobody
    alone.ask("somebody")
    alone.run(float("inf"))
    assert len(alone.ended) == 5


def test_what_is_cancelled_costs_nothing() -> None:  # G6, G9
    simulation = Simulation(1, slots=1)
    simulation.ask("somebody else", 100)
    simulation.ask(BUSY, 500)
    simulation.cancel(BUSY, 500)
    simulation.ask(BUSY)
    simulation.run(float("inf"))
    drawn = [job.owner for job in simulation.started]
    assert drawn.index(BUSY) <= 2


def test_cancelling_some_does_not_make_room_before_others() -> None:  # G6, G9
    simulation = Simulation(1, slots=1)
    simulation.ask(BUSY, 50)
    for n in range(20):
        simulation.cancel(BUSY, 2)
        simulation.ask(BUSY, 10)
        simulation.run(float(n))
        simulation.ask(f"newcomer {n}")
    simulation.run(float("inf"))
    check(simulation)


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path, worker_slots=2) as opened:
        yield opened


async def queue_up(studio: Studio, viewer: Viewer, jobs: int) -> list[Generation]:
    """An upload and more generations of its photo, all waiting."""
    _, id = await ask(studio, viewer)
    first = await find(Generation, id)
    assert first is not None
    more = [await enqueue(studio, first.but(id=new_id("gen"))) for _ in range(jobs - 1)]
    return [first, *more]


async def test_whoever_comes_beside_a_backlog_is_next(studio: Studio) -> None:  # G9
    busy = await create_viewer()
    await queue_up(studio, busy, 120)
    async with working(studio):
        for _ in range(3):
            await _is_next(studio, busy)


async def _is_next(studio: Studio, busy: Viewer) -> None:
    """Somebody new is drawn after no more than two a slot of `busy`, who has many more."""
    newcomer = await create_viewer()
    _, id = await ask(studio, newcomer)
    generation = await ending(studio, newcomer, id)
    assert generation.started_at is not None
    query = {"owner": busy.id, "changed_at": {"$gte": generation.created_at}}
    theirs = await Generation.find(query).to_list()
    before = [
        each
        for each in theirs
        if each.started_at
        and each.started_at <= generation.started_at
        and not (each.finished_at and each.finished_at < generation.created_at)
    ]
    assert len(before) <= 2 * studio.settings.worker_slots
    waiting = await Generation.find({"owner": busy.id, "state": WorkState.READY}).count()
    assert waiting > 30


async def test_what_is_cancelled_gives_its_place_back(studio: Studio) -> None:  # G6, G9
    viewer = await create_viewer()
    queued = await queue_up(studio, viewer, 6)
    assert [each.rank for each in queued] == [1, 2, 3, 4, 5, 6]
    await cancel(studio, viewer, queued[5].id)
    assert (await queue_up(studio, viewer, 1))[0].rank == 6
    await asyncio.gather(*(cancel(studio, viewer, each.id) for each in queued))
    assert (await queue_up(studio, viewer, 1))[0].rank == 7  # one is left


async def test_pictures_count_one_by_one_until_they_are_cancelled(studio: Studio) -> None:  # G9
    viewer = await create_viewer()
    first, second, third = [await ask_for_pictures(studio, viewer, 4) for _ in range(3)]
    assert [each.rank for each in (first, second, third)] == [1, 5, 9]
    await cancel(studio, viewer, third.id)
    assert (await ask_for_pictures(studio, viewer, 1)).rank == 9
    assert (await queue_up(studio, viewer, 1))[0].rank == 10


async def test_many_calls_for_one_generation_take_one_place(studio: Studio) -> None:  # G5, G9
    viewer = await create_viewer()
    (first,) = await queue_up(studio, viewer, 1)
    same = first.but(id=new_id("gen"))
    queued = await asyncio.gather(*(enqueue(studio, same) for _ in range(20)))
    assert {each.rank for each in queued} == {2.0}
    assert (await queue_up(studio, viewer, 1))[0].rank == 3.0


async def test_claimers_side_by_side_all_find_work(studio: Studio) -> None:  # G2
    viewer = await create_viewer()
    queued = await queue_up(studio, viewer, 24)
    taken = await asyncio.gather(*(claim(studio, "instant") for _ in queued))
    assert {each.id for each in taken if each} == {each.id for each in queued}
    assert await claim(studio, "instant", last=24.0) is None


async def break_down(studio: Studio) -> Generation:
    """Claim the next generation, which fails and is ready again at once: as it was claimed."""
    taken = await claim(studio, "instant")
    assert taken is not None
    await take_step(studio, taken.id, failed(1, BROKE, retry_after=0.0))
    assert await promote_due(studio) == 1
    return taken


async def test_a_retry_lines_up_behind_its_owners_others(studio: Studio) -> None:  # G4, G9
    viewer = await create_viewer()
    await queue_up(studio, viewer, 3)
    taken = await break_down(studio)
    retried = await find(Generation, taken.id)
    assert retried is not None
    assert (taken.rank, retried.rank) == (1.0, 4.0)
    assert retried.last_failure == BROKE


async def test_a_retry_takes_a_new_place_even_alone(studio: Studio) -> None:  # G4, G9
    await queue_up(studio, await create_viewer(), 1)
    taken = await break_down(studio)
    retried = await find(Generation, taken.id)
    assert retried is not None
    assert (taken.rank, retried.rank) == (1.0, 2.0)


async def test_newcomers_line_up_with_what_was_stored_late(studio: Studio) -> None:  # G9
    (late,) = await queue_up(studio, await create_viewer(), 1)
    await note_claimed("instant", 50.0)
    await note_claimed("instant", 30.0)  # the queue never goes back
    newcomer = await queue_up(studio, await create_viewer(), 2)
    assert [each.rank for each in newcomer] == [late.rank - FINEST + 1, late.rank - FINEST + 2]
    for each in newcomer:
        await take_step(studio, each.id, cancel_wished)
    assert await claim(studio, "instant") is not None
    await take_step(studio, late.id, handed_back(1))  # comes first, and holds nobody back
    (after,) = await queue_up(studio, await create_viewer(), 1)
    assert after.rank == 51.0
