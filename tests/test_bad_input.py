"""What people and attackers send by mistake or on purpose: each gets its own clear error, nothing
is stored, and the server stays up."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests import pictures
from tests.clients import GraphQLClient, Json, Refused, data_in, receive, send

UPLOAD = """
mutation ($input: UploadInput!) {
  upload(input: $input) { original { id mimeType width height } generation { id } }
}
"""
CANCEL = "mutation ($id: ID!) { cancelGeneration(id: $id) { id status } }"
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id } }"
DOWNLOAD = "mutation ($id: ID!) { download(cartoonId: $id) { id } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) }"
FOLLOW = "subscription ($id: ID!) { generation(id: $id) { id } }"
VIEWER = {"query": "{ viewer { id } }"}

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
async def client(visage: str) -> AsyncIterator[GraphQLClient]:
    async with GraphQLClient(visage) as client:
        yield client


async def upload(client: GraphQLClient, body: bytes, name: str = "photo.jpg") -> Json:
    files = {"variables.input.image": (name, body, "image/jpeg")}
    answer: Json = (await client.upload(UPLOAD, {"input": {"image": None}}, files))["upload"]
    return answer


async def is_untouched(client: GraphQLClient) -> bool:
    """The server is up, and this device owns nothing."""
    counts = await client.execute("{ originals { totalCount } generations { totalCount } }")
    return counts == {"originals": {"totalCount": 0}, "generations": {"totalCount": 0}}


@pytest.mark.parametrize("case", pictures.BAD, ids=lambda case: case[0].__name__)
async def test_a_bad_picture_is_refused_and_nothing_is_stored(
    client: GraphQLClient, case: tuple[pictures.Maker, str, str]
) -> None:  # C2, S4
    make, code, words = case
    with pytest.raises(Refused) as refused:
        await upload(client, make())
    assert refused.value.code == code
    assert words in refused.value.message
    assert await is_untouched(client)


@pytest.mark.parametrize("case", pictures.GOOD, ids=lambda case: case[0].__name__)
async def test_a_proper_picture_works_whatever_its_name_says(
    client: GraphQLClient, case: tuple[pictures.Maker, str]
) -> None:  # C2, C3
    make, mime = case
    original = (await upload(client, make(), "picture.gif"))["original"]
    assert original["mimeType"] == mime
    assert (original["width"], original["height"]) == (pictures.WIDTH, pictures.HEIGHT)


async def test_a_missing_field_is_named_and_the_others_are_not_repeated(
    client: GraphQLClient,
) -> None:  # S6
    with pytest.raises(Refused) as refused:
        await client.execute(REGENERATE, input={"idempotencyKey": "mine alone"})
    assert refused.value.code == "BAD_USER_INPUT"
    assert refused.value.message.endswith("to include required field 'originalId'.")


async def test_a_wrong_moment_is_answered_by_what_a_right_one_looks_like(
    client: GraphQLClient,
) -> None:  # S6
    for query, since in (
        ("query ($since: DateTime!) { analytics(since: $since) { rows { kind } } }", "mine alone"),
        ('query { analytics(since: "mine alone") { rows { kind } } }', None),
    ):
        with pytest.raises(Refused) as refused:
            await client.execute(query, since=since)
        assert refused.value.message.endswith("is a string such as 2026-01-31T12:00:00.000Z.")
        assert "mine alone" not in refused.value.message


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_turned_photo_is_kept_upright(client: GraphQLClient, orientation: int) -> None:
    original = (await upload(client, pictures.turned(orientation)))["original"]  # C3
    assert (original["width"], original["height"]) == (pictures.WIDTH, pictures.HEIGHT)


@pytest.mark.parametrize(
    ("device", "code"),
    [
        (None, "UNAUTHENTICATED"),
        ("", "UNAUTHENTICATED"),
        ("not-a-uuid", "BAD_USER_INPUT"),
        ("{018f2b1c-7d3e-7a4b-9c5d-0e1f2a3b4c5d}", "BAD_USER_INPUT"),
        ("018f2b1c7d3e7a4b9c5d0e1f2a3b4c5d", "BAD_USER_INPUT"),
        ("00000000-0000-0000-0000-000000000000", "BAD_USER_INPUT"),
        ("018f2b1c-7d3e-7a4b-0c5d-0e1f2a3b4c5d", "BAD_USER_INPUT"),
        ("x" * 5000, "BAD_USER_INPUT"),
    ],
)
async def test_a_caller_must_say_which_device_it_is(
    client: GraphQLClient, device: str | None, code: str
) -> None:  # C1
    del client.http.headers["x-device-id"]
    headers = {} if device is None else {"x-device-id": device}
    answer = await client.http.post("/graphql", json=VIEWER, headers=headers)
    with pytest.raises(Refused) as refused:
        data_in(answer.json())
    assert refused.value.code == code


async def test_a_socket_must_say_which_device_it_is(visage: str) -> None:  # C1
    from websockets.exceptions import ConnectionClosed

    async with GraphQLClient(visage) as client:
        for init, close in (({}, 4403), ({"x-device-id": "no"}, 4400)):
            with pytest.raises(ConnectionClosed) as closed:
                async with client.socket(init):
                    pass
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == close


async def test_a_socket_takes_more_than_it_needs(client: GraphQLClient) -> None:  # C1
    init = {"x-device-id": client.device_id, "colour": "blue", "nested": {"a": [1]}}
    async with client.socket(init) as socket:
        await send(socket, {"id": "1", "type": "subscribe", "payload": VIEWER})
        assert (await receive(socket))["type"] == "next"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (CANCEL, {"id": f"gen_{ULID}"}, "NOT_FOUND"),
        (CANCEL, {"id": f"car_{ULID}"}, "NOT_FOUND"),
        (CANCEL, {"id": ""}, "NOT_FOUND"),
        (REGENERATE, {"input": {"originalId": f"ori_{ULID}"}}, "NOT_FOUND"),
        (REGENERATE, {"input": {"originalId": f"gen_{ULID}"}}, "NOT_FOUND"),
        (REGENERATE, {"input": {"originalId": "../../etc/passwd"}}, "NOT_FOUND"),
        (REGENERATE, {"input": {"originalId": f"ori_{ULID}", "seed": -1}}, "BAD_USER_INPUT"),
        (REGENERATE, {"input": {"originalId": f"ori_{ULID}", "seed": 1.5}}, "BAD_USER_INPUT"),
        (REGENERATE, {"input": {"originalId": 5, "style": "OIL"}}, "BAD_USER_INPUT"),
        (REGENERATE, {"input": {}}, "BAD_USER_INPUT"),
        (DOWNLOAD, {"id": f"car_{ULID}"}, "NOT_FOUND"),
        (DOWNLOAD, {"id": f"ori_{ULID}"}, "NOT_FOUND"),
        (DELETE, {"id": f"fac_{ULID}"}, "NOT_FOUND"),
        (DELETE, {"id": f"gen_{ULID}"}, "NOT_FOUND"),
        (DELETE, {"id": "$where"}, "NOT_FOUND"),
        (DELETE, {"id": {"$gt": ""}}, "BAD_USER_INPUT"),
        ("{ originals(first: 0) { totalCount } }", {}, "BAD_USER_INPUT"),
        ("{ originals(first: 51) { totalCount } }", {}, "BAD_USER_INPUT"),
        ('{ originals(after: "!") { totalCount } }', {}, "BAD_USER_INPUT"),
        ('{ originals(after: "Z2VuXw") { totalCount } }', {}, "BAD_USER_INPUT"),
        (f'{{ generation(id: "gen_{ULID}", wait: 61) {{ id }} }}', {}, "BAD_USER_INPUT"),
        ("{ viewer { id ", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ viewer { shoeSize } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_wrong_argument_is_told_by_its_code(
    client: GraphQLClient, query: str, variables: Any, code: str
) -> None:  # S1
    with pytest.raises(Refused) as refused:
        await client.execute(query, **variables)
    assert refused.value.code == code
    assert await is_untouched(client)


@pytest.mark.parametrize("id", [f"gen_{ULID}", f"ori_{ULID}", "", "gen_", "x" * 1000])
async def test_what_is_not_there_is_null_or_not_found(client: GraphQLClient, id: str) -> None:
    data = await client.execute(  # S1
        "query ($id: ID!) {"
        " node(id: $id) { id } original(id: $id) { id } generation(id: $id) { id } }",
        id=id,
    )
    assert data == {"node": None, "original": None, "generation": None}
    with pytest.raises(Refused) as refused:
        await anext(client.subscribe(FOLLOW, id=id))
    assert refused.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { generation(", "GRAPHQL_PARSE_FAILED"),
        ("{ no }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_wrong_document_over_the_socket_is_an_error(
    client: GraphQLClient, query: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await anext(client.subscribe(query))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "fields",
    [
        {"operations": "{}", "map": "[]"},
        {"operations": "5", "map": "{}"},
        {"operations": "not json", "map": "{}"},
        {"operations": json.dumps({"query": UPLOAD}), "map": '{"0": ["variables.input.image"]}'},
        {"operations": json.dumps({"query": UPLOAD}), "map": '{"0": "variables"}'},
        {"map": "{}"},
        {},
    ],
)
async def test_a_malformed_form_is_refused(client: GraphQLClient, fields: dict[str, str]) -> None:
    files = {"unused": ("a.txt", b"x", "text/plain")}
    answer = await client.http.post("/graphql", data=fields, files=files)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await is_untouched(client)


async def test_a_form_without_the_preflight_header_is_refused(client: GraphQLClient) -> None:  # S2
    del client.http.headers["apollo-require-preflight"]
    with pytest.raises(Refused):
        await upload(client, pictures.jpeg())
    client.http.headers["apollo-require-preflight"] = "1"
    assert await is_untouched(client)


async def test_a_link_opens_nothing_else(client: GraphQLClient) -> None:  # C9
    uploaded = await upload(client, pictures.jpeg())
    query = "query ($id: ID!) { original(id: $id) { url } }"
    link = (await client.execute(query, id=uploaded["original"]["id"]))["original"]["url"]
    path, _, signature = link.partition("?")
    stranger = {"x-device-id": str(uuid.uuid4())}
    wrong = {
        f"{path}?{signature[:-4]}AAAA": 403,
        f"{path}?expires=1&signature=x": 403,
        f"{path}?expires=never&signature=x": 403,
        path: 404,
        path.replace("originals", "private"): 404,
        path.rpartition("/")[0] + "/../../secret_key": 404,
        path.rpartition("/")[0] + "/%2e%2e/%2e%2e/secret_key": 404,
        path.rpartition("/")[0] + "/..%2f..%2fsecret_key": 404,
        f"{path}x": 404,
    }
    for address, status in wrong.items():
        answer = await client.http.get(address, headers=stranger)
        assert answer.status_code == status, address
    assert (await client.http.get(link, headers=stranger)).status_code == 200
