"""What is shipped to run Visage elsewhere names settings, roles and paths that there are."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from commands.arguments import parse
from settings import Settings
from tests.test_house import MAY_IMPORT

ROOT = Path(__file__).parent.parent
UNITS = [path.relative_to(ROOT) for path in sorted((ROOT / "deploy/systemd").glob("*.service"))]
COMPOSE, IMAGE = Path("compose.yaml"), Path("Containerfile")
SETTINGS = {name.upper() for name in Settings.model_fields}
# Of Python, of the build, and of the store that comes along.
FOREIGN = {"PYTHONUNBUFFERED", "EMBEDDED", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
INSTALLED = "/opt/visage/"


@cache
def said_in(path: Path) -> str:
    """A file without its comments."""
    lines = (ROOT / path).read_text().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("path", [*UNITS, COMPOSE, IMAGE], ids=str)
def test_every_setting_that_is_given_exists(path: Path) -> None:  # O2
    named = {*re.findall(r"\b([A-Z][A-Z_]{3,})(?:=|: |\b\W+\})", said_in(path))}
    assert named & SETTINGS
    assert named - SETTINGS - FOREIGN - {"CMD", "NONE"} == set()


@pytest.mark.parametrize("unit", UNITS, ids=str)
def test_a_unit_starts_a_role_and_names_what_there_is(unit: Path) -> None:  # O2, O5
    (command,) = re.findall(r"^ExecStart=(.*)$", said_in(unit), re.MULTILINE)
    program, script, *role = command.split()[command.startswith("/usr/bin/env") * 2 :]
    assert (program, script) == (f"{INSTALLED}.venv/bin/python", "main.py")
    wanted = parse(role).role
    assert (wanted or "visage") in unit.name
    for name in re.findall(rf"{INSTALLED}([\w./]+)", said_in(unit)):
        assert name.startswith(".venv/") or (ROOT / name).exists(), name
    (patience,) = map(int, re.findall(r"^TimeoutStopSec=(\d+)$", said_in(unit), re.MULTILINE))
    drain = max(map(float, re.findall(r"DRAIN_SECONDS=(\d+)", said_in(unit))), default=0)
    assert patience >= drain + 10  # else what drains is killed
    assert (wanted == "worker") == (drain > 0)


def test_the_target_wants_units_that_come_along() -> None:
    wants = re.findall(
        r"\b(visage-\w+@)\w+\.service", said_in(Path("deploy/systemd/visage.target"))
    )
    assert {f"{each}.service" for each in wants} == {
        unit.name for unit in UNITS if "@" in unit.name
    }


def test_the_composition_has_its_roles_secrets_and_time_to_stop() -> None:  # O2, O5
    text = said_in(COMPOSE)
    assert {parse([role]).role for role in re.findall(r"command: \[(web|worker)\]", text)} == {
        "web",
        "worker",
    }
    secrets = re.findall(r"^  (\w+): \{ file: \./secrets/(\w+) \}$", text, re.MULTILINE)
    assert secrets
    for name, file in secrets:
        assert name == file
        assert name.upper() in SETTINGS
    worker = text.partition("\n  worker:\n")[2].partition("\n\n")[0]
    (grace,) = map(int, re.findall(r"stop_grace_period: (\d+)s", worker))
    (drain,) = map(int, re.findall(r'DRAIN_SECONDS: "(\d+)"', text))
    assert grace >= drain + 10
    ignored = (ROOT / ".gitignore").read_text().split()
    assert "secrets/" in ignored


def test_the_image_is_built_of_what_there_is_and_holds_all_that_runs() -> None:  # O2
    text = said_in(IMAGE)
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", text, re.MULTILINE)
    assert json.loads(entry) == [f"{INSTALLED}.venv/bin/python", f"{INSTALLED}main.py"]
    for source in re.findall(r"^COPY (?!--)(\S+) ", text, re.MULTILINE):
        assert (ROOT / source).exists()
    left_out = {*said_in(Path(".dockerignore")).split()}  # which Podman reads, too
    assert not (ROOT / ".containerignore").exists()  # it would read that instead
    parts = {name for each in MAY_IMPORT for name in (each, f"{each}.py")}
    assert not left_out & (parts | {"tariffs.toml", "requirements.lock", "examples", "LICENSE"})
    assert {".env", ".git", "secrets", "var"} <= left_out
    assert re.search(r"^USER (?!root|0\b)", text, re.MULTILINE)


def test_no_image_is_named_by_its_registry() -> None:
    images = re.findall(r"^FROM (\S+)", said_in(IMAGE), re.MULTILINE)
    images += re.findall(r"image: (\S+)", said_in(COMPOSE))
    assert len(images) > 4
    assert not [each for each in images if "." in each.partition("/")[0] and "/" in each]
