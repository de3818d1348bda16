"""A server that tests start and end as they like."""

import asyncio
import os
import random
import signal
import socket
from contextlib import closing, suppress
from pathlib import Path

from benchmarks.servers import state
from children import Child


class Program:
    """A child process, once it is started."""

    child: Child | None = None

    def send(self, number: signal.Signals) -> None:
        assert self.child is not None
        os.kill(self.child.pid, number)

    async def freeze(self) -> None:
        """Stop it until it is sent SIGCONT; ends when no thread of it runs any more."""
        self.send(signal.SIGSTOP)
        while self._runs():  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.001)

    def _runs(self) -> bool:
        assert self.child is not None
        threads = Path(f"/proc/{self.child.pid}/task").iterdir()
        return any(state(int(each.name)) != "T" for each in threads)

    async def kill(self) -> None:
        """End it at once, if it runs."""
        if self.child is not None:
            self.send(signal.SIGKILL)
            await self.child.wait()
            self.child = None


def free_port() -> int:
    """A port below those that the system hands out, so that nobody takes it between two starts."""
    while True:
        port = random.randrange(20000, 32000)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
