"""The embedded database: `secantusd-rs`, a separate program spoken to over a loopback socket.

It is GPL-2.0, so it is started as a process and never imported. Its data folder cannot be read by
another of its releases, so the release is in the folder's name.
"""

import asyncio
import fcntl
import os
import re
import shutil
import signal
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Self

import structlog
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from children import Child, start_child
from documents.cancelling import mend_cancelling
from errors import Unavailable

# Measured: with these two, 0 of 8 kills lost an acknowledged write and it was back in a second;
# without, tens of writes were lost and a 2 GB log took 20 s to read.
DURABLE = ("--sync-on-commit", "--log-file-max", "16MB")

# A large data folder may have to be recovered before it listens.
START_SECONDS = 60.0
STOP_SECONDS = 1.5
# A killed parent's server needs a moment to let go of the folder.
LOCK_SECONDS = 2.0

# So many deaths within so many seconds are no accident any more.
MOST_DEATHS = 6
DEATH_SECONDS = 60.0
BACKOFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 4.0)

# Its log grows by 16 MB. Where there is no room for that, it could only die again.
ROOM_TO_START = 20 * 1024 * 1024
# Once it could not write its log, it answers everything with an error until it is started again.
PANIC = "WT_PANIC"

_LISTENING = re.compile(r"listening on 127\.0\.0\.1:(\d+)")
log = structlog.stdlib.get_logger(__name__)


def find_binary(configured: Path | None) -> Path:
    """The server program: the configured one or the one of the installed wheel; `Unavailable`."""
    if configured is not None:
        if not os.access(configured, os.X_OK) or not configured.is_file():
            raise Unavailable(f"SECANTUSD_RS names {configured}, which is not a program.")
        return configured.resolve()
    with suppress(PackageNotFoundError):
        # Only the files are looked up: importing the package would make one program of two.
        wheel = distribution("secantusdb")
        found = Path(str(wheel.locate_file("secantusdb.scripts/secantusd-rs")))
        if found.is_file():
            return found
    raise Unavailable(
        "The embedded database is not installed: run `pip install visage[embedded]` (`make run` "
        "does it for you), or set MONGODB_URI to a MongoDB replica set."
    )


