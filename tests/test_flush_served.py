"""Flushing as clients do it: afterwards nothing of the photo is on disk or in any answer."""

import asyncio
import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from benchmarks.instant import Instant, bust
from benchmarks.servers import Running
from bus.registry import open_bus
from chaos.forks import Forks
from documents.avatars import Avatar
from documents.base import find, now
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.registry import DOCUMENTS
from resolvers.changes import cursor_at
from studio import Studio
from tests.clients import GraphQLClient, Json, Refused
from tests.forked import running
from tests.guests import EMAIL, PHONE, look_up, send_guest
from tests.stories import files, working
from tests.stories import running as at_work
from tests.studios import open_test_studio

PATIENCE = 20
FLUSH = """mutation ($email: String!, $scope: FlushScope! = LATEST, $confirm: Boolean! = true) {
  flush(email: $email, scope: $scope, confirm: $confirm) {
    flushed requiresConfirmation message records
    avatar { id name photo { id placeholder url } rawImage { id } finalImage { id }
      generation { id status images { id } } } } }"""
SIZES = "full: url small: url(variant: THUMBNAIL) medium: url(variant: MEDIUM) placeholder"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ id ... on Image {{ {SIZES} }} }} }}"
WORK = f"""{{ generations {{ edges {{ node {{
  id status failure {{ message }} images {{ id {SIZES} }} }} }} }} }}"""
ENDED = "query ($id: ID!) { generation(id: $id, wait: 20) { status images { id } } }"
CHANGES = f"""subscription ($after: String) {{ generations(after: $after) {{
  cursor generation {{ id status images {{ id {SIZES} }} }} }} }}"""


@dataclass
class House:
    """A web process, and in this one a worker whose engine does as it is told; both hear the
    same."""

    web: Running
    studio: Studio
    engine: Instant
    folder: Path


