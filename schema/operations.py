"""One operation out of an HTTP request, or the refusal that says what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from errors import ErrorCode
from schema.faults import Fault
from schema.wire import decode

# A browser sends none of these to another site without asking it first (CORS preflight).
_PREFLIGHT_HEADERS = (
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-apollo-operation-name",
)


class Refused(Exception):
    """A request that never becomes an operation, with the HTTP status that says so."""

    def __init__(
        self, status: int, message: str, code: str = ErrorCode.BAD_USER_INPUT, **headers: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.fault = Fault(code, message)
        self.headers = headers


@dataclass(frozen=True)
class Operation:
    """What a client wants executed."""

    query: str
    name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = field(default=None)


def require_preflight(request: Request) -> None:
    """Refuse what a foreign web page could make a browser send (cross-site request forgery)."""
    if not any(request.headers.get(name) for name in _PREFLIGHT_HEADERS):
        raise Refused(
            400,
            "To be safe from forged requests, GET and multipart requests need the header "
            f"`{_PREFLIGHT_HEADERS[0]}: 1` (or {_PREFLIGHT_HEADERS[1]}, or "
            f"{_PREFLIGHT_HEADERS[2]}).",
        )


def from_query_string(parameters: Mapping[str, str]) -> Operation:
    """The operation in a GET request's query string; `variables` and `extensions` are JSON."""
    data: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if data.get(name):
            data[name] = decode(data[name], f"`{name}`")
        else:
            data.pop(name, None)
    return from_json(data)


def from_json(data: object) -> Operation:
    """The operation in a parsed body."""
    if isinstance(data, list):
        raise Refused(400, "Several operations in one request are not taken: send one each.")
    if not isinstance(data, dict):
        raise Refused(400, "The body must be a JSON object with a `query`.")
    query = data.get("query")
    extensions = _optional(data, "extensions", dict, "an object")
    if not query and extensions and "persistedQuery" in extensions:
        # The code by which Apollo clients know that they must send the whole text.
        raise Refused(
            400,
            "Persisted queries are not supported: send the whole `query`.",
            ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
        )
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "The request needs a `query`: a string with a GraphQL document.")
    return Operation(
        query,
        _optional(data, "operationName", str, "a string") or None,
        _optional(data, "variables", dict, "an object"),
        extensions,
    )


def _optional(data: dict[str, Any], name: str, kind: type, said: str) -> Any:
    value = data.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refused(400, f"`{name}` must be {said}, or be left out.")
    return value
