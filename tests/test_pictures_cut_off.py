"""Workers that die or come too late while pictures arrive or go: none is lost or there twice."""

import asyncio
from datetime import timedelta

import pytest

from benchmarks.instant import Instant, picture
from documents.base import change, new_id, now
from documents.generations import Generation
from documents.results import arrived
from engines.protocol import Drawn
from kinds import GenerationStatus
from resolvers.images import delete_image
from studio import Studio
from tests.drawn_pictures import (
    Paced,
    Strict,
    ask_for_pictures,
    drawing_with,
    kept_of,
    now_of,
    open_house,
    perform_again,
    perform_next,
    require_whole,
)
from tests.houses import shared_house
from tests.stories import attempt_at, create_viewer, files, killed_at
from worker.claiming import promote_due
from worker.keeping import keep_picture
from worker.leftovers import sweep_files
from worker.performing import perform
from worker.pictures import PLACE
from worker.sweeping import sweep

SUCCEEDED, CANCELLED = GenerationStatus.SUCCEEDED, GenerationStatus.CANCELLED


house = shared_house(open_house)


KILLS = [
    ("work.files:before", 2),
    ("work.files:after", 2),
    ("arrival.store:before", 1),
    ("arrival.store:after", 2),
    ("arrival.store:after", 3),
    ("arrival.picture:before", 2),
    ("arrival.picture:after", 3),
    ("ending.store:before", 1),
    ("ending.store:after", 1),
    ("settle.clear:before", 1),
]


@pytest.mark.parametrize(("point", "time"), KILLS)
async def test_whoever_dies_costs_no_picture_and_doubles_none(  # P5 G3
    house: Studio, point: str, time: int
) -> None:
    await sweep_files(house)
    studio = drawing_with(house, Instant())
    generation = await ask_for_pictures(studio, await create_viewer(), 3)
    with killed_at(point, time):
        await perform(await attempt_at(studio))
    ended = await perform_again(studio, generation.id)
    assert ended.status is SUCCEEDED
    await sweep_files(studio, at=now() + timedelta(hours=2))
    await require_whole(studio, ended, 3)


async def test_a_death_at_a_rejection_or_between_copies_is_made_up_for(house: Studio) -> None:
    studio = drawing_with(house, Instant(), Strict((10,)))  # P3 P4 G3
    generation = await ask_for_pictures(studio, await create_viewer(), 2)
    with killed_at("arrival.reject:after"):
        await perform(await attempt_at(studio))
    first = await perform_again(studio, generation.id)
    assert (first.status, first.drawn, first.rejected) == (SUCCEEDED, 2, 1)
    copy_of = [*first.result_ids, new_id("pic")]
    generation = await ask_for_pictures(studio, await create_viewer(), 2, copy_of=copy_of, seed=11)
    with killed_at("copy.anew:after"):
        await perform(await attempt_at(studio))
    await require_whole(studio, await perform_again(studio, generation.id), 2)


async def test_the_next_attempt_first_inserts_what_the_last_one_left_out(house: Studio) -> None:
    studio = drawing_with(house, Instant(gives=[2, 0]))  # G3
    generation = await ask_for_pictures(studio, await create_viewer(), 2)
    with killed_at("arrival.picture:before"):
        await perform(await attempt_at(studio))
    await change(Generation, generation.id, lambda it: it.but(due_at=now()))
    await promote_due(studio)
    waiting = await perform_next(studio)
    assert not waiting.ended
    assert await kept_of(waiting) == waiting.result_ids != []
    await perform_again(studio, generation.id)


async def test_an_arrival_whose_answer_was_lost_counts_once(house: Studio) -> None:  # G3
    await ask_for_pictures(house, await create_viewer(), 1)
    attempt = await attempt_at(house)
    drawn = await keep_picture(house, PLACE, Drawn(image=picture()), Instant.source)
    result = drawn.model_copy(update={"seed": 10})
    step = arrived(attempt.number, attempt.lease, 0, result, "1 of 1 drawn")
    assert await attempt.take(step)
    assert not await attempt.take(step)  # as a repeated write finds it
    attempt.loose.append(result)
    await perform(attempt)
    await require_whole(house, await now_of(attempt.generation.id), 1)


async def test_files_of_an_arrival_that_came_too_late_go(house: Studio) -> None:  # G3
    engine = Paced()
    studio = drawing_with(house, engine)
    generation = await ask_for_pictures(studio, await create_viewer(), 1)
    late = asyncio.create_task(perform(await attempt_at(studio)))
    while not engine.wishes:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    other = drawing_with(house, Instant())
    await change(Generation, generation.id, lambda it: it.but(due_at=now()))
    await promote_due(studio)
    ended = await perform_next(other)
    engine.pace.release()
    await late
    await require_whole(studio, ended, 1)


DELETING = ("delete.picture:after", "delete.forget:after", "picture.files:after")


@pytest.mark.parametrize("point", DELETING)
async def test_the_sweep_ends_a_deletion_that_was_cut_off(house: Studio, point: str) -> None:
    viewer = await create_viewer()
    await ask_for_pictures(house, viewer, 2)
    ended = await perform_next(house)
    with killed_at(point):
        await delete_image(house, viewer, ended.result_ids[0])
    await sweep(house)
    after = await now_of(ended.id)
    assert after.result_ids == ended.result_ids[1:]
    assert await kept_of(after) == after.result_ids
    assert [key for key in await files(house) if ended.result_ids[0] in key] == []
