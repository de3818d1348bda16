"""Credits when somebody comes very late: the steps of holding, doubting and refunding, by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from documents.accounts import Account
from documents.base import new_id
from documents.credits import (
    DOUBTFUL,
    Cause,
    confirmed,
    doubted,
    doubtful,
    entry_id,
    held,
    judged,
    refunded,
    settled,
)
from documents.purses import Purse
from errors import BadUserInput

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + DOUBTFUL + timedelta(seconds=1)
MUCH_LATER = LATER + DOUBTFUL + timedelta(seconds=1)


def account(total: int = 10) -> Account:
    """One that needs no database."""
    id, purse = new_id("acc"), Purse(total=total)
    made: Account = Account.model_construct(
        id=id, owner=id, merged_into=None, created_at=START, purse=purse
    )
    return made


def step(after: Account | None) -> Account:
    assert after is not None
    return after


def paid(before: Account, id: str, credits: int) -> Account:
    return step(settled(before, Cause(entry_id(START, id), START, {}, id), credits))


def test_who_was_about_to_give_a_hold_back_leaves_a_later_one() -> None:  # P8
    id = new_id("gen")
    first = step(held(account(), id, 4, START))
    doubts = doubtful(first, LATER)
    once = step(doubted(first, doubts))
    # He has found no generation, and stops for a minute. The call is repeated meanwhile, a worker
    # has begun, and somebody else doubts the hold, as every one that is a minute old.
    anew = step(confirmed(once, id, 4, LATER))
    twice = step(doubted(anew, doubtful(anew, MUCH_LATER)))
    assert judged(twice, doubts, set(), set(), MUCH_LATER) is None
    assert paid(twice, id, 4).purse.used == 4


def test_who_has_seen_a_generation_open_knows_nothing_of_a_later_hold() -> None:  # P8
    id = new_id("gen")
    first = step(held(account(), id, 4, START))
    doubts = doubtful(first, LATER)
    over = paid(step(doubted(first, doubts)), id, 4)
    again = step(held(over, id, 4, LATER))
    assert judged(again, doubts, {id}, set(), LATER) is None
    assert id in doubtful(again, MUCH_LATER)


def test_a_worker_that_was_thought_dead_holds_nothing_for_ever() -> None:  # P8
    id = new_id("gen")
    over = paid(step(held(account(), id, 4, START)), id, 4)
    again = step(confirmed(over, id, 4, START))
    doubts = doubtful(again, LATER)
    left = step(judged(step(doubted(again, doubts)), doubts, set(), set(), LATER))
    assert (left.purse.held, left.purse.used) == (0, 4)


def test_all_refunds_of_a_generation_give_back_no_more_than_it_cost() -> None:  # P8
    before = account().but(purse=Purse(total=10, used=9))
    causes = [Cause(entry_id(START, word), START, {}, "gen") for word in ("one", "two")]
    once = refunded(before, causes[0], 2, cost=3)
    with pytest.raises(BadUserInput, match="1 can be given back"):
        refunded(once, causes[1], 2, cost=3)
    assert refunded(once, causes[1], 1, cost=3).purse.used == 6
