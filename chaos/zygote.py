"""A process that has imported everything and forks each web and worker process from itself, so that
one that was killed is back in a tenth of a second.

It takes orders, one JSON object a line, from the socket it is given, and tells there of beginnings
and ends. It starts no thread and no event loop: those would not survive a fork.
"""

import ctypes
import json
import os
import random
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import httptools  # noqa: F401
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.websockets_sansio_impl  # noqa: F401
import uvloop

import app  # noqa: F401
import failpoints
import main
from chaos import moods, workers
from chaos.traps import Trap
from children import PR_SET_PDEATHSIG
from settings import read_settings
from telemetry import set_up_logging

Order = dict[str, Any]


def web(listener: int) -> None:
    """The web role as `main.py` runs it, on an open socket."""
    sys.exit(main.main(["web", "--listen-fd", str(listener)]))


def worker(listener: int) -> None:
    """The worker role, with an engine that does as it is told."""
    settings = read_settings()
    set_up_logging(settings.log_level, settings.log_format)
    uvloop.run(workers.work(settings))


def moody(listener: int) -> None:
    """The worker role, with an engine that fails now and then."""
    settings = read_settings()
    set_up_logging(settings.log_level, settings.log_format)
    uvloop.run(moods.work(settings))


ROLES: dict[str, Callable[[int], None]] = {"web": web, "worker": worker, "moody": moody}


class Zygote:
    """Forks what it is told to, until its orders end; then all that it forked ends too."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._id = os.getpid()
        self._running: dict[int, int] = {}  # order by process
        self._unread = b""
        self._prctl = ctypes.CDLL(None).prctl
        self._ended, wake = os.pipe()
        os.set_blocking(self._ended, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def live(self) -> None:
        """Take orders and tell of ends until nobody gives orders any more."""
        while True:
            orders = self._orders.fileno()
            ready, _, _ = select.select([orders, self._ended], [], [])
            if self._ended in ready:
                os.read(self._ended, 4096)
            self._tell_of_ended()
            if orders in ready and not self._take_orders():
                break
        for process in self._running:
            os.kill(process, signal.SIGKILL)

    def _take_orders(self) -> bool:
        chunk = self._orders.recv(1 << 16)
        *lines, self._unread = (self._unread + chunk).split(b"\n")
        for line in lines:
            order = json.loads(line)
            process = os.fork()
            if not process:
                self._become(order)
            self._running[process] = order["id"]
            self._tell(id=order["id"], pid=process)
        return bool(chunk)

    def _tell_of_ended(self) -> None:
        while self._running:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            code = os.waitstatus_to_exitcode(status)
            self._tell(id=self._running.pop(process), code=code)

    def _tell(self, **news: int) -> None:
        self._orders.sendall(json.dumps(news).encode() + b"\n")

    def _become(self, order: Order) -> NoReturn:
        """The child's side of a fork."""
        try:
            self._prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
            if os.getppid() != self._id:
                os._exit(1)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._orders.close()
            folder = Path(order["folder"])
            log = os.open(folder / f"{order['role']}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.environ.update(order["environment"])
            random.seed()
            failpoints.arm(Trap(folder))
            ROLES[order["role"]](order["listener"])
        except Exception:  # there is nobody above a fork: what went wrong belongs in its log
            traceback.print_exc()
        finally:
            os._exit(1)


if __name__ == "__main__":
    Zygote(socket.socket(fileno=int(sys.argv[1]))).live()
