"""Every engine and everything a provider may do wrong: the table, and what holds for each cell."""

import resource
from collections.abc import Sequence
from decimal import Decimal

import pytest

from engines.protocol import Drawn
from errors import ErrorCode
from imaging.headers import read
from tests.behaviour_table import LONG, NAMES, PAGE, Cell, Row, every_row, table, written

MOST_MORE = 320 * 1024  # kB of memory: some floods of up to 32 MB side by side; 150 to 210 is usual
MOST_SOCKETS = 4  # of one engine after the other, some of which the server has not seen end
CODES = {
    ErrorCode.ENGINE_FAILED,
    ErrorCode.ENGINE_TIMEOUT,
    ErrorCode.ENGINE_UNAVAILABLE,
    ErrorCode.IMAGE_REJECTED,
}


@pytest.fixture(scope="module")
async def measured() -> tuple[list[Row], int]:
    """The rows, and by how much memory grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = await every_row()
    return rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


@pytest.fixture(scope="module")
def rows(measured: tuple[list[Row], int]) -> Sequence[Row]:
    return measured[0]


def test_the_table_is_the_one_in_the_documents(rows: Sequence[Row]) -> None:
    print(f"\n{table(rows)}")
    assert len(rows) >= 25
    assert table(rows) == written(PAGE.read_text("utf-8")), (
        "if this is meant: python -m tests.behaviour_table"
    )


def test_each_ends_in_its_time_with_pictures_or_a_code_and_a_reason(rows: Sequence[Row]) -> None:
    for cell in cells_of(rows):
        place = f"{cell.name}, {cell.behaviour}"
        assert cell.seconds < LONG, place
        assert 0 <= len(cell.drawn) <= cell.wanted, place
        assert all(map(is_shown, cell.drawn)), place
        if cell.error is None:
            assert len(cell.drawn) == cell.wanted, place
            continue
        assert cell.error.code in CODES, place
        assert cell.error.reason, place
        assert cell.error.message.endswith("."), place
        secrets = ("sk-", "http", cell.name, "This request was answered with")
        assert not [each for each in secrets if each in cell.error.message], place


def test_a_billed_call_is_told_before_and_after_whatever_happens(rows: Sequence[Row]) -> None:
    for cell in cells_of(rows):
        place = f"{cell.name}, {cell.behaviour}: {cell.told.words}"
        words = cell.told.words
        if cell.name == "aiserver":  # nothing is billed
            assert words == [], place
            continue
        assert words.count("calling") >= cell.calls, place
        if cell.unanswered and cell.calls:
            assert words.pop() == "calling", place
        assert words == ["calling", "answered"] * (len(words) // 2), place
        refused = cell.error is not None and cell.error.code is ErrorCode.ENGINE_UNAVAILABLE
        if refused:
            assert cell.told.cost == Decimal(0), place


def test_sockets_and_memory_stay_bounded(measured: tuple[list[Row], int]) -> None:
    rows, grew = measured
    for row in rows:
        assert row.complaints == [], row.behaviour
        assert (row.trapped, row.still_open) == (0, 0), row.behaviour
        assert row.most_open <= MOST_SOCKETS, row.behaviour
    assert grew < MOST_MORE


def cells_of(rows: Sequence[Row]) -> list[Cell]:
    found = [cell for row in rows for cell in row.cells]
    assert len(found) == len(rows) * len(NAMES)
    return found


def is_shown(drawn: Drawn) -> bool:
    """Whether it is a picture of the shape that was asked for."""
    assert drawn.image is not None
    header = read(drawn.image)
    return header.width == header.height or (header.width, header.height) == (832, 1216)
