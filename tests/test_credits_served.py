"""Credits as clients see them: real HTTP, real sockets."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.callers import ours
from tests.clients import GraphQLClient, Json, Refused
from tests.houses import served_house
from tests.painted_houses import House, open_house

CREDITS = "tier total used held remaining lastPurchaseAt"
ME = f"{{ viewer {{ id credits {{ {CREDITS} }} }} }}"
ASK = "mutation ($input: PicturesInput!) { generatePictures(input: $input) { id status cost } }"
WAIT = "query ($id: ID!) { generation(id: $id, wait: 30) { status cost images { id } } }"
CANCEL = "mutation ($id: ID!) { cancelGeneration(id: $id) { id } }"
DOWNLOAD = "mutation ($id: ID!) { downloadPicture(id: $id) { url } }"
USAGE = """query ($first: Int!, $after: String) { viewer { usage(first: $first, after: $after) {
  edges { node { id action credits ofDevice metadata generation { id cost } } }
  pageInfo { hasNextPage endCursor } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
GRANT = f"""mutation ($to: ID!, $credits: Int!, $reference: String!, $tier: Tier, $of: ID) {{
  grantCredits(viewerId: $to, credits: $credits, reference: $reference, tier: $tier, refundOf: $of)
  {{ {CREDITS} }} }}"""

house = served_house(open_house)


@pytest.fixture
async def client(house: House) -> AsyncIterator[GraphQLClient]:
    async with GraphQLClient(house.url) as client:
        yield client


async def figures(client: GraphQLClient) -> tuple[int, int, int]:
    """Used, held and remaining."""
    credits = (await client.execute(ME))["viewer"]["credits"]
    return credits["used"], credits["held"], credits["remaining"]


async def ask(client: GraphQLClient, **given: Any) -> Json:
    made: Json = (await client.execute(ASK, input={"prompt": "A fox", **given}))["generatePictures"]
    return made


async def ended(client: GraphQLClient, made: Json) -> Json:
    generation: Json = (await client.execute(WAIT, id=made["id"]))["generation"]
    return generation


async def entries(client: GraphQLClient) -> list[Json]:
    """The whole log, read by two at a time."""
    found: list[Json] = []
    after = None
    while True:
        usage = (await client.execute(USAGE, first=2, after=after))["viewer"]["usage"]
        found += [edge["node"] for edge in usage["edges"]]
        after = usage["pageInfo"]["endCursor"]
        if not usage["pageInfo"]["hasNextPage"]:
            return found


async def refusal(client: GraphQLClient, query: str, **given: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await client.execute(query, **given)
    return refused.value


async def test_what_is_held_is_taken_for_what_comes_and_else_given_back(  # P5, P8
    house: House, client: GraphQLClient
) -> None:
    prices = await client.execute("{ catalog { prices { kind credits cachedCredits } } }")
    assert {"kind": "PICTURES", "credits": 1, "cachedCredits": 0} in prices["catalog"]["prices"]
    gate = asyncio.Semaphore(0)
    house.painter.may, house.painter.last = gate, 12
    made = await ask(client, count=4, seed=10)  # two of which will be drawn
    cancelled = await ask(client, count=4, seed=20)
    assert (made["cost"], cancelled["cost"]) == (4, 4)
    assert await figures(client) == (0, 8, 2)
    refused = await refusal(client, ASK, input={"prompt": "A cat", "count": 3})
    assert "2 left: 1 more is needed. 8 credits are held" in refused.message
    assert refused.errors[0]["extensions"] == {
        "code": "INSUFFICIENT_CREDITS", "needed": 3, "remaining": 2, "held": 8,
    }  # fmt: skip
    await client.execute(CANCEL, id=cancelled["id"])
    for _ in range(20):
        gate.release()
    result = await ended(client, made)
    assert (result["status"], result["cost"], len(result["images"])) == ("SUCCEEDED", 2, 2)
    result = await ended(client, cancelled)
    assert (result["status"], result["cost"]) == ("CANCELLED", 0)
    failed = await ended(client, await ask(client, count=1, seed=12))
    assert (failed["status"], failed["cost"]) == ("FAILED", 0)
    house.painter.may, house.painter.last = asyncio.Semaphore(1000), None
    assert await figures(client) == (2, 0, 8)
    shown = [(each["action"], each["credits"]) for each in await entries(client)]
    assert shown == [("IMAGE_GENERATION", -2), ("CREDIT_GRANT", 10)]


async def test_the_log_tells_its_owner_alone_what_he_got(  # P9, S1
    house: House, client: GraphQLClient
) -> None:
    assert [each["credits"] for each in await entries(client)] == [10]  # told at once
    made = await ask(client, count=2)
    drawn = await ended(client, made)
    await client.execute(DOWNLOAD, id=drawn["images"][0]["id"])
    told = await entries(client)
    assert [(each["action"], each["credits"]) for each in told] == [
        ("IMAGE_DOWNLOAD", 0),
        ("IMAGE_GENERATION", -2),
        ("CREDIT_GRANT", 10),
    ]
    assert told[1]["generation"] == {"id": made["id"], "cost": 2}
    assert told[1]["metadata"] == {
        "kind": "PICTURES", "pictures": 2, "asked": 2, "price": 1, "cached": False,
    }  # fmt: skip
    async with GraphQLClient(house.url) as stranger:
        assert (await stranger.execute(NODE, id=told[1]["id"]))["node"] is None
    assert (await client.execute(NODE, id=told[1]["id"]))["node"] == {"id": told[1]["id"]}


async def test_an_operator_grants_and_refunds_once_for_each_reference(  # P8, P9
    house: House, client: GraphQLClient
) -> None:
    made = await ask(client, count=3)
    await ended(client, made)
    me = (await client.execute(ME))["viewer"]["id"]
    payment: Json = {"to": me, "credits": 50, "reference": f"payment of {me}"}
    assert (await refusal(client, GRANT, **payment)).code == "FORBIDDEN"
    async with GraphQLClient(house.url) as operator:
        account = (await operator.execute(ME))["viewer"]["id"]
        operator.speak_by(ours(account, scope="visage:operator"))
        granted = [(await operator.execute(GRANT, **payment))["grantCredits"] for _ in range(2)]
        assert granted[0] == granted[1]
        assert (granted[0]["total"], granted[0]["remaining"]) == (60, 57)
        assert granted[0]["lastPurchaseAt"]
        refused = await refusal(operator, GRANT, **{**payment, "credits": 51})
        assert refused.code == "CONFLICT"
        assert f"stands for a grant of 50 credits to {me}" in refused.message
        refund: Json = {"to": me, "of": made["id"], "reference": f"refund to {me}"}
        refused = await refusal(operator, GRANT, **refund, credits=4)
        assert refused.message == "Nothing was refunded: this generation has cost 3 credits."
        assert (
            "no generation"
            in (await refusal(operator, GRANT, **{**refund, "of": "gen_1"}, credits=1)).message
        )
        await operator.execute(GRANT, **refund, credits=3)  # its reference was free still
        tier: Json = {"to": me, "credits": 0, "tier": "BASIC", "reference": f"tier of {me}"}
        answer = (await operator.execute(GRANT, **tier))["grantCredits"]
        assert (answer["tier"], answer["remaining"], answer["used"]) == ("BASIC", 60, 0)
    told = await entries(client)
    assert [(each["action"], each["credits"]) for each in told] == [
        ("CREDIT_GRANT", 0),
        ("CREDIT_REFUND", 3),
        ("CREDIT_GRANT", 50),
        ("IMAGE_GENERATION", -3),
        ("CREDIT_GRANT", 10),
    ]
    assert told[1]["generation"] == {"id": made["id"], "cost": 3}
    assert told[2]["metadata"] == {"reason": "grant", "reference": payment["reference"]}
    assert not any(each["ofDevice"] for each in told)
