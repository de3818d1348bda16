"""How errors look to clients: a sentence, a code, and never what only the log should know.

Everything that leaves through GraphQL passes `FaultSchema.process_errors`: answers over HTTP,
answers over sockets, every event of a subscription. What was not meant for people is masked, and
logged once with its traceback under the request id that the client is shown.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import strawberry
import structlog
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    ValueNode,
    VariableDefinitionNode,
)
from pymongo.errors import PyMongoError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionContext
from structlog.contextvars import get_contextvars

from documents.database import AWAY, has_no_room, is_away
from errors import NO_ROOM, EngineError, ErrorCode, VisageError
from instruments.silence import silent

_log = structlog.get_logger(__name__)

# All that the caller sent, as it looks in Python: ends the sentence on a field that is missing.
_REPEATED = re.compile(r", found: .*(?=\.$)", re.DOTALL)

# How it is said in Python that a null stands where there must be a value.
_NULL = re.compile(r"Expected [^.]*type '([^']+?)!?' not to be None\.")

# The parser says this (and nothing else tells it apart) when `max_tokens` is reached.
_TOO_MANY_TOKENS = re.compile(r"Document contains more than (\d+) tokens")


@dataclass(frozen=True)
class Fault:
    """What a client is told: a code out of `ErrorCode`, a sentence, and details in `extensions`."""

    code: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def extensions(self) -> dict[str, Any]:
        return {**self.details, "code": self.code}

    def formatted(self) -> dict[str, Any]:
        """The error as JSON, for transports that have no GraphQL result to put it in."""
        return {"message": self.message, "extensions": self.extensions}


class PublicError(GraphQLError):
    """A GraphQL error that is ready to be seen; `process_errors` lets it pass as it is."""

    @classmethod
    def of(cls, fault: Fault, cause: GraphQLError | None = None) -> "PublicError":
        """`fault`, at the place in document and result where `cause` happened."""
        if cause is None:
            return cls(fault.message, extensions=fault.extensions)
        return cls(
            fault.message,
            nodes=cause.nodes,
            source=cause.source,
            positions=cause.positions,
            path=cause.path,
            extensions=fault.extensions,
        )


class FaultSchema(strawberry.Schema):
    """A schema whose errors all leave as `PublicError`s; `told` is given the code of each."""

    def __init__(
        self, *parts: Any, told: Callable[[str], object] = lambda code: None, **options: Any
    ) -> None:
        super().__init__(*parts, **options)
        self._told = told

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        # In place: the caller hands this same list on to the client.
        errors[:] = present(errors)
        for error in errors:
            self._told(code_of(error))


def code_of(error: GraphQLError) -> str:
    """The code of an error that is ready to be seen."""
    return str((error.extensions or {}).get("code", ErrorCode.INTERNAL))


def present(errors: list[GraphQLError]) -> list[GraphQLError]:
    """The same errors as clients may see them; unexpected ones are logged, each once."""
    logged: set[str] = set()
    shown: list[GraphQLError] = []
    for error in errors:
        if isinstance(error, PublicError):
            shown.append(error)
            continue
        fault = _expected(error)
        if fault is None:
            cause = _root(error)
            # A list of fifty broken items is one accident, not fifty.
            fault = masked(cause, quiet=repr(cause) in logged, path=error.path)
            logged.add(repr(cause))
        shown.append(PublicError.of(fault, error))
        _let_go(error)
    return shown


def _let_go(error: BaseException | None) -> None:
    """Drop the tracebacks of an error and of those behind it.

    They hold all frames the error passed through, and with an upload that fails its picture. Frames
    of GraphQL and others hold the error in turn, so all that would stay until garbage is collected.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = None
        original = error.original_error if isinstance(error, GraphQLError) else None
        error = original or error.__cause__ or error.__context__


def fault_of(error: Exception) -> Fault:
    """What to tell about any exception; an unexpected one is masked and logged."""
    return _known(error) or masked(error)


