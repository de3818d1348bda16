"""What has arrived of several pictures stays, whatever becomes of the others."""

import asyncio
import traceback
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from structlog.testing import capture_logs

from benchmarks.instant import Instant
from documents.accounts import Account
from documents.base import change, find, now
from documents.generations import Generation, WorkState
from documents.setbacks import MOST_LOST_LEASES
from documents.settling import insert_pictures
from engines.protocol import Drawn, Report, Wish
from errors import ErrorCode, ImageRejected, StorageFull
from kinds import GenerationStatus
from resolvers.generations import cancel, follow
from resolvers.images import delete_image
from studio import Studio
from tests.drawn_pictures import (
    PROMPT,
    Paced,
    Strict,
    ask_for_pictures,
    drawing_with,
    kept_of,
    now_of,
    open_house,
    perform_again,
    perform_next,
    pictures_of,
    require_whole,
)
from tests.houses import shared_house
from tests.stories import create_viewer, files, working
from worker.claiming import promote_due

SUCCEEDED, CANCELLED = GenerationStatus.SUCCEEDED, GenerationStatus.CANCELLED


house = shared_house(open_house)


@dataclass
class Clumsy(Instant):
    """Gives these in place of every second picture from words."""

    spoilt: list[bytes | None] = field(default_factory=list)

    async def draw(self, wish: Wish, report: Report) -> AsyncGenerator[Drawn, None]:
        number = 0
        async for drawn in super().draw(wish, report):
            number += 1
            yield drawn if number % 2 else replace(drawn, image=self.spoilt.pop(0))


async def test_a_retry_asks_only_for_what_is_missing(house: Studio) -> None:  # P5
    engine = Instant(gives=[1, 2])
    studio = drawing_with(house, engine)
    generation = await ask_for_pictures(studio, await create_viewer())
    first = await perform_next(studio)
    assert (first.state, first.status) == (WorkState.WAITING, GenerationStatus.QUEUED)
    assert (len(first.result_ids), len(await pictures_of(first))) == (1, 1)  # while it waits
    ended = await perform_again(studio, generation.id)
    assert [(wish.seed, wish.count) for wish in engine.wishes] == [(10, 4), (11, 3), (13, 1)]
    assert (ended.status, ended.stage, ended.engine_errors) == (SUCCEEDED, "done", 2)
    await require_whole(studio, ended, 4)


async def test_what_has_arrived_is_a_success_once_it_is_given_up(house: Studio) -> None:  # P5
    studio = drawing_with(house, Instant(gives=[2, 0, 0]))
    generation = await ask_for_pictures(studio, await create_viewer())
    ended = await perform_again(studio, generation.id)
    assert (ended.status, ended.stage) == (SUCCEEDED, "2 of 4 pictures were drawn")
    assert (ended.failure, ended.progress, ended.delivered) == (None, 1.0, 2)
    assert ended.last_failure is not None
    await require_whole(studio, ended, 2)


async def test_what_is_no_picture_is_the_engine_s_fault_and_asked_for_again(house: Studio) -> None:
    engine = Clumsy(spoilt=[b"<html>Sorry</html>", None])  # P5 G4
    studio = drawing_with(house, engine)
    generation = await ask_for_pictures(studio, await create_viewer(), 3)
    waiting = await perform_next(studio)
    assert (waiting.state, waiting.drawn) == (WorkState.WAITING, 1)
    assert waiting.last_failure is not None
    assert waiting.last_failure.code is ErrorCode.ENGINE_FAILED
    assert "Send a JPEG" not in waiting.last_failure.message
    await require_whole(studio, await perform_again(studio, generation.id), 3)


async def test_what_goes_wrong_is_logged_without_anybody_s_words(house: Studio) -> None:  # S6
    broken = ValueError(f"cannot parse {PROMPT!r}")
    broken.__cause__ = KeyError(PROMPT)
    studio = drawing_with(house, Instant(failures=[broken]))
    generation = await ask_for_pictures(studio, await create_viewer(), 1)
    with capture_logs() as logs:
        await perform_next(studio)
    (record,) = [each for each in logs if each["event"] == "drawing failed unexpectedly"]
    told = "".join(traceback.format_exception(record["exc_info"]))
    assert PROMPT not in told
    assert all(each in told for each in ("KeyError", "ValueError", "_wait_or_fail"))
    await perform_again(studio, generation.id)


async def test_an_error_that_no_repeating_can_help_keeps_what_has_arrived(house: Studio) -> None:
    studio = drawing_with(house, Instant(gives=[1], failures=[]))  # P5
    generation = await ask_for_pictures(studio, await create_viewer())
    await perform_next(studio)
    never = ImageRejected("The engine did not like it.")
    studio = drawing_with(house, Instant(failures=[never]))
    ended = await perform_again(studio, generation.id)
    assert (ended.status, ended.stage) == (SUCCEEDED, "1 of 4 pictures was drawn")
    await require_whole(studio, ended, 1)


