"""Entry: `python main.py` runs everything; `web`, `worker` and `schema` are the single roles,
`export` and `import` move all that is kept, `doctor` looks for damage, `audit` reckons all credits
anew, `operator` gives tokens.

What a role needs is imported in its function: the parent of all stays small and starts at once.
"""

import argparse
import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from errors import Unavailable, VisageError, WrongSetup
from settings import InvalidSettings, Settings, read_settings
from telemetry import set_up_logging

_Roles: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

SCHEMA = Path(__file__).parent / "schema.graphql"
WRONG_SETUP = os.EX_CONFIG  # tells the parent not to try again
MOST_DAYS = 365  # of an operator's token


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a role; the exit code. What the operator can mend is told in one sentence."""
    wanted = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        set_up_logging(settings.log_level, settings.log_format)
        match wanted.role:
            case "web":
                _web(settings, wanted.listen_fd)
            case "worker":
                asyncio.run(_worker(settings))
            case "export" | "import":
                asyncio.run(_move(settings, wanted.role, wanted.folder))
            case "doctor":
                return asyncio.run(_doctor(settings, wanted.apply))
            case "audit":
                return asyncio.run(_audit(settings))
            case "operator":
                asyncio.run(_operator(settings, wanted.name, wanted.days, wanted.end))
            case "schema":
                return _schema(settings, wanted.check)
            case _:
                asyncio.run(_everything(settings))
    except (InvalidSettings, VisageError) as error:
        print(f"visage: {error}", file=sys.stderr)
        if isinstance(error, WrongSetup):
            return WRONG_SETUP
        return 2 if wanted.role in {"doctor", "audit"} else 1
    except KeyboardInterrupt:  # before a role could say what Ctrl-C does
        if wanted.role in {"export", "import"}:
            print("visage: Broken off. Run the same command again to finish it.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="Visage turns photos into pictures. Without a role it runs everything: an "
        "embedded database (unless MONGODB_URI is set), a web and a worker process.",
        epilog="Settings come from the environment and from .env; .env.example lists them.",
    )
    roles = parser.add_subparsers(dest="role", metavar="role")
    web = _add(roles, "web", "serve the API and the page; needs MONGODB_URI")
    web.add_argument("--listen-fd", type=int, help=argparse.SUPPRESS)
    _add(roles, "worker", "do the work that is queued; needs MONGODB_URI")
    moves = {
        "export": "write all documents and files into the folder DIR, which has to be empty",
        "import": "bring the export in DIR into an empty database and store",
    }
    for role, what in moves.items():
        move = _add(roles, role, what)
        move.add_argument("folder", type=Path, metavar="DIR")
    doctor = _add(
        roles,
        "doctor",
        "ask engines elsewhere how they are, compare documents and files, also while Visage runs; "
        "exit code 0 when all is well, 1 when damage or a trouble is left, 2 when it cannot look",
    )
    doctor.add_argument("--apply", action="store_true", help="mend what can be mended safely")
    _add(
        roles,
        "audit",
        "reckon all credits anew from the ledger, also while Visage runs; exit code 0 when nothing "
        "differs, 1 when something does, 2 when it cannot look",
    )
    operator = _add(
        roles, "operator", "print a token with which NAME may grant credits and flush registrations"
    )
    operator.add_argument("name", type=_name, metavar="NAME")
    operator.add_argument("--days", type=_days, default=1.0, help="how long it is good for (1)")
    operator.add_argument("--end", action="store_true", help="end all tokens of NAME instead")
    schema = _add(roles, "schema", "write schema.graphql")
    schema.add_argument("--check", action="store_true", help="only tell whether it is up to date")
    return parser


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed")
    return text.strip()


def _days(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= MOST_DAYS:
            return float(text)
    raise argparse.ArgumentTypeError(f"a number above 0 is needed, and at most {MOST_DAYS}")


def _add(roles: _Roles, name: str, what: str) -> argparse.ArgumentParser:
    return roles.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")


async def _everything(settings: Settings) -> None:
    from processes import Role, run_house

    this = [sys.executable, __file__]
    roles = [Role("web", [*this, "web"], listens=True), Role("worker", [*this, "worker"])]
    stop = asyncio.Event()
    _when_told_to_stop(stop.set)
    await run_house(settings, roles, stop, _announce)


@contextmanager
def _quick_start() -> Iterator[None]:
    """While modules are imported nothing is garbage: looking for it takes a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _web(settings: Settings, listen_fd: int | None) -> None:
    import uvloop

    from processes import listen

    _require_database(settings)
    if listen_fd is None:
        uvloop.run(_serve(settings, listen(settings.host, settings.port), _announce))
    else:  # the parent has opened the port, and announces it
        uvloop.run(_serve(settings, socket.socket(fileno=listen_fd), lambda url: None))


async def _serve(
    settings: Settings, listener: socket.socket, announce: Callable[[str], object]
) -> None:
    with _quick_start():
        from app import create_app
        from processes import announce_when_ready
        from serving import serve

        app = create_app(settings)
    async with app.router.lifespan_context(app):
        telling = asyncio.create_task(announce_when_ready(listener.getsockname(), announce))
        await serve(app, listener, _when_told_to_stop)
        telling.cancel()


async def _worker(settings: Settings) -> None:
    _require_database(settings)
    with _quick_start():
        from worker.loop import run

    stop, hurry = asyncio.Event(), asyncio.Event()
    _when_told_to_stop(lambda: (hurry if stop.is_set() else stop).set())  # told twice: at once
    await run(settings, stop, hurry)


async def _move(settings: Settings, role: str, folder: Path) -> None:
    from moving.roles import export_to, import_from

    move = export_to if role == "export" else import_from
    for sentence in await move(settings, folder):
        _show(sentence)


async def _audit(settings: Settings) -> int:
    from audit import run_audit

    return await run_audit(settings, print)


async def _doctor(settings: Settings, apply: bool) -> int:
    from doctor.visits import visit

    return await visit(settings, apply, _show)


async def _operator(settings: Settings, name: str, days: float, end: bool) -> None:
    from operators import end_operator, operator_token

    if end:
        await end_operator(settings, name)
        _show(f"No token of {name} counts any more.")
    else:
        _show(await operator_token(settings, name, days))


def _show(sentence: str) -> None:
    """Print it; a reader that has gone, as after `| head`, changes nothing."""
    try:
        print(sentence, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def _when_told_to_stop(act: Callable[[], object]) -> None:
    """Let SIGTERM, Ctrl-C and a closed terminal do `act`."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wishes
            asyncio.get_running_loop().add_signal_handler(number, act)


def _announce(url: str) -> None:
    print(f"Visage is ready: {url}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