class EmbeddedServer:
    """One server with its data under `data_dir`; `async with` starts and stops it."""

    def __init__(self, data_dir: Path, binary: Path | None = None) -> None:
        self._data_dir = data_dir
        self._binary = binary
        self._folder = data_dir
        self._lock: int | None = None
        self._child: Child | None = None
        self._reader: asyncio.Task[None] | None = None
        self._port = 0

    @property
    def uri(self) -> str:
        """Where it listens; stays the same when it is started again."""
        return f"mongodb://127.0.0.1:{self._port}/?directConnection=true"

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start it and wait until it answers; `Unavailable` with a sentence when it cannot."""
        self._binary = find_binary(self._binary)
        release = await _release_of(self._binary)
        try:
            self._lock = await _lock(self._data_dir)
            self._folder = _folder_for(release, self._data_dir)
            await self._launch()
            await asyncio.to_thread(_note_address, self._lock, self.uri)
        except BaseException:
            await self.stop()
            raise

    async def watch(self) -> None:
        """Start it again on the same port whenever it dies; `Unavailable` when that is no use.

        Runs until cancelled, which has to happen before `stop`.
        """
        deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        while True:
            assert self._child is not None
            code = await self._child.wait()
            deaths.append(time.monotonic())
            recent = sum(moment > deaths[-1] - DEATH_SECONDS for moment in deaths)
            if recent == MOST_DEATHS:
                raise Unavailable(
                    f"The embedded database ended {recent} times within a minute "
                    f"(last exit code {code}). Its messages are in the log above."
                )
            log.warning("the embedded database ended and is started again", exit_code=code)
            if await self._waited_for_room():
                deaths.clear()  # a full disk was the reason
            else:
                await asyncio.sleep(BACKOFF_SECONDS[recent - 1])
            with suppress(Unavailable):  # it counts as one more death
                await self._launch()

    async def _waited_for_room(self) -> bool:
        """True once there is room to start, if there was none before."""
        waited = False
        while (await asyncio.to_thread(shutil.disk_usage, self._folder)).free < ROOM_TO_START:
            if not waited:
                log.error("the embedded database waits for room on its disk", needs=ROOM_TO_START)
            waited = True
            await asyncio.sleep(1)
        return waited

    async def stop(self) -> None:
        """End it and let go of the folder; may be called twice."""
        if self._child is not None:
            await self._child.stop(STOP_SECONDS)
        if self._reader is not None:
            await self._reader
        if self._lock is not None:
            os.close(self._lock)
        self._child = self._reader = self._lock = None

    async def _launch(self) -> None:
        assert self._lock is not None
        child = self._child = await start_child(
            [
                *(str(self._binary), *DURABLE),
                *("--port", str(self._port), "--storage-path", str(self._folder)),
            ],
            # It would read a configuration that it finds where it starts, or at home.
            folder=self._folder,
            environment={**os.environ, "HOME": str(self._folder)},
            piped=True,
            keep_open=[self._lock],  # so that the lock lives as long as the last of us two
            when_orphaned=signal.SIGTERM,
        )
        listening: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._reader = asyncio.create_task(_drain(child, listening))
        try:
            async with asyncio.timeout(START_SECONDS):
                self._port = await listening
                await _ping(self.uri)
        except (TimeoutError, EOFError, PyMongoError) as error:
            await child.stop(STOP_SECONDS)
            raise Unavailable(f"The embedded database does not start: {error}") from error


async def _drain(child: Child, listening: asyncio.Future[int]) -> None:
    """Pass what the server prints to the log; its port, or its last words, to `listening`. One that
    panics is killed: it would neither work nor end."""
    rest = last = ""
    while chunk := await child.output.read(65536):
        *lines, rest = (rest + chunk.decode(errors="replace")).split("\n")
        rest = rest[-1000:]
        for line in filter(None, lines):
            last = line
            log.debug("embedded database", line=line)
            if (found := _LISTENING.search(line)) and not listening.done():
                listening.set_result(int(found[1]))
            if PANIC in line and child.running:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)
    if not listening.done():
        listening.set_exception(EOFError(last or "it said nothing."))


async def _ping(uri: str) -> None:
    mend_cancelling()  # who is told to stop meanwhile must hear of it
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(uri)
    try:
        await client.admin.command("ping")
    finally:
        await asyncio.shield(client.close())  # also when it is told to stop once more


async def _release_of(binary: Path) -> str:
    """What the program says of itself: the last word of its first line, as 0.5.3-beta.165."""
    try:
        child = await start_child([str(binary), "--version"], piped=True)
        first, _, _ = (await child.output.read()).decode(errors="replace").partition("\n")
        code = await child.wait()
    except OSError as error:
        raise Unavailable(f"{binary} cannot be started: {error.strerror}.") from error
    if code or not re.fullmatch(r"[\w.-]+ [\w.-]+", first):
        raise Unavailable(f"{binary} does not look like secantusd-rs: it has no `--version`.")
    return first.split()[1]


async def _lock(data_dir: Path) -> int:
    """A file descriptor that holds the lock of `data_dir`; `Unavailable` when another has it."""
    held = _open_lock(data_dir)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(held)
                raise Unavailable(
                    f"Another Visage is running with its data in {data_dir}: "
                    "end it, or set DATA_DIR to another folder."
                ) from None
            await asyncio.sleep(0.1)
        else:
            return held


def _note_address(lock: int, uri: str) -> None:
    """Leave the address in the lock file, which nobody else may read."""
    with suppress(OSError):  # on a full disk, others cannot join
        os.ftruncate(lock, 0)
        os.pwrite(lock, uri.encode(), 0)


def _running_on(data_dir: Path) -> str | None:
    """The address of the server of a Visage that runs there; None when none does."""
    lock = _open_lock(data_dir)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(lock, 1000, 0).decode() or None
    finally:
        os.close(lock)
    return None


@asynccontextmanager
async def open_or_join(data_dir: Path, binary: Path | None = None) -> AsyncIterator[str]:
    """The address of the server with its data under `data_dir`: the one of a Visage that runs
    there, which is not disturbed, or one of our own. `Unavailable` when it cannot be had."""
    running = await asyncio.to_thread(_running_on, data_dir)
    if running is not None:
        yield running
        return
    async with EmbeddedServer(data_dir, binary) as server:
        yield server.uri


def _open_lock(data_dir: Path) -> int:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        return os.open(data_dir / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(
            f"DATA_DIR ({data_dir}) cannot be written: {error.strerror}. "
            "Set it to a folder that can."
        ) from error


def _folder_for(release: str, data_dir: Path) -> Path:
    """The data folder of this release; `Unavailable` when there is only one of another release."""
    folder = data_dir / f"database-{release}"
    others = sorted(path.name for path in data_dir.glob("database-*") if path != folder)
    if others and not folder.exists():
        raise Unavailable(
            f"{data_dir} holds {others[-1]}, which secantusd-rs {release} cannot read: install the "
            "release in its name again, or move the folder away to start with an empty database."
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder.resolve()
