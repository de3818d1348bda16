"""How a web process serves its application, and stops: nothing that is open holds it up."""

import asyncio
import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from socket import socket

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import ErrorCode
from peers import HttpPeer, SocketPeer, refusal

# A stop gives open requests so long; the rest is refused, and gets so long to hear of it.
FINISH_SECONDS = 2.5
HEAR_SECONDS = 1.5

MOST_MESSAGE_BYTES = 512 * 1024

# A full garbage collection with 1,000 sockets stops everything for 0.2 s, and by default comes
# every few seconds. Young garbage, which is nearly all there is, is collected as before.
COLLECT_AFTER = (10_000, 20, 50)

STOPPING = "The server is restarting. Please send this again in a moment."

WhenToldToStop = Callable[[Callable[[], object]], object]


class Requests:
    """The HTTP requests of an application that are being answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: set[asyncio.Task[None]] = set()
        self._refused = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        if scope["type"] != "http" or task is None:
            await self._app(scope, receive, send)
            return
        started = False

        async def noticed(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        self._open.add(task)
        try:
            await self._app(scope, receive, noticed)
        except asyncio.CancelledError:
            if not self._refused:
                raise
            task.uncancel()
            if not started:
                await _refuse(send)
        finally:
            self._open.discard(task)

    def refuse(self) -> None:
        """Break off all that are open: who has heard nothing yet gets UNAVAILABLE."""
        self._refused = True
        for task in self._open:
            task.cancel()


async def _refuse(send: Send) -> None:
    body = refusal(ErrorCode.UNAVAILABLE, STOPPING)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"1"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def configured(
    app: ASGIApp, http: type[HttpPeer] = HttpPeer, ws: type[SocketPeer] = SocketPeer
) -> uvicorn.Config:
    """How uvicorn is to serve `app`."""
    return uvicorn.Config(
        app,
        http=http,
        ws=ws,
        ws_per_message_deflate=False,  # it doubles the memory of a socket
        ws_max_size=MOST_MESSAGE_BYTES,
        ws_ping_interval=20.0,  # a peer that vanished is let go of after both
        ws_ping_timeout=20.0,
        lifespan="off",  # entered by the caller: a part that cannot be opened is told in a sentence
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=round(FINISH_SECONDS + HEAR_SECONDS),
    )


class Server(uvicorn.Server):
    """One that stops when told, in `FINISH_SECONDS` + `HEAR_SECONDS`; told twice, sooner."""

    def __init__(self, app: ASGIApp, when_told_to_stop: WhenToldToStop) -> None:
        self._requests = Requests(app)
        self._when_told_to_stop = when_told_to_stop
        super().__init__(configured(self._requests))

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        # uvicorn's own way ends the process by the signal, before the parts are closed.
        self._when_told_to_stop(self._stop)
        yield

    def _stop(self) -> None:
        if self.should_exit:
            self._requests.refuse()
        else:
            self.should_exit = True
            asyncio.get_running_loop().call_later(FINISH_SECONDS, self._requests.refuse)


async def serve(app: ASGIApp, listener: socket, when_told_to_stop: WhenToldToStop) -> None:
    """Serve until told to stop. `when_told_to_stop` is given what to call then."""
    gc.collect()
    gc.freeze()  # what is there by now stays
    gc.set_threshold(*COLLECT_AFTER)
    await Server(app, when_told_to_stop).serve(sockets=[listener])
