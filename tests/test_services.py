"""Slots and breaker of the engines elsewhere, as pure steps."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from documents.services import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LONGEST_REST,
    MOST_FAILURES,
    SHORT_REST,
    Outcome,
    ServiceState,
    slot_freed,
    slot_kept,
    slot_taken,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
NEW: ServiceState = ServiceState.model_construct(id="far", owner="", slots={})


def taken(state: ServiceState, holder: str, at: datetime = NOON, most: int = 2) -> ServiceState:
    after = slot_taken(holder, LEASE, most, at)(state)
    assert after is not None
    return after


def freed(
    state: ServiceState,
    holder: str,
    outcome: Outcome,
    at: datetime = NOON,
    rest: float | None = None,
) -> ServiceState:
    return slot_freed(holder, outcome, at, rest)(state) or state


def failing(times: int) -> ServiceState:
    """After so many failures in a row."""
    state = NEW
    for number in range(times):
        state = freed(taken(state, f"call {number}"), f"call {number}", Outcome.ILL)
    return state


def test_no_more_slots_are_taken_than_there_are() -> None:  # G4
    both = taken(taken(NEW, "a"), "b")
    assert slot_taken("c", LEASE, 2, NOON)(both) is None
    assert taken(both, "a").slots.keys() == {"a", "b"}  # whoever asks twice has one
    assert taken(freed(both, "a", Outcome.WELL), "c").slots.keys() == {"b", "c"}


def test_the_slot_of_who_died_is_free_once_its_time_is_over() -> None:
    both = taken(taken(NEW, "a"), "b")
    kept = slot_kept("b", LEASE, NOON + LEASE / 2)(both)
    assert kept is not None
    assert taken(kept, "c", NOON + LEASE).slots.keys() == {"b", "c"}
    assert slot_kept("c", LEASE, NOON)(kept) is None  # nobody keeps what he never had


def test_after_some_failures_in_a_row_the_engine_is_left_alone() -> None:
    almost = failing(MOST_FAILURES - 1)
    assert not almost.down(NOON)
    assert freed(taken(almost, "x"), "x", Outcome.WELL).failures == 0
    broken = failing(MOST_FAILURES)
    assert broken.down(NOON)
    assert slot_taken("x", LEASE, 2, NOON + FIRST_PAUSE * 0.99)(broken) is None


def test_one_probe_alone_tries_whether_it_is_well_again() -> None:
    later = NOON + FIRST_PAUSE
    probing = taken(failing(MOST_FAILURES), "probe", later)
    assert slot_taken("x", LEASE, 2, later)(probing) is None
    well = freed(probing, "probe", Outcome.WELL, later)
    assert not well.down(later)
    assert taken(taken(well, "x", later), "y", later).failures == 0


def test_a_probe_that_fails_makes_the_pause_longer_and_one_that_dies_is_followed_by_another() -> (
    None
):
    state, moment, pauses = failing(MOST_FAILURES), NOON, []
    for _ in range(7):
        assert state.rests_until is not None
        pauses.append(state.rests_until - moment)
        moment = state.rests_until
        state = freed(taken(state, "probe", moment), "probe", Outcome.ILL, moment)
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    died = taken(failing(MOST_FAILURES), "probe", NOON + FIRST_PAUSE)
    assert taken(died, "next", NOON + FIRST_PAUSE + LEASE).probe == "next"


def test_calls_that_were_under_way_when_it_broke_do_not_make_the_pause_longer() -> None:
    state = NEW
    for number in range(8):
        state = taken(state, f"call {number}", most=8)
    for number in range(8):
        state = freed(state, f"call {number}", Outcome.ILL)
    assert (state.failures, state.rests_until) == (MOST_FAILURES, NOON + FIRST_PAUSE)


def test_an_engine_that_asks_for_a_rest_gets_it_and_is_not_down_for_a_short_one() -> None:
    resting = freed(taken(NEW, "a"), "a", Outcome.WELL, rest=5.0)
    assert slot_taken("b", LEASE, 2, NOON + timedelta(seconds=4.9))(resting) is None
    assert not resting.down(NOON)
    taken(resting, "b", NOON + timedelta(seconds=5))
    long = freed(taken(NEW, "a"), "a", Outcome.WELL, rest=SHORT_REST.total_seconds() + 1)
    assert long.down(NOON)
    assert freed(taken(NEW, "a"), "a", Outcome.WELL, rest=1e12).rests_until == NOON + LONGEST_REST


def test_what_was_not_asked_to_the_end_says_nothing_of_the_engine() -> None:
    state = failing(2)
    assert freed(taken(state, "x"), "x", Outcome.UNKNOWN).failures == 2


CALL = st.tuples(st.sampled_from("abcde"), st.sampled_from([*Outcome, None]))


@given(st.lists(CALL, max_size=60))
def test_however_it_goes_the_bound_and_the_one_probe_hold(
    calls: list[tuple[str, Outcome | None]],
) -> None:
    state, moment = NEW, NOON
    for holder, outcome in calls:
        moment += timedelta(seconds=3)
        if outcome is None:
            after = slot_taken(holder, LEASE, 3, moment)(state)
            if after is not None and state.broken:
                assert not {state.probe} & state.held(moment).keys()
                assert after.probe == holder
        else:
            after = slot_freed(holder, outcome, moment)(state)
            assert after is None or holder not in after.slots
        state = after or state
        assert len(state.held(moment)) <= 3
