"""What it costs to watch requests: the smallest one that an application can answer, in this process
and without a network, through what gives it an id, counts, times and traces it, against bare."""

import asyncio
import statistics
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope

from instruments.panel import Panel
from telemetry import RequestIds

ROUNDS = 30
REQUESTS = 500


async def answer(request: Request) -> Response:
    return Response()


async def once(app: ASGIApp) -> None:
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        return None

    await app(scope, receive, send)


async def each(app: ASGIApp) -> float:
    """CPU seconds of a request."""
    began = time.process_time()
    for _ in range(REQUESTS):
        await once(app)
    return (time.process_time() - began) / REQUESTS


async def main() -> None:
    bare = Starlette(routes=[Route("/graphql", answer, methods=["POST"])])
    apps: dict[str, ASGIApp] = {"bare": bare, "watched": RequestIds(bare, Panel())}
    took: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(ROUNDS):  # one after the other, so that both meet the same machine
        for name, app in apps.items():
            took[name].append(await each(app))
    for name, seconds in took.items():
        print(f"{name:8} {statistics.median(seconds) * 1e6:6.1f} µs of CPU a request (median)")
    more = [one - other for one, other in zip(took["watched"], took["bare"], strict=True)]
    ratio = statistics.median(took["watched"]) / statistics.median(took["bare"])
    print(f"watching {statistics.median(more) * 1e6:6.1f} µs more: {ratio:.2f} times as much")


if __name__ == "__main__":
    asyncio.run(main())
