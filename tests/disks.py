"""Small disks that really fill up."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FILLER = "filler"


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """`folder` as a disk of `size` bytes; the test is skipped where mounting is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"a small disk needs `mount`: {error}")
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        # Lazily: a process that a failed test left behind must not keep it.
        subprocess.run(["umount", "-l", str(folder)], check=True)


def free(disk: Path) -> int:
    """The room that is left, in bytes."""
    facts = os.statvfs(disk)
    return facts.f_bavail * facts.f_frsize


def fill(disk: Path, leave: int = 0) -> None:
    """Take all the room of a disk but the last `leave` bytes."""
    with (disk / _FILLER).open("xb") as filler:
        os.posix_fallocate(filler.fileno(), 0, free(disk) - leave)


def enlarge(disk: Path, size: int) -> None:
    """Give a disk more room."""
    command = ["mount", "-o", f"remount,size={size}", str(disk)]
    subprocess.run(command, check=True)


def make_room(disk: Path) -> None:
    """Give back what `fill` took."""
    (disk / _FILLER).unlink()
