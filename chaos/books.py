"""What spenders were told of their credits, to be compared with what is stored."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from chaos.ledgers import ENDINGS
from tests.clients import Json


@dataclass(frozen=True)
class Order:
    """What an operator ordered under a reference, and was told is done."""

    account: str
    credits: int
    refund_of: str | None = None


@dataclass
class Told:
    """What clients were told of a generation."""

    wanted: int
    held: tuple[bool, int] | None = None  # whether it is cached and what it may cost, while open
    ending: tuple[str, int] | None = None  # status and cost
    shown: set[str] = field(default_factory=set)  # pictures


@dataclass
class Book:
    """Every answer of a run: of what each client keeps account himself."""

    generations: dict[str, Told] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    accounts: set[str] = field(default_factory=set)
    orders: dict[str, Order] = field(default_factory=dict)
    unsure: dict[str, Order] = field(default_factory=dict)  # asked for or refused: done or not
    deleted: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # by operation and outcome
    asked_again: int = 0  # calls whose answer was lost

    @property
    def operations(self) -> int:
        """How many were answered, one way or the other."""
        return self.counts.total()

    def told(self, state: Json, wanted: int, key: str | None = None) -> None:
        """A client saw this state of a generation."""
        id, status, cost = state["id"], state["status"], state["cost"]
        if key is not None:
            self.keys[key].add(id)
        known = self.generations.setdefault(id, Told(wanted))
        known.shown.update(image["id"] for image in state["images"])
        if status not in ENDINGS:
            if known.ending is not None:
                self.odd.append(f"{id} was {status} after it had ended")
            if known.held is not None and known.held[1] != cost and state["cached"]:
                self.odd.append(f"{id} may cost {cost}, and {known.held[1]} before")
            known.held = state["cached"], cost  # what cannot be handed out again costs more
        elif known.ending not in (None, (status, cost)):
            self.odd.append(f"{id} ended as {status} for {cost}, and as {known.ending} before")
        else:
            known.ending = status, cost

    def read(self, account: str, credits: Json) -> None:
        """A client saw these credits of an account."""
        self.accounts.add(account)
        figures = [credits[name] for name in ("total", "used", "held", "remaining")]
        total, used, held, remaining = figures
        if min(figures) < 0 or total - used - held != remaining:
            self.odd.append(f"{account} was told {credits}")
