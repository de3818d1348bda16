"""Entry: `python main.py` runs everything; a role, such as `web` or `doctor`, only that.

The roles are in `commands`.
"""

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a role; the exit code."""
    try:
        from commands.running import run  # takes half a second, in which Ctrl-C may come
    except KeyboardInterrupt:
        print("visage: Broken off.", file=sys.stderr)
        return 128 + signal.SIGINT
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
