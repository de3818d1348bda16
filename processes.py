"""Everything on one machine: the parent that starts the database, the web and the worker process,
starts again what dies, and ends them in order."""

import asyncio
import errno
import os
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import structlog

from children import start_child
from documents.embedded import EmbeddedServer
from errors import Unavailable, WrongSetup
from settings import Settings

# The whole tree ends within 10 s: this for web and worker side by side, and 1.5 s for the database.
GRACE_SECONDS = 8.0
# A worker that hands its work back itself is quicker than a lease that runs out.
DRAIN_SECONDS = 6.0

BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
# After so long its next death starts the backoff anew.
HEALTHY_SECONDS = 30.0

BACKLOG = 2048  # connections that may wait while the web process is started again

# What the kernel is told of every connection (Linux). It would keep up to 4 MB for a peer that
# does not read, for as long as that peer lives.
UNSENT_BYTES = 128 * 1024
UNTAKEN_SECONDS = 60

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Role:
    """A process of ours. One that `listens` gets `--listen-fd` and the number of the socket."""

    name: str
    command: Sequence[str]
    listens: bool = False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; `Unavailable` when there cannot be one. Port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Unavailable(
                f"Port {port} of {host} is in use: end what listens there, or set PORT to another "
                "one (0 picks a free one)."
            ) from error
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise Unavailable(
            f"Visage cannot listen on {host}, port {port}: {reason}. Mend HOST or PORT."
        ) from error
    _bound_peers(listener)
    return listener


def _bound_peers(listener: socket.socket) -> None:
    """Limit what the connections of `listener`, which inherit its options, keep in the kernel."""
    if sys.platform == "linux":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        untaken = UNTAKEN_SECONDS * 1000
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, untaken)


async def run_house(
    settings: Settings,
    roles: Sequence[Role],
    stop: asyncio.Event,
    announce: Callable[[str], object],
) -> None:
    """Run all `roles` beside a database until `stop` is set, and leave nothing running.

    `announce` is called once, with the URL, when the web process really answers. `Unavailable`
    when something cannot be started or cannot be kept running.
    """
    with listen(settings.host, settings.port) as listener:
        house = asyncio.create_task(_live(settings, roles, listener, announce))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({house, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        house.cancel()
        listener.close()  # who comes now is refused at once, and does not wait for nobody
        with suppress(asyncio.CancelledError):
            await house


async def _live(
    settings: Settings,
    roles: Sequence[Role],
    listener: socket.socket,
    announce: Callable[[str], object],
) -> None:
    ready = asyncio.Event()
    async with AsyncExitStack() as stack:
        tasks: list[Awaitable[None]] = []
        if settings.mongodb_uri is None:
            server = EmbeddedServer(settings.data_dir, settings.secantusd_rs)
            await stack.enter_async_context(server)
            uri = server.uri
            tasks.append(server.watch())
        else:
            uri = settings.mongodb_uri.get_secret_value()
            await _check(uri)
        environment = _environment(settings, uri, listener)
        tasks += [_keep(role, environment, listener, ready) for role in roles]

        def begin(url: str) -> None:
            ready.set()
            announce(url)

        tasks.append(announce_when_ready(listener.getsockname(), begin))
        await _together(tasks)


async def _together(work: Sequence[Awaitable[None]]) -> None:
    """All at once; the first failure cancels the others and is raised as itself."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # a second time would cut short the stopping of a child
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _check(uri: str) -> None:
    from documents.database import check, connect  # brings Beanie, of no use to a parent

    client = connect(uri)
    try:
        await check(client)
    finally:
        await client.close()


def _environment(settings: Settings, uri: str, listener: socket.socket) -> Mapping[str, str]:
    """Ours, and what the parent decided: the children find it before what `.env` says."""
    return {
        **os.environ,
        "MONGODB_URI": uri,
        "PORT": str(listener.getsockname()[1]),
        "DRAIN_SECONDS": str(min(settings.drain_seconds, DRAIN_SECONDS)),
    }


async def _keep(
    role: Role, environment: Mapping[str, str], listener: socket.socket, ready: asyncio.Event
) -> None:
    """Run `role` and start it again whenever it ends, until cancelled."""
    descriptors = [listener.fileno()] if role.listens else []
    arguments = ["--listen-fd", str(listener.fileno())] if role.listens else []
    failures = 0
    while True:
        began = time.monotonic()
        child = await start_child(
            [*role.command, *arguments], environment=environment, keep_open=descriptors
        )
        log.info("process started", role=role.name, pid=child.pid)
        try:
            code = await child.wait()
        finally:
            await child.stop(GRACE_SECONDS)
        if code == os.EX_CONFIG or (code > 0 and not ready.is_set()):
            # Whoever has started us shall not try again in vain either.
            failure = WrongSetup if code == os.EX_CONFIG else Unavailable
            raise failure(
                f"The {role.name} process does not start (exit code {code}); it said why above."
            )
        failures = 0 if time.monotonic() - began > HEALTHY_SECONDS else failures + 1
        log.warning("process ended and is started again", role=role.name, exit_code=code)
        await asyncio.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])


async def announce_when_ready(address: tuple[str, int], announce: Callable[[str], object]) -> None:
    """Call `announce` with the URL once what listens at `address` is ready to serve."""
    host, port = address[:2]
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not await answers(reached, port, "/readyz"):  # noqa: ASYNC110  # it tells nobody when
        await asyncio.sleep(0.05)
    announce(f"http://{f'[{reached}]' if ':' in reached else reached}:{port}/")


async def answers(host: str, port: int, path: str) -> bool:
    """Whether GET `path` is answered with 200 within 2 s; before there is a server it is not."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                return (await reader.readline()).split(b" ")[1:2] == [b"200"]
            finally:
                writer.close()
    return False
