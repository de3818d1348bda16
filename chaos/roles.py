"""A process of a house that is damaged: the web role as it is, or a worker with an engine that does
as it is told or is moody; each falls into the trap that lies in the folder of the house."""

import os
import sys
from pathlib import Path

import uvloop

import failpoints
from chaos import moods, workers
from chaos.traps import Trap
from commands.running import run
from settings import read_settings
from telemetry import set_up_logging

WORKERS = {"worker": workers.work, "moody": moods.work}


def play(role: str, *arguments: str) -> int:
    """The exit code of a role."""
    failpoints.arm(Trap(Path(os.environ["DATA_DIR"])))
    if role == "web":
        return run([role, *arguments])
    settings = read_settings()
    set_up_logging(settings.log_level, settings.log_format)
    uvloop.run(WORKERS[role](settings))
    return 0


if __name__ == "__main__":
    sys.exit(play(*sys.argv[1:]))
