"""Headshots as clients ask for them: real HTTP, real sockets, and a site that has the photo."""

import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from documents.identities import account_of_email
from tests.callers import ours
from tests.clients import GraphQLClient, Json, Refused
from tests.houses import served_house
from tests.page_houses import PageHouse, open_page_house
from tests.posing import LINK

PICTURE = "id placeholder mimeType width height fileSize prompt style engine url"
SHOWN = f"""
  id kind status stage cost sourceUrl prompt failure {{ code message retryable }}
  images {{ __typename ... on Picture {{ {PICTURE} small: url(variant: THUMBNAIL) }} }}
"""
ASK = f"mutation ($input: HeadshotInput!) {{ generateHeadshot(input: $input) {{ {SHOWN} }} }}"
FOLLOW = f"subscription ($id: ID!) {{ generation(id: $id) {{ {SHOWN} }} }}"
LISTS = """{ pictures { totalCount edges { node { id style prompt } } }
  generations(kind: HEADSHOT) { totalCount } viewer { credits { used held } } }"""
DOWNLOAD = "mutation ($id: ID!) { downloadPicture(id: $id) { url } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) }"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on Picture {{ {PICTURE} }} }} }}"
CATALOG = """{ catalog { headshotStyles aspectRatios { ratio width height }
  limits { kind available mimeTypes maxLinkLength maxPictures } prices { kind credits }
  engines { name kinds available } } }"""


async def person(house: PageHouse) -> GraphQLClient:
    """A client of somebody who has signed in."""
    account = await account_of_email(f"{uuid.uuid4().hex}@example.com")
    client = GraphQLClient(house.url)
    client.speak_by(ours(account.id))
    return client


house = served_house(open_page_house)


@pytest.fixture
async def client(house: PageHouse) -> AsyncIterator[GraphQLClient]:
    async with await person(house) as client:
        yield client


async def ask(client: GraphQLClient, url: str, **given: Any) -> Json:
    wanted = {"imageUrl": url, "style": "CREATIVE", **given}
    made: Json = (await client.execute(ASK, input=wanted))["generateHeadshot"]
    return made


async def finished(client: GraphQLClient, made: Json) -> Json:
    """A generation as the socket ends with it."""
    last: Json = {}
    async for each in client.subscribe(FOLLOW, id=made["id"]):
        last = each["generation"]
    return last


