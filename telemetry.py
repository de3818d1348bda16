"""Logs: how they look, and the request id that every line of a request carries."""

import logging
import re
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor

from instruments.silence import Silent, silent

if TYPE_CHECKING:
    from instruments.panel import Panel

# Below a warning these say nothing of use, and some of it (URLs, commands) is nobody's business.
CHATTY = (
    "asyncio",
    "httpcore",
    "httpx",
    "opentelemetry",
    "PIL",  # what a photo tells of where and with what it was taken
    "pymongo",
    "urllib3",
    "uvicorn",
    "websockets",
)

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}

# Strangers, or a collector that is away, can bring about any of their messages again and again:
# each is written at most once in so many seconds.
SELDOM = ("uvicorn.error", "opentelemetry.exporter.otlp.proto.http.trace_exporter")
SELDOM_SECONDS = 60.0

# Of the paths that are asked for; all others are the page and what belongs to it.
PROBED = frozenset({"healthz", "readyz", "metrics"})  # too often to be traced
ROUTES = PROBED | {"graphql", "uploads"}
# How a request is counted whose client went away before the answer, as nginx does.
LEFT = 499

# What a caller may name their request: enough for any UUID or trace id, nothing that breaks a log.
_REQUEST_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)


def set_up_logging(
    level: Literal["debug", "info", "warning", "error"], style: Literal["text", "json"]
) -> None:
    """Write all logs, ours and the libraries', to stderr: as text (coloured on a terminal) or JSON.

    Tracebacks come without the values of variables and what errors say, which may be secrets.
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
        # Drops what is below the level at once, where it would cost as much as a line that is kept.
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                silenced,
                *_rendering(style),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))
    for name in SELDOM:
        logging.getLogger(name).filters[:] = [Seldom(SELDOM_SECONDS)]


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


def silenced(logger: object, method: str, event: EventDict) -> EventDict:
    """structlog's processor: of an error, ours or a library's, no more than `silent` leaves."""
    found = event.get("exc_info")
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        told = silent(error)
        event["exc_info"] = (Silent, told, told.__traceback__)
    return event


def _rendering(style: Literal["text", "json"]) -> list[Processor]:
    if style == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


class RequestIds:
    """ASGI middleware: a request id for every log line of a request, and in `x-request-id`; it also
    counts, times and traces requests on `panel`.

    The caller's own is kept when it is a plain word of 8 to 64 characters.
    """

    def __init__(self, app: ASGIApp, panel: "Panel") -> None:
        self._app = app
        self._panel = panel

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        watched = _Answer(_route(scope["path"]))

        async def send_with_id(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                MutableHeaders(scope=message)["x-request-id"] = request_id
                watched.status = message.get("status", 101)
            await send(message)

        with bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":  # how long it is open says nothing
                await self._app(scope, receive, send_with_id)
                return
            parent = headers.get("traceparent", "")
            with self._counted(watched), self._traced(watched, parent, request_id):
                await self._app(scope, receive, send_with_id)

    @contextmanager
    def _counted(self, answer: "_Answer") -> Iterator[None]:
        try:
            yield
        except Exception:
            answer.status = 500  # as Starlette is about to answer
            raise
        finally:
            seconds = time.perf_counter() - answer.began
            self._panel.traffic.answered(answer.route, answer.status, seconds)

    @contextmanager
    def _traced(self, answer: "_Answer", parent: str, request_id: str) -> Iterator[None]:
        if answer.route in PROBED:
            yield
            return
        name = f"HTTP {answer.route}"
        with self._panel.traces.span(name, parent, True, request_id=request_id) as span:
            try:
                yield
            finally:
                span.note(status=answer.status)
                if answer.status >= 500:
                    span.fail(str(answer.status))


@dataclass
class _Answer:
    """What becomes of a request."""

    route: str
    status: int = LEFT
    began: float = field(default_factory=time.perf_counter)


def _route(path: str) -> str:
    """What a path is counted as: one of a few words, whatever somebody asks for."""
    first = path.partition("/")[2].partition("/")[0]
    return first if first in ROUTES else "page"