@pytest.fixture(scope="module")
async def house(
    forks: Forks, server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    name, folder = f"test_{uuid.uuid4().hex[:12]}", tmp_path_factory.mktemp("flush")
    (folder / "tmp").mkdir()  # uploads are spooled there
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    engine = Instant(name="builtin", person=bust(1100))
    async with (
        running(forks, "web", TMPDIR=str(folder / "tmp"), **place) as web,
        open_database(server.uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, engine) as quiet,
    ):
        studio = replace(quiet, bus=open_bus(database, None))
        async with working(studio):
            yield House(web, studio, engine, folder)
        await studio.bus.close()
        await database.client.drop_database(name)


@pytest.fixture
async def client(house: House) -> AsyncIterator[GraphQLClient]:
    async with GraphQLClient(house.web.url) as client:
        yield client


def noise() -> bytes:
    """A photo that nothing else looks like, larger than what is kept in memory of an upload."""
    pixels = Image.frombytes("RGB", (1200, 1200), os.urandom(1200 * 1200 * 3))
    body = BytesIO()
    pixels.save(body, "JPEG", quality=95)
    return body.getvalue()


@dataclass
class Traces:
    """All that could give a guest away: the bytes and names of every picture, and their links."""

    bodies: list[bytes]
    words: list[str]
    links: list[str]

    def on_disk(self, folder: Path) -> list[str]:
        """The files that are named as these pictures, or hold one of them."""
        found = []
        for path in (each for each in folder.rglob("*") if each.is_file()):
            data = path.read_bytes()
            if any(body in data for body in self.bodies) or path.name in " ".join(self.words):
                found.append(str(path))
        return found


async def traces_of(house: House, client: GraphQLClient, id: str, photo: bytes) -> Traces:
    """What there is of an avatar now."""
    avatar = await find(Avatar, id)
    assert avatar is not None
    traces = Traces([photo], [], [])
    for picture in avatar.pictures:
        node = (await client.execute(NODE, id=picture.id))["node"]
        links = [node["full"], node["small"], node["medium"]]
        traces.links += links
        for link in links:
            answer = await client.http.get(link)
            assert answer.status_code == 200
            traces.bodies.append(answer.content)
        traces.words += [picture.id, picture.image.placeholder, *picture.image.keys]
    assert len(traces.on_disk(house.folder)) == len({*traces.links})
    return traces


async def everything_told(client: GraphQLClient, avatar: Json, key: str, photo: bytes) -> str:
    """Every answer in which the avatar could come up."""
    told = [
        *[await look_up(client, **by) for by in ({"id": avatar["id"]}, {"email": EMAIL})],
        await look_up(client, phone={"number": PHONE}),
        await client.execute(NODE, id=avatar["id"]),
        await client.execute(NODE, id=avatar["photo"]["id"]),
        await client.execute(WORK),
        await client.execute(ENDED, id=avatar["generation"]["id"]),
        await client.execute(FLUSH, email=EMAIL, scope="ALL", confirm=False),
        await send_guest(client, photo, idempotencyKey=key),
    ]
    async with aclosing(
        client.subscribe(CHANGES, after=cursor_at(now() - timedelta(hours=1)))
    ) as changes:
        told.append(await anext(changes))
    return json.dumps(told)


async def assert_gone(
    house: House, client: GraphQLClient, traces: Traces, avatar: Json, key: str, photo: bytes
) -> None:
    """Nothing is left but what was typed in."""
    assert traces.on_disk(house.folder) == []
    for link in traces.links:
        for url in (link, link.partition("?")[0]):
            assert (await client.http.get(url)).status_code == 404
    told = await everything_told(client, avatar, key, photo)
    assert [word for word in traces.words if word in told] == []
    assert avatar["name"] in told
    assert traces.on_disk(house.folder) == []  # the same call again brought nothing back
    stored = await find(Generation, avatar["generation"]["id"])
    assert stored is not None
    assert stored.results == []


async def registered(client: GraphQLClient, photo: bytes) -> tuple[Json, str]:
    key = uuid.uuid4().hex
    return await send_guest(client, photo, idempotencyKey=key), key


async def ending(client: GraphQLClient, avatar: Json) -> str:
    id = avatar["generation"]["id"]
    async with asyncio.timeout(PATIENCE):
        while True:
            generation = (await client.execute(ENDED, id=id))["generation"]
            if generation["status"] not in ("QUEUED", "RUNNING"):
                return str(generation["status"])


async def flush(client: GraphQLClient, email: str = EMAIL, **more: Any) -> Json:
    outcome: Json = (await client.execute(FLUSH, email=email, **more))["flush"]
    return outcome


async def test_nothing_of_a_finished_avatar_is_left(
    client: GraphQLClient, house: House
) -> None:  # A6, C9
    photo = noise()
    avatar, key = await registered(client, photo)
    assert await ending(client, avatar) == "SUCCEEDED"
    traces = await traces_of(house, client, avatar["id"], photo)
    assert len(traces.bodies) == 10

    shown = await flush(client, confirm=False)
    assert (shown["flushed"], shown["requiresConfirmation"], shown["records"]) == (False, True, 1)
    assert shown["avatar"]["photo"]["id"] == avatar["photo"]["id"]
    done = await flush(client)
    assert (done["flushed"], done["requiresConfirmation"], done["records"]) == (True, False, 1)
    assert (done["avatar"]["photo"], done["avatar"]["finalImage"]) == (None, None)
    assert done["avatar"]["generation"]["images"] == []
    await assert_gone(house, client, traces, avatar, key, photo)
    again = await flush(client)
    assert (again["flushed"], again["requiresConfirmation"], again["records"]) == (True, False, 0)


async def test_nothing_is_left_of_an_avatar_that_is_being_made(
    client: GraphQLClient, house: House
) -> None:  # A6, G6
    house.engine.gate = asyncio.Event()
    photo = noise()
    avatar, key = await registered(client, photo)
    await at_work(avatar["generation"]["id"])
    traces = await traces_of(house, client, avatar["id"], photo)
    await flush(client)
    await assert_gone(house, client, traces, avatar, key, photo)
    assert await ending(client, avatar) == "CANCELLED"
    house.engine.gate.set()
    house.engine.gate = None
    await assert_gone(house, client, traces, avatar, key, photo)


async def test_nothing_is_left_of_an_avatar_that_is_finished_at_the_same_moment(
    client: GraphQLClient, house: House
) -> None:  # A6
    house.engine.gate = gate = asyncio.Event()
    photos = [noise() for _ in range(3)]
    made = [await registered(client, photo) for photo in photos]
    traces = [
        await traces_of(house, client, avatar["id"], photo)
        for (avatar, _), photo in zip(made, photos, strict=True)
    ]
    house.engine.gate = None
    gate.set()
    while not await Generation.find_one({"avatar_id": made[0][0]["id"], "state": "ended"}):  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    assert (await flush(client, scope="ALL"))["records"] == 3
    assert "SUCCEEDED" in [await ending(client, avatar) for avatar, _ in made]
    for (avatar, key), each, photo in zip(made, traces, photos, strict=True):
        await assert_gone(house, client, each, avatar, key, photo)
    async with asyncio.timeout(PATIENCE):  # of a worker that had drawn by then
        while await files(house.studio, "avatars/"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_others_are_told_the_same_of_every_address(
    client: GraphQLClient, house: House
) -> None:  # A6, S1
    await registered(client, noise())
    async with GraphQLClient(house.web.url) as stranger:
        answers = set()
        for email in (EMAIL, "nobody@example.com"):
            for confirm in (False, True):
                with pytest.raises(Refused) as refused:
                    await flush(stranger, email=email, confirm=confirm)
                answers.add((refused.value.code, refused.value.message))
    assert len(answers) == 1
    assert answers.pop()[0] == "NOT_FOUND"
