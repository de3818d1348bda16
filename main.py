"""Entry: `python main.py` runs everything; `web`, `worker` and `schema` are the single roles.

What a role needs is imported in its function: the parent of all stays small and starts at once.
"""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from errors import Unavailable, VisageError
from settings import InvalidSettings, Settings, read_settings
from telemetry import set_up_logging

if TYPE_CHECKING:
    from starlette.applications import Starlette

SCHEMA = Path(__file__).parent / "schema.graphql"

# Open requests and sockets get so long; with closing the parts, a stop stays under 10 s.
FINISH_SECONDS = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a role; the exit code. What the operator can mend is told in one sentence."""
    wanted = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        set_up_logging(settings.log_level, settings.log_format)
        match wanted.role:
            case "web":
                return asyncio.run(_web(settings, wanted.listen_fd), loop_factory=None)
            case "worker":
                asyncio.run(_worker(settings))
            case "schema":
                return _schema(settings, wanted.check)
            case _:
                asyncio.run(_everything(settings))
    except (InvalidSettings, VisageError) as error:
        print(f"visage: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Visage turns photos into pictures. Without a role it runs everything: an "
        "embedded database (unless MONGODB_URI is set), a web and a worker process.",
        epilog="Settings come from the environment and from .env; .env.example lists them.",
    )
    roles = parser.add_subparsers(dest="role", metavar="role")
    web = roles.add_parser("web", help="serve the API and the page; needs MONGODB_URI")
    web.add_argument("--listen-fd", type=int, help=argparse.SUPPRESS)
    roles.add_parser("worker", help="do the work that is queued; needs MONGODB_URI")
    schema = roles.add_parser("schema", help="write schema.graphql")
    schema.add_argument("--check", action="store_true", help="only tell whether it is up to date")
    return parser


async def _everything(settings: Settings) -> None:
    from processes import Role, run_house

    this = [sys.executable, str(Path(__file__).resolve())]
    roles = [Role("web", [*this, "web"], listens=True), Role("worker", [*this, "worker"])]
    await run_house(settings, roles, _told_to_stop(), _announce)


async def _web(settings: Settings, listen_fd: int | None) -> None:
    from app import create_app
    from processes import listen

    _require_database(settings)
    if listen_fd is None:
        listener = listen(settings.host, settings.port)
    else:
        listener = socket.socket(fileno=listen_fd)
    await _serve(create_app(settings), listener, announce=listen_fd is None)


async def _worker(settings: Settings) -> None:
    from worker.loop import run

    _require_database(settings)
    await run(settings, _told_to_stop())


def _schema(settings: Settings, only_check: bool) -> int:
    from schema.build import build_schema

    wanted = build_schema(settings).as_str() + "\n"
    if not only_check:
        SCHEMA.write_text(wanted)
        return 0
    if SCHEMA.exists() and SCHEMA.read_text() == wanted:
        return 0
    print("visage: schema.graphql is out of date: run `make schema`.", file=sys.stderr)
    return 1


def _require_database(settings: Settings) -> None:
    if settings.mongodb_uri is None:
        raise Unavailable(
            "A single role needs MONGODB_URI, which is not set; `python main.py` without a role "
            "brings its own database."
        )


def _told_to_stop() -> asyncio.Event:
    """An event that SIGTERM, Ctrl-C or a closed terminal sets."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wishes
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _announce(url: str) -> None:
    print(f"Visage is ready: {url}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
