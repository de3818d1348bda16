"""Every query of the whole story has an index that serves it: without one the database scans."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from pymongo import monitoring

from benchmarks.instant import Instant
from documents.base import after, change, new_id, now
from documents.codes import put_code
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.identities import account_of_email
from documents.images import Cartoon, Original
from documents.registry import DOCUMENTS
from documents.services import those_down
from errors import EngineError
from kinds import FlushScope, GenerationKind
from resolvers import (
    avatars,
    changes,
    faces,
    files,
    generations,
    headshots,
    images,
    pictures,
    usage,
)
from resolvers.analytics import analytics
from resolvers.figures import Overview
from resolvers.flushing import flush
from resolvers.health import Readiness
from resolvers.pages import cursor_of
from resolvers.preferences import keep_preferences, preferences_of
from resolvers.sessions import refresh_session, request_code, sign_out, verify_code
from resolvers.viewers import Caller, Viewer, epochs_of, signed_in, viewer_of
from studio import Studio
from tests.guests import EMAIL, PHONE, drawn
from tests.stories import another, ask, cartoon_from, ending, face_from, working
from tests.studios import open_test_studio, with_settings
from tests.wishes import ask_for, pictured
from worker.claiming import promote_due
from worker.healing import heal
from worker.leftovers import sweep_files
from worker.passing_on import pass_on
from worker.sweeping import sweep

Query = tuple[str, Mapping[str, Any], tuple[str, ...]]  # collection, filter, fields of the sort


class Listener(monitoring.CommandListener):
    """Takes down what each command to one database looks for."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.queries: list[Query] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.database_name == self.database:
            self.queries += _queries(event.command_name, event.command)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Of no interest here."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Of no interest here."""


def _queries(name: str, command: Mapping[str, Any]) -> Iterable[Query]:
    collection = command.get(name)
    match name:
        case "find":
            yield str(collection), command["filter"], tuple(command.get("sort", {}))
        case "update":
            yield from ((str(collection), each["q"], ()) for each in command["updates"])
        case "delete":
            yield from ((str(collection), each["q"], ()) for each in command["deletes"])
        case "count" | "distinct" | "findAndModify":
            yield str(collection), command.get("query", {}), ()
        case "aggregate" if "$changeStream" not in command["pipeline"][0]:
            yield str(collection), command["pipeline"][0].get("$match", {}), ()


def is_served(query: Query, indexes: Mapping[str, list[list[str]]]) -> bool:
    """True when an index begins with the equal fields, then holds the one range or sort, if any."""
    collection, filter, sort = query
    ranges = {field for field, value in filter.items() if _is_range(field, value)}
    equal = set(filter) - ranges
    ordered = ranges | set(sort)
    if not filter or len(ordered) > 1:
        return False
    return any(
        set(index[: len(equal)]) == equal and set(index[len(equal) :][: len(ordered)]) == ordered
        for index in indexes[collection]
    )


def _is_range(field: str, value: object) -> bool:
    return field.startswith("$") or (
        isinstance(value, Mapping) and any(str(key).startswith("$") for key in value)
    )


def declared() -> dict[str, list[list[str]]]:
    """The fields of each index, by collection."""
    found: dict[str, list[list[str]]] = {}
    for model in DOCUMENTS:
        settings = cast(Any, model).Settings
        keys = [list(index.document["key"]) for index in settings.indexes]
        found[settings.name] = [["_id"], *keys]
    return found


@pytest.fixture
async def story(server: EmbeddedServer, tmp_path: Path) -> AsyncIterator[tuple[Listener, Studio]]:
    name = f"test_{uuid4().hex[:12]}"
    listener = Listener(name)
    monitoring.register(listener)
    engine = Instant(failures=[EngineError("It broke.", retry_after=0.0)])
    async with open_database(server.uri, name, DOCUMENTS) as database:
        async with open_test_studio(database, tmp_path, engine) as studio:
            yield listener, studio
        await database.client.drop_database(name)


async def test_every_query_has_its_index(story: tuple[Listener, Studio]) -> None:  # C7
    listener, studio = story
    viewer = await viewer_of(str(uuid4()))
    async with working(studio):
        original = await _make_and_keep(studio, viewer)
        await _read_everything(studio, viewer, original)
        await _register_and_search(studio, viewer)
        await _wish_and_download(studio, viewer)
        await _use_codes(studio)
        await _housekeep(studio, viewer, original)
        await _sign_in_and_out(studio, viewer)
    indexes = declared()
    missing = {repr(query) for query in listener.queries if not is_served(query, indexes)}
    assert missing == set()
    asked = {(collection, *filter) for collection, filter, _ in listener.queries}
    assert len(asked) > 20  # the story really went everywhere


async def _make_and_keep(studio: Studio, viewer: Viewer) -> Original:
    original, id = await ask(studio, viewer, "key")
    await cartoon_from(studio, viewer, id)
    unwanted = await another(studio, viewer, original)
    await generations.cancel(studio, viewer, unwanted)
    cartoon = await cartoon_from(studio, viewer, await another(studio, viewer, original))
    face = await faces.download(studio, viewer, cartoon.id, "another key")
    await face_from(studio, viewer, face.id)
    assert (await faces.download(studio, viewer, cartoon.id, None)).id == face.id
    await ending(studio, viewer, unwanted)
    return original


