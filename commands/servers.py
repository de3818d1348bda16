"""The roles that run until they are told to stop: everything, the web process, the worker."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import WrongSetup
from settings import Settings

MAIN = Path(__file__).parent.parent / "main.py"


async def run_everything(settings: Settings) -> None:
    """Run a database, a web and a worker process until told to stop."""
    from processes import Role, run_house

    this = [sys.executable, str(MAIN)]
    roles = [Role("web", [*this, "web"], listens=True), Role("worker", [*this, "worker"])]
    stop = asyncio.Event()
    _when_told_to_stop(stop.set)
    await run_house(settings, roles, stop, _announce)


@contextmanager
def _quick_start() -> Iterator[None]:
    """While modules are imported nothing is garbage: looking for it takes a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def run_web(settings: Settings, listen_fd: int | None) -> None:
    """Serve until told to stop, on a socket of our own or on the one the parent has opened."""
    import uvloop

    from processes import listen

    _require_database(settings)
    if listen_fd is None:
        uvloop.run(_serve(settings, listen(settings.host, settings.port), _announce))
    else:  # the parent has opened the port, and announces it
        uvloop.run(_serve(settings, socket.socket(fileno=listen_fd), lambda url: None))


async def _serve(
    settings: Settings, listener: socket.socket, announce: Callable[[str], object]
) -> None:
    with _quick_start():
        from app import create_app
        from processes import announce_when_ready
        from serving import serve

        app = create_app(settings)
    async with app.router.lifespan_context(app):
        telling = asyncio.create_task(announce_when_ready(listener.getsockname(), announce))
        await serve(app, listener, _when_told_to_stop)
        telling.cancel()


async def run_worker(settings: Settings) -> None:
    """Do what is queued until told to stop, and hand back the rest at once when told again."""
    _require_database(settings)
    with _quick_start():
        from worker.loop import run

    stop, hurry = asyncio.Event(), asyncio.Event()
    _when_told_to_stop(lambda: (hurry if stop.is_set() else stop).set())
    await run(settings, stop, hurry)


def _require_database(settings: Settings) -> None:
    if settings.mongodb_uri is None:
        raise WrongSetup(
            "A single role needs MONGODB_URI, which is not set; `python main.py` without a role "
            "brings its own database."
        )


def _when_told_to_stop(act: Callable[[], object]) -> None:
    """Let SIGTERM, Ctrl-C and a closed terminal do `act`."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wishes
            asyncio.get_running_loop().add_signal_handler(number, act)


def _announce(url: str) -> None:
    print(f"Visage is ready: {url}", flush=True)
