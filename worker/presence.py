"""A worker telling that it is there: to all processes, and to those who read its metrics."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from pymongo.errors import PyMongoError
from starlette.applications import Starlette
from starlette.routing import Route

from documents.base import remove
from documents.workers import WorkerSeen, tell_of
from errors import Unavailable
from instruments.panel import Panel
from instruments.scraping import Scrapes
from instruments.versions import VERSION
from settings import Settings
from studio import Studio

log = structlog.get_logger("worker")


async def be_seen(studio: Studio, attempts: int) -> None:
    """Tell that this worker is there, with so many attempts under way."""
    engines = [studio.engines.get(name) for name in studio.engines.names]
    await tell_of(
        WorkerSeen(
            _id=studio.mark,
            owner="",
            slots=studio.settings.worker_slots,
            attempts=attempts,
            version=VERSION,
            kinds=sorted({kind for engine in engines for kind in engine.kinds}),
        )
    )


async def be_gone(studio: Studio) -> None:
    """Tell that it is not there any more; whoever cannot is forgotten in time."""
    with suppress(PyMongoError):
        await remove(WorkerSeen, studio.mark)


@asynccontextmanager
async def metrics_served(settings: Settings, panel: Panel) -> AsyncIterator[None]:
    """Serve /metrics within the block, if WORKER_METRICS_PORT says where; `Unavailable` when there
    something else listens."""
    if settings.worker_metrics_port is None:
        yield
        return
    from serving import Server  # brings uvicorn, of no use to most workers

    scrapes = Scrapes(panel, settings.metrics_token, settings.environment == "production")
    app = Starlette(routes=[Route("/metrics", scrapes.answer)])
    with _listener(settings.host, settings.worker_metrics_port) as listener:
        server = Server(app, lambda stop: None)
        serving = asyncio.create_task(server.serve([listener]))
        log.info("metrics served", port=listener.getsockname()[1])
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unavailable(
            f"A worker cannot serve metrics on {host}, port {port}: mend WORKER_METRICS_PORT; each "
            "worker on a machine needs its own (0 picks a free one)."
        ) from error
