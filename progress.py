"""How far long work has come, for whoever wants to hear it."""


class Progress:
    """Is told of the steps of long work; this one keeps it to itself."""

    def begin(self, what: str, total: int | None = None) -> None:
        """Now comes `what`, of which there are `total` (None: nobody knows); ends what was before.

        `total` may be somewhat off: things come and go meanwhile.
        """

    def advance(self, amount: float = 1) -> None:
        """So many more are done, or such a part of one."""

    def end(self) -> None:
        """Nothing is under way any more."""
