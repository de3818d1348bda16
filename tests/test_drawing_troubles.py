"""What goes wrong while pictures from words are drawn, as operators and others come to see it."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from structlog.testing import capture_logs

from benchmarks.instant import Instant
from documents.database import Database
from errors import EngineError, ImageRejected
from kinds import GenerationStatus
from tests.drawn_pictures import (
    PROMPT,
    ask_for_pictures,
    drawing_with,
    perform_again,
    perform_next,
    pictures_of,
)
from tests.stories import create_viewer
from tests.studios import open_test_studio


@dataclass
class Prude:
    """Lets so many pictures pass, and no more."""

    patience: int

    async def require_decent(self, body: bytes) -> None:
        self.patience -= 1
        if self.patience < 0:
            raise ImageRejected("This must not be shown.")


def broken_inside() -> EngineError:
    """What `engines.pools` makes of a fault in pixel work."""
    error = EngineError("The picture could not be drawn. Please try again.")
    error.__cause__ = KeyError(PROMPT)
    return error


async def test_a_fault_in_an_engine_is_in_the_log_and_nobody_s_words_are(  # S6
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path) as house:
        engine = Instant(failures=[broken_inside(), EngineError("Its own words tell enough.")])
        studio = drawing_with(house, engine)
        generation = await ask_for_pictures(studio, await create_viewer(), 1)
        with capture_logs() as logs:
            await perform_again(studio, generation.id)
    (record,) = [each for each in logs if each["log_level"] == "error"]
    told = "".join(traceback.format_exception(record["exc_info"]))
    assert "KeyError" in told
    assert PROMPT not in str(logs) + told


async def test_copies_of_what_must_not_be_shown_are_not_delivered(  # P3 P4
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path) as house:
        unchecked, strict = [drawing_with(house, Instant(), it) for it in (None, Prude(1))]
        await ask_for_pictures(unchecked, await create_viewer(), 2)
        drawn = await perform_next(unchecked)
        shared = {"cached": True, "copy_of": drawn.result_ids}
        await ask_for_pictures(strict, await create_viewer(), 2, **shared)
        ended = await perform_next(strict)
        assert (ended.stage, ended.cached) == ("1 of 2 pictures was drawn", False)
        assert [each.seed for each in await pictures_of(ended)] == [10]
        await ask_for_pictures(strict, await create_viewer(), 2, **shared)
        refused = await perform_next(strict)
        assert (refused.status, refused.result_ids) == (GenerationStatus.FAILED, [])
