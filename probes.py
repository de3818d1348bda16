"""What watches a web process asks: whether it lives, whether it is ready, and its metrics."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from errors import ErrorCode
from instruments.scraping import Scrapes
from resolvers.figures import Overview
from resolvers.health import Readiness
from studio import Studio


class Probes:
    """Answers of one web process, from the moment its studio is open."""

    def __init__(self, studio: Studio) -> None:
        settings = studio.settings
        self.readiness = Readiness(studio)
        self.scrapes = Scrapes(
            studio.panel,
            settings.metrics_token,
            settings.environment == "production",
            Overview(studio, self.readiness).look,
        )


def probe_routes() -> list[BaseRoute]:
    """The routes; their answers are in `app.state.probes`."""
    return [
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        Route("/metrics", _metrics),
    ]


async def _healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def _readyz(request: Request) -> Response:
    """The process can do its work; in any case, what is not as it should be."""
    state = await _probes(request).readiness.state()
    if state.ready:
        return JSONResponse({"status": "ok", **state.wrong})
    body = {"status": "unavailable", "code": ErrorCode.UNAVAILABLE, **state.wrong}
    return JSONResponse(body, status_code=503, headers={"Retry-After": "1"})


async def _metrics(request: Request) -> Response:
    """All metrics, for those who may read them."""
    return await _probes(request).scrapes.answer(request)


def _probes(request: Request) -> Probes:
    probes: Probes = request.app.state.probes
    return probes
