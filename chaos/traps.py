"""Killing a process at a failpoint: at which one, and at which time that it is reached.

The trap of a house lies in a file, so that it can be set and cleared while processes run, and each
kill leaves a mark, so that the process that is started again is not killed there once more.
"""

import json
import os
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PLAN = "trap.json"
ANYWHERE = "*"


@dataclass(frozen=True)
class Strike:
    """Kill whichever process of the house is the first to reach `point` for the `count`th time;
    ANYWHERE is at any point."""

    point: str
    count: int = 1


def set_trap(folder: Path, number: int, strikes: Sequence[Strike]) -> None:
    """Let the house in `folder` be struck by `strikes`, one after the other; none: by nothing."""
    plan = {"number": number, "strikes": [asdict(strike) for strike in strikes]}
    fresh = folder / f"{PLAN}.new"
    fresh.write_text(json.dumps(plan))
    fresh.replace(folder / PLAN)


def struck(folder: Path, number: int) -> int:
    """How many strikes of the trap `number` have killed."""
    return len(list(folder.glob(f"struck.{number}.*")))


class Trap:
    """What `failpoints.arm` is given in a process of the house in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reached: Counter[tuple[int, int]] = Counter()  # by trap and strike

    def __call__(self, point: str) -> None:
        plan = json.loads((self._folder / PLAN).read_text())
        number = plan["number"]
        for index, strike in enumerate(plan["strikes"]):
            mark = self._folder / f"struck.{number}.{index}"
            if mark.exists():
                continue
            if strike["point"] in (point, ANYWHERE):
                self._reached[number, index] += 1
                if self._reached[number, index] == strike["count"]:
                    _strike(mark)
            return


def _strike(mark: Path) -> None:
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:  # another process was the first
        return
    os.kill(os.getpid(), signal.SIGKILL)
