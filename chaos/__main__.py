"""`make chaos`: kill -9 at every durable step again and again, take the database away, and show
what came of it."""

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import time
from fnmatch import fnmatch
from pathlib import Path

from chaos import outage
from chaos.lanes import open_lanes, strike_all
from chaos.reports import Report
from documents.embedded import EmbeddedServer
from failpoints import POINTS
from telemetry import set_up_logging

EVERYWHERE = "*"


def main() -> int:
    """Do the damage; 1 when anything was lost, doubled, orphaned or not reached."""
    given = _parser().parse_args()
    points = [point for point in POINTS if fnmatch(point, given.points)]
    if not points:
        print(f"No point is called {given.points}. There are: {', '.join(POINTS)}.")
        return 1
    set_up_logging("warning", "text")
    report = Report(given.seed, points)
    print(f"seed {given.seed}: {given.times} kills at each of {len(points)} points", flush=True)
    began = time.monotonic()
    damages = []
    try:
        asyncio.run(_strike(report, given.times, given.lanes))
    except KeyboardInterrupt:
        damages.append("stopped before the end")
    report.show()
    if given.points == EVERYWHERE and not damages:
        damages = outage.run()
    for damage in damages:
        print(damage)
    print(f"{report} ({time.monotonic() - began:.0f} s)")
    return 0 if report.whole and not damages else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    parser.add_argument("--times", type=int, default=10, help="kills at each point")
    parser.add_argument("--points", default=EVERYWHERE, help="a pattern such as 'settle.*:before'")
    parser.add_argument("--lanes", type=int, default=6, help="houses that are damaged side by side")
    return parser


async def _strike(report: Report, times: int, count: int) -> None:
    wanted = [
        (point, random.Random(f"{report.seed}/{point}/{turn}"))
        for turn in range(times)
        for point in report.points
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            EmbeddedServer(folder / "database") as server,
            open_lanes(server.uri, folder, count) as lanes,
        ):
            await strike_all(lanes, wanted, report.add)


if __name__ == "__main__":
    sys.exit(main())
