"""What the database is asked, and how it answers."""

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from instruments.making import Maker

KNOWN = frozenset({"find", "insert", "update", "delete", "aggregate", "count", "findAndModify"})
# A change stream waits for a change within its commands.
NOT_TIMED = frozenset({"getMore", "hello", "endSessions", "killCursors"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 4.0)


class Commands(CommandListener):
    """Times what one process asks of the database; looks at no content."""

    def __init__(self, make: Maker) -> None:
        self._seconds = make.timer(
            "visage_database_seconds",
            "Time that commands to the database took.",
            SECONDS,
            "command",
        )
        self._failures = make.counter(
            "visage_database_failures",
            "Commands to the database that failed or were not answered.",
            "command",
        )

    def started(self, event: CommandStartedEvent) -> None:
        """Its duration is told when it is over."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        if event.command_name not in NOT_TIMED:
            seconds = event.duration_micros / 1_000_000
            self._seconds.of(_known(event.command_name)).observe(seconds)

    def failed(self, event: CommandFailedEvent) -> None:
        if event.command_name != "listIndexes":  # of what is not there yet, when a process starts
            self._failures.of(_known(event.command_name)).inc()


def _known(command: str) -> str:
    return command if command in KNOWN else "other"
