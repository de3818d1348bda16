"""What moves: credits of people, and what providers take."""

from instruments.making import Maker


class Money:
    """What one process has seen moved."""

    def __init__(self, make: Maker) -> None:
        self._taken = make.counter(
            "visage_credits_taken", "Credits taken for what was delivered, by kind.", "kind"
        )
        self._granted = make.counter(
            "visage_credits_granted",
            "Credits given by operators: new ones, and those given back.",
            "reason",
        )
        self._dollars = make.counter(
            "visage_provider_dollars",
            "US dollars that providers took, or may have taken, for calls.",
            "engine",
        )

    def taken(self, kind: str, credits: int) -> None:
        """Credits were taken for a generation of this kind."""
        if credits > 0:
            self._taken.of(kind).inc(credits)

    def granted(self, credits: int, *, is_refund: bool) -> None:
        """An operator has given credits."""
        if credits > 0:
            self._granted.of("refund" if is_refund else "grant").inc(credits)

    def spent(self, engine: str, dollars: float) -> None:
        """A provider took so many US dollars."""
        self._dollars.of(engine).inc(dollars)