def masked(error: Exception, *, quiet: bool = False, **where: Any) -> Fault:
    """Log what an exception is and its traceback, unless `quiet`, and say only that it happened."""
    request_id = current_request_id()
    if not quiet:
        _log.error("unexpected_error", request_id=request_id, exc_info=silent(error), **where)
    return Fault(
        ErrorCode.INTERNAL,
        "Something went wrong on our side. Try again in a moment; if it stays so, report "
        f"number {request_id}.",
        {"requestId": request_id},
    )


def current_request_id() -> str:
    """The id that the request was given when it came in, or a new one outside of requests."""
    return str(get_contextvars().get("request_id") or secrets.token_hex(8))


def _expected(error: GraphQLError) -> Fault | None:
    """What to tell about an error out of GraphQL's machinery, if it was to be expected."""
    if isinstance(error, GraphQLSyntaxError):
        return _unparsed(error)
    known = _known(_root(error))
    if known is None and _blames_input(error):
        return Fault(ErrorCode.BAD_USER_INPUT, worded(error))
    return known


def worded(error: GraphQLError) -> str:
    """What GraphQL says of a wrong value, in plain words and without what the caller sent."""
    said = _REPEATED.sub("", error.message)
    return _NULL.sub(r"A value of type '\1' is needed here, not null.", said)


def _known(error: Exception) -> Fault | None:
    """What to tell about an exception that was to be expected."""
    match error:
        case VisageError():
            return Fault(error.code, error.message, _details(error))
        case PyMongoError() if is_away(error):
            _log.warning("database_unreachable", error=type(error).__name__)
            return Fault(ErrorCode.UNAVAILABLE, AWAY)
        case PyMongoError() | OSError() if has_no_room(error):
            _log.error("no_room", error=str(error))
            return Fault(ErrorCode.STORAGE_FULL, NO_ROOM)
        case MissingQueryError():
            return Fault(ErrorCode.BAD_USER_INPUT, "The request has no `query`.")
        case CannotGetOperationTypeError():
            return Fault(ErrorCode.BAD_USER_INPUT, _no_operation(error))
        case InvalidOperationTypeError():
            kind = error.operation_type.value
            return Fault(ErrorCode.BAD_USER_INPUT, f"A {kind} cannot be sent this way.")
    return None


def _no_operation(error: CannotGetOperationTypeError) -> str:
    if error.operation_name is None:
        return "The document holds no query, mutation or subscription."
    return f"The document holds no operation named {error.operation_name!r}."


def _unparsed(error: GraphQLSyntaxError) -> Fault:
    if found := _TOO_MANY_TOKENS.search(error.message):
        most = int(found[1])
        message = f"The query has more than {most} tokens. Split it into smaller ones."
        return Fault(ErrorCode.QUERY_TOO_COMPLEX, message, {"limit": "tokens", "maximum": most})
    return Fault(ErrorCode.GRAPHQL_PARSE_FAILED, error.message)


def _root(error: GraphQLError) -> Exception:
    """The exception under all the layers that GraphQL wraps around it."""
    inner: Exception = error
    while isinstance(inner, GraphQLError) and inner.original_error is not None:
        inner = inner.original_error
    return inner


def _blames_input(error: GraphQLError) -> bool:
    """Whether the error points at variables or arguments, so that the caller can mend it.

    Coercion blames the definition of a variable (before execution) or an argument's value (at
    a field); whatever goes wrong in or after a resolver blames the field.
    """
    nodes: list[Node] = error.nodes or []
    if not nodes:
        # Variables nested too deeply: the one coercion error without a place.
        return error.path is None and error.original_error is None
    blamed = (VariableDefinitionNode, ArgumentNode, ValueNode)
    return all(isinstance(node, blamed) and not isinstance(node, FieldNode) for node in nodes)


def _details(error: VisageError) -> dict[str, Any]:
    details = {_camel(name): _plain(value) for name, value in error.details.items()}
    if isinstance(error, EngineError) and error.retry_after is not None:
        details["retryAfter"] = error.retry_after
    return details


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it: an error must never fail on its own details."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
    return str(value)
