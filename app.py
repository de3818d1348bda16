"""The web process: routes, the GraphQL endpoint and everything they need, in one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from documents.database import open_database
from documents.registry import DOCUMENTS
from imaging.inspect import inspect
from instruments.opening import open_panel
from probes import Probes, probe_routes
from routes import service_routes
from schema.build import build_schema
from schema.context import Context, of_request, of_socket
from schema.endings import Endings
from schema.endpoint import Endpoint, graphql_routes
from schema.sockets import Frames, Sockets
from settings import Settings
from studio import Studio, open_studio
from telemetry import RequestIds
from web.pages import GRAPHIQL_HEADERS, graphiql_html, page_routes

# Headers that browsers elsewhere may send when their origin is allowed.
OWN_HEADERS = (
    "authorization",
    "x-device-id",
    "apollo-require-preflight",
    "content-type",
    "x-apollo-operation-name",
)


def create_app(settings: Settings) -> Starlette:
    """The application of a web process; the studio opens when it starts and closes when it ends."""
    panel = open_panel("web", settings.otel_exporter_otlp_endpoint, settings.otel_headers)
    schema = build_schema(settings, panel)
    endings = Endings()

    async def for_request(request: Request) -> Context:
        return of_request(_studio(request.app), request)

    async def for_socket(params: dict[str, Any], frames: Frames) -> Context:
        context = await of_socket(_studio(frames.ws.app), params, frames.ws)
        if session := await context.signed_in():
            endings.add(frames, session)
        return context

    sockets = Sockets(schema, for_socket, allowed_origins=settings.allowed_origins)
    panel.traffic.count_sockets(sockets.count)
    endpoint = Endpoint(
        schema,
        for_request,
        sockets,
        max_upload_bytes=max(settings.max_upload_bytes, settings.max_photo_bytes),
        ide_html=graphiql_html(),
        ide_headers=GRAPHIQL_HEADERS,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        uri = settings.mongodb_uri.get_secret_value() if settings.mongodb_uri else ""
        async with (
            panel.closing(),
            open_database(uri, settings.mongodb_database, DOCUMENTS, [panel.commands]) as database,
            open_studio(settings, database, panel) as studio,
            studio.hub.running(),
            endings.running(),
        ):
            app.state.studio, app.state.probes = studio, Probes(studio)
            await studio.sandbox.warm(inspect)
            yield
            await sockets.close_all()

    return Starlette(
        routes=[*service_routes(), *probe_routes(), *graphql_routes(endpoint), *page_routes()],
        middleware=[
            *_proxies(settings),
            Middleware(RequestIds, panel=panel),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_headers=OWN_HEADERS,
                allow_methods=("GET", "HEAD", "POST"),
                expose_headers=("x-request-id",),
            ),
        ],
        lifespan=lifespan,
    )


def _proxies(settings: Settings) -> list[Middleware]:
    """Address and scheme of the caller as trusted proxies tell them; otherwise nobody is asked."""
    trusted = list(settings.trusted_proxies)
    return [Middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)] if trusted else []


def _studio(app: Starlette) -> Studio:
    studio: Studio = app.state.studio
    return studio
