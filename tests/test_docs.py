"""What README and docs say: links lead to files, commands run, written tables are up to date."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

import errors
from benchmarks.servers import Running
from errors import ComeBackLater, EngineError, ErrorCode, VisageError
from schema.remedies import PAGE, REMEDIES, Repeating, errors_page

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
OTHERS = [ROOT / name / "README.md" for name in ("examples", "clients/typescript", "clients/dart")]
SAID_IN_DOCS = "http://127.0.0.1:8000"

# What the commands of a page print.
SEEN = {
    "first-steps": ("COMIC", "QUEUED", "SUCCEEDED"),
    "clients": ("the same answer, and one generation", '"code":"NOT_FOUND"', "304"),
}

LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def anchors_in(page: Path) -> set[str]:
    """The names by which headings of a page are linked to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    for page in (README, *DOCS, *OTHERS):
        for link in LINK.findall(page.read_text()):
            path, _, anchor = link.partition("#")
            if link.startswith("http"):
                continue
            target = page.parent / path if path else page
            assert target.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors_in(target), f"{page.name}: {link}"


def test_every_page_of_the_docs_is_linked_from_the_readme() -> None:
    linked = {ROOT / link.partition("#")[0] for link in LINK.findall(README.read_text())}
    assert not [page.name for page in DOCS if page not in linked]


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here: apt-get install curl")
@pytest.mark.parametrize("name", ["first-steps", "clients"])
async def test_the_commands_of_a_page_do_what_it_says(
    served: Running, tmp_path: Path, name: str
) -> None:
    blocks = COMMANDS.findall((ROOT / "docs" / f"{name}.md").read_text())
    said_here = "\n".join(blocks).replace(SAID_IN_DOCS, served.url.rstrip("/"))
    script = f"set -euo pipefail\n{said_here}"
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", script,
        cwd=tmp_path, env={**os.environ, "no_proxy": "*"}, stdout=-1, stderr=-2,
    )  # fmt: skip
    output, _ = await process.communicate()
    said = output.decode()
    assert process.returncode == 0, said
    with Image.open(tmp_path / "cartoon.jpg") as cartoon:
        assert cartoon.size == (1024, 1024)
    if name == "first-steps":
        with Image.open(tmp_path / "face.png") as face:
            assert face.mode == "RGBA"
    for each in SEEN[name]:
        assert each in said, said


def test_the_page_of_errors_is_up_to_date() -> None:
    assert set(REMEDIES) == set(ErrorCode)
    page = PAGE.read_text()
    assert errors_page(page) == page, "run `make schema`"


def test_what_is_said_of_repeating_is_what_the_errors_themselves_say() -> None:
    for error in vars(errors).values():
        if not isinstance(error, type) or not issubclass(error, VisageError):
            continue
        if "code" not in vars(error):
            continue
        said = REMEDIES[error.code].repeating
        if issubclass(error, ComeBackLater):
            assert said is Repeating.TOLD, error
        if issubclass(error, EngineError):
            assert said is (Repeating.LATER if error.retryable else Repeating.NO), error
