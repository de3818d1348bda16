"""Every mutation of the schema has a limit that says when to come back."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import strawberry
from graphql import GraphQLObjectType
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection

from documents.base import new_id
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.identities import account_of_email
from documents.registry import DOCUMENTS
from resolvers.viewers import Caller
from schema.build import build_schema
from schema.context import Context
from settings import Settings
from studio import Studio
from tests.studios import open_test_studio

Json = dict[str, Any]
MOST_CALLS = 15  # of one code ten tries are allowed, all others once

EMAIL = "ann@example.com"


def no_picture() -> UploadFile:
    return UploadFile(BytesIO(b"no picture"), size=10, filename="photo.png")


def form() -> Json:
    """A registration of which every field needs mending."""
    typed = dict.fromkeys(("name", "email", "phone", "district", "category", "organization"), "")
    return {**typed, "look": "WARRIOR", "photo": no_picture()}


# The arguments of each mutation, with their types, as they are sent time after time. A new one is
# added here once it has a limit.
CALLS: dict[str, tuple[str, str, Callable[[], Json]]] = {
    "upload": (
        "$input: UploadInput!",
        "generation { id }",
        lambda: {"input": {"image": no_picture()}},
    ),
    "regenerate": (
        "$input: RegenerateInput!",
        "id",
        lambda: {"input": {"originalId": new_id("ori")}},
    ),
    "download": ("$cartoonId: ID!", "id", lambda: {"cartoonId": new_id("car")}),
    "cancelGeneration": ("$id: ID!", "id", lambda: {"id": new_id("gen")}),
    "deleteImage": ("$id: ID!", "", lambda: {"id": new_id("ori")}),
    "generateAvatar": ("$input: AvatarInput!", "id", lambda: {"input": form()}),
    "generateHeadshot": (
        "$input: HeadshotInput!",
        "id",
        lambda: {"input": {"imageUrl": "https://photos.example/me.jpg", "style": "STUDIO"}},
    ),
    "generatePictures": (
        "$input: PicturesInput!",
        "id",
        lambda: {"input": {"prompt": "A lighthouse"}},
    ),
    "downloadPicture": ("$id: ID!", "url", lambda: {"id": new_id("pic")}),
    "flush": ("$email: String!", "records", lambda: {"email": f"{uuid4().hex}@example.com"}),
    "requestCode": ("$email: String!", "email", lambda: {"email": EMAIL}),
    "verifyCode": (
        "$email: String!, $code: String!",
        "token",
        lambda: {"email": EMAIL, "code": "000000"},
    ),
    "refreshSession": ("", "token", dict),
    "signOut": ("", "", dict),
    "setPreferences": ("$preferences: JSON!", "id", lambda: {"preferences": {"a": str(uuid4())}}),
    "grantCredits": (
        "$viewerId: ID!, $credits: Int!, $reference: String!",
        "total",
        lambda: {"viewerId": new_id("acc"), "credits": 1, "reference": str(uuid4())},
    ),
}


def document(name: str) -> str:
    variables, selection, _ = CALLS[name]
    given = [each.strip().partition(":")[0] for each in variables.split(",") if each.strip()]
    passed = ", ".join(f"{each[1:]}: {each}" for each in given)
    head = f"mutation ({variables})" if variables else "mutation"
    field = f"{name}({passed})" if passed else name
    return f"{head} {{ {field} {f'{{ {selection} }}' if selection else ''} }}"


@pytest.fixture(scope="module")
async def studio(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """A house in which everything may be asked for once."""
    once: dict[str, Any] = {
        name: 1 for name in Settings.model_fields if "_per_minute" in name or "_per_hour" in name
    }
    name = f"test_{uuid4().hex[:12]}"
    async with open_database(server.uri, name, DOCUMENTS) as database:
        folder = tmp_path_factory.mktemp("once")
        async with open_test_studio(database, folder, **once) as studio:
            yield studio
        await database.client.drop_database(name)


@pytest.fixture(scope="module")
def schema(studio: Studio) -> strawberry.Schema:
    return build_schema(studio.settings)


async def context(studio: Studio, email: str = EMAIL) -> Context:
    """Somebody who has signed in, on an address that all share."""
    account = await account_of_email(email)
    token, _ = studio.sessions.issue(account, studio.settings.operator_scope)
    scope = {"type": "http", "headers": [], "client": ("203.0.113.9", 1), "path": "/"}
    connection = HTTPConnection({**scope, "server": ("visage.test", 80), "scheme": "http"})
    return Context(studio, connection, Caller(token=token))


def mutations(schema: strawberry.Schema) -> set[str]:
    found = schema._schema.mutation_type
    assert isinstance(found, GraphQLObjectType)
    return set(found.fields)


async def test_every_mutation_has_a_limit_that_says_when_to_come_back(  # S5
    studio: Studio, schema: strawberry.Schema
) -> None:
    assert mutations(schema) == set(CALLS), "each mutation has a limit, and a call here"
    for name, (_, _, variables) in CALLS.items():
        codes = []
        while "RATE_LIMITED" not in codes:
            answer = await schema.execute(
                document(name), variables(), context_value=await context(studio)
            )
            error = answer.errors[0] if answer.errors else None
            codes.append(error.extensions["code"] if error and error.extensions else "")
            assert not any("GRAPHQL" in code for code in codes), (name, error)
            assert len(codes) < MOST_CALLS, (name, codes)
        assert len(codes) > 1, name
        assert error is not None
        assert error.extensions is not None
        assert error.extensions["retryAfter"] >= 1
        assert "Please try again in" in error.message


async def test_two_of_one_request_are_counted_as_two(  # S2, S5
    studio: Studio, schema: strawberry.Schema
) -> None:
    one, two = (f"{name}: setPreferences(preferences: {{}}) {{ id }}" for name in ("one", "two"))
    given = await context(studio, "ben@example.com")
    answer = await schema.execute(f"mutation {{ {one} {two} }}", context_value=given)
    assert answer.errors
    (error,) = answer.errors
    assert error.path == ["two"]
    assert (error.extensions or {})["code"] == "RATE_LIMITED"