async def _read_everything(studio: Studio, viewer: Viewer, original: Original) -> None:
    cartoon = await cartoon_from(studio, viewer, await another(studio, viewer, original))
    after = cursor_of(original.id)
    for kind in (None, GenerationKind.FACE):
        for cursor in (None, after):
            page = await generations.generations(viewer, 5, cursor, kind)
            await page.count()
    for cursor in (None, after):
        for listed in (
            await images.originals(viewer, 5, cursor),
            await images.faces(viewer, 5, cursor),
            await images.faces_of(original.id, 5, cursor),
        ):
            await listed.count()
    (face,) = (await images.faces(viewer, 5, None)).nodes
    await images.original_of(viewer, original.id)
    await images.originals_by_id([original.id])
    await images.cartoons_by_original([original.id])
    await images.results_by_id([cartoon.id, face.id])
    await images.result_of(studio, viewer, "car_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    await files.is_owned(viewer, original.image.key)
    start = changes.cursor_at(original.created_at)
    async with aclosing(changes.changes(studio, viewer, start, None)) as stream:
        await anext(stream)
    await studio.hub._reread([cartoon.generation_id])
    await images.delete_image(studio, viewer, face.id)


async def _register_and_search(studio: Studio, viewer: Viewer) -> None:
    avatar = await drawn(studio, viewer)
    assert avatar.final is not None
    verified = replace(viewer, email=EMAIL)
    for who in (viewer, verified, replace(verified, operator=True)):
        assert await avatars.avatar_by_id(studio, who, avatar.id)
        assert await avatars.avatar_by_email(studio, who, EMAIL)
        assert await avatars.avatar_by_phone(studio, who, PHONE, None)
        assert await avatars.picture_of(studio, who, avatar.final.id)
        assert await files.is_owned(who, avatar.final.image.key)
        for scope in FlushScope:
            await flush(studio, who, EMAIL, scope, confirm=False)
    assert await avatars.picture_of(studio, viewer, new_id("pic")) is None
    assert await avatars.avatars_by_id([avatar.id]) == [avatar]
    await flush(studio, viewer, EMAIL, FlushScope.ALL, confirm=True)


async def _wish_and_download(studio: Studio, viewer: Viewer) -> None:
    sharing = with_settings(studio, share_similar=True)
    first, second = await pictured(sharing, viewer)
    assert (await ask_for(sharing, viewer)).cached
    copied = await ask_for(sharing, await viewer_of(str(uuid4())))
    await ending(studio, replace(viewer, id=copied.owner), copied.id)
    for cursor in (None, cursor_of(first.id)):
        await (await pictures.pictures(viewer, 5, cursor)).count()
    await images.results_by_id([first.id, second.id])
    await pictures.download(studio, viewer, first.id)
    for cursor in (None, cursor_of(new_id("use"))):
        entry, *_ = (page := await usage.usage(viewer.id, 5, cursor)).nodes
        await page.count()
    assert await usage.entry_of(viewer, entry.id)
    await generations.generations_by_id([copied.id])
    assert await headshots.link_of(viewer, new_id("pic")) is None
    assert await those_down(["elsewhere"], now()) == set()
    await analytics(studio, replace(viewer, operator=True), after(-3600))
    await keep_preferences(viewer, {"theme": "dark"})
    assert await preferences_of(viewer.id)
    await images.delete_image(studio, viewer, first.id)


async def _use_codes(studio: Studio) -> None:
    email, address = "ben@example.com", "127.0.0.1"
    await request_code(studio, email, address)
    await put_code(email, studio.sealer.seal(email, "123456"), after(60))
    await verify_code(studio, email, "123456", str(uuid4()), address)
    await put_code(email, "over", now())  # to be swept


async def _housekeep(studio: Studio, viewer: Viewer, original: Original) -> None:
    (cartoons,) = await images.cartoons_by_original([original.id])
    await change(Cartoon, cartoons[0].id, lambda cartoon: cartoon.but(expires_at=now()))
    await asyncio.sleep(0.01)
    await sweep(studio)
    await images.delete_image(studio, viewer, original.id)
    await heal(studio)
    await promote_due(studio)
    await pass_on(studio)
    await sweep_files(studio)
    await Overview(studio, Readiness(studio)).look()
    assert await Generation.find_one({"_id": cartoons[0].generation_id}) is not None


async def _sign_in_and_out(studio: Studio, viewer: Viewer) -> None:
    token, _ = studio.sessions.issue(await account_of_email("ann@example.com"))
    await ask(studio, viewer)
    session = await signed_in(studio, Caller(viewer.device_id, token))
    await refresh_session(studio, session, viewer.device_id)
    assert (await viewer_of(viewer.device_id)).id != viewer.id
    await heal(studio)
    assert await epochs_of([session.viewer.id]) == {session.viewer.id: 0}
    await sign_out(studio, session)


def test_a_query_without_an_index_is_found_out() -> None:
    indexes = {"x": [["_id"], ["owner", "_id"], ["state", "engine", "rank"]]}
    served: list[Query] = [
        ("x", {"_id": 1}, ()),
        ("x", {"_id": {"$in": [1]}}, ()),
        ("x", {"owner": 1, "_id": {"$lt": 2}}, ("_id",)),
        ("x", {"engine": 1, "state": 2}, ("rank",)),
    ]
    scanned: list[Query] = [
        ("x", {}, ()),
        ("x", {"_id": 1, "owner": 2, "state": 3}, ()),
        ("x", {"rank": 1}, ()),
        ("x", {"owner": {"$gt": 1}}, ("_id",)),
        ("x", {"$or": [{"owner": 1}]}, ()),
    ]
    assert all(is_served(query, indexes) for query in served)
    assert not any(is_served(query, indexes) for query in scanned)
