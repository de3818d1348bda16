"""What clients were told, to be compared with what is stored."""

from collections import defaultdict
from dataclasses import dataclass, field

ENDINGS = {"SUCCEEDED", "FAILED", "CANCELLED"}


@dataclass
class Ledger:
    """Every answer that reached a client of one round."""

    generations: set[str] = field(default_factory=set)  # accepted
    originals: set[str] = field(default_factory=set)  # accepted
    avatars: set[str] = field(default_factory=set)  # accepted
    flushed: set[str] = field(default_factory=set)  # avatars, by their owner
    wishes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # ids by key
    endings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    deleted: set[str] = field(default_factory=set)  # pictures, by their owner
    painted: set[str] = field(default_factory=set)  # generations of pictures from words
    pictures: set[str] = field(default_factory=set)  # of those, shown to their owner
    expired: set[str] = field(default_factory=set)  # documents whose time is over
    odd: list[str] = field(default_factory=list)  # answers that should not have come

    def told(self, generation: str, status: str) -> None:
        """A client saw this status."""
        self.generations.add(generation)
        if status in ENDINGS:
            self.endings[generation].add(status)
        elif self.endings.get(generation):
            self.odd.append(f"{generation} was {status} after it had ended")
