"""Runs pure functions in child processes that can be killed: hostile pictures are decoded there."""

import asyncio
import ctypes
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

from errors import VisageError

Result = TypeVar("Result")

_LENGTH = struct.Struct("<Q")  # before each pickled message, in both directions
_START_SECONDS = 30.0  # on top of a call's time limit when its process has to start first
_BUFFER = 1 << 20  # bytes a reply may run ahead of its reader
_PR_SET_PDEATHSIG = 1
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
        await self.run(_imported, *functions, failure=VisageError("The sandbox does not start."))

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
            f"from sandbox import serve; serve({self._memory_bytes})",
            stdin=PIPE,
            stdout=PIPE,
            limit=_BUFFER,
            env=_environment(),
        )
        self._all.add(worker)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await _ask(worker, pickle.dumps((_imported, ())))
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
    worker.stdin.writelines([_LENGTH.pack(len(request)), request])
    await worker.stdin.drain()
    (length,) = _LENGTH.unpack(await worker.stdout.readexactly(_LENGTH.size))
    return await worker.stdout.readexactly(length)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(Path(__file__).parent), *(path for path in sys.path if path)]
    # Thread pools of numeric libraries would take address space and bring nothing here.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": os.pathsep.join(paths)}


def _imported(*functions: Callable[..., Any]) -> int:
    """How many functions arrived: to arrive, their modules had to be imported."""
    return len(functions)


def serve(memory_bytes: int) -> None:
    """The child's side: answer requests until the parent closes its end or dies."""
    # The parent's death kills us even in the middle of a picture (Linux, prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, who ends us
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what a library prints must not end up in a reply
    try:
        while header := requests.read(_LENGTH.size):
            _reply(replies, _answer(requests.read(_LENGTH.unpack(header)[0])))
    except BrokenPipeError:  # the parent has ended meanwhile
        os._exit(0)  # a usual end would try to write the rest


def _answer(request: bytes) -> bytes:
    try:
        function, args = pickle.loads(request)
        del request
        return pickle.dumps((True, function(*args)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        try:
            if not isinstance(error, VisageError):
                error.add_note(f"In the sandbox:\n{traceback.format_exc()}")
            reply = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(reply)  # an error may pickle well and still not come back
        except Exception:
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))
        return reply


def _reply(replies: BinaryIO, message: bytes) -> None:
    replies.write(_LENGTH.pack(len(message)))
    replies.write(message)
    replies.flush()
