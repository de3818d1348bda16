"""`make chaos-money`: two web and two worker processes under load are killed at every step at which
credits move, and at any other time; the ledger is reckoned anew all the while, and at the end."""

import argparse
import asyncio
import secrets
import sys
import time

from chaos.runs import Run, Wanted, play
from telemetry import set_up_logging


def main() -> int:
    """Do it; 1 when anything differs, or too little was done."""
    wanted = Wanted(**vars(_parser().parse_args()))
    set_up_logging("error", "text")
    print(f"seed {wanted.seed}: {wanted.operations} operations, {wanted.kills} kills", flush=True)
    began = time.monotonic()
    run = asyncio.run(play(wanted))
    show(run)
    kills, count = run.kills.total(), len(run.differences)
    print(
        f"{run.book.operations} operations, {kills} kills, {run.audits} audits of "
        f"{run.reckoned} generations, {count} differences "
        f"({time.monotonic() - began:.0f} s, seed {wanted.seed})"
    )
    enough = run.book.operations >= wanted.operations and kills >= wanted.kills
    return 0 if enough and not count else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chaos.money", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=1500.0, help="at most, of the load")
    return parser


def show(run: Run) -> None:
    """Print the tables."""
    print(f"\n{'operation':<14}{'outcome':<24}{'times':>8}")
    for (name, outcome), times in sorted(run.book.counts.items()):
        print(f"{name:<14}{outcome:<24}{times:>8}")
    print(f"{run.book.asked_again} calls were made again because no answer came\n")
    print(f"{'killed at':<30}{'times':>8}")
    for point, times in sorted(run.kills.items()):
        print(f"{point:<30}{times:>8}")
    never = sorted(run.unreached.keys() - run.kills.keys())
    if never:
        print(f"not reached while a kill waited there: {', '.join(never)}")
    print()


if __name__ == "__main__":
    sys.exit(main())
