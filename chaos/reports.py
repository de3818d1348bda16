"""What a run has shown: points × outcomes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chaos.rounds import Outcome

COLUMNS = ("kills", "restarted", "ok", "lost", "doubled", "orphaned")
MOST_LINES = 8  # of one round: one loss brings others
NEWS_EVERY = 100  # rounds


@dataclass
class Report:
    """The outcomes of all rounds so far."""

    seed: int
    points: Sequence[str]
    table: dict[str, Counter[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.table = {point: Counter() for point in self.points}

    def add(self, outcome: Outcome) -> None:
        """Count a round, and print what was wrong."""
        row = self.table[outcome.point]
        row["rounds"] += 1
        row["kills"] += outcome.killed
        row["more"] += outcome.kills - outcome.killed
        row["restarted"] += outcome.restarted
        row["ok"] += outcome.killed and outcome.restarted and not outcome.damages
        for kind in {damage.kind for damage in outcome.damages}:
            row[kind] += 1
        for damage in outcome.damages[:MOST_LINES]:
            print(f"{outcome.point}: {damage.kind}: {damage.what}", flush=True)
        if not outcome.killed:
            row["unreached"] += 1
            print(f"{outcome.point}: not reached", flush=True)
        if not self.total["rounds"] % NEWS_EVERY:
            print(f"{self.total['rounds']} rounds ...", flush=True)

    @property
    def total(self) -> Counter[str]:
        """The sums of all columns."""
        return sum(self.table.values(), Counter())

    @property
    def whole(self) -> bool:
        """True when every round killed, and nothing came of it."""
        return all(row["kills"] == row["ok"] > 0 and not row["unreached"] for row in self.rows)

    @property
    def rows(self) -> list[Counter[str]]:
        return list(self.table.values())

    def show(self) -> None:
        """Print the table."""
        print(f"\n{'point':<26}" + "".join(f"{name:>10}" for name in COLUMNS))
        for point, row in self.table.items():
            print(f"{point:<26}" + "".join(f"{row[name]:>10}" for name in COLUMNS))
        unreached = [point for point, row in self.table.items() if row["unreached"]]
        if unreached:
            print(f"not reached each time: {', '.join(unreached)}")
        print(f"{self.total['more']} more kills came before or after those\n", flush=True)

    def __str__(self) -> str:
        total = self.total
        return (
            f"{total['kills']} kills at {len(self.table)} points, seed {self.seed}: "
            f"{total['lost']} lost, {total['doubled']} doubled, {total['orphaned']} orphaned"
        )
