"""As `main.py import`, but killed when it has reached a point so many times.

Arguments: the name of a failpoint, how many times, and the folder of the export.
"""

import os
import signal
import sys

import failpoints
import main


def killed(point: str, times: int, folder: str) -> int:
    left = times

    def act(name: str) -> None:
        nonlocal left
        left -= name == point
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.arm(act)
    return main.main(["import", folder])


if __name__ == "__main__":
    sys.exit(killed(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
