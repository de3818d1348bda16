"""Documents of an older schema version: read as of today, stored so with their next change."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from documents.base import change, find, insert_once
from documents.database import Database, open_database
from documents.embedded import EmbeddedServer
from errors import Unavailable
from tests.postcards import Postcard, old_postcard


@pytest.fixture
async def cards(server: EmbeddedServer) -> AsyncIterator[Database]:
    name = f"test_{uuid4().hex[:12]}"
    async with open_database(server.uri, name, [Postcard]) as opened:
        yield opened
        await opened.client.drop_database(name)


async def test_an_old_document_is_read_as_one_of_today(cards: Database) -> None:
    await cards["postcards"].insert_one(old_postcard())
    for card in (await find(Postcard, "old"), *await Postcard.find({"owner": "acc"}).to_list()):
        assert card is not None
        assert (card.lines, card.stamp) == (["Dear", "all"], "2 lines")
        assert (card.schema_version, card.revision) == (3, 4)
    kept = await cards["postcards"].find_one({})
    assert kept is not None
    assert kept["schema_version"] == 1, "reading changes nothing"


async def test_an_old_document_is_stored_anew_with_its_next_change(cards: Database) -> None:
    await cards["postcards"].insert_one(old_postcard())
    changed = await change(Postcard, "old", lambda card: card.but(read=True))
    kept = await cards["postcards"].find_one({})
    assert kept is not None
    assert "text" not in kept, "what an upgrade dropped is gone"
    assert (kept["lines"], kept["stamp"], kept["read"]) == (["Dear", "all"], "2 lines", True)
    assert (kept["schema_version"], kept["revision"]) == (3, 5)
    assert await change(Postcard, "old", lambda card: card.but(read=False), known=changed)
    assert await find(Postcard, "old") == Postcard.model_validate({**kept, "read": False}).but(
        revision=6
    )


async def test_a_change_of_an_old_document_loses_against_another(cards: Database) -> None:
    await cards["postcards"].insert_one(old_postcard())
    stale = await find(Postcard, "old")
    await change(Postcard, "old", lambda card: card.but(stamp="first"))
    await change(Postcard, "old", lambda card: card.but(read=True), known=stale)
    card = await find(Postcard, "old")
    assert card is not None
    assert (card.stamp, card.read, card.revision) == ("first", True, 6)


async def test_a_document_of_a_newer_visage_is_refused_in_a_sentence(cards: Database) -> None:
    await cards["postcards"].insert_one(old_postcard(schema_version=4))
    with pytest.raises(Unavailable, match=r"newer Visage .*\(postcards, schema version 4;.*update"):
        await find(Postcard, "old")


async def test_a_new_document_is_of_the_newest_version(cards: Database) -> None:
    assert await insert_once(Postcard(_id="new", owner="acc", lines=[], stamp=""))
    kept = await cards["postcards"].find_one({})
    assert kept is not None
    assert kept["schema_version"] == 3
