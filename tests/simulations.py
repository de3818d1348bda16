"""An engine's queue and its workers without database and clock: the pure steps that order the work,
driven by chance."""

import heapq
from bisect import insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from documents.accounts import Account
from documents.generations import FIRST
from documents.queues import Queue, come_to, fallen_back, placed, reached
from documents.setbacks import MOST_ENGINE_ERRORS

ENGINE = "builtin"
LEASE = 20.0  # longer than most jobs, so that the queue has moved on when a lease runs out


@dataclass(order=True)
class Job:
    """A generation, as far as the order of work knows it; in the order in which it is drawn."""

    rank: float
    inserted: int
    owner: str = field(compare=False)
    id: str = field(compare=False)
    pictures: int = field(default=1, compare=False)
    errors: int = field(default=0, compare=False)


@dataclass
class Look:
    """A job of somebody who had nothing else, and what was drawn while it waited."""

    owner: str
    ahead: dict[str, set[str]]  # owner → ids, with what was being drawn already
    beside: Counter[str]  # by owner: calls not stored yet, and what lost workers had


@dataclass
class Simulation:
    """One engine; times are seconds from the start. An owner without a weight weighs 1."""

    seed: int
    slots: int
    weights: dict[str, float] = field(default_factory=dict)
    at_once: int = 1000  # of one owner that are drawn while others wait
    error_rate: float = 0.0
    loss_rate: float = 0.0
    killed_before_note: float = 0.0
    storing: float = 0.0  # seconds at most between taking a place and being stored
    outage: tuple[float, float] = (-1.0, -1.0)  # everything fails from … to …

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.now = 0.0
        self.queue: Queue = Queue.model_construct(id=ENGINE, owner="", rank_claimed=0.0)
        self.accounts: dict[str, Account] = {}
        self.ready: list[Job] = []
        self.waiting: dict[str, Job] = {}
        self.drawing: dict[str, Job] = {}
        self.lost: dict[str, Job] = {}
        self.under_way: Counter[str] = Counter()
        self.looks: list[Look] = []  # finished ones
        self._looking: dict[str, Look] = {}
        self.started: list[Job] = []
        self.ended: set[str] = set()
        self.asked = 0
        self._events: list[tuple[float, int, str, Job]] = []
        self._numbers: Iterator[int] = count()

    def ask(self, owner: str, jobs: int = 1, pictures: int = 1) -> None:
        """So many generations of one owner, one after the other, of so many pictures each."""
        for _ in range(jobs):
            self.asked += 1
            job = Job(0.0, 0, owner, f"{owner}/{self.asked}", pictures)
            if not self._has_open(owner):
                self._look_at(job)
            self._place(job)
            if self.storing:
                self.under_way[owner] += 1
                self._later(self.chance.uniform(0, self.storing), "stored", job)
            else:
                self._line_up(job)
        self._claim()

    def cancel(self, owner: str, most: int) -> None:
        """Some of what an owner has queued, in any order."""
        queued = [job for job in (*self.ready, *self.waiting.values()) if job.owner == owner]
        for job in self.chance.sample(queued, min(most, len(queued))):
            if self.waiting.pop(job.id, None) is None:
                self.ready.remove(job)
            self.ended.add(job.id)
            self._looking.pop(job.id, None)
            left = [it.rank + it.pictures - 1 for it in self.ready if it.owner == owner]
            account = self.accounts[owner]
            self.accounts[owner] = fallen_back(account, ENGINE, max(left, default=None)) or account

    def run(self, until: float) -> None:
        """Let the workers draw up to a moment; at `inf` until nothing is left."""
        while self._events and self._events[0][0] <= until:
            self.now, _, what, job = heapq.heappop(self._events)
            if what == "stored":
                self.under_way[job.owner] -= 1
                self._line_up(job)
            elif what == "lost":
                job.rank = FIRST
                self._line_up(self.lost.pop(job.id))
            elif what == "due":
                if self.waiting.pop(job.id, None) is not None:
                    self._place(job)
                    self._line_up(job)
            else:
                self._over(self.drawing.pop(job.id))
            self._claim()
        self.now = max(self.now, until)

    def _place(self, job: Job) -> None:
        """What `take_rank` does."""
        account = self.accounts.get(job.owner)
        if account is None:
            account = Account.model_construct(id=job.owner, virtual_times={}, last_place=None)
        claimed = self.queue.rank_claimed
        left = next((each.rank for each in self.ready if each.rank > FIRST), claimed)
        weight = self.weights.get(job.owner, 1.0)
        come_so_far = reached(claimed, left if left < claimed else None)
        asked = (ENGINE, job.id, job.errors, come_so_far, weight, job.pictures)
        account = placed(account, *asked) or account
        self.accounts[job.owner] = account
        assert account.last_place is not None
        job.rank = account.last_place.rank

    def _line_up(self, job: Job) -> None:
        job.inserted = next(self._numbers)
        insort(self.ready, job)

    def _claim(self) -> None:
        while self.ready and len(self.drawing) < self.slots:
            job = self.ready.pop(self._turn())
            self.drawing[job.id] = job
            self.started.append(job)
            if self.chance.random() >= self.killed_before_note:
                self.queue = come_to(self.queue, job.rank) or self.queue
            if job.id in self._looking:
                self.looks.append(self._looking.pop(job.id))
            for look in self._looking.values():
                look.ahead.setdefault(job.owner, set()).add(job.id)
            self._later(job.pictures * self.chance.uniform(0.5, 1.5), "over", job)

    def _turn(self) -> int:
        """What `in_turn` does: the first whose owner has not enough, or else the first."""
        drawn = Counter(job.owner for job in (*self.drawing.values(), *self.lost.values()))
        turns = (n for n, job in enumerate(self.ready) if drawn[job.owner] < self.at_once)
        return next(turns, 0)

    def _over(self, job: Job) -> None:
        """A worker lets go of a job: it was lost, or the engine failed, or it is done."""
        if self.chance.random() < self.loss_rate:
            self.lost[job.id] = job
            self._later(self.chance.uniform(1, LEASE), "lost", job)
        elif self._fails() and job.errors + 1 < MOST_ENGINE_ERRORS:
            job.errors += 1
            self.waiting[job.id] = job
            self._later(self.chance.uniform(0, 2.0**job.errors), "due", job)
        else:
            self.ended.add(job.id)

    def _fails(self) -> bool:
        if self.outage[0] <= self.now < self.outage[1]:
            return True
        return self.chance.random() < self.error_rate

    def _later(self, seconds: float, what: str, job: Job) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._numbers), what, job))

    def _has_open(self, owner: str) -> bool:
        jobs = (*self.ready, *self.waiting.values(), *self.drawing.values(), *self.lost.values())
        return self.under_way[owner] > 0 or any(job.owner == owner for job in jobs)

    def _look_at(self, job: Job) -> None:
        ahead: dict[str, set[str]] = {}
        for other in (*self.drawing.values(), *self.lost.values()):
            ahead.setdefault(other.owner, set()).add(other.id)
        again = (each for each in (*self.ready, *self.drawing.values()) if each.rank == FIRST)
        lost = Counter(each.owner for each in (*self.lost.values(), *again))
        beside = self.under_way + lost
        self._looking[job.id] = Look(job.owner, ahead, beside)
