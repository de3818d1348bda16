"""Registering guests and finding their avatars, as clients do: real HTTP, real sockets."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from benchmarks.instant import FINISHED, Instant, picture
from benchmarks.servers import Running
from chaos.forks import Forks
from documents.base import find
from documents.database import open_database
from documents.embedded import EmbeddedServer
from documents.generations import Generation
from documents.identities import account_of_email
from documents.registry import DOCUMENTS
from sessions import Sessions
from studio import Studio
from tests import pictures
from tests.clients import GraphQLClient, Json, Refused
from tests.forked import running
from tests.guests import EMAIL, FORM, NAME, PHONE, look_up, send_guest
from tests.stories import working
from tests.studios import open_test_studio

SECRET = "a secret for tests that is long enough"
FOLLOW = """
subscription ($id: ID!) {
  generation(id: $id) { status progress revision images { id __typename } } }"""
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@dataclass
class House:
    """A web process, and in this one a worker whose engine takes no time."""

    web: Running
    studio: Studio

    async def signed_in(self, email: str, scope: str = "") -> GraphQLClient:
        """A client with a token of that address."""
        account = await account_of_email(email)
        token, _ = Sessions(SECRET.encode(), 1).issue(account, scope)
        client = GraphQLClient(self.web.url)
        del client.http.headers["x-device-id"]
        client.http.headers["authorization"] = f"Bearer {token}"
        return client


@pytest.fixture(scope="module")
async def house(
    forks: Forks, server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    name, folder = f"test_{uuid.uuid4().hex[:12]}", tmp_path_factory.mktemp("event")
    place = {"MONGODB_URI": server.uri, "MONGODB_DATABASE": name, "DATA_DIR": str(folder)}
    unlimited = {"AVATARS_PER_MINUTE": "0", "LOOKUPS_PER_MINUTE": "0", "LOG_LEVEL": "debug"}
    async with (
        running(forks, "web", SECRET_KEY=SECRET, **unlimited, **place) as web,
        open_database(server.uri, name, DOCUMENTS) as database,
        open_test_studio(database, folder, Instant(name="builtin")) as studio,
        working(studio),
    ):
        yield House(web, studio)
        await database.client.drop_database(name)


@pytest.fixture
async def client(house: House) -> AsyncIterator[GraphQLClient]:
    async with GraphQLClient(house.web.url) as client:
        yield client


async def finished(client: GraphQLClient, **changed: Any) -> Json:
    """A guest's avatar once it is there."""
    made = await send_guest(client, **changed)
    id = made["generation"]["id"]
    *_, last = [each["generation"] async for each in client.subscribe(FOLLOW, id=id)]
    assert last["status"] == "SUCCEEDED"
    found = await look_up(client, id=made["id"])
    assert found is not None
    return found


async def test_a_guest_registers_and_follows_the_avatar(
    client: GraphQLClient, house: House
) -> None:  # A1, A3, A4, G1
    made = await send_guest(client)
    assert made["generation"]["status"] == "QUEUED"
    assert made["generation"]["kind"] == "AVATAR"
    assert (made["rawImage"], made["finalImage"]) == (None, None)
    id = made["generation"]["id"]
    *_, last = [each["generation"] async for each in client.subscribe(FOLLOW, id=id)]
    avatar = await look_up(client, id=made["id"])
    assert avatar is not None
    raw, final = avatar["rawImage"], avatar["finalImage"]
    assert [each["id"] for each in last["images"]] == [final["id"], raw["id"]]
    assert avatar["generation"]["images"] == last["images"]
    assert {each["__typename"] for each in last["images"]} == {"Picture"}
    expected = {**FORM, "event": "default", "email": EMAIL, "phone": PHONE}
    del expected["dialCode"]
    assert {field: avatar[field] for field in expected} == expected
    for image in (raw, final):
        assert (image["style"], image["engine"], image["prompt"]) == ("WARRIOR", "builtin", None)
    assert (final["width"], final["height"]) == (FINISHED, FINISHED)
    assert final["mimeType"] == "image/png"
    assert avatar["updatedAt"] > avatar["createdAt"]
    for link in (avatar["photo"]["url"], raw["url"], final["url"], final["thumbnail"]):
        answer = await client.http.get(link, headers={"x-device-id": ""})  # the link is enough
        assert answer.status_code == 200
    generation = await find(Generation, id)
    assert generation is not None
    told = generation.model_dump_json() + json.dumps(house.web.records)  # S6
    assert not [each for each in (NAME, EMAIL, PHONE, "asha", "98765") if each in told]


