"""The GraphQL sockets of a process: who may open one, what goes over it, and how all are closed."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from weakref import WeakSet

import strawberry
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_WS_PROTOCOL

from errors import BadUserInput
from schema.protocols import LegacyHandler, TransportHandler
from schema.wire import decode, encode

# graphql_flutter drops a legacy socket that is silent for 30 s.
_KEEP_ALIVE_SECONDS = 10.0
# RFC 6455 leaves 123 bytes for the reason of a close frame.
_MAX_REASON_BYTES = 123
_MAX_MESSAGE_CHARACTERS = 512 * 1024
# A peer that does not read must not hold up the end.
_CLOSE_SECONDS = 2.0


class Frames(ASGIWebSocketAdapter):
    """JSON messages over one socket: text frames only, and quiet when the peer has gone."""

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        """The messages as they come; one that is no JSON text raises, also for old clients."""
        with suppress(WebSocketDisconnect):
            while self.ws.application_state is WebSocketState.CONNECTED:
                message = await self.ws.receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                if text is None:
                    raise NonTextMessageReceived
                if len(text) > _MAX_MESSAGE_CHARACTERS:
                    await self.close(1009, "Message too big")
                    return
                try:
                    yield decode(text, "The message")
                except BadUserInput as error:
                    raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await self.ws.send_text(encode(message))
        except (WebSocketDisconnect, RuntimeError) as error:
            # RuntimeError is how Starlette and uvicorn say that the socket is closed already.
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close the socket, if it is not closed yet."""
        short = reason.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")
        with suppress(WebSocketDisconnect, RuntimeError):
            await self.ws.close(code=code, reason=short)


class Sockets(GraphQL[Any, None]):
    """All open GraphQL sockets of one schema in this process."""

    websocket_adapter_class = Frames
    graphql_transport_ws_handler_class = TransportHandler
    graphql_ws_handler_class = LegacyHandler

    def __init__(
        self,
        schema: strawberry.Schema,
        on_connect: Callable[[dict[str, Any], Frames], Awaitable[Any]],
        *,
        allowed_origins: Iterable[str] = (),
        max_operations: int = 50,
        init_seconds: float = 10.0,
    ) -> None:
        """Serve `schema`.

        `on_connect` gets the payload of connection_init ({} if there was none) and the socket, and
        returns the context of all its operations; what it raises closes the socket. Pages of
        the same host may connect, and those of `allowed_origins`; what sends no Origin is no
        browser. `max_operations` run at once on a socket; `init_seconds` is the time to say hello.
        """
        super().__init__(
            schema,
            graphql_ide=None,
            keep_alive=True,
            keep_alive_interval=_KEEP_ALIVE_SECONDS,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_WS_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=init_seconds),
            max_subscriptions_per_connection=max_operations,
            allowed_origins=tuple(allowed_origins),
        )
        self.on_connect = on_connect
        self._open: WeakSet[Frames] = WeakSet()
        self._closing = False

    async def serve(self, socket: WebSocket) -> None:
        """Speak with one client until either side closes."""
        if self._closing:
            await socket.close()  # before it is accepted: the handshake is answered 403
            return
        with suppress(WebSocketDisconnect):
            await self.run(socket)

    async def close_all(self, code: int = 1012, reason: str = "Service restart") -> None:
        """Close every socket and take no more; 1012 tells clients to come back."""
        self._closing = True
        closing = [frames.close(code, reason) for frames in self._open]
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await asyncio.gather(*closing, return_exceptions=True)

    def count(self) -> int:
        """How many sockets are open."""
        return len(self._open)

    def opened(self, frames: Frames) -> None:
        """Note a socket that spoke; it is forgotten when its handler has ended."""
        self._open.add(frames)

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Any:
        # There is none before connection_init: see `on_connect`.
        return None
