"""From a command line to an exit code: reads the settings, opens the log, runs the role."""

from collections.abc import Sequence

from commands.arguments import parse
from commands.roles import broken_off, play, told
from errors import VisageError
from settings import InvalidSettings, read_settings
from telemetry import set_up_logging


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a role; the exit code. What the operator can mend is told in one sentence."""
    wanted = parse(arguments)
    try:
        settings = read_settings()
        set_up_logging(settings.log_level, settings.log_format)
        return play(wanted.role, settings, wanted)
    except (InvalidSettings, VisageError) as error:
        return told(wanted.role, error)
    except KeyboardInterrupt:  # before a role could say what Ctrl-C does
        return broken_off(wanted.role)
