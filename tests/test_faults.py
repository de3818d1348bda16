"""What clients are told of errors, and what only the log is told."""

import gc
import json
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from structlog.contextvars import bound_contextvars
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from errors import EngineUnavailable, ImageTooLarge, InvalidImage
from schema.faults import FaultSchema, fault_of
from tests.serving import make_schema


@pytest.fixture
def schema() -> FaultSchema:
    return make_schema()


def above_debug(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without the line on each operation."""
    return [entry for entry in logs if entry["log_level"] != "debug"]


async def first_error(
    schema: FaultSchema, query: str, variables: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The one error of an operation, however it is transported."""
    found: list[GraphQLError] = []
    async for result in await schema.stream(query, variable_values=variables):
        found += result.errors or []  # type: ignore[union-attr]
    (error,) = found
    return json.loads(json.dumps(error.formatted))  # type: ignore[no-any-return]


async def test_an_expected_error_tells_its_message_code_and_details(schema: FaultSchema) -> None:
    error = await first_error(schema, "{ missing }")
    assert error["message"] == "There is no such picture."
    assert error["extensions"] == {"code": "NOT_FOUND", "askedFor": "x"}
    assert error["path"] == ["missing"]


async def test_the_same_from_a_subscription(schema: FaultSchema) -> None:
    error = await first_error(schema, "subscription { refusing }")
    assert error["message"] == "There is no such generation."
    assert error["extensions"] == {"code": "NOT_FOUND"}


@pytest.mark.parametrize(
    "query", ["{ broken }", "subscription { breaking }", "{ hollow }"], ids=str
)
async def test_an_unexpected_error_is_masked_and_logged_once_under_the_request_id(
    schema: FaultSchema, query: str
) -> None:
    with bound_contextvars(request_id="req-1"), capture_logs([format_exc_info]) as logs:
        error = await first_error(schema, query)
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "req-1"}
    assert "req-1" in error["message"]
    assert not {"hunter2", "RuntimeError", "null"} & set(json.dumps(error).split())
    (entry,) = above_debug(logs)
    assert entry["request_id"] == "req-1"
    assert "Traceback" in entry["exception"]
    assert "Silent: " in entry["exception"]  # S6: not what it says


async def test_what_an_error_passed_through_is_let_go_at_once() -> None:  # S3
    class Photo:
        """Several MB, perhaps: a web process must not gather them until garbage is collected."""

    held: list[weakref.ref[Photo]] = []

    def judge(photo: Photo) -> None:
        reason = InvalidImage("This picture is damaged.")
        raise reason  # and the frame keeps it, as frames of GraphQL do

    @strawberry.type
    class Query:
        @strawberry.field
        async def upload(self) -> str | None:
            photo = Photo()
            held.append(weakref.ref(photo))
            judge(photo)
            return None

    schema = FaultSchema(query=Query)
    gc.disable()
    try:
        assert (await first_error(schema, "{ upload }"))["message"] == "This picture is damaged."
        assert held[0]() is None
    finally:
        gc.enable()


async def test_a_list_of_equal_accidents_is_logged_once(schema: FaultSchema) -> None:
    with capture_logs() as logs:
        result = await schema.execute("{ a: broken b: broken c: broken }")
    assert len(result.errors or []) == 3
    assert len(above_debug(logs)) == 1


async def test_a_database_that_is_away_is_said_to_come_back(schema: FaultSchema) -> None:
    with capture_logs() as logs:
        error = await first_error(schema, "{ unreachable }")
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    assert "10.0.0.1" not in json.dumps(error)
    assert [entry["log_level"] for entry in above_debug(logs)] == ["warning"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { originals(first: $n) { id } }", "BAD_USER_INPUT"),
        ("query($n: Int = 1) { originals(first: $n) { id } }", "BAD_USER_INPUT"),
        ("query A { ping } query B { ping }", "BAD_USER_INPUT"),
        ("fragment F on Query { ping }", "BAD_USER_INPUT"),
        (" ", "GRAPHQL_PARSE_FAILED"),
        ("", "BAD_USER_INPUT"),
    ],
)
async def test_mistakes_of_the_caller_are_named_and_not_logged(
    schema: FaultSchema, query: str, code: str
) -> None:
    with capture_logs() as logs:
        error = await first_error(schema, query, {"n": None})
    assert error["extensions"]["code"] == code
    assert not above_debug(logs)


@pytest.mark.parametrize(
    "query",
    [
        "query($n: Int!) { originals(first: $n) { id } }",
        "query($n: Int = 1) { originals(first: $n) { id } }",
        "{ originals(first: null) { id } }",
    ],
)
async def test_a_null_where_a_value_is_needed_is_told_in_plain_words(
    schema: FaultSchema, query: str
) -> None:
    error = await first_error(schema, query, {"n": None})
    assert error["message"].endswith("A value of type 'Int' is needed here, not null.")


def test_details_are_always_fit_for_json() -> None:
    fault = fault_of(ImageTooLarge("Too large.", size_bytes=3, where={"a": {1, 2}, "b": object}))
    assert json.loads(json.dumps(fault.extensions))["sizeBytes"] == 3
    assert fault_of(EngineUnavailable("Later.", retry_after=2)).extensions["retryAfter"] == 2