async def refusal(client: GraphQLClient, query: str, **given: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await client.execute(query, **given)
    return refused.value


async def test_a_headshot_comes_over_the_socket_and_is_kept(  # H1, H2, P7, C13, S1
    house: PageHouse, client: GraphQLClient
) -> None:
    link = house.site.link("photo")
    made = await ask(client, link)
    assert (made["kind"], made["status"], made["cost"]) == ("HEADSHOT", "QUEUED", 1)
    assert (made["sourceUrl"], made["prompt"], made["images"]) == (link, None, [])
    ended = await finished(client, made)
    assert (ended["status"], ended["failure"]) == ("SUCCEEDED", None)
    (image,) = ended["images"]
    assert (image["__typename"], image["style"], image["prompt"]) == ("Picture", "CREATIVE", None)
    assert (image["mimeType"], image["width"], bool(image["placeholder"])) == (
        "image/jpeg",
        256,
        True,
    )
    for each in ("url", "small"):
        answer = await client.http.get(image[each], headers={"authorization": ""})
        assert answer.status_code == 200
    listed = await client.execute(LISTS)
    assert [edge["node"]["id"] for edge in listed["pictures"]["edges"]] == [image["id"]]
    assert listed["viewer"]["credits"] == {"used": 1, "held": 0}
    assert (await client.execute(NODE, id=image["id"]))["node"]["url"] == image["url"]
    download = (await client.execute(DOWNLOAD, id=image["id"]))["downloadPicture"]
    assert "download" in download["url"]
    async with await person(house) as stranger:
        assert (await stranger.execute(NODE, id=image["id"]))["node"] is None
        for query in (DOWNLOAD, DELETE):
            assert (await refusal(stranger, query, id=image["id"])).code == "NOT_FOUND"
        assert (await stranger.http.get(urlsplit(image["url"]).path)).status_code == 404
    await client.execute(DELETE, id=image["id"])
    assert (await client.execute(LISTS))["pictures"]["totalCount"] == 0
    assert (await client.http.get(image["url"])).status_code == 404


async def test_brokered_headshots_are_links_and_in_no_list(  # H3, S1, C13
    house: PageHouse, client: GraphQLClient
) -> None:
    house.engine.links = ["https://cdn.example/a.png?sig=1", "https://cdn.example/b.png"]
    ended = await finished(client, await ask(client, house.site.link("photo")))
    house.engine.links = []
    assert (
        [each["url"] for each in ended["images"]]
        == [each["small"] for each in ended["images"]]
        == ["https://cdn.example/a.png?sig=1", "https://cdn.example/b.png"]
    )
    for each in ended["images"]:
        assert {each[name] for name in ("placeholder", "mimeType", "width", "fileSize")} == {None}
        assert (each["style"], each["engine"]) == ("CREATIVE", "builtin")
    listed = await client.execute(LISTS)
    assert (listed["pictures"]["totalCount"], listed["generations"]["totalCount"]) == (0, 1)
    first = ended["images"][0]["id"]
    node = (await client.execute(NODE, id=first))["node"]
    assert (node["__typename"], node["url"]) == ("Picture", ended["images"][0]["url"])
    async with await person(house) as stranger:
        assert (await stranger.execute(NODE, id=first))["node"] is None
        assert (await refusal(stranger, DELETE, id=first)).code == "NOT_FOUND"
    assert (await refusal(client, DOWNLOAD, id=first)).code == "NOT_FOUND"
    await client.execute(DELETE, id=first)
    assert (await client.execute(NODE, id=first))["node"] is None


async def test_a_bare_device_is_told_to_sign_in(house: PageHouse) -> None:  # H5
    async with GraphQLClient(house.url) as device:
        refused = await refusal(device, ASK, input={"imageUrl": LINK, "style": "STUDIO"})
    assert refused.code == "UNAUTHENTICATED"
    assert "signed in" in refused.message
    async with GraphQLClient(house.url) as device:
        device.speak_by("nonsense")
        refused = await refusal(device, ASK, input={"imageUrl": LINK, "style": "STUDIO"})
    assert refused.code == "UNAUTHENTICATED"


async def test_a_link_is_judged_at_once_by_its_form_and_by_what_is_there_later(  # H1, S3
    house: PageHouse, client: GraphQLClient
) -> None:
    for link in ("https://127.0.0.2/", "ftp://photos.example/me.jpg", LINK + "a" * 2048):
        refused = await refusal(client, ASK, input={"imageUrl": link, "style": "STUDIO"})
        assert refused.code == "UNSAFE_URL"
    ended = await finished(client, await ask(client, house.site.link("gone")))
    assert (ended["status"], ended["failure"]["retryable"]) == ("FAILED", False)
    assert "answered 404" in ended["failure"]["message"]
    assert (await client.execute(LISTS))["viewer"]["credits"] == {"used": 0, "held": 0}


async def test_the_catalog_says_what_headshots_there_are(client: GraphQLClient) -> None:  # H2
    catalog = (await client.execute(CATALOG))["catalog"]
    assert catalog["headshotStyles"] == ["CORPORATE", "CREATIVE", "CASUAL", "STUDIO"]
    shapes = [(each["ratio"], each["width"], each["height"]) for each in catalog["aspectRatios"]]
    assert shapes == [
        ("SQUARE", 1024, 1024),
        ("PORTRAIT", 832, 1216),
        ("LANDSCAPE", 1216, 832),
    ]
    (limits,) = [each for each in catalog["limits"] if each["kind"] == "HEADSHOT"]
    assert (limits["available"], limits["maxLinkLength"], limits["maxPictures"]) == (True, 2048, 1)
    assert limits["mimeTypes"] == ["image/jpeg", "image/png", "image/webp"]
    assert {"kind": "HEADSHOT", "credits": 1} in catalog["prices"]
    assert "HEADSHOT" in catalog["engines"][0]["kinds"]
