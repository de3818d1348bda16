"""How far long work has come, as people see it: a bar on a terminal, else a sentence now and then.

All of it goes to stderr, so that stdout stays a report.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from progress import Progress

if TYPE_CHECKING:
    from tqdm import tqdm

EVERY = 10.0  # seconds from one sentence to the next
KNOWN = "{desc:<28} {percentage:3.0f}% |{bar:32}| {n:.0f} of {total:.0f}, {remaining} left"
UNKNOWN = "{desc:<28} {n:.0f} so far, {elapsed}"


@contextmanager
def open_progress() -> Iterator[Progress]:
    """Progress as fits where stderr leads; nothing of it is left on a terminal afterwards."""
    if not sys.stderr.isatty():
        yield Sentences(lambda sentence: print(sentence, file=sys.stderr, flush=True))
        return
    from tqdm.contrib.logging import logging_redirect_tqdm  # only now: it takes 30 ms

    with ExitStack() as stack:
        stack.enter_context(logging_redirect_tqdm())  # what is logged goes above the bar
        bars = Bars()
        stack.callback(bars.end)
        yield bars


class Bars(Progress):
    """A bar on the terminal for what is under way."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def begin(self, what: str, total: int | None = None) -> None:
        from tqdm import tqdm

        self.end()
        tqdm.monitor_interval = 0  # no thread of its own
        self._bar = tqdm(
            desc=what,
            total=total,
            leave=False,
            dynamic_ncols=True,
            file=sys.stderr,
            bar_format="{desc} …" if total is None else KNOWN,
        )

    def advance(self, amount: float = 1) -> None:
        if self._bar is not None:
            if self._bar.total is None:
                self._bar.bar_format = UNKNOWN
            else:  # things may have come meanwhile
                self._bar.total = max(self._bar.total, self._bar.n + amount)
            self._bar.update(amount)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Sentences(Progress):
    """A sentence to `say` now and then, of work that takes longer than that."""

    def __init__(self, say: Callable[[str], object], every: float = EVERY) -> None:
        self._say, self._every = say, every
        self._next = time.monotonic() + every
        self._what, self._done = "", 0.0
        self._total: int | None = None

    def begin(self, what: str, total: int | None = None) -> None:
        self._what, self._total, self._done = what, total, 0.0
        self._tell()

    def advance(self, amount: float = 1) -> None:
        self._done += amount
        self._tell()

    def _tell(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        if self._total is None:
            far = f"{self._done:.0f} so far"
        else:
            far = f"{self._done:.0f} of {max(self._done, self._total):.0f}"
        self._say(f"{self._what}: {far}")