async def test_the_photo_of_a_registration_is_no_original(client: GraphQLClient) -> None:  # A7
    avatar = await finished(client)
    data = await client.execute(
        "{ originals { totalCount } avatars: generations(kind: AVATAR) { totalCount edges { node {"
        " images { id } original { id } } } } cartoons: generations(kind: CARTOON) { totalCount } }"
    )
    assert data["originals"]["totalCount"] == data["cartoons"]["totalCount"] == 0
    (edge,) = data["avatars"]["edges"]
    both = [{"id": avatar["finalImage"]["id"]}, {"id": avatar["rawImage"]["id"]}]
    assert edge["node"] == {"images": both, "original": None}
    again = "mutation ($id: ID!) { regenerate(input: { originalId: $id }) { id } }"
    cut = "mutation ($id: ID!) { download(cartoonId: $id) { id } }"
    delete = "mutation ($id: ID!) { deleteImage(id: $id) }"
    for query in (again, cut, delete):
        for id in (avatar["photo"]["id"], avatar["finalImage"]["id"], avatar["id"]):
            with pytest.raises(Refused) as refused:
                await client.execute(query, id=id)
            assert refused.value.code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (pictures.webp, "WebP. Send a JPEG or PNG picture."),
        (lambda: picture("GIF", "P"), "GIF. Send a JPEG or PNG picture."),
        (lambda: b"words", "not a picture"),
        (lambda: pictures.jpeg()[:-200], "damaged"),
        (lambda: picture(side=32), "at least 64"),
        (lambda: pictures.jpeg() + bytes(5 * 2**20), "5 MB"),
    ],
)
async def test_a_bad_photo_is_told_with_all_other_bad_fields(
    client: GraphQLClient, photo: pictures.Maker, said: str
) -> None:  # A1
    with pytest.raises(Refused) as refused:
        await send_guest(client, photo(), email="asha", dialCode="999", name="漢字", event="x")
    assert refused.value.code == "BAD_USER_INPUT"
    fields = refused.value.errors[0]["extensions"]["fields"]
    assert sorted(fields) == ["dialCode", "email", "event", "photo"]
    assert said in fields["photo"]
    with pytest.raises(Refused) as refused:
        await send_guest(client, organization="漢字")
    assert "漢, 字" in refused.value.errors[0]["extensions"]["fields"]["organization"]
    counted = await client.execute("{ generations { totalCount } }")
    assert counted["generations"]["totalCount"] == 0


async def test_a_look_up_shows_the_newest_by_id_phone_and_address(
    client: GraphQLClient,
) -> None:  # A5, A7
    older = await send_guest(client, name="Older")
    newest = await send_guest(client, phone="+919876543210", dialCode=None)
    phones: list[Json] = [
        {"number": "9876543210"},
        {"number": "+91 98765-43210"},
        {"number": "919876543210"},
        {"number": "98765 43210", "dialCode": "91"},
        {"number": "098765 43210", "dialCode": "+91"},
    ]
    searches: list[Json] = [{"phone": each} for each in phones]
    searches += [{"email": EMAIL}, {"email": "ASHA@example.COM "}]
    for by in searches:
        found = await look_up(client, **by)
        assert found is not None, by
        assert found["id"] == newest["id"]
    found = await look_up(client, id=older["id"])
    assert found is not None
    assert found["name"] == "Older"
    assert await look_up(client, phone={"number": "9876543211"}) is None
    assert await look_up(client, phone={"number": "9876543210", "dialCode": "1"}) is None


@pytest.mark.parametrize(
    "by",
    [
        {"email": "asha"},
        {"email": ""},
        {"phone": {"number": "12345"}},
        {"phone": {"number": "asha"}},
        {"phone": {"number": "9876543210", "dialCode": "999"}},
        {},
        {"id": "x", "email": EMAIL},
        {"email": None},
    ],
)
async def test_a_malformed_search_is_bad_input_for_everybody(
    client: GraphQLClient, by: Json
) -> None:  # A5
    with pytest.raises(Refused) as refused:
        await look_up(client, **by)
    assert refused.value.code == "BAD_USER_INPUT"


