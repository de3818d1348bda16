"""GraphQL over HTTP: what is taken, what is refused, and that every answer is JSON with a code."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from graphql import get_introspection_query

from tests.serving import UPLOAD_BYTES, Served, serving

PREFLIGHT = {"apollo-require-preflight": "1"}
GRAPHQL_JSON = "application/graphql-response+json"
MEASURE = "mutation($input: PhotoInput!) { measure(input: $input) }"


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(ide_html="<title>Play</title>") as running:
        yield running


async def ask(served: Served, method: str = "POST", **options: Any) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.request(method, served.url, **options)


def form(operations: object, places: object, **files: bytes) -> dict[str, Any]:
    """A multipart request; what is a string already is sent as it is."""
    fields = {"operations": operations, "map": places}
    parts = [
        (name, (None, value if isinstance(value, str) else json.dumps(value)))
        for name, value in fields.items()
    ]
    return {"files": [*parts, *((name, (f"{name}.jpg", body)) for name, body in files.items())]}


PHOTO = {"query": MEASURE, "variables": {"input": {"image": None}}}
WHERE = {"0": ["variables.input.image"]}


def code(response: httpx.Response) -> str:
    assert response.headers["content-type"].startswith(("application/json", GRAPHQL_JSON))
    answer = response.json()
    assert "data" not in answer
    assert answer["errors"][0]["message"]
    return str(answer["errors"][0]["extensions"]["code"])


async def test_a_query_is_answered_in_the_media_type_that_was_asked_for(served: Served) -> None:
    query = {"query": "{ ping }"}
    for accept, answered in {
        "*/*": "application/json",
        "application/json": "application/json",
        GRAPHQL_JSON: GRAPHQL_JSON,
        f"{GRAPHQL_JSON}, application/json;q=0.9": GRAPHQL_JSON,
        f"application/json, {GRAPHQL_JSON};q=0.5": "application/json",
    }.items():
        response = await ask(served, json=query, headers={"accept": accept})
        assert response.json() == {"data": {"ping": "pong"}}
        assert response.headers["content-type"] == f"{answered}; charset=utf-8"


@pytest.mark.parametrize(
    ("status", "expected", "request_options"),
    [
        (400, "BAD_USER_INPUT", {"content": b"{", "headers": {"content-type": "application/json"}}),
        (400, "BAD_USER_INPUT", {"json": {}}),
        (400, "BAD_USER_INPUT", {"json": {"query": 3}}),
        (400, "BAD_USER_INPUT", {"json": [{"query": "{ ping }"}]}),
        (400, "BAD_USER_INPUT", {"json": "ping"}),
        (400, "BAD_USER_INPUT", {"json": {"query": "{ ping }", "variables": []}}),
        (400, "BAD_USER_INPUT", {"json": {"query": "{ ping }", "operationName": 1}}),
        (400, "BAD_USER_INPUT", {"json": {"query": "{ ping }", "operationName": "Other"}}),
        (400, "BAD_USER_INPUT", {"json": {"query": "subscription { count }"}}),
        (415, "BAD_USER_INPUT", {"content": b"{ ping }"}),
        (415, "BAD_USER_INPUT", {"data": {"query": "{ ping }"}}),
        (405, "BAD_USER_INPUT", {"method": "PUT"}),
        (
            400,
            "BAD_USER_INPUT",
            {
                "content": b'{"query": "{ ping }", "variables": {"a": "\\ud800"}}',
                "headers": {"content-type": "application/json"},
            },
        ),
        (
            400,
            "BAD_USER_INPUT",
            {"content": b"[" * 100_000, "headers": {"content-type": "application/json"}},
        ),
        (413, "BAD_USER_INPUT", {"json": {"query": "{ ping }" + " " * 600_000}}),
    ],
)
async def test_what_is_no_graphql_request_is_refused_in_json(
    served: Served, status: int, expected: str, request_options: dict[str, Any]
) -> None:
    response = await ask(served, **request_options)
    assert (response.status_code, code(response)) == (status, expected)
    if status == 405:
        assert response.headers["allow"] == "GET, POST"


async def test_errors_before_execution_are_400_only_for_the_newer_media_type(
    served: Served,
) -> None:
    for query, expected in {
        "{ ping": "GRAPHQL_PARSE_FAILED",
        "{ pong }": "GRAPHQL_VALIDATION_FAILED",
        "query($n: Int!) { originals(first: $n) { id } }": "BAD_USER_INPUT",
    }.items():
        for accept, status in (("application/json", 200), (GRAPHQL_JSON, 400)):
            response = await ask(
                served,
                json={"query": query, "variables": {"n": "many"}},
                headers={"accept": accept},
            )
            assert (response.status_code, code(response)) == (status, expected)


# C1
@pytest.mark.parametrize(
    ("refuse", "status", "expected"),
    [
        ("anonymous", 401, "UNAUTHENTICATED"),
        ("down", 503, "UNAVAILABLE"),
        ("broken", 500, "INTERNAL"),
    ],
)
async def test_what_goes_wrong_before_the_query_is_the_whole_answer(
    served: Served, refuse: str, status: int, expected: str
) -> None:
    response = await ask(served, json={"query": "{ ping }"}, headers={"x-refuse": refuse})
    assert (response.status_code, code(response)) == (status, expected)
    assert "hunter2" not in response.text
    assert "10.0.0.1" not in response.text


# S2: a foreign page can make a browser send GET and multipart, but no such header.
async def test_get_and_multipart_need_a_preflight_header(served: Served) -> None:
    query = {"query": "{ ping }"}
    assert code(await ask(served, "GET", params=query)) == "BAD_USER_INPUT"
    assert code(await ask(served, **form(PHOTO, WHERE, **{"0": b"1234"}))) == "BAD_USER_INPUT"
    for name in PREFLIGHT, {"graphql-require-preflight": "1"}, {"x-apollo-operation-name": "Q"}:
        response = await ask(served, "GET", params=query, headers=name)
        assert response.json() == {"data": {"ping": "pong"}}


async def test_a_mutation_over_get_and_a_hash_without_a_query_get_a_clear_error(
    served: Served,
) -> None:
    mutation = {"query": MEASURE}
    response = await ask(served, "GET", params=mutation, headers=PREFLIGHT)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    hash_only = {"extensions": '{"persistedQuery": {"version": 1, "sha256Hash": "abc"}}'}
    response = await ask(served, "GET", params=hash_only)
    assert code(response) == "PERSISTED_QUERY_NOT_SUPPORTED"


async def test_only_browsers_get_the_page(served: Served) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert "<title>Play" in (await ask(served, "GET", headers=browser)).text
    for accept in "*/*", "application/json, text/html;q=0.5":
        assert code(await ask(served, "GET", headers={"accept": accept})) == "BAD_USER_INPUT"


async def test_introspection_as_graphiql_and_code_generators_send_it_passes(
    served: Served,
) -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    response = await ask(served, json={"query": query})
    types = {kind["name"] for kind in response.json()["data"]["__schema"]["types"]}
    assert {"Upload", "Original"} <= types


# C2
async def test_a_file_comes_in_by_the_multipart_specification(served: Served) -> None:
    body = bytes(range(256)) * 2000
    response = await ask(served, **form(PHOTO, WHERE, **{"0": body}), headers=PREFLIGHT)
    assert response.json() == {"data": {"measure": len(body)}}


@pytest.mark.parametrize(
    "body",
    [
        form(PHOTO, [["variables.input.image"]], **{"0": b"x"}),
        form(PHOTO, {"0": "variables.input.image"}, **{"0": b"x"}),
        form(PHOTO, {"0": ["variables.input.picture"]}, **{"0": b"x"}),
        form(PHOTO, {"0": ["variables"]}, **{"0": b"x"}),
        form(PHOTO, {"0": ["query"]}, **{"0": b"x"}),
        form(PHOTO, {"0": ["variables.input.image.0.1"]}, **{"0": b"x"}),
        form(PHOTO, WHERE, **{"1": b"x"}),
        form(PHOTO, {"map": ["variables.input.image"]}),
        form(7, WHERE, **{"0": b"x"}),
        form([PHOTO], WHERE, **{"0": b"x"}),
        form("{", WHERE, **{"0": b"x"}),
        form(PHOTO, "{", **{"0": b"x"}),
        {"files": {"0": b"x"}},
        form(PHOTO, WHERE, **{str(number): b"x" for number in range(20)}),
        {"content": b"nothing", "headers": {"content-type": "multipart/form-data"}},
        {
            "content": b"--a\r\nbroken",
            "headers": {"content-type": "multipart/form-data; boundary=a"},
        },
    ],
)
async def test_a_wrong_multipart_body_is_the_callers_mistake(
    served: Served, body: dict[str, Any]
) -> None:
    headers = {**PREFLIGHT, **body.get("headers", {})}
    response = await ask(served, **{**body, "headers": headers})
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


async def test_words_where_a_file_belongs_are_refused_before_the_resolver(served: Served) -> None:
    operation = {"query": MEASURE, "variables": {"input": {"image": "photo.jpg"}}}
    response = await ask(served, json=operation)
    assert code(response) == "BAD_USER_INPUT"
    assert "file belongs here" in response.json()["errors"][0]["message"]


# C2: also when the size was not declared beforehand.
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_beyond_the_limit_is_too_large(served: Served, declared: bool) -> None:
    options = form(PHOTO, WHERE, **{"0": bytes(UPLOAD_BYTES * 2)})
    request = httpx.Request("POST", served.url, **options)
    content = b"".join([chunk async for chunk in request.stream])  # type: ignore[union-attr]

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    headers = {**PREFLIGHT, "content-type": request.headers["content-type"]}
    body = content if declared else chunks()
    response = await ask(served, content=body, headers=headers)
    assert (response.status_code, code(response)) == (413, "IMAGE_TOO_LARGE")
    details = response.json()["errors"][0]["extensions"]
    assert details["limit"] == UPLOAD_BYTES
    assert details["size"] > UPLOAD_BYTES
