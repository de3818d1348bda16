"""Calls to an engine elsewhere, as those see them who operate Visage."""

import time
from dataclasses import dataclass

from documents.costs import IN_A_DOLLAR
from instruments.panel import Panel
from instruments.traces import Span


@dataclass
class Calls:
    """Those of one attempt, one after the other."""

    panel: Panel
    engine: str
    _began: float = 0.0
    _span: Span | None = None

    def begin(self) -> None:
        """One goes out."""
        self._began = time.perf_counter()
        self._span = self.panel.traces.begin("call", engine=self.engine)

    def answered(self, billionths: int) -> None:
        """It was answered, whatever that was."""
        self._end("answered", billionths)

    def lost(self, billionths: int) -> None:
        """Its answer will not come; it may have been billed all the same."""
        if self._span is not None:
            self._span.fail("lost")
        self._end("lost", billionths)

    def _end(self, outcome: str, billionths: int) -> None:
        if self._span is None:
            return
        self._span.end()
        self._span = None
        self.panel.labour.called(self.engine, outcome, time.perf_counter() - self._began)
        self.panel.money.spent(self.engine, billionths / IN_A_DOLLAR)
