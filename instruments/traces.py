"""Traces: where the time of one wish went, over all processes; by default nobody wants to know.

What is in a span is what may be in a log: names, ids, codes and times.
"""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

Attribute = str | int | float | bool


class Span:
    """A piece of work that is not traced."""

    def rename(self, name: str) -> None:
        """Call it `name` from now on."""

    def note(self, **attributes: Attribute) -> None:
        """Add what became known of it."""

    def fail(self, code: str) -> None:
        """It did not end well."""

    def end(self) -> None:
        """It is over; for one that was begun with `Traces.begin`."""


class Traces:
    """Traces nothing. What does is in `exporting`, and imported once there is somebody to tell."""

    def span(
        self, name: str, parent: str = "", serving: bool = False, **attributes: Attribute
    ) -> AbstractContextManager[Span]:
        """A span as long as the block, inside of the present one, or of `parent`: that of another
        process, as `here` told there. `serving`: it answers somebody outside."""
        return nullcontext(Span())

    def begin(self, name: str, **attributes: Attribute) -> Span:
        """A span inside of the present one that ends when it is told."""
        return Span()

    def past(
        self, name: str, parent: str, began: datetime, ended: datetime, **attributes: Attribute
    ) -> None:
        """A span that is over already."""

    def present(self) -> Span:
        """The span that this is within."""
        return Span()

    def here(self) -> str:
        """The present span for other processes, as a traceparent of W3C Trace Context; empty when
        there is none."""
        return ""

    def close(self) -> None:
        """Send what is left."""
