"""Preferences: one JSON object an account, of whatever names and numbers, and never too large."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from documents.database import Database
from documents.merging import merge_device
from errors import BadUserInput, Unauthenticated
from resolvers.preferences import DEEPEST, MOST_BYTES, keep_preferences, preferences_of
from studio import Studio
from tests.clients import GraphQLClient, Refused
from tests.lives import create_person
from tests.stories import create_viewer
from tests.studios import open_test_studio

SET = "mutation ($it: JSON!) { setPreferences(preferences: $it) { preferences } }"


def nested(levels: int) -> dict[str, Any]:
    value: Any = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return dict(value)


def filled(size: int) -> dict[str, Any]:
    """An object of so many bytes of JSON, half of them in letters of two bytes."""
    empty = len('{"a":""}')
    return {"a": "ü" * ((size - empty) // 2) + "x" * ((size - empty) % 2)}


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"theme": "dark", "sizes": [1, 2.5, None, True], "": {"ü": "漢字 🦊"}},
        {"$set": {"a.b": 1}, "x\0y": 1, "_id": 3},  # what BSON or MongoDB would not take
        {"large": 2**70, "small": -(2**64), "tiny": 1e-300},
        nested(DEEPEST),
        filled(MOST_BYTES),
        {"a" * 4000: 1},
    ],
)
async def test_an_object_comes_back_as_it_was(studio: Studio, kept: dict[str, Any]) -> None:  # P11
    viewer = await create_viewer()
    await keep_preferences(viewer, {"before": 1})
    await keep_preferences(viewer, kept)
    assert await preferences_of(viewer.id) == kept
    assert await preferences_of((await create_viewer()).id) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "JSON object"),
        ("{}", "JSON object"),
        (None, "JSON object"),
        ({"a": float("nan")}, "no JSON"),
        ({"a": json.loads("1e400")}, "no JSON"),
        ({"a": "\ud800"}, "no JSON"),
        ({"a": object()}, "no JSON"),
        (nested(DEEPEST + 1), "32 levels"),
        ({"a": json.loads("[" * 900 + "]" * 900)}, "32 levels"),
        (filled(MOST_BYTES + 1), "4,097 bytes as JSON; at most 4,096"),
    ],
)
async def test_what_is_none_is_refused_and_the_old_ones_stay(  # P11
    studio: Studio, given: object, said: str
) -> None:
    viewer = await create_viewer()
    await keep_preferences(viewer, {"before": 1})
    with pytest.raises(BadUserInput, match=said):
        await keep_preferences(viewer, given)
    assert await preferences_of(viewer.id) == {"before": 1}


async def test_signing_in_fills_in_where_the_person_has_none(studio: Studio) -> None:  # P11, I2
    person = await create_person()
    for has, brings, then in (({}, {"a": 1}, {"a": 1}), ({"a": 1}, {"b": 2}, {"a": 1})):
        device = await create_viewer()
        await keep_preferences(device, brings)
        assert await preferences_of(person.id) == has
        assert device.device_id is not None
        await merge_device(UUID(device.device_id), person.id, studio)
        assert await preferences_of(person.id) == then
        with pytest.raises(Unauthenticated):
            await keep_preferences(device, {"c": 3})


async def test_clients_keep_and_read_them(visage: str) -> None:  # P11
    async with GraphQLClient(visage) as client:
        data = await client.execute("{ viewer { preferences } }")
        assert data["viewer"]["preferences"] == {}
        kept = {"$theme": "dark", "big": 12345678901234567890}
        assert (await client.execute(SET, it=kept))["setPreferences"]["preferences"] == kept
        inline = 'mutation { setPreferences(preferences: {a: [1, {b: "c"}]}) { id } }'
        await client.execute(inline)
        data = await client.execute("{ viewer { preferences } }")
        assert data["viewer"]["preferences"] == {"a": [1, {"b": "c"}]}
        with pytest.raises(Refused) as refused:
            await client.execute(SET, it=["no", "object"])
        assert refused.value.code == "BAD_USER_INPUT"
