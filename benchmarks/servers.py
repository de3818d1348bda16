"""A Visage of its own for a benchmark or a test: the whole process tree, or one role beside others,
with its log read as JSON."""

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
READY = "Visage is ready:"
WORKER_READY = "worker ready"
LONGEST_LINE = 1 << 20  # bytes of what a process says

# Many devices at one address are no attack here.
UNLIMITED = {
    "CONTACTS_PER_MINUTE": "0",
    "UPLOADS_PER_MINUTE": "0",
    "REGENERATIONS_PER_MINUTE": "0",
    "PICTURES_PER_MINUTE": "0",
    "AVATARS_PER_MINUTE": "0",
    "AVATARS_PER_MINUTE_PER_ADDRESS": "0",
    "LOOKUPS_PER_MINUTE": "0",
    "LOOKUPS_PER_MINUTE_PER_ADDRESS": "0",
    "CHANGES_PER_MINUTE": "0",
    "CODES_PER_HOUR": "0",
    "CODES_PER_HOUR_PER_ADDRESS": "0",
}


@dataclass
class Running:
    """A running Visage: its address, its root process, what another process of it needs to know,
    and what it has logged so far."""

    url: str
    pid: int
    environment: dict[str, str]
    role: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, number: int) -> None:
        """Send a signal to its root process, if that has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    async def read(self, output: asyncio.StreamReader) -> None:
        """Take in all that its processes say, until there is nobody to say more."""
        async for line in output:
            text = line.decode(errors="replace").strip()
            if text.startswith(READY):
                self.url = text.removeprefix(READY).strip()
                self.ready.set()
                continue
            try:
                record = json.loads(text)
            except ValueError:
                record = {"event": text}
            self.records.append(record)
            if self.role == "worker" and record.get("event") == WORKER_READY:
                self.ready.set()

    async def until_ready(self, over: Callable[[], bool]) -> None:
        """Wait until it is; `over` tells whether its root process has ended instead."""
        async with asyncio.timeout(60):
            while not self.ready.is_set():
                await asyncio.sleep(0.05)
                if over():
                    raise RuntimeError(f"main.py ended: {self.records}")

    async def attempt(self, generation: str) -> dict[str, Any]:
        """The log record of the ending of a generation, once it is there."""
        wanted = ("generation ended", generation)
        async with asyncio.timeout(30):
            while True:
                for record in self.records:
                    if (record.get("event"), record.get("generation")) == wanted:
                        return record
                await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*arguments: str, **environment: str) -> AsyncIterator[Running]:
    """Start `main.py`, with a data folder of its own unless one is given; stop it at the end.

    `arguments` may name a single role, which needs MONGODB_URI in `environment`.
    """
    with to_be_started(arguments, environment) as visage:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "main.py"), *arguments),
            env=visage.environment,
            cwd=ROOT,
            stdout=PIPE,
            stderr=STDOUT,
            limit=LONGEST_LINE,
        )
        visage.pid = process.pid
        assert process.stdout is not None
        reading = asyncio.create_task(visage.read(process.stdout))
        try:
            await visage.until_ready(lambda: process.returncode is not None)
            yield visage
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reading


@contextmanager
def to_be_started(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Running]:
    """A Visage with these arguments of `main.py` and this environment besides ours."""
    with tempfile.TemporaryDirectory() as folder:
        defaults = {"PORT": "0", "LOG_FORMAT": "json", "DATA_DIR": folder}
        given = {**os.environ, **UNLIMITED, **defaults, **environment}
        yield Running("", 0, given, role="".join(arguments[:1]))


async def run(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run Python with `arguments` to its end: its exit code, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


def tree(pid: int) -> dict[int, str]:
    """The processes below and with `pid`: id → what it is."""
    found, waiting = {}, [pid]
    while waiting:
        current = waiting.pop()
        folder = Path("/proc") / str(current)
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            children = (folder / "task" / str(current) / "children").read_text().split()
        except OSError:
            continue
        found[current] = _name(b" ".join(words).decode())
        waiting.extend(int(child) for child in children)
    return found


def state(pid: int) -> str:
    """What a process does, in a letter of proc(5): `T` when it is frozen, `Z` when it is over."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def alive(pid: int) -> bool:
    """Whether a process is not over."""
    return state(pid) != "Z"


def _name(command: str) -> str:
    for name in ("secantusd-rs", "sandbox", "web", "worker"):
        if name in command:
            return name
    return "parent"


def memory(pid: int) -> tuple[float, float]:
    """(resident now, resident at most) of a process, in MB."""
    fields = {}
    for line in (Path("/proc") / str(pid) / "status").read_text().splitlines():
        name, _, value = line.partition(":")
        fields[name] = value
    return tuple(int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]
