"""What a search for an avatar asks of the database: the same, whatever is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import monitoring

from app import create_app
from documents.avatars import Avatar
from documents.base import new_id
from documents.embedded import EmbeddedServer
from documents.identities import account_of_email
from resolvers.avatars import visible
from resolvers.viewers import Viewer
from sessions import Sessions
from settings import Settings
from tests.clients import GraphQLClient, Json, Refused
from tests.guests import EMAIL, PHONE, send_guest

SECRET = "a secret for tests that is long enough"
SEARCH = "query ($by: AvatarBy!) { avatar(by: $by) { id finalImage { url } } }"
FLUSH = """mutation ($email: String!, $confirm: Boolean!) {
  flush(email: $email, scope: ALL, confirm: $confirm) { records } }"""
IMAGES = """{ generations(kind: AVATAR) { edges { node { images { id } } } } }"""


class Commands(monitoring.CommandListener):
    """The collection and shape of each command to one database."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.seen: list[tuple[str, str, tuple[str, ...]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        # What a change stream asks goes on beside.
        if event.database_name == self.database and event.command_name != "getMore":
            collection = str(event.command.get(event.command_name))
            filter = event.command.get("filter", {})
            self.seen.append((event.command_name, collection, tuple(filter)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Of no interest here."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Of no interest here."""


@asynccontextmanager
async def client_of(app: Any, email: str | None = None, scope: str = "") -> AsyncIterator[Any]:
    """A client that calls the application in this process."""
    client = GraphQLClient("http://visage.test")
    headers = dict(client.http.headers)
    if email is not None:
        token, _ = Sessions(SECRET.encode(), 1).issue(await account_of_email(email), scope)
        headers["authorization"] = f"Bearer {token}"
    await client.http.aclose()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        base_url=client.base_url, headers=headers, transport=transport
    ) as client.http:
        yield client


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Any, Commands]]:
    """The web process's application, and what it asks of its database."""
    commands = Commands(f"test_{uuid4().hex[:12]}")
    given: dict[str, Any] = {
        "_env_file": None,
        "mongodb_uri": server.uri,
        "mongodb_database": commands.database,
        "data_dir": tmp_path_factory.mktemp("searched"),
        "secret_key": SECRET,
    }
    monitoring.register(commands)
    app = create_app(Settings(**given))
    async with app.router.lifespan_context(app):
        yield app, commands
        client = Avatar.get_pymongo_collection().database.client
        await client.drop_database(commands.database)


async def test_a_known_address_costs_a_stranger_the_same_queries(
    house: tuple[Any, Commands],
) -> None:  # A5, S1
    app, commands = house
    async with client_of(app) as owner:
        made = await send_guest(owner)
    for email in (None, "other@example.com"):
        async with client_of(app, email) as stranger:
            await stranger.execute(SEARCH, by={"id": new_id("ava")})  # first contact costs more
            for there, nowhere in (
                ({"email": EMAIL}, {"email": "nobody@example.com"}),
                ({"phone": {"number": PHONE}}, {"phone": {"number": "+919876543211"}}),
                ({"phone": {"number": "9876543210"}}, {"phone": {"number": "9876543211"}}),
                ({"id": made["id"]}, {"id": new_id("ava")}),
            ):
                asked = []
                for by in (there, nowhere):
                    commands.seen.clear()
                    assert await stranger.execute(SEARCH, by=by) == {"avatar": None}
                    asked.append(list(commands.seen))
                assert asked[0] == asked[1]
                assert "avatars" in {collection for _, collection, _ in asked[0]}


async def test_so_does_flushing_one(house: tuple[Any, Commands]) -> None:  # A6, S1
    app, commands = house
    async with client_of(app) as owner, client_of(app) as stranger:
        await send_guest(owner)
        for confirm in (False, True):
            asked = []
            for email in ("nobody@example.com", EMAIL, "nobody@example.com"):
                commands.seen.clear()
                with pytest.raises(Refused) as refused:
                    await stranger.execute(FLUSH, email=email, confirm=confirm)
                assert refused.value.code == "NOT_FOUND"
                asked.append(list(commands.seen))
            assert asked[1] == asked[2]  # first contact costs more
            assert "avatars" in {collection for _, collection, _ in asked[1]}


def test_a_search_never_asks_for_more_than_may_be_seen() -> None:  # A5
    viewer = Viewer(
        id="acc_me",
        device_id=None,
        email=None,
        operator=False,
        created_at=None,  # type: ignore[arg-type]
        last_active_at=None,  # type: ignore[arg-type]
    )
    signed_in = replace(viewer, email="me@example.com")
    for mark in ({"email": "you@example.com"}, {"phone_keys": PHONE}):
        assert visible(viewer, mark) == [{"owner": "acc_me", **mark}]
        assert visible(replace(viewer, operator=True), mark) == [mark]
    for mark in ({"email": "me@example.com"}, {"phone_keys": PHONE}):
        both = [{"owner": "acc_me", **mark}, {**mark, "email": "me@example.com"}]
        assert visible(signed_in, mark) == both
    you = {"email": "you@example.com"}
    assert visible(signed_in, you) == [{"owner": "acc_me", **you}]


async def test_a_page_of_avatars_costs_as_many_queries_as_one(
    house: tuple[Any, Commands],
) -> None:  # C7
    app, commands = house
    async with client_of(app) as owner:
        asked: list[int] = []
        for _ in range(3):
            await send_guest(owner)
            commands.seen.clear()
            data: Json = await owner.execute(IMAGES)
            asked.append(sum(collection == "avatars" for _, collection, _ in commands.seen))
        assert len(data["generations"]["edges"]) == 3
        assert asked == [1, 1, 1]
