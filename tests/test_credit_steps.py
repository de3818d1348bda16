"""Credits by the pure steps alone, in any order and as late as can be: they always add up."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from documents import credits
from documents.accounts import Account
from documents.base import new_id
from documents.credits import Cause, Doubts, charge_id, entry_id
from documents.purses import Movement, Purse
from errors import BadUserInput, InsufficientCredits
from kinds import UsageAction
from tariffs import Allowances

START = datetime(2026, 1, 1, tzinfo=UTC)
PERSON, DEVICE, OTHER = (new_id("acc") for _ in range(3))
OWNERS = st.sampled_from([PERSON, DEVICE, OTHER])
ALLOWED = Allowances(person=7, device=4)
NUMBERS = st.integers(0, 2)
MERGED = {DEVICE: PERSON, OTHER: PERSON}


@dataclass
class Asked:
    """A generation as the model knows it."""

    id: str
    payer: str
    cost: int
    inserted: bool = False
    begun: bool = False  # a worker has seen to its hold
    over: bool = False  # its consequences have all come about
    taken: int = 0
    refunded: int = 0


def account(id: str, email: str | None = None) -> Account:
    made: Account = Account.model_construct(
        id=id, owner=id, email=email, merged_into=None, created_at=START, purse=Purse()
    )
    return made


class Money(RuleBasedStateMachine):
    """Two devices and a person: wishes that are held, worked on, settled or forgotten; operators
    who grant and refund; signing in at any time; entries written late, and steps taken twice."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        mail = "someone@host.example"
        self.accounts = {
            PERSON: account(PERSON, mail), DEVICE: account(DEVICE), OTHER: account(OTHER),
        }  # fmt: skip
        self.asked: dict[str, Asked] = {}
        self.entries: dict[str, dict[str, Movement]] = {id: {} for id in self.accounts}
        self.granted = 0
        self.doubts: list[tuple[str, Doubts]] = []
        self.looks: list[tuple[str, Doubts, set[str]]] = []

    def become(self, id: str, after: Account | None) -> None:
        if after is not None:
            self.accounts[id] = after

    @rule(seconds=st.sampled_from([1, 70]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(id=OWNERS, cost=st.integers(0, 5), slow=st.booleans())
    def ask(self, id: str, cost: int, slow: bool) -> None:
        """Hold, and insert a generation; at once, or some time later."""
        began = credits.opened(self.accounts[id], ALLOWED)
        wish = Asked(new_id("gen"), id, cost, inserted=not slow)
        try:
            after = credits.held(began, wish.id, cost, self.now)
        except InsufficientCredits:
            assert began.purse.remaining < cost
            return
        self.become(id, after or began)
        self.asked[wish.id] = wish

    def some(self, **like: bool) -> list[Asked]:
        """Wishes that are so."""
        return [
            wish
            for wish in self.asked.values()
            if all(getattr(wish, name) is value for name, value in like.items())
        ]

    @rule(number=NUMBERS)
    def insert(self, number: int) -> None:
        """However late."""
        for wish in self.some(inserted=False)[number:][:1]:
            wish.inserted = True

    @rule(number=NUMBERS)
    def hold_late(self, number: int) -> None:
        """The same call once more, whose look for the generation was long ago."""
        for wish in list(self.asked.values())[number:][:1]:
            try:
                before = self.accounts[wish.payer]
                self.become(wish.payer, credits.held(before, wish.id, wish.cost, self.now))
            except InsufficientCredits:
                return

    @rule(number=NUMBERS)
    def begin(self, number: int) -> None:
        for wish in self.some(inserted=True, begun=False)[number:][:1]:
            self.confirm(wish)

    def confirm(self, wish: Asked) -> None:
        """A worker sees to the hold, and draws; or it ends for want of credits."""
        try:
            before = self.accounts[wish.payer]
            self.become(wish.payer, credits.confirmed(before, wish.id, wish.cost, self.now))
            wish.begun = True
        except InsufficientCredits:
            self.finish(wish, 0)

    @rule(number=NUMBERS)
    def begin_late(self, number: int) -> None:
        """A worker that was thought dead."""
        for wish in self.some(over=True)[number:][:1]:
            with suppress(InsufficientCredits):
                before = self.accounts[wish.payer]
                self.become(wish.payer, credits.confirmed(before, wish.id, wish.cost, self.now))

    @rule(number=NUMBERS, delivered=st.integers(0, 5))
    def work(self, number: int, delivered: int) -> None:
        for wish in self.some(begun=True, over=False)[number:][:1]:
            self.finish(wish, delivered)

    def finish(self, wish: Asked, delivered: int) -> None:
        wish.taken = min(delivered, wish.cost)
        self.settle(wish, wish.taken)
        wish.over = True

    @rule(number=NUMBERS)
    def settle_again(self, number: int) -> None:
        """What a crash cut off is done again: what was delivered stays what it was."""
        for wish in self.some(over=True)[number:][:1]:
            self.settle(wish, wish.taken)

    def settle(self, wish: Asked, cost: int) -> None:
        payer, charge = self.accounts[wish.payer], charge_id(wish.id)
        unposted = {movement.id for movement in payer.purse.unposted}
        paid = charge in unposted or charge in self.entries[wish.payer]
        cause = Cause(charge, self.now, {}, wish.id)
        self.become(wish.payer, credits.settled(payer, cause, 0 if paid else cost))

    @rule(id=OWNERS)
    def doubt(self, id: str) -> None:
        ids = credits.doubtful(self.accounts[id], self.now)
        self.become(id, credits.doubted(self.accounts[id], ids))
        self.doubts.append((id, ids))

    @rule()
    def look(self) -> None:
        """For the generations of those that are doubted; what is inserted later is not found."""
        if self.doubts:
            id, ids = self.doubts.pop()
            found = {each for each in ids if self.asked[each].inserted}
            self.looks.append((id, ids, {each for each in found if not self.asked[each].over}))

    @rule()
    def judge(self) -> None:
        if self.looks:
            id, ids, open_ = self.looks.pop()
            self.become(id, credits.judged(self.accounts[id], ids, open_, set(), self.now))

    @rule(id=OWNERS, amount=st.integers(1, 9))
    def grant(self, id: str, amount: int) -> None:
        cause = Cause(entry_id(self.now, new_id("gen")), self.now, {})
        self.become(id, credits.bought(self.accounts[id], cause, amount, None))
        self.granted += amount

    @rule(number=NUMBERS, amount=st.integers(1, 3))
    def refund(self, number: int, amount: int) -> None:
        for wish in self.some(over=True)[number:][:1]:
            cause = Cause(entry_id(self.now, new_id("gen")), self.now, {}, wish.id)
            try:
                before = self.accounts[wish.payer]
                self.become(wish.payer, credits.refunded(before, cause, amount, wish.taken))
                wish.refunded += amount
            except BadUserInput:
                assert wish.taken < wish.refunded + amount
            assert wish.refunded <= wish.taken

    @rule(id=st.sampled_from([DEVICE, OTHER]))
    def sign_in(self, id: str) -> None:
        marked = self.accounts[id].but(merged_into=MERGED[id])
        self.become(id, credits.passed_on(marked, self.now))

    @rule(id=OWNERS, most=st.integers(1, 3))
    def post(self, id: str, most: int) -> None:
        """Some of the entries; whoever gets something has it before the entry is there."""
        movements = self.accounts[id].purse.unposted[:most]
        for movement in movements:
            self.bring(movement)
            self.entries[id][movement.id] = movement
        written = {movement.id for movement in movements}
        self.become(id, credits.posted(self.accounts[id], written))

    def bring(self, given: Movement) -> None:
        if given.to is None:
            return
        unposted = {movement.id for movement in self.accounts[given.to].purse.unposted}
        if credits.over_id(given) not in unposted | self.entries[given.to].keys():
            self.become(given.to, credits.taken_over(self.accounts[given.to], given))

    def movements(self, id: str) -> list[Movement]:
        unposted = {movement.id: movement for movement in self.accounts[id].purse.unposted}
        return list({**self.entries[id], **unposted}.values())

    @invariant()
    def nothing_is_below_zero(self) -> None:
        for each in self.accounts.values():
            purse = each.purse
            assert purse.remaining == purse.total - purse.used - purse.held >= 0
            assert min(purse.total, purse.bought, purse.used) >= 0

    @invariant()
    def figures_are_the_sum_of_movements(self) -> None:
        for id, each in self.accounts.items():
            movements = self.movements(id)
            numbers = sorted(movement.number for movement in movements)
            assert numbers == list(range(1, each.purse.movements + 1))
            granted = [one for one in movements if one.action is UsageAction.CREDIT_GRANT]
            spent = [one for one in movements if one.action is not UsageAction.CREDIT_GRANT]
            assert each.purse.total == sum(one.credits for one in granted)
            assert each.purse.used == -sum(one.credits for one in spent)

    @invariant()
    def what_is_delivered_was_paid_once(self) -> None:
        for wish in self.asked.values():
            paid = [
                -movement.credits
                for movement in self.movements(wish.payer)
                if movement.id == charge_id(wish.id)
            ]
            assert sum(paid) == wish.taken
            assert len(paid) <= 1

    @invariant()
    def bought_credits_are_kept_in_all(self) -> None:
        under_way = sum(
            -movement.credits
            for each in self.accounts.values()
            for movement in each.purse.unposted
            if movement.to is not None
            and credits.over_id(movement) not in {one.id for one in self.movements(movement.to)}
        )
        bought = sum(each.purse.bought for each in self.accounts.values())
        assert bought + under_way == self.granted

    def teardown(self) -> None:
        """Once all is over and looked after, nothing is held."""
        self.now += timedelta(hours=1)
        for id in self.accounts:
            self.doubt(id)
            self.look()
            self.judge()
        for wish in self.some(inserted=True, over=False):
            self.confirm(wish)
            self.finish(wish, 1)
        assert all(each.purse.held == 0 for each in self.accounts.values())


Money.TestCase.settings = settings(
    max_examples=120, stateful_step_count=60, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestMoney = pytest.mark.usefixtures("database")(Money.TestCase)  # P8
