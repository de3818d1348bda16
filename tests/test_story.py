"""The main job through the front door: main.py as a process, real HTTP, real sockets."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.clients import GraphQLClient, Json, Refused
from tests.portrait_photos import ASTRONAUT, HOPPER, photo_bytes

UPLOAD = """
mutation ($input: UploadInput!) {
  upload(input: $input) {
    original { id url placeholder mimeType width height fileSize createdAt }
    generation { id status kind engine original { id } }
  }
}
"""
FOLLOW = """
subscription ($id: ID!) {
  generation(id: $id) {
    id status progress stage revision failure { code message retryable }
    images {
      id __typename url placeholder mimeType width height fileSize
      thumbnail: url(variant: THUMBNAIL)
      ... on Cartoon { style seed expiresAt original { id } }
      ... on Face { sourceCartoonId originalId original { id } }
    }
  }
}
"""
REGENERATE = "mutation ($input: RegenerateInput!) { regenerate(input: $input) { id status } }"
DOWNLOAD = "mutation ($id: ID!) { download(cartoonId: $id) { id kind status } }"
DELETE = "mutation ($id: ID!) { deleteImage(id: $id) }"
CARTOONS = (
    "query ($id: ID!) { original(id: $id) { id cartoons { id style } faces { totalCount } } }"
)
STREAM = """
subscription ($after: String) {
  generations(after: $after) { cursor generation { id status } }
}
"""
FACES = """
query ($first: Int!, $after: String) {
  downloadedFaces(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { id sourceCartoonId original { id } } }
  }
}
"""


@pytest.fixture
async def client(visage: str) -> AsyncIterator[GraphQLClient]:
    async with GraphQLClient(visage) as client:
        yield client


async def upload(client: GraphQLClient, photo: str = ASTRONAUT, **more: Any) -> Json:
    body = photo_bytes(photo)
    variables = {"input": {"image": None, **more}}
    files = {"variables.input.image": (photo, body, "application/octet-stream")}
    answer: Json = (await client.upload(UPLOAD, variables, files))["upload"]
    return answer


async def follow(client: GraphQLClient, id: str) -> list[Json]:
    async with asyncio.timeout(60):
        return [event["generation"] async for event in client.subscribe(FOLLOW, id=id)]


async def cartoon(client: GraphQLClient, **more: Any) -> tuple[Json, Json]:
    """An uploaded original and its first cartoon."""
    uploaded = await upload(client, **more)
    *_, last = await follow(client, uploaded["generation"]["id"])
    assert last["status"] == "SUCCEEDED", last
    return uploaded["original"], last["images"][0]


async def fetched(client: GraphQLClient, url: str) -> Image.Image:
    """The picture behind a link, without any header."""
    answer = await client.http.get(url, headers={"x-device-id": ""})
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.content))


async def test_a_photo_becomes_a_cartoon_while_its_owner_watches(client: GraphQLClient) -> None:
    # G1, G2, C2, C4
    uploaded = await upload(client, style="FLAT")
    assert uploaded["generation"]["status"] == "QUEUED"
    assert uploaded["generation"]["original"]["id"] == uploaded["original"]["id"]
    events = await follow(client, uploaded["generation"]["id"])
    revisions = [event["revision"] for event in events]
    assert revisions == sorted(set(revisions))
    assert events[-1]["status"] == "SUCCEEDED"
    assert events[-1]["progress"] == 1.0
    image = events[-1]["images"][0]
    assert (image["__typename"], image["style"]) == ("Cartoon", "FLAT")
    picture = await fetched(client, image["url"])
    assert (picture.size, picture.format) == ((1024, 1024), "JPEG")
    assert max((await fetched(client, image["thumbnail"])).size) == 256
    assert (image["width"], image["height"]) == picture.size


async def test_the_chosen_cartoon_becomes_a_face_and_the_others_go(client: GraphQLClient) -> None:
    # C5, C8
    original, first = await cartoon(client)
    asked = {"originalId": original["id"], "style": "INK"}
    another = (await client.execute(REGENERATE, input=asked))["regenerate"]
    *_, second = await follow(client, another["id"])
    chosen = second["images"][0]
    before = (await client.execute(CARTOONS, id=original["id"]))["original"]["cartoons"]
    assert [each["id"] for each in before] == [chosen["id"], first["id"]]

    cut = (await client.execute(DOWNLOAD, id=chosen["id"]))["download"]
    *_, ended = await follow(client, cut["id"])
    assert ended["status"] == "SUCCEEDED", ended
    face = ended["images"][0]
    assert face["sourceCartoonId"] == chosen["id"]
    assert face["originalId"] == original["id"]
    picture = await fetched(client, face["url"])
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    low, high = picture.getchannel("A").getextrema()
    assert (low, high) == (0, 255)

    after = (await client.execute(CARTOONS, id=original["id"]))["original"]
    assert after["cartoons"] == []
    assert after["faces"]["totalCount"] == 1
    for link in (first["url"], chosen["url"], chosen["thumbnail"]):
        assert (await client.http.get(link)).status_code == 404
    again = (await client.execute(DOWNLOAD, id=chosen["id"]))["download"]
    assert again["id"] == cut["id"]


async def test_another_try_looks_different_and_the_same_seed_looks_the_same(
    client: GraphQLClient,
) -> None:  # G8
    original, first = await cartoon(client)
    pictures = []
    for seed in (None, first["seed"]):
        asked = {"originalId": original["id"], "seed": seed}
        generation = (await client.execute(REGENERATE, input=asked))["regenerate"]
        *_, ended = await follow(client, generation["id"])
        assert ended["images"][0]["style"] == first["style"]
        pictures.append((await client.http.get(ended["images"][0]["url"])).content)
    drawn_first = (await client.http.get(first["url"])).content
    assert pictures[0] != drawn_first
    assert pictures[1] == drawn_first


async def test_a_photo_without_a_face_is_drawn_but_has_no_face_to_cut(
    client: GraphQLClient,
) -> None:  # C3, C5
    body = BytesIO()
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(body, "PNG")
    files = {"variables.input.image": ("hill.png", body.getvalue(), "image/png")}
    uploaded = (await client.upload(UPLOAD, {"input": {"image": None}}, files))["upload"]
    *_, drawn = await follow(client, uploaded["generation"]["id"])
    assert drawn["status"] == "SUCCEEDED"
    cut = (await client.execute(DOWNLOAD, id=drawn["images"][0]["id"]))["download"]
    *_, ended = await follow(client, cut["id"])
    assert ended["status"] == "FAILED"
    assert ended["failure"]["code"] == "NO_FACE_FOUND"
    assert ended["failure"]["retryable"] is False
    left = (await client.execute(CARTOONS, id=uploaded["original"]["id"]))["original"]
    assert len(left["cartoons"]) == 1


async def test_who_cannot_subscribe_waits_for_the_ending(client: GraphQLClient) -> None:  # G7
    uploaded = await upload(client, HOPPER)
    query = "query ($id: ID!) { generation(id: $id, wait: 30) { status images { id } } }"
    ended = (await client.execute(query, id=uploaded["generation"]["id"]))["generation"]
    assert ended["status"] == "SUCCEEDED"
    assert len(ended["images"]) == 1


async def test_a_hundred_calls_with_one_key_make_one_generation(client: GraphQLClient) -> None:
    # G5
    key = str(uuid.uuid4())
    calls = [upload(client, idempotencyKey=key) for _ in range(20)]
    answers = await asyncio.gather(*calls)
    assert len({answer["original"]["id"] for answer in answers}) == 1
    assert len({answer["generation"]["id"] for answer in answers}) == 1
    listed = await client.execute("{ originals { totalCount } generations { totalCount } }")
    assert listed == {"originals": {"totalCount": 1}, "generations": {"totalCount": 1}}
    with pytest.raises(Refused) as refused:
        await upload(client, idempotencyKey=key, style="INK")
    assert refused.value.code == "CONFLICT"


async def test_lists_page_from_the_newest_on(client: GraphQLClient) -> None:  # C7
    kept: list[str] = []
    for style in ("FLAT", "INK", "POP"):
        _, drawn = await cartoon(client, style=style)
        cut = (await client.execute(DOWNLOAD, id=drawn["id"]))["download"]
        *_, ended = await follow(client, cut["id"])
        kept.insert(0, ended["images"][0]["id"])
    first = (await client.execute(FACES, first=2))["downloadedFaces"]
    assert [edge["node"]["id"] for edge in first["edges"]] == kept[:2]
    assert first["totalCount"] == 3
    assert first["pageInfo"]["hasNextPage"] is True
    rest = await client.execute(FACES, first=2, after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["id"] for edge in rest["downloadedFaces"]["edges"]] == kept[2:]
    assert rest["downloadedFaces"]["pageInfo"]["hasNextPage"] is False


async def test_a_deleted_photo_takes_its_cartoons_and_leaves_its_faces(
    client: GraphQLClient,
) -> None:  # C13
    original, drawn = await cartoon(client)
    cut = (await client.execute(DOWNLOAD, id=drawn["id"]))["download"]
    *_, ended = await follow(client, cut["id"])
    await client.execute(DELETE, id=original["id"])
    assert (await client.execute(CARTOONS, id=original["id"]))["original"] is None
    assert (await client.http.get(original["url"])).status_code == 404
    faces = (await client.execute(FACES, first=1))["downloadedFaces"]["edges"]
    assert faces[0]["node"]["original"] is None
    face = ended["images"][0]
    assert (await client.http.get(face["url"])).status_code == 200
    await client.execute(DELETE, id=face["id"])
    assert (await client.http.get(face["url"])).status_code == 404


async def test_nobody_reaches_what_belongs_to_another(
    visage: str, client: GraphQLClient
) -> None:  # S1, C9
    original, drawn = await cartoon(client)
    async with GraphQLClient(visage) as stranger:
        node = "query ($id: ID!) { node(id: $id) { id } }"
        for id in (original["id"], drawn["id"]):
            assert (await stranger.execute(node, id=id))["node"] is None
            assert (await client.execute(node, id=id))["node"] == {"id": id}
        wishes = (
            (REGENERATE, {"input": {"originalId": original["id"]}}),
            (DOWNLOAD, {"id": drawn["id"]}),
            (DELETE, {"id": original["id"]}),
            (DELETE, {"id": drawn["id"]}),
        )
        for query, variables in wishes:
            with pytest.raises(Refused) as refused:
                await stranger.execute(query, **variables)
            assert refused.value.code == "NOT_FOUND"
        path = drawn["url"].partition("?")[0]
        assert (await stranger.http.get(path)).status_code == 404
        assert (await client.http.get(path)).status_code == 200


async def test_the_stream_of_all_generations_resumes_after_a_cursor(
    client: GraphQLClient,
) -> None:
    await cartoon(client)
    stream = client.subscribe(STREAM, after=None)
    listening = asyncio.create_task(anext(stream))
    await asyncio.sleep(0.5)
    second = await upload(client, style="FLAT")
    cursor = (await asyncio.wait_for(listening, 20))["generations"]["cursor"]
    await stream.aclose()
    *_, _ended = await follow(client, second["generation"]["id"])
    async with asyncio.timeout(20):
        async for event in client.subscribe(STREAM, after=cursor):
            generation = event["generations"]["generation"]
            if generation["id"] == second["generation"]["id"]:
                assert generation["status"] == "SUCCEEDED"
                break


async def test_the_viewer_is_told_who_he_is(client: GraphQLClient) -> None:  # C1, I1
    viewer = (await client.execute("{ viewer { id deviceId createdAt lastActiveAt } }"))["viewer"]
    assert viewer["deviceId"] == client.device_id
    assert viewer["createdAt"].endswith("Z")


async def test_whoever_operates_it_can_ask_whether_it_is_well(visage: str) -> None:  # O1, O3
    async with httpx.AsyncClient(base_url=visage) as stranger:
        for path in ("/healthz", "/readyz"):
            answer = await stranger.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        named = await stranger.get("/readyz", headers={"x-request-id": "a-name-of-mine"})
        assert named.headers["x-request-id"] == "a-name-of-mine"
