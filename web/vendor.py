"""Fetches the files of others again from their npm packages, checked against the `SOURCES.md`s."""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = tuple(Path(__file__).parent / name for name in ("graphiql", "page/fonts"))


@dataclass(frozen=True)
class Vendored:
    """One row of a `SOURCES.md`; `sha384` is base64, as in subresource integrity."""

    file: Path
    package: str
    source: str
    sha384: str


def read_sources() -> Iterator[Vendored]:
    """The rows of the tables in each `SOURCES.md`."""
    for folder in _FOLDERS:
        for line in (folder / "SOURCES.md").read_text().splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == 5 and "@" in cells[1]:
                yield Vendored(folder / cells[0], cells[1], cells[2], cells[4])


def sum_of(data: bytes) -> str:
    """SHA-384 in base64."""
    return base64.b64encode(hashlib.sha384(data).digest()).decode()


def differing() -> list[str]:
    """Names of files here that are missing or not the ones `SOURCES.md` means."""
    return [
        row.file.name
        for row in read_sources()
        if not row.file.is_file() or sum_of(row.file.read_bytes()) != row.sha384
    ]


def _unpack(package: str, folder: Path) -> tarfile.TarFile:
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tarfile.open(folder / printed.split()[-1])


def fetch() -> None:
    """Replaces every vendored file; stops with a sentence at the first sum that differs."""
    rows = list(read_sources())
    with tempfile.TemporaryDirectory() as folder:
        for package in sorted({row.package for row in rows}):
            with _unpack(package, Path(folder)) as archive:
                for row in (row for row in rows if row.package == package):
                    member = archive.extractfile(f"package/{row.source}")
                    data = member.read() if member else b""
                    if sum_of(data) != row.sha384:
                        sys.exit(f"{row.source} of {package} is not the file SOURCES.md means.")
                    row.file.write_bytes(data)


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        fetch()
    if names := differing():
        sys.exit(f"Not as in SOURCES.md: {', '.join(names)}. Run python web/vendor.py.")