async def test_only_owner_verified_address_and_operator_see_an_avatar(
    client: GraphQLClient, house: House
) -> None:  # A5, S1, I1, C9
    address = f"{uuid.uuid4().hex}@example.com"
    avatar = await finished(client, email=address)
    ids = [avatar["id"], *(avatar[each]["id"] for each in ("photo", "rawImage", "finalImage"))]
    path = avatar["finalImage"]["url"].partition("?")[0]
    searches: list[Json] = [{"id": avatar["id"]}, {"email": address.upper()}]
    searches.append({"phone": {"number": PHONE}})
    operator = await house.signed_in("desk@example.com", "visage:operator other")
    verified = await house.signed_in(address)
    others = [
        GraphQLClient(house.web.url),
        await house.signed_in("other@example.com"),
        await house.signed_in("other@example.com", "operator visage:operators"),
    ]
    for who in (client, verified, operator, *others):
        async with who:
            may = who not in others
            for by in searches:
                found = await look_up(who, **by)
                if may or (found is not None and found["id"] == avatar["id"]):
                    assert found == {**avatar, "generation": found and found["generation"]}, by
                    assert may
            for id in ids:
                node = (await who.execute("query ($id: ID!) { node(id: $id) { id } }", id=id))[
                    "node"
                ]
                assert node == ({"id": id} if may else None)
            assert (await who.http.get(path)).status_code == (200 if may else 404)


async def test_an_avatar_that_is_not_there_looks_like_a_foreign_one(
    client: GraphQLClient, house: House
) -> None:  # A5, S1
    avatar = await finished(client, email="known@example.com", phone="9876500000")
    async with GraphQLClient(house.web.url) as device:
        for stranger in (device, await house.signed_in("other@example.com")):
            for there, nowhere in (
                ({"email": "known@example.com"}, {"email": "unknown@example.com"}),
                ({"phone": {"number": "9876500000"}}, {"phone": {"number": "9876500001"}}),
                ({"id": avatar["id"]}, {"id": f"ava_{ULID}"}),
            ):
                query = "query ($by: AvatarBy!) { avatar(by: $by) { id } }"
                answers = [
                    await stranger.http.post(
                        "/graphql", json={"query": query, "variables": {"by": by}}
                    )
                    for by in (there, nowhere)
                ]
                assert answers[0].content == answers[1].content == b'{"data":{"avatar":null}}'
        await stranger.http.aclose()


async def test_the_catalog_tells_what_a_form_may_say(client: GraphQLClient) -> None:  # A1, A2
    data = await client.execute(
        "{ catalog { avatarLooks genders categories events { slug title }"
        " limits { kind maxUploadBytes mimeTypes } engines { kinds } } }"
    )
    catalog = data["catalog"]
    assert catalog["avatarLooks"] == ["SUPERHERO", "PROFESSIONAL", "WARRIOR"]
    assert catalog["genders"] == ["MALE", "FEMALE", "NEUTRAL"]
    assert len(catalog["categories"]) == 6
    assert "default" in [each["slug"] for each in catalog["events"]]
    (limits,) = [each for each in catalog["limits"] if each["kind"] == "AVATAR"]
    assert limits["maxUploadBytes"] == 5 * 2**20
    assert limits["mimeTypes"] == ["image/jpeg", "image/png"]
    assert "AVATAR" in catalog["engines"][0]["kinds"]


async def test_the_catalog_leads_to_what_avatars_are_composed_of(  # A3, C9
    client: GraphQLClient,
) -> None:
    data = await client.execute(
        "{ catalog { events { slug letterings { field area { y } }"
        " sketches { look background costume overlay card } } } }"
    )
    (gala,) = [each for each in data["catalog"]["events"] if each["slug"] == "gala"]
    assert [each["field"] for each in gala["letterings"]] == ["name", "organization"]
    assert 0.8 < gala["letterings"][1]["area"]["y"] < 0.9
    assert len(gala["sketches"]) == 9
    sketch = gala["sketches"][0]
    for link in (sketch["background"], *sketch["costume"], sketch["overlay"], sketch["card"]):
        answer = await client.http.get(link, headers={"x-device-id": ""})  # anybody may see it
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "immutable" in answer.headers["cache-control"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (await client.http.get(link.replace("/sketches/", "/sketches/0"))).status_code == 404
