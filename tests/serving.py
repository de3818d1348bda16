"""A small GraphQL schema on a real server, for tests of how GraphQL is carried."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import strawberry
import uvicorn
from pymongo.errors import ServerSelectionTimeoutError
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from strawberry.schema.config import StrawberryConfig
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from errors import BadUserInput, NotFound, Unauthenticated, Unavailable
from peers import HttpPeer, SocketPeer
from processes import listen
from schema.caches import checked_documents
from schema.endpoint import Endpoint, graphql_routes
from schema.faults import FaultSchema
from schema.limits import Limits
from schema.multipart import UPLOAD_SCALARS
from schema.sockets import Frames, Sockets
from serving import configured

TRANSPORT = "graphql-transport-ws"
LEGACY = "graphql-ws"
UPLOAD_BYTES = 1024 * 1024


@strawberry.type
class Face:
    id: strawberry.ID

    @strawberry.field
    def original(self) -> "Original":
        return Original(id=self.id)


@strawberry.type
class FaceEdge:
    node: Face


@strawberry.type
class FaceConnection:
    edges: list[FaceEdge]


@strawberry.type
class Original:
    id: strawberry.ID

    @strawberry.field
    def faces(self, first: int = 20) -> FaceConnection:
        return FaceConnection(edges=[FaceEdge(node=Face(id=self.id))])


@strawberry.input
class PhotoInput:
    image: UploadFile
    note: str = ""


@strawberry.type
class Query:
    @strawberry.field
    def ping(self) -> str:
        return "pong"

    @strawberry.field
    def originals(self, first: int = 50) -> list[Original]:
        return [Original(id=strawberry.ID(str(number))) for number in range(min(first, 3))]

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound("There is no such picture.", asked_for="x")

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("password=hunter2")

    @strawberry.field
    def hollow(self) -> str:
        return None  # type: ignore[return-value]

    @strawberry.field
    def unreachable(self) -> str | None:
        raise ServerSelectionTimeoutError("10.0.0.1:27017 refused")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def measure(self, input: PhotoInput) -> int:
        return len(await input.image.read())


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def forever(self) -> AsyncIterator[int]:
        yield 0
        await asyncio.Event().wait()

    @strawberry.subscription
    async def breaking(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("password=hunter2")

    @strawberry.subscription
    async def refusing(self) -> AsyncIterator[int]:
        raise NotFound("There is no such generation.")
        yield 0


def make_schema(limits: Limits | None = None) -> FaultSchema:
    return FaultSchema(
        Query,
        Mutation,
        Subscription,
        extensions=[checked_documents(limits or Limits())],
        config=StrawberryConfig(scalar_map=UPLOAD_SCALARS),
    )


@dataclass
class Served:
    """A running server: where it is, its sockets, and what connection_init brought."""

    port: int
    server: uvicorn.Server
    sockets: Sockets
    greeted: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def dial(self, protocol: str = TRANSPORT, **options: Any) -> connect:
        return connect(
            f"ws://127.0.0.1:{self.port}/graphql", subprotocols=[Subprotocol(protocol)], **options
        )


@asynccontextmanager
async def serving(
    ide_html: str | None = None,
    http: type[HttpPeer] = HttpPeer,
    ws: type[SocketPeer] = SocketPeer,
    on_hello: Callable[[dict[str, Any], Frames], object] | None = None,
    **socket_options: Any,
) -> AsyncIterator[Served]:
    """The schema above on uvicorn, on a free port of this machine, until the block ends."""
    greeted: list[dict[str, Any]] = []

    async def get_context(request: Request) -> dict[str, Any]:
        match request.headers.get("x-refuse"):
            case "anonymous":
                raise Unauthenticated("Say who you are with x-device-id.")
            case "down":
                raise ServerSelectionTimeoutError("10.0.0.1:27017 refused")
            case "broken":
                raise RuntimeError("password=hunter2")
        return {"request": request}

    async def on_connect(params: dict[str, Any], frames: Frames) -> dict[str, Any]:
        greeted.append(params)
        if on_hello is not None:
            on_hello(params, frames)
        match params.get("refuse"):
            case "anonymous":
                raise Unauthenticated("Say who you are in connection_init.")
            case "malformed":
                raise BadUserInput("The device id is no UUID.")
            case "down":
                raise Unavailable("Try again in a moment.")
        return {"params": params}

    schema = make_schema()
    sockets = Sockets(schema, on_connect, **socket_options)
    endpoint = Endpoint(
        schema, get_context, sockets, max_upload_bytes=UPLOAD_BYTES, ide_html=ide_html
    )
    server = uvicorn.Server(configured(Starlette(routes=graphql_routes(endpoint)), http, ws))
    listener = listen("127.0.0.1", 0)
    running = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield Served(listener.getsockname()[1], server, sockets, greeted)
    finally:
        server.should_exit = True
        await running
