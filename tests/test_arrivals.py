"""Pictures that arrive, by the pure steps alone: whatever comes between, and however often a step
is taken, never more come than are wanted, and none that came is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from documents.base import now
from documents.generations import Failure, Result, Settle, WorkState
from documents.results import arrived, drawn_anew, rejected, without_result
from documents.setbacks import come_due, failed, put_off
from documents.work import (
    Step,
    cancel_wished,
    cancelled,
    claimed,
    handed_back,
    kept_alive,
    settled,
    succeeded,
)
from errors import ErrorCode
from kinds import GenerationKind, GenerationStatus
from tests.test_work import LATER, LEASE, create_generation, create_result

LIVES = 150
BROKE = Failure(code=ErrorCode.ENGINE_FAILED, message="It broke.", retryable=True)
RUDE = Failure(code=ErrorCode.IMAGE_REJECTED, message="It is rude.", retryable=False)


@dataclass
class Life:
    """A generation among workers of which some have lost their lease, and an owner who deletes and
    cancels. Steps that were decided on earlier are taken late, and some twice."""

    seed: int
    came: list[Result] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    late: list[tuple[Step, Result | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        wanted = self.chance.randint(1, 4)
        self.generation = create_generation(kind=GenerationKind.PICTURES, wanted=wanted)

    def take(self, step: Step, result: Result | None = None) -> None:
        after = step(self.generation)
        if after is not None:
            self.generation = after.but(revision=self.generation.revision + 1)
            if result is not None:
                self.came.append(result)
        elif result is not None and self.chance.random() < 0.5:
            self.late.append((step, result))

    def draw(self) -> None:
        """A worker of this attempt or an earlier one brings the next picture, or one once more."""
        it, result = self.generation, create_result()
        attempt = max(1, it.attempt - self.chance.choice((0, 0, 0, 1)))
        number = max(0, it.drawn - self.chance.choice((0, 0, 0, 0, 1)))
        step = arrived(attempt, LEASE, number, result, "drawn")
        if self.chance.random() < 0.2:
            self.late.append((step, result))
            return
        self.take(step, result)
        if self.chance.random() < 0.3:  # its answer was lost
            self.take(step)

    def reject(self) -> None:
        self.take(rejected(self.generation.attempt, LEASE, self.generation.drawn, RUDE))

    def come_late(self) -> None:
        if self.late:
            step, result = self.late.pop(self.chance.randrange(len(self.late)))
            self.take(step, result)

    def delete(self) -> None:
        if self.generation.result_ids:
            id = self.chance.choice(self.generation.result_ids)
            self.deleted.add(id)
            self.take(without_result(id))

    def end(self) -> None:
        it = self.generation
        if it.drawn == it.wanted and it.delivered:
            self.take(succeeded(it.attempt, []))

    def move(self) -> None:
        """Something happens; what brings pictures most often."""
        number = self.generation.attempt
        others: list[Callable[[], None]] = [
            lambda: self.take(failed(number, BROKE)),
            lambda: self.take(put_off(number, BROKE)),
            lambda: self.take(handed_back(number)),
            lambda: self.take(kept_alive(number, LEASE)),
            lambda: self.take(drawn_anew(number, 0)),
            lambda: self.take(come_due(now() + LATER)),
            lambda: self.take(settled(0)),
            self.come_late,
            self.reject,
            self.delete,
            self.end,
        ]
        if self.chance.random() < 0.03:
            others = [lambda: self.take(cancel_wished), lambda: self.take(cancelled(number))]
        self.take(claimed(LEASE))
        self.chance.choice([*[self.draw] * 6, *others])()
        self.check()

    def check(self) -> None:
        """What must hold at any moment."""
        it = self.generation
        assert it.result_ids == [result.id for result in it.results]
        assert it.results == [each for each in self.came if each.id not in self.deleted]
        assert it.delivered == len(self.came)
        assert it.drawn <= it.wanted
        if it.ended:
            self.check_ending()

    def check_ending(self) -> None:
        it = self.generation
        if it.status is GenerationStatus.FAILED:
            assert it.delivered == 0
            assert it.failure is not None
        if it.status is GenerationStatus.SUCCEEDED:
            assert it.failure is None
            few = 0 < it.delivered < it.wanted
            assert ("of" in it.stage) == few
            assert it.last_failure is not None or not few
        if it.settle is Settle.DROP:
            assert not it.results


def test_whatever_happens_what_has_arrived_stays_and_no_more_come_than_are_wanted() -> None:  # P5
    endings = set()
    for seed in range(LIVES):
        life = Life(seed)
        for _ in range(60):
            life.move()
        while not life.generation.ended:
            life.move()
        shown = (life.generation.status, life.generation.delivered < life.generation.wanted)
        endings.add(shown)
    few, all_ = True, False
    assert endings >= {
        (GenerationStatus.SUCCEEDED, few),
        (GenerationStatus.SUCCEEDED, all_),
        (GenerationStatus.CANCELLED, few),
        (GenerationStatus.FAILED, few),
    }


def test_an_arrival_and_a_later_deletion_show() -> None:  # G7
    leased = claimed(LEASE)(create_generation(kind=GenerationKind.PICTURES, wanted=2))
    assert leased is not None
    result = create_result()
    after = arrived(1, LEASE, 0, result, "1 of 2 drawn")(leased)
    assert after is not None
    forgotten = without_result(result.id)(after)
    assert forgotten is not None
    assert len({leased.shown, after.shown, forgotten.shown}) == 3
    assert (forgotten.drawn, forgotten.state) == (1, WorkState.LEASED)
    assert after.due_at > now() + LEASE - timedelta(seconds=5)


def test_a_picture_that_comes_after_the_wish_to_cancel_is_not_taken() -> None:  # G6
    leased = claimed(LEASE)(create_generation(kind=GenerationKind.PICTURES, wanted=2))
    assert leased is not None
    wished = cancel_wished(leased)
    assert wished is not None
    assert arrived(1, LEASE, 0, create_result(), "1 of 2 drawn")(wished) is None
    ended = cancelled(1)(wished)
    assert ended is not None
    assert ended.settle is Settle.DROP


@pytest.mark.parametrize("kind", [GenerationKind.CARTOON, GenerationKind.AVATAR])
def test_others_are_delivered_in_the_end_as_ever(kind: GenerationKind) -> None:
    leased = claimed(LEASE)(create_generation(kind=kind))
    assert leased is not None
    given_up = failed(1, BROKE.model_copy(update={"retryable": False}))(leased)
    assert given_up is not None
    assert (given_up.status, given_up.settle) == (GenerationStatus.FAILED, Settle.DROP)
    done = succeeded(1, [create_result()])(leased)
    assert done is not None
    assert (done.stage, done.settle, len(done.results)) == ("done", Settle.DELIVER, 1)
