"""GraphQL over HTTP and WebSocket at one address: `Endpoint`, and the routes to mount it.

HTTP follows https://graphql.github.io/graphql-over-http/draft/. Every answer is JSON, also when
the request never came as far as GraphQL, because clients parse what they get.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType
from structlog.contextvars import bound_contextvars, get_contextvars

from errors import ErrorCode, ImageTooLarge
from schema.faults import Fault, fault_of
from schema.multipart import operations_of, read_form
from schema.negotiation import (
    GRAPHQL_JSON,
    JSON,
    MULTIPART,
    answer_type,
    content_type,
    prefers_html,
)
from schema.operations import Operation, Refused, from_json, from_query_string, require_preflight
from schema.sockets import Sockets
from schema.wire import decode, encode

# What a multipart body may hold beside the file itself.
_ENVELOPE_BYTES = 512 * 1024
_MAX_JSON_BYTES = 512 * 1024

_ALLOWED = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}

# The HTTP status where an error is the whole answer; 400 for codes that are not listed.
_STATUS: dict[str, int] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.IMAGE_TOO_LARGE: 413,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL: 500,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.QUEUE_FULL: 503,
    ErrorCode.STORAGE_FULL: 507,
}


class Endpoint:
    """An ASGI application that answers GraphQL requests against one schema."""

    def __init__(
        self,
        schema: strawberry.Schema,
        get_context: Callable[[Request], Awaitable[Any]],
        sockets: Sockets,
        *,
        max_upload_bytes: int,
        ide_html: str | bytes | None = None,
        ide_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Serve `schema`.

        `get_context` makes the context of one HTTP request, once the request is understood; what
        it raises becomes the answer. `max_upload_bytes` bounds the file of a multipart request.
        `ide_html` is the page for browsers that open the address, sent with `ide_headers`.
        """
        self._schema = schema
        self._get_context = get_context
        self._sockets = sockets
        self._max_upload_bytes = max_upload_bytes
        self._ide_html = ide_html
        self._ide_headers = ide_headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = get_contextvars().get("request_id") or secrets.token_hex(8)
        with bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":
                await self._sockets.serve(WebSocket(scope, receive, send))
            else:
                await self._serve_http(scope, receive, send)

    async def _serve_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        request = Request(scope, self._bounded(request, receive))
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        finally:
            await request.close()
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        media = answer_type(request)
        try:
            if self._ide_html is not None and request.method == "GET" and prefers_html(request):
                return HTMLResponse(self._ide_html, headers=self._ide_headers)
            operation = await self._read(request)
            result = await self._execute(request, operation)
        except ClientDisconnect:
            raise
        except Refused as refused:
            return _failure(refused.fault, media, refused.status, refused.headers)
        except Exception as error:
            fault = fault_of(error)
            return _failure(fault, media, _STATUS.get(fault.code, 400))
        return _success(result, media)

    async def _read(self, request: Request) -> Operation:
        """The operation that a request carries."""
        if request.method == "GET":
            operation = from_query_string(request.query_params)
            require_preflight(request)
            return operation
        if request.method != "POST":
            raise Refused(405, "Send GraphQL requests with POST.", Allow="GET, POST")
        kind = content_type(request)
        if kind == JSON:
            return from_json(decode(await request.body(), "The body"))
        if kind == MULTIPART:
            require_preflight(request)
            return from_json(operations_of(await read_form(request)))
        raise Refused(415, f"Send the request as {JSON}, or as {MULTIPART} with files.")

    async def _execute(self, request: Request, operation: Operation) -> ExecutionResult:
        context = await self._get_context(request)
        try:
            return await self._schema.execute(
                operation.query,
                variable_values=operation.variables,
                context_value=context,
                operation_name=operation.name,
                operation_extensions=operation.extensions,
                allowed_operation_types=_ALLOWED[request.method],
            )
        except CannotGetOperationTypeError as error:
            raise Refused(400, fault_of(error).message) from error
        except InvalidOperationTypeError as error:
            raise _misplaced(error.operation_type) from error

    def _bounded(self, request: Request, receive: Receive) -> Receive:
        """`receive` that refuses a body beyond what its kind may have, declared or not."""
        multipart = content_type(request) == MULTIPART
        most = self._max_upload_bytes + _ENVELOPE_BYTES if multipart else _MAX_JSON_BYTES
        declared = request.headers.get("content-length", "")
        size = int(declared) if declared.isdecimal() and len(declared) < 20 else 0
        received = 0

        async def bounded() -> Message:
            nonlocal received
            if size > most:
                raise self._too_large(multipart, size)
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise self._too_large(multipart, received)
            return message

        return bounded

    def _too_large(self, multipart: bool, size: int) -> Exception:
        if not multipart:
            return Refused(413, f"The request is larger than {_MAX_JSON_BYTES // 1024} KB.")
        limit = self._max_upload_bytes
        return ImageTooLarge(
            f"The picture is too large: at most {_megabytes(limit)} MB may come in, and this is "
            f"{_megabytes(size)} MB or more. Choose a smaller one.",
            limit=limit,
            size=size,
        )


def graphql_routes(endpoint: Endpoint, path: str = "/graphql") -> list[BaseRoute]:
    """The routes that lead to an endpoint. They set no `max_body_size`: the endpoint bounds bodies
    itself, because Starlette's own refusal is plain text."""
    return [Route(path, endpoint), WebSocketRoute(path, endpoint)]


def _misplaced(kind: OperationType) -> Refused:
    if kind is OperationType.SUBSCRIPTION:
        return Refused(
            400,
            "Subscriptions need a WebSocket: connect to this address with the protocol "
            "graphql-transport-ws.",
        )
    return Refused(405, "Mutations need POST.", Allow="POST")


def _success(result: ExecutionResult, media: str) -> Response:
    """The answer to an operation that GraphQL has judged."""
    errors = result.errors or []
    answer: dict[str, Any] = {"data": result.data}
    status = 200
    if result.data is None and errors and all(error.path is None for error in errors):
        # Refused before it was executed: there is no `data`, not even null.
        del answer["data"]
        code = (errors[0].extensions or {}).get("code", "")
        status = _STATUS.get(code, 400) if media == GRAPHQL_JSON else 200
    if errors:
        answer["errors"] = [error.formatted for error in errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    return Response(encode(answer), status, media_type=f"{media}; charset=utf-8")


def _failure(
    fault: Fault, media: str, status: int, headers: dict[str, str] | None = None
) -> Response:
    """The answer to a request that did not come as far as GraphQL."""
    body = encode({"errors": [fault.formatted()]})
    return Response(body, status, headers, media_type=f"{media}; charset=utf-8")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
