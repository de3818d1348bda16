"""Pictures from words: they arrive one by one, drawn or copied, and each is shown at once."""

import asyncio
from contextlib import aclosing

from benchmarks.instant import Instant
from kinds import GenerationStatus
from resolvers.generations import follow
from resolvers.images import delete_image
from studio import Studio
from tests.drawn_pictures import (
    PROMPT,
    Paced,
    ask_for_pictures,
    drawing_with,
    now_of,
    open_house,
    perform_next,
    pictures_of,
    require_whole,
)
from tests.houses import shared_house
from tests.lives import create_person, sign_in
from tests.stories import attempt_at, create_viewer, working
from worker.performing import perform

SUCCEEDED, CANCELLED = GenerationStatus.SUCCEEDED, GenerationStatus.CANCELLED


house = shared_house(open_house)


async def test_pictures_arrive_one_by_one(house: Studio) -> None:  # G7 P1
    engine = Paced()
    studio, viewer = drawing_with(house, engine), await create_viewer()
    generation = await ask_for_pictures(studio, viewer, 3)
    engine.pace.release()
    counts, shown = [0], []
    async with working(studio), aclosing(follow(studio, viewer, generation.id)) as stream:
        async for each in stream:
            if len(each.result_ids) > counts[-1]:
                counts.append(len(each.result_ids))
                shown.append((each.status, each.progress, each.stage))
                engine.pace.release()
    assert counts == [0, 1, 2, 3]
    running = GenerationStatus.RUNNING
    assert shown == [(running, round(n / 3, 3), f"{n} of 3 drawn") for n in (1, 2, 3)]
    assert (each.status, each.stage) == (SUCCEEDED, "done")
    (wish,) = engine.wishes
    assert (wish.words, wish.seed, wish.count, wish.size) == (PROMPT, 10, 3, (1024, 1024))
    assert wish.prompt not in (None, PROMPT)
    await require_whole(studio, each, 3)
    assert len({await studio.storage.read(p.image.key) for p in await pictures_of(each)}) == 3


async def test_a_stage_tells_which_of_the_pictures_is_drawn(house: Studio) -> None:  # G7
    engine = Paced()
    studio, viewer = drawing_with(house, engine), await create_viewer()
    generation = await ask_for_pictures(studio, viewer, 2)
    attempt = await attempt_at(studio)
    attempt.stored_at = 0.0  # long ago: what the engine reports is told at once
    drawing = asyncio.create_task(perform(attempt))
    async with asyncio.timeout(10), aclosing(follow(studio, viewer, generation.id)) as stream:
        async for each in stream:
            if each.stage == "drawing (1 of 2)":
                break
    for _ in range(2):
        engine.pace.release()
    await drawing


async def test_an_engine_that_brings_more_is_cut_off(house: Studio) -> None:  # P1
    studio = drawing_with(house, Instant(gives=[7]))
    generation = await ask_for_pictures(studio, await create_viewer(), 2)
    ended = await perform_next(studio)
    assert ended.id == generation.id
    await require_whole(studio, ended, 2)


async def test_pictures_of_another_owner_are_copied(house: Studio) -> None:  # P4
    engine = Instant()
    studio, viewer = drawing_with(house, engine), await create_viewer()
    await ask_for_pictures(studio, await create_viewer(), 2)
    first = await perform_next(studio)
    await ask_for_pictures(studio, viewer, 2, cached=True, copy_of=first.result_ids)
    copied = await perform_next(studio)
    assert (copied.status, copied.cached, len(engine.wishes)) == (SUCCEEDED, True, 1)
    await require_whole(studio, copied, 2)
    pairs = list(zip(await pictures_of(first), await pictures_of(copied), strict=True))
    for old, new in pairs:
        assert (old.shared_key, new.shared_key, new.wish_key) == ("the same", None, "the same")
        assert not {*old.image.keys} & {*new.image.keys}
        for one, other in zip(old.image.keys, new.image.keys, strict=True):
            assert await studio.storage.read(one) == await studio.storage.read(other)


async def test_copies_of_what_is_gone_are_drawn(house: Studio) -> None:  # P4
    engine = Instant()
    studio, viewer = drawing_with(house, engine), await create_viewer()
    await ask_for_pictures(studio, viewer, 3)
    first = await perform_next(studio)
    await delete_image(studio, viewer, first.result_ids[1])
    await ask_for_pictures(studio, await create_viewer(), 3, cached=True, copy_of=first.result_ids)
    ended = await perform_next(studio)
    assert (ended.status, ended.cached, ended.copy_of) == (SUCCEEDED, False, [])
    assert [(wish.seed, wish.count) for wish in engine.wishes[1:]] == [(11, 2)]
    shared = [each.shared_key for each in await pictures_of(ended)]
    assert shared == [None, "the same", "the same"]
    await require_whole(studio, ended, 3)


async def test_pictures_that_arrive_follow_who_signs_in(house: Studio) -> None:  # C10 I2
    engine = Paced()
    studio = drawing_with(house, engine)
    viewer, person = await create_viewer(), await create_person()
    generation = await ask_for_pictures(studio, viewer, 2)
    attempt = await attempt_at(studio)
    drawing = asyncio.create_task(perform(attempt))
    engine.pace.release()
    async with aclosing(follow(studio, viewer, generation.id)) as stream:
        async for each in stream:
            if each.result_ids:
                break
    await sign_in(studio, viewer, person)
    engine.pace.release()
    await drawing
    ended = await now_of(generation.id)
    assert ended.owner == person.id
    await require_whole(studio, ended, 2)
