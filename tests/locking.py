"""Writes the lock files from pyproject.toml; `make lock` runs it in an empty environment."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
TOOLS = {"pip", "setuptools", "wheel"}


def install(wanted: list[str]) -> set[str]:
    """Install `wanted`; everything that is installed then, as name==version."""
    subprocess.run([*PIP, "install", "--quiet", *wanted], check=True)
    frozen = subprocess.run(
        [*PIP, "list", "--format=freeze"], check=True, capture_output=True, text=True
    ).stdout.split()
    return {line for line in frozen if line.partition("==")[0] not in TOOLS}


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    run = install(project["dependencies"] + extras["embedded"])
    test = install(extras["test"]) - run
    traces = install(extras["otel"]) - run - test
    # Alone: OpenCV runs its model, and what it asks for besides is not needed.
    check = set(extras["nudity"])
    # Alone as well: its file of JavaScript is what is wanted, and no other browser.
    axe = set(extras["axe"])
    locks = {
        "requirements.lock": run,
        "requirements-test.lock": test,
        "requirements-otel.lock": traces,
        "requirements-nudity.lock": check,
        "requirements-axe.lock": axe,
    }
    for name, lines in locks.items():
        (ROOT / name).write_text("".join(f"{line}\n" for line in sorted(lines, key=str.lower)))


if __name__ == "__main__":
    main()