async def test_a_full_disk_is_waited_for_with_what_has_arrived(house: Studio) -> None:  # P5
    engine = Instant(gives=[2])
    studio = drawing_with(house, engine)
    generation = await ask_for_pictures(studio, await create_viewer())
    engine.failures.append(StorageFull("There is no room."))
    waiting = await perform_next(studio)
    assert (waiting.state, waiting.full_disks) == (WorkState.WAITING, 1)
    engine.gives.clear()
    await require_whole(studio, await perform_again(studio, generation.id), 4)


async def test_who_cancels_keeps_what_has_arrived_and_pays_for_it_in_the_queue(  # P5 G6
    house: Studio,
) -> None:
    engine = Paced()
    studio, viewer = drawing_with(house, engine), await create_viewer()
    generation = await ask_for_pictures(studio, viewer)
    engine.pace = asyncio.Semaphore(2)
    async with working(studio), aclosing(follow(studio, viewer, generation.id)) as stream:
        async for each in stream:
            if len(each.result_ids) == 2 and not each.cancel_wanted:
                await cancel(studio, viewer, generation.id)
    assert (each.status, each.delivered) == (CANCELLED, 2)
    await require_whole(studio, each, 2)
    account = await find(Account, viewer.id)
    assert account is not None
    assert account.virtual_times


async def test_a_picture_deleted_while_others_are_drawn_stays_away(house: Studio) -> None:  # C11
    studio, viewer = drawing_with(house, Instant(gives=[2])), await create_viewer()
    generation = await ask_for_pictures(studio, viewer)
    first = await perform_next(studio)
    gone = first.result_ids[0]
    answered = await ask_for_pictures(studio, viewer, state=WorkState.ENDED, result_ids=[gone])
    await delete_image(studio, viewer, gone)
    assert (await now_of(answered.id)).result_ids == []
    ended = await perform_again(studio, generation.id)
    assert (ended.drawn, len(ended.result_ids), ended.stage) == (4, 3, "done")
    await insert_pictures(first, first.results)  # by somebody who looked before that
    assert await kept_of(ended) == sorted(ended.result_ids)
    assert [each.seed for each in await pictures_of(ended)] == [11, 12, 13]
    assert [key for key in await files(studio) if gone in key] == []


async def test_a_picture_that_fails_the_check_is_not_delivered(house: Studio) -> None:  # P3 P5
    engine = Instant()
    studio = drawing_with(house, engine, Strict((11,)))
    await ask_for_pictures(studio, await create_viewer())
    ended = await perform_next(studio)
    assert (ended.status, ended.stage) == (SUCCEEDED, "3 of 4 pictures were drawn")
    assert (ended.drawn, ended.rejected, len(engine.wishes)) == (4, 1, 1)
    assert [each.seed for each in await pictures_of(ended)] == [10, 12, 13]
    assert ended.last_failure is not None
    assert ended.last_failure.code is ErrorCode.IMAGE_REJECTED


async def test_a_generation_of_which_nothing_may_be_shown_fails(house: Studio) -> None:  # P3
    studio = drawing_with(house, Instant(), Strict((10, 11)))
    await ask_for_pictures(studio, await create_viewer(), 2)
    before = await files(studio)
    ended = await perform_next(studio)
    assert ended.status is GenerationStatus.FAILED
    assert ended.failure is not None
    assert ended.failure.code is ErrorCode.IMAGE_REJECTED
    assert await files(studio) == before


async def test_a_worker_that_is_lost_too_often_leaves_what_has_arrived(house: Studio) -> None:  # P5
    studio = drawing_with(house, Instant(gives=[1]))
    generation = await ask_for_pictures(studio, await create_viewer(), 2)
    await perform_next(studio)
    lost = {"lost_leases": MOST_LOST_LEASES - 1, "due_at": now(), "state": WorkState.LEASED}
    await change(Generation, generation.id, lambda it: it.but(**lost))
    await promote_due(studio)
    ended = await now_of(generation.id)
    assert (ended.status, ended.stage) == (SUCCEEDED, "1 of 2 pictures was drawn")
    await require_whole(studio, ended, 1)


async def test_who_deletes_what_arrived_and_cancels_has_had_his_turn(house: Studio) -> None:  # P5
    studio, viewer = drawing_with(house, Instant(gives=[1])), await create_viewer()
    await ask_for_pictures(studio, viewer)
    waiting = await perform_next(studio)
    await delete_image(studio, viewer, waiting.result_ids[0])
    assert (await cancel(studio, viewer, waiting.id)).status is CANCELLED
    account = await find(Account, viewer.id)
    assert account is not None
    assert account.virtual_times
