"""What may be said on the command line."""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

_Roles: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

MOST_DAYS = 365  # of an operator's token

ABOUT = """\
Visage turns photos and words into pictures. Without a role it runs everything:
an embedded database (unless MONGODB_URI is set), a web and a worker process.
"""
MORE = """\
exit codes:
  0    done, and all is well
  1    it could not be done, or something is wrong: a sentence says what
  2    an argument is wrong; or doctor, audit or sweep could not look
  78   a setting of the web or worker process is wrong: starting again is no use
  130  broken off with Ctrl-C

Reports go to stdout; progress, logs and troubles to stderr. Settings come from
the environment and from .env; .env.example lists them. `main.py ROLE --help`
tells more of a role, docs/command-line.md of all.
"""
DOCTOR = """\
Ask the engines elsewhere how they are, and compare documents and files, also
while Visage runs. Exit code 0 when all is well, 1 when damage or a trouble is
left, 2 when it cannot look.
"""
AUDIT = """\
Reckon all credits anew from the ledger, also while Visage runs. Exit code 0
when nothing differs, 1 when something does, 2 when it cannot look.
"""
SWEEP = """\
Tell what is over: expired cartoons, old codes and keys, generations nobody
will ask for, files without a document. Workers remove it by and by; --apply
removes it now, also while Visage runs. Exit code 0 when that was done, 1 when
something could not be removed, 2 when it cannot look.
"""
DEMO = """\
Run the whole story on a sample photo, within about a minute: a cartoon in each
style, the face of the one that is kept, pictures from words, a guest's avatar
and a headshot. What came of it is put on a contact sheet. Without --url it
brings a Visage of its own, whose data are gone afterwards.
"""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What is wanted: `role` (None: everything) and its arguments; of None, those of the process.

    Whoever asks for help, or says what cannot be, is answered here and the process ends.
    """
    parser = argparse.ArgumentParser(
        prog="main.py",
        description=ABOUT,
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    roles = parser.add_subparsers(dest="role", metavar="role", title="roles")
    _add_servers(roles)
    _add_care(roles)
    _add_tools(roles)
    return parser.parse_args(arguments)


def _add_servers(roles: _Roles) -> None:
    web = _add(roles, "web", "serve the API and the page; needs MONGODB_URI")
    web.add_argument("--listen-fd", type=int, help=argparse.SUPPRESS)
    _add(roles, "worker", "do the work that is queued; needs MONGODB_URI")


def _add_care(roles: _Roles) -> None:
    doctor = _add(roles, "doctor", "look for damage, and mend it with --apply", DOCTOR)
    doctor.add_argument("--apply", action="store_true", help="mend what can be mended safely")
    _add(roles, "audit", "reckon all credits anew from the ledger", AUDIT)
    sweep = _add(roles, "sweep", "tell what is over, and remove it with --apply", SWEEP)
    sweep.add_argument("--apply", action="store_true", help="remove what is over")
    moves = {
        "export": "write all documents and files into the folder DIR, which has to be empty",
        "import": "bring the export in DIR into an empty database and store",
    }
    for role, what in moves.items():
        _add(roles, role, what).add_argument("folder", type=Path, metavar="DIR")


def _add_tools(roles: _Roles) -> None:
    operator = _add(
        roles, "operator", "print a token with which NAME may grant credits and flush registrations"
    )
    operator.add_argument("name", type=_name, metavar="NAME")
    operator.add_argument("--days", type=_days, default=1.0, help="how long it is good for (1)")
    operator.add_argument("--end", action="store_true", help="end all tokens of NAME instead")
    schema = _add(roles, "schema", "write schema.graphql")
    schema.add_argument("--check", action="store_true", help="only tell whether it is up to date")
    demo = _add(
        roles, "demo", "run the whole story on a sample photo, and draw a sheet of it", DEMO
    )
    demo.add_argument("--url", metavar="URL", help="a Visage that runs, as http://127.0.0.1:8000/")
    demo.add_argument("--photo", type=Path, metavar="FILE", help="another photo of a person")
    demo.add_argument(
        "--sheet",
        type=Path,
        metavar="FILE",
        default=Path("visage-demo.png"),
        help="where the contact sheet goes (visage-demo.png)",
    )


def _add(roles: _Roles, name: str, what: str, more: str = "") -> argparse.ArgumentParser:
    return roles.add_parser(
        name,
        help=what,
        description=more or f"{what[0].upper()}{what[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed")
    return text.strip()


def _days(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= MOST_DAYS:
            return float(text)
    raise argparse.ArgumentTypeError(f"a number above 0 is needed, and at most {MOST_DAYS}")
