"""A process that has imported everything and forks others from itself, each of which runs a module
as `python -m` would, but is there in a tenth of the time.

It takes orders, one JSON object in each packet, from the socket it is given, each with the file
descriptor that what is said goes to; and tells there of beginnings and ends. It starts no thread
and no event loop: those would not survive a fork.
"""

import ctypes
import gc
import json
import os
import random
import runpy
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from children import PR_SET_PDEATHSIG

Order = dict[str, Any]

LARGEST = 1 << 17  # bytes of an order, of which most is an environment


def import_everything() -> None:
    """What the roles need; while modules are imported nothing is garbage."""
    gc.disable()
    import httptools  # noqa: F401
    import uvicorn.protocols.http.httptools_impl
    import uvicorn.protocols.websockets.websockets_sansio_impl  # noqa: F401
    import uvloop  # noqa: F401

    import app  # noqa: F401
    import audit  # noqa: F401
    import operators  # noqa: F401
    import providers  # noqa: F401
    import serving  # noqa: F401
    import worker.loop  # noqa: F401

    gc.freeze()
    gc.enable()


class Zygote:
    """Forks what it is told to, until its orders end; then all that it forked ends too."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._id = os.getpid()
        self._running: dict[int, int] = {}  # order by process
        self._prctl = ctypes.CDLL(None).prctl
        self._ended, self._wake = os.pipe()
        os.set_blocking(self._ended, False)
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def live(self) -> Order | None:
        """Take orders and tell of ends until nobody gives orders any more.

        It is None that comes out of it then; but in each process that was forked it is the order
        that this one has to carry out.
        """
        orders = self._orders.fileno()
        while True:
            ready, _, _ = select.select([orders, self._ended], [], [])
            if self._ended in ready:
                os.read(self._ended, 4096)
            self._tell_of_ended()
            if orders in ready:
                packet, descriptors, _, _ = socket.recv_fds(self._orders, LARGEST, 1)
                if not packet:
                    break
                order: Order = json.loads(packet)
                if self._forked(order["id"], *descriptors):
                    return order
        for process in self._running:
            os.kill(process, signal.SIGKILL)
        return None

    def _forked(self, id: int, output: int) -> bool:
        """Whether this is the child's side of a fork."""
        process = os.fork()
        if not process:
            self._leave(output)
            return True
        os.close(output)
        self._running[process] = id
        self._tell(id=id, pid=process)
        return False

    def _leave(self, output: int) -> None:
        """Be a process like any other, which happens to have imported everything."""
        os.setsid()
        self._prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != self._id:
            os._exit(1)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._orders.close()
        os.dup2(output, 1)
        os.dup2(output, 2)
        for ours in (output, self._ended, self._wake):
            os.close(ours)
        random.seed()

    def _tell_of_ended(self) -> None:
        while self._running:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            code = os.waitstatus_to_exitcode(status)
            self._tell(id=self._running.pop(process), code=code)

    def _tell(self, **news: int) -> None:
        self._orders.send(json.dumps(news).encode())


def main(orders: int) -> None:
    """Live; and in each process that was forked, carry out its order."""
    import_everything()
    order = Zygote(socket.socket(fileno=orders)).live()
    if order is not None:
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = [order["module"], *order["arguments"]]
        _run(order["module"])


def _run(module: str) -> NoReturn:
    """Run it as `python -m` would, and end without tidying up: freeing page by page what is shared
    with the zygote costs more than most of what a process does in a test."""
    code: object = 1
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code
    finally:
        if error := sys.exc_info()[1]:
            traceback.print_exception(error)
        with suppress(OSError):  # nobody may read it any more
            sys.stdout.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main(int(sys.argv[1]))
