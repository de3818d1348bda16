"""How long and how much a peer may keep us busy: uvicorn's two protocols with the bounds they lack.

Measured with uvicorn 0.54: it stops writing at 64 KB that a peer does not take, and then waits for
ever; it reads a head, a body and pieces of a message of any length, as slowly as they come.
"""

import json
from asyncio import TimerHandle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame

from errors import ErrorCode

# Who takes nothing of what waits for him for so long is given up, in seconds.
PATIENCE = 30.0
# What was given up may still take what is on its way, and the close code behind it.
GRACE = 5.0

MOST_PIECES = 64  # of one message
# What the operations of one socket may have ready while its peer does not read: characters.
MOST_WAITING = 8 * 1024 * 1024

# As Apache's mod_reqtimeout by default: 20 s for a head, 500 bytes a second of a body.
HEAD_SECONDS = 20.0
BODY_SECONDS = 30.0
BODY_BYTES = 15_000
# The head of a request with its cookies; nginx takes 32 KB, Node 16.
MOST_HEAD_BYTES = 64 * 1024
# Chunks of one byte have five bytes around each.
MOST_FRAMING = 8

TRY_AGAIN_LATER = 1013  # clients of graphql-transport-ws come back after this one
SERVICE_RESTART = 1012

TOO_SLOW = "The request took too long to arrive. Please send it again."
TOO_LONG = f"The head of the request is longer than {MOST_HEAD_BYTES // 1024} KB."
INVALID = "This is no HTTP request."


class SocketPeer(WebSocketsSansIOProtocol):
    """One WebSocket. It holds at most 64 KB and one message that its peer has not taken, and what
    was read at once; a peer that takes nothing for `patience` seconds is closed with 1013."""

    patience = PATIENCE
    grace = GRACE
    most_waiting = MOST_WAITING
    _giving_up: TimerHandle | None = None
    _waiting = 0

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_for_nothing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(
                self.patience, self.give_up, TRY_AGAIN_LATER, "You read too slowly"
            )

    def resume_writing(self) -> None:
        self._wait_for_nothing()
        super().resume_writing()

    async def send(self, message: Any) -> None:
        if not self.writable.is_set():
            await self._wait_to_write(len(message.get("text") or ""))
        await super().send(message)

    async def _wait_to_write(self, size: int) -> None:
        self._waiting += size
        try:
            if self._waiting > self.most_waiting:
                self.give_up(TRY_AGAIN_LATER, "You ask for more than you read")
            # All that wait are woken together: the first may fill the buffer again.
            while not self.writable.is_set():
                await self.writable.wait()
        finally:
            self._waiting -= size

    def handle_ping(self) -> None:
        if self.writable.is_set() and not self.close_sent:
            super().handle_ping()
        else:  # who floods pings and reads no pong gets none
            self.conn.data_to_send()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MOST_PIECES:
            super().handle_cont(event)
        else:
            self.frames = []
            self.give_up(1009, "Message in too many pieces")

    def keepalive_timeout(self) -> None:
        """uvicorn closes with 1011, after which clients do not come back."""
        self.pong_timer = None
        self.give_up(TRY_AGAIN_LATER, "No answer to a ping")

    def shutdown(self) -> None:
        """The server stops."""
        if self.close_sent:
            self.transport.abort()
        elif self.handshake_complete:
            self.give_up(SERVICE_RESTART, "Service restart", within=1.0)
        else:
            super().shutdown()

    def give_up(self, code: int, reason: str, within: float | None = None) -> None:
        """Close behind all that waits already, free the application at once, and cut the connection
        if the peer does not answer that `within` seconds (None: the usual grace)."""
        self._wait_for_nothing()
        if self.close_sent or self.transport.is_closing():  # and he did not take even that
            self.transport.abort()
            return
        self.stop_keepalive()
        self.close_sent = True
        with suppress(InvalidState):  # the peer closes, too
            self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.disconnected = True
        self.writable.set()
        self.transport.resume_reading()  # his answer; all else is dropped
        seconds = self.grace if within is None else within
        self.close_timer = self.loop.call_later(seconds, self.transport.abort)

    def _wait_for_nothing(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


class HttpPeer(HttpToolsProtocol):
    """One HTTP connection, with time limits for what comes in and what goes out, and a limit for
    what is no body. What it refuses itself it refuses in JSON, as everything here."""

    patience = PATIENCE
    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._due: TimerHandle | None = None  # for a head, then for a part of the body
        self._giving_up: TimerHandle | None = None
        self._framing = 0  # bytes of this head, or around this body
        self._body = 0  # bytes since the last look

    @property
    def _busy(self) -> bool:
        """A request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in self._due, self._giving_up:
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._busy and self._due is None:
            self._expect_head()
        self._framing += len(data)
        super().data_received(data)
        if self._framing > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.refuse(431, ErrorCode.BAD_USER_INPUT, TOO_LONG)

    def on_headers_complete(self) -> None:
        self._framing = 0
        super().on_headers_complete()
        self._expect(self.body_seconds, self._look_at_body)
        self._body = 0

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        self._framing = max(0, self._framing - MOST_FRAMING * len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._expect_nothing()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._giving_up is None:
            self._look_at_buffer(None)

    def resume_writing(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
        super().resume_writing()

    def _look_at_buffer(self, before: int | None) -> None:
        """Cut off who has taken nothing since the last look; a download may be slow."""
        waiting = self.transport.get_write_buffer_size()
        if before is not None and waiting >= before:
            self.transport.abort()
        else:
            later = self.loop.call_later(self.patience, self._look_at_buffer, waiting)
            self._giving_up = later

    def handle_websocket_upgrade(self) -> None:
        self._expect_nothing()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, ErrorCode.BAD_USER_INPUT, INVALID)

    def refuse(self, status: int, code: ErrorCode, message: str) -> None:
        """Answer instead of the application, unless that has begun to, and close."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = refusal(code, message)
            lines = [STATUS_LINE[status].rstrip(b"\r\n")]
            lines += [name + b": " + value for name, value in self.server_state.default_headers]
            lines += [b"content-type: application/json", b"connection: close"]
            lines += [b"content-length: %d" % len(body), b"", body]
            self.transport.write(b"\r\n".join(lines))
        self.transport.close()

    def _expect_head(self) -> None:
        self._expect(self.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        self._due = None
        if self._busy:  # a pipelined one: the peer waits for us, not we for him
            return
        if self._framing == 0 or (self.cycle is not None and self.cycle.more_body):
            self.transport.close()
        else:
            self.refuse(408, ErrorCode.UNAVAILABLE, TOO_SLOW)

    def _look_at_body(self) -> None:
        if self._body < BODY_BYTES and not self.flow.read_paused:
            self.refuse(408, ErrorCode.UNAVAILABLE, TOO_SLOW)
            return
        self._body = 0
        self._expect(self.body_seconds, self._look_at_body)

    def _expect(self, seconds: float, late: Callable[[], None]) -> None:
        self._expect_nothing()
        self._due = self.loop.call_later(seconds, late)

    def _expect_nothing(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


def refusal(code: ErrorCode, message: str) -> bytes:
    """The JSON of an error that is the whole answer."""
    error = {"message": message, "extensions": {"code": code}}
    return json.dumps({"errors": [error]}).encode()
