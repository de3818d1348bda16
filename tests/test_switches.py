"""Switches of the operator: each kind by itself, and all at once; what is there stays to be had."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import strawberry
from starlette.requests import HTTPConnection

from documents.database import Database
from errors import FeatureDisabled, NotFound
from kinds import GenerationKind
from resolvers.cartoons import regenerate
from resolvers.faces import download as keep
from resolvers.pictures import download, pictures
from resolvers.viewers import Caller
from schema.build import build_schema
from schema.context import Context
from settings import Settings
from studio import Studio
from tests.guests import invite
from tests.posing import ask_for_headshot, sign_in
from tests.stories import ask, cartoon_from, create_viewer, face_from, working
from tests.studios import open_test_studio, with_settings
from tests.wishes import ask_for, pictured

CARTOON, FACE, HEADSHOT, AVATAR, PICTURES = GenerationKind
CATALOG = "{ catalog { limits { kind available } engines { available } } }"
SWITCHES: list[tuple[dict[str, Any], set[GenerationKind]]] = [
    ({"ai_generation_enabled": False}, {CARTOON, HEADSHOT, AVATAR, PICTURES}),
    ({"cartoons_enabled": False}, {CARTOON}),
    ({"headshots_enabled": False}, {HEADSHOT}),
    ({"avatars_enabled": False}, {AVATAR}),
    ({"pictures_enabled": False}, {PICTURES}),
]


@pytest.fixture
async def studio(database: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_test_studio(database, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def schema() -> strawberry.Schema:
    return build_schema(Settings())


@pytest.mark.parametrize(("switches", "off"), SWITCHES)
async def test_what_is_switched_off_is_refused_and_the_rest_is_not(  # G10
    studio: Studio, schema: strawberry.Schema, switches: dict[str, Any], off: set[GenerationKind]
) -> None:
    house, viewer = with_settings(studio, **switches), await create_viewer()
    person = await sign_in(studio)
    for kind, call in (
        (CARTOON, lambda: ask(house, viewer)),
        (HEADSHOT, lambda: ask_for_headshot(house, person, "https://photos.example/me.jpg")),
        (AVATAR, lambda: invite(house, viewer)),
        (PICTURES, lambda: ask_for(house, viewer, "nothing may \u200b be said", fresh=True)),
    ):
        if kind in off:
            with pytest.raises(FeatureDisabled, match="switched off just now"):
                await call()
        else:
            await call()
    with pytest.raises(FeatureDisabled if CARTOON in off else NotFound):
        await regenerate(house, viewer, "ori_x", None, None, None)
    context = Context(house, HTTPConnection(_SCOPE), Caller())
    told = await schema.execute(CATALOG, context_value=context)
    catalog = (told.data or {})["catalog"]
    assert {each["kind"] for each in catalog["limits"] if not each["available"]} == off
    assert catalog["engines"] == [{"available": len(off) < 4}]


_SCOPE = {"type": "http", "server": ("127.0.0.1", 1), "path": "/", "headers": [], "scheme": "http"}


async def test_what_was_drawn_can_be_kept_and_downloaded_all_the_same(  # G10, P7
    studio: Studio,
) -> None:
    viewer = await create_viewer()
    async with working(studio):
        (picture,) = await pictured(studio, viewer, count=1)
        _, id = await ask(studio, viewer)
        cartoon = await cartoon_from(studio, viewer, id)
        off = with_settings(studio, ai_generation_enabled=False)
        assert (await download(off, viewer, picture.id))[0].id == picture.id
        assert len((await pictures(viewer, 5, None)).nodes) == 1
        face = await keep(off, viewer, cartoon.id, None)
        assert (await face_from(off, viewer, face.id)).owner == viewer.id
        with pytest.raises(FeatureDisabled):  # though it has its pictures already
            await ask_for(off, viewer, count=1)
