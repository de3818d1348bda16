"""Logs: how they look, and the request id that every line of a request carries."""

import logging
import re
import secrets
import sys
import time
from collections import Counter
from typing import Literal

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import Processor

# Below a warning these say nothing of use, and some of it (URLs, commands) is nobody's business.
CHATTY = ("asyncio", "httpcore", "httpx", "pymongo", "uvicorn", "websockets")

# Strangers can bring about any of its messages: each is written at most once in so many seconds.
SELDOM = "uvicorn.error"
SELDOM_SECONDS = 60.0

# What a caller may name their request: enough for any UUID or trace id, nothing that breaks a log.
_REQUEST_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)


def set_up_logging(
    level: Literal["debug", "info", "warning", "error"], style: Literal["text", "json"]
) -> None:
    """Write all logs, ours and the libraries', to stderr: as text (coloured on a terminal) or JSON.

    Tracebacks come without the values of variables, which may be secrets.
    """
    before: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(style),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))
    seldom = logging.getLogger(SELDOM)
    seldom.filters[:] = [Seldom(SELDOM_SECONDS)]


class Seldom(logging.Filter):
    """Lets a message through once in `seconds`, and then tells how many it has held back.

    The same message with another kind of exception is another one.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds
        self._since: dict[tuple[str, object], float] = {}
        self._held: Counter[tuple[str, object]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        key = (str(record.msg), record.exc_info[0] if record.exc_info else None)
        now = time.monotonic()
        if now - self._since.get(key, -self._seconds) < self._seconds:
            self._held[key] += 1
            return False
        self._since[key] = now
        if held := self._held.pop(key, 0):
            record.msg = f"{record.msg} (and {held} times more)"
        return True


def _rendering(style: Literal["text", "json"]) -> list[Processor]:
    if style == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


class RequestIds:
    """ASGI middleware: a request id for every log line of a request, and in `x-request-id`.

    The caller's own is kept when it is a plain word of 8 to 64 characters.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)

        async def send_with_id(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            await self._app(scope, receive, send_with_id)
