"""Runs pure functions in child processes that can be killed: hostile pictures are decoded there.

What such a process does itself is in `sandboxed`.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from errors import VisageError
from sandboxed import LENGTH, imported

Result = TypeVar("Result")

_START_SECONDS = 30.0  # on top of a call's time limit when its process has to start first
_BUFFER = 1 << 20  # bytes a reply may run ahead of its reader
# No secret of ours is of use to a decoder.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


class Sandbox:
    """A few warm child processes; a call that takes too long or too much kills its own.

    `seconds` and `memory_bytes` (address space) bound each call, `workers` how many run at once.
    """

    def __init__(self, seconds: float, memory_bytes: int, workers: int | None = None) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._free = asyncio.Semaphore(workers or os.cpu_count() or 1)
        self._idle: list[Process] = []
        self._all: set[Process] = set()

    async def run(
        self, function: Callable[..., Result], *args: object, failure: VisageError
    ) -> Result:
        """What `function(*args)` returns or raises; `failure` when it exceeds its limits or dies.

        The function must be importable by its name, and all that goes in and out picklable.
        The first call of a function in a process counts its imports too: see `warm`.
        """
        request = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        async with self._free:
            worker = await self._take()
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await _ask(worker, request)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                raise failure from error
            else:
                self._idle.append(worker)
            finally:
                if worker not in self._idle:  # cancelled, too slow or dead: never used again
                    await self._kill(worker)
        succeeded, value = pickle.loads(reply)
        if succeeded:
            return value  # type: ignore[no-any-return]
        if isinstance(value, MemoryError):
            raise failure from value
        raise value

    async def warm(self, *functions: Callable[..., Any]) -> None:
        """Start a process and import what these functions need, so that the first call is quick."""
        await self.run(imported, *functions, failure=VisageError("The sandbox does not start."))

    async def close(self) -> None:
        """End all processes, those at work too."""
        for worker in list(self._all):
            await self._kill(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self.close()

    async def _take(self) -> Process:
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
            await self._kill(worker)
        return await self._start()

    async def _start(self) -> Process:
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"from sandboxed import serve; serve({self._memory_bytes})",
            stdin=PIPE,
            stdout=PIPE,
            limit=_BUFFER,
            env=_environment(),
        )
        self._all.add(worker)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await _ask(worker, pickle.dumps((imported, ())))
        except BaseException:
            await self._kill(worker)
            raise
        return worker

    async def _kill(self, worker: Process) -> None:
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


async def _ask(worker: Process, request: bytes) -> bytes:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.writelines([LENGTH.pack(len(request)), request])
    await worker.stdin.drain()
    (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
    return await worker.stdout.readexactly(length)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(Path(__file__).parent), *(path for path in sys.path if path)]
    # Thread pools of numeric libraries would take address space and bring nothing here.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(paths)}
