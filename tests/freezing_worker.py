"""A worker process with an engine of no time that freezes when it reaches the points it is given.

Each argument is the name of a failpoint. It stops itself at the first one, until somebody continues
it, then at the next one, and then no more.
"""

import os
import signal
import sys

import uvloop

import failpoints
from benchmarks.instant import Instant
from benchmarks.instant_worker import work
from settings import read_settings
from telemetry import set_up_logging


def main(points: list[str]) -> None:
    """Work until SIGTERM, freezing once at each of `points`, in their order."""

    def freeze(point: str) -> None:
        if points[:1] == [point]:
            del points[0]
            os.kill(os.getpid(), signal.SIGSTOP)

    settings = read_settings()
    set_up_logging(settings.log_level, settings.log_format)
    failpoints.arm(freeze)
    uvloop.run(work(settings, Instant(name="builtin")))


if __name__ == "__main__":
    main(sys.argv[1:])
