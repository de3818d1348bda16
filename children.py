"""A child process that dies with its parent, can be waited for, and ends when told."""

import asyncio
import ctypes
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Session(ABC):
    """A running process at the head of its own session: Ctrl-C in a terminal does not reach it."""

    @property
    @abstractmethod
    def pid(self) -> int: ...

    @property
    @abstractmethod
    def running(self) -> bool: ...

    @abstractmethod
    async def _ended(self) -> int:
        """Its exit code, once it has ended (negative: the signal)."""

    async def wait(self) -> int:
        """Its exit code, once it has ended (negative: the signal); then its own children go too."""
        code = await self._ended()
        self._signal_all(signal.SIGKILL)
        return code

    async def stop(self, grace: float) -> int:
        """Ask it to end, kill it when it has not within `grace` seconds, and return its code."""
        if self.running:
            with suppress(ProcessLookupError):
                # Not `terminate()`: that waits for one just dead, and its exit code is lost.
                os.kill(self.pid, signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    return await self.wait()
            self._signal_all(signal.SIGKILL)
        return await self.wait()

    def _signal_all(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


class Child(Session):
    """One that was started here. If it is `piped`, it counts as ended when nobody can write to its
    output any more."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def output(self) -> asyncio.StreamReader:
        """What it prints; only for a child started with `piped`."""
        assert self._process.stdout is not None
        return self._process.stdout

    async def _ended(self) -> int:
        return await self._process.wait()


async def start_child(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    piped: bool = False,
    keep_open: Sequence[int] = (),
    when_orphaned: signal.Signals = signal.SIGKILL,
) -> Child:
    """Start `command`; `OSError` when there is no such program.

    `environment` is the whole environment (None: ours), `folder` where it runs. With `piped`, what
    it prints (both streams) is in `Child.output`, which the caller must read to the end. The file
    descriptors `keep_open` are inherited. `when_orphaned` is what the kernel sends it when the
    thread that started it ends, however that ends (Linux only).
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE if piped else None,
        stderr=asyncio.subprocess.STDOUT if piped else None,
        pass_fds=tuple(keep_open),
        start_new_session=True,
        preexec_fn=_die_with_parent(when_orphaned),
    )
    return Child(process)


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Run between fork and exec, so everything it needs is looked up before the fork."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)

    return prepare
