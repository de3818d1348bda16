"""Processes that are there at once, because they are forked from one that has imported everything.

They are processes like all others: with sockets, signals, exit codes and an environment of their
own. What they lack is the start of Python, which costs more than most of what they do in a test.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from children import Child, Session, start_child

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0


class Fork(Session):
    """One that a zygote forked; `ended` brings its exit code."""

    def __init__(self, pid: int, ended: asyncio.Future[int]) -> None:
        self._pid, self._end = pid, ended

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def running(self) -> bool:
        return not self._end.done()

    async def _ended(self) -> int:
        return await asyncio.shield(self._end)


class Forks:
    """The zygote as seen from outside: starts processes and tells when they end."""

    def __init__(self, child: Child, channel: socket.socket) -> None:
        self._child = child
        self._channel = channel
        self._begun: dict[int, asyncio.Future[int]] = {}
        self._ended: dict[int, asyncio.Future[int]] = {}

    async def start(
        self, module: str, *arguments: str, environment: Mapping[str, str], output: int
    ) -> Fork:
        """`python -m module *arguments`, with this whole environment; what it says goes to the file
        descriptor `output`, which the caller closes."""
        loop, id = asyncio.get_running_loop(), len(self._begun)
        self._begun[id], self._ended[id] = loop.create_future(), loop.create_future()
        order = {
            "id": id,
            "module": module,
            "arguments": arguments,
            "environment": dict(environment),
        }
        socket.send_fds(self._channel, [json.dumps(order).encode()], [output])
        return Fork(await self._begun[id], self._ended[id])

    async def listen(self) -> None:
        """Hear of beginnings and ends until the zygote is gone, and all that it forked with it."""
        loop = asyncio.get_running_loop()
        while packet := await loop.sock_recv(self._channel, 1 << 10):
            news = json.loads(packet)
            table = self._begun if "pid" in news else self._ended
            table[news["id"]].set_result(news.get("pid", news.get("code")))
        for never in (*self._begun.values(), *self._ended.values()):
            never.cancel()

    async def read_output(self) -> None:
        """Pass on what the zygote itself prints: that is always a complaint."""
        while chunk := await self._child.output.read(1 << 16):
            sys.stderr.write(chunk.decode(errors="replace"))


@asynccontextmanager
async def open_forks(listeners: Sequence[socket.socket] = ()) -> AsyncIterator[Forks]:
    """A zygote whose processes may serve on `listeners`; all of them end with the block."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    with ours:
        with theirs:
            child = await start_child(
                [sys.executable, "-m", "chaos.zygote", str(theirs.fileno())],
                folder=ROOT,
                piped=True,
                keep_open=[theirs.fileno(), *(each.fileno() for each in listeners)],
            )
        starting = Forks(child, ours)
        tasks = [
            asyncio.create_task(starting.listen()),
            asyncio.create_task(starting.read_output()),
        ]
        try:
            yield starting
        finally:
            ours.shutdown(socket.SHUT_WR)
            await child.stop(PATIENCE)
            await asyncio.gather(*tasks)
