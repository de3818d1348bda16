"""What each role does: from what was said on the command line to an exit code."""

import argparse
import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path

from commands.bars import open_progress
from commands.servers import run_everything, run_web, run_worker
from errors import VisageError, WrongSetup
from settings import InvalidSettings, Settings

SCHEMA = Path(__file__).parent.parent / "schema.graphql"
WRONG_SETUP = os.EX_CONFIG  # tells the parent not to try again
BROKEN_OFF = 130  # as shells have it of who ends by Ctrl-C

# Of these, 1 says that something is wrong: 2, that nobody could look.
LOOKERS = {"doctor", "audit", "sweep"}
# None: everything.
SERVERS = {None, "web", "worker"}
WHEN_BROKEN_OFF = {
    "doctor": "Broken off. What was mended stays mended.",
    "audit": "Broken off. Nothing was changed.",
    "sweep": "Broken off. What was removed stays removed.",
    "export": "Broken off. Run the same command again to finish it.",
    "import": "Broken off. Run the same command again to finish it.",
    "demo": "Broken off. There is no contact sheet.",
}


def play(role: str | None, settings: Settings, wanted: argparse.Namespace) -> int:
    """Run a role to its end; its exit code. `VisageError` when it cannot be run."""
    match role:
        case "web":
            run_web(settings, wanted.listen_fd)
            return 0
        case "schema":
            return _schema(settings, wanted.check)
    return asyncio.run(_played(role, settings, wanted)) or 0


def _played(
    role: str | None, settings: Settings, wanted: argparse.Namespace
) -> Coroutine[object, object, int | None]:
    match role:
        case "worker":
            return run_worker(settings)
        case "export" | "import":
            return _move(settings, role, wanted.folder)
        case "doctor":
            return _doctor(settings, wanted.apply)
        case "audit":
            return _audit(settings)
        case "sweep":
            return _sweep(settings, wanted.apply)
        case "operator":
            return _operator(settings, wanted.name, wanted.days, wanted.end)
        case "demo":
            return _demo(wanted.url, wanted.photo, wanted.sheet)
    return run_everything(settings)


def told(role: str | None, error: InvalidSettings | VisageError) -> int:
    """Say in a sentence what went wrong; the exit code of it."""
    _complain(str(error))
    if isinstance(error, WrongSetup) or (role in SERVERS and isinstance(error, InvalidSettings)):
        return WRONG_SETUP
    return 2 if role in LOOKERS else 1


def broken_off(role: str | None) -> int:
    """Say what Ctrl-C leaves behind, if anything is to be said; the exit code of it."""
    if role in WHEN_BROKEN_OFF:
        _complain(WHEN_BROKEN_OFF[role])
    return BROKEN_OFF


def _complain(sentence: str) -> None:
    print(f"visage: {sentence}", file=sys.stderr)


async def _move(settings: Settings, role: str, folder: Path) -> None:
    from moving.roles import export_to, import_from

    move = export_to if role == "export" else import_from
    with open_progress() as progress:
        sentences = await move(settings, folder, progress)
    for sentence in sentences:
        show(sentence)


async def _audit(settings: Settings) -> int:
    from audit import run_audit

    with open_progress() as progress:
        return await run_audit(settings, show, progress)


async def _doctor(settings: Settings, apply: bool) -> int:
    from doctor.visits import visit

    with open_progress() as progress:
        return await visit(settings, apply, show, progress)


async def _sweep(settings: Settings, apply: bool) -> int:
    from commands.sweeps import run_sweep

    with open_progress() as progress:
        return await run_sweep(settings, apply, show, progress)


async def _demo(url: str | None, photo: Path | None, sheet: Path) -> None:
    from demo.roles import run_demo

    with open_progress() as progress:
        await run_demo(url, photo, sheet, show, progress)


async def _operator(settings: Settings, name: str, days: float, end: bool) -> None:
    from operators import end_operator, operator_token

    if end:
        await end_operator(settings, name)
        show(f"No token of {name} counts any more.")
    else:
        show(await operator_token(settings, name, days))


def show(sentence: str) -> None:
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
    _complain("schema.graphql is out of date: run `make schema`.")
    return 1
