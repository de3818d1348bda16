"""Who calls, over HTTP and sockets: by a device, by a token of ours or of an identity provider."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from starlette.requests import Request
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from documents.database import Database
from documents.identities import account_of_email, email_key
from resolvers.viewers import Caller
from schema.context import Context
from schema.endings import FORBIDDEN
from sessions import OVER, Claims, Sessions
from tests.callers import SECRET, WHO, House, open_house, ours
from tests.clients import TRANSPORT, Json, Refused, receive, send
from tests.houses import served_house
from tests.identity_providers import (
    AUDIENCE,
    private_key,
    signed,
)
from tests.serving import LEGACY
from tests.studios import KEY, open_test_studio

house = served_house(open_house)


async def test_a_person_is_known_by_the_address_a_provider_has_verified(house: House) -> None:  # I1
    email, account = await house.person()
    tokens = [
        signed(sub="other|2", email=email.upper(), email_verified=True),
        signed(None, private_key("rs"), email=email, email_verified="true", aud=["x", AUDIENCE]),
        ours(account),
    ]
    for token in tokens:
        viewer = await house.who(token=token)
        assert (viewer["id"], viewer["email"]) == (account, email)
        assert (viewer["deviceId"], viewer["emailVerified"]) == (None, True)
    unverified = await house.who(token=signed(email=email))
    again = await house.who(token=signed())
    assert unverified["id"] == again["id"] != account  # known by the provider's own name for him
    assert (unverified["email"], unverified["emailVerified"]) == (None, False)
    assert (await house.who(token=signed(sub="another")))["id"] != again["id"]


async def test_with_both_the_token_decides_and_the_device_gets_no_account(house: House) -> None:
    _, account = await house.person()  # I1
    device, devices = str(uuid4()), house.database["devices"]
    count = await devices.count_documents({})
    viewer = await house.who(device.upper(), ours(account))
    assert (viewer["id"], viewer["deviceId"]) == (account, device)
    assert await devices.count_documents({}) == count
    alone = await house.who(device)
    assert alone["id"] != account
    assert (alone["email"], alone["emailVerified"]) == (None, False)
    assert (await house.refusal("not a UUID", ours(account))).code == "BAD_USER_INPUT"


async def test_a_bad_token_is_never_taken_for_the_device_beside_it(house: House) -> None:  # I1
    email, account = await house.person()
    device = str(uuid4())
    await house.who(device)
    for token in (
        "nonsense",
        ours(account, days=-0.01),
        ours(account, epoch=1),
        ours("acc_01JZZZZZZZZZZZZZZZZZZZZZZZ"),
        ours(account, key="another secret of thirty-two characters"),
        ours(account)[:-4],
        signed(email=email, email_verified=True, iss="https://evil.example/"),
        signed("rs", b"k" * 32, "HS256", email=email, email_verified=True),
    ):
        refusal = await house.refusal(device, token)
        assert refusal.code == "UNAUTHENTICATED"
        assert "sign in again" in refusal.message
    async with house.client(device) as client:
        for header in ("Basic YTpi", "Bearer", "token"):
            headers = {"Authorization": header}
            answer = await client.http.post("/graphql", json={"query": WHO}, headers=headers)
            assert answer.status_code == 401
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await house.refusal()).code == "UNAUTHENTICATED"


async def test_signing_out_ends_every_token_that_was_issued_before(house: House) -> None:  # I2
    email, account = await house.person()
    old = [ours(account), signed(email=email, email_verified=True, iat=int(time.time()) - 5)]
    for token in old:
        assert (await house.who(token=token))["id"] == account
    async with house.client(token=old[0]) as client:
        assert await client.execute("mutation { signOut }") == {"signOut": True}
    for token in old:
        assert (await house.refusal(token=token)).message == OVER
    assert (await house.who(token=ours(account, epoch=1)))["id"] == account
    later = signed(email=email, email_verified=True, iat=int(time.time()) + 2)
    assert (await house.who(token=later))["id"] == account


async def test_an_operator_is_known_by_his_scope(house: House) -> None:  # I1
    token = await house.operator("Ann", "--days", "0.5")
    account = (await house.who(token=token))["id"]
    claims = Sessions(SECRET.encode(), 1).read(token)
    assert claims.scopes == {"visage:operator"}
    assert abs(claims.expires_at - datetime.now(UTC) - timedelta(hours=12)) < timedelta(minutes=5)
    assert (await house.who(token=await house.operator("ann")))["id"] == account
    assert (await house.who(token=await house.operator("bob")))["id"] != account
    await house.operator("ann", "--end")
    assert (await house.refusal(token=token)).message == OVER


async def test_only_an_operator_is_told_what_ended(house: House) -> None:  # P10
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2)
    end = day + timedelta(hours=3)
    made: Json = {"_id": "gen_1", "owner": "acc_1", "revision": 1, "kind": "FACE"}
    made |= {"engine": "instant", "state": "ended", "status": "SUCCEEDED", "finished_at": end}
    made |= {"created_at": end - timedelta(seconds=2), "cost": 2, "provider_cost": 5 * 10**8}
    await house.database["generations"].insert_one(made)
    asking = f"""{{ analytics(since: "{day.isoformat()}", until: "{end.date()}T05:00:00+01:00") {{
        until rows {{ day engine kind succeeded pictures credits providerCost p50Ms }} }} }}"""
    token = ours((await house.who(str(uuid4())))["id"], scope="visage:operator")
    told = (await house.ask(asking, token=token))["analytics"]
    assert told["until"] == f"{end.date()}T04:00:00.000Z"
    row = {"kind": "FACE", "succeeded": 1, "pictures": 1, "credits": 2, "providerCost": 0.5}
    row |= {"day": f"{day.date()}T00:00:00.000Z", "engine": "instant", "p50Ms": 2000}
    assert told["rows"] == [row]
    with pytest.raises(Refused, match="Only operators"):
        await house.ask(asking, device=str(uuid4()))


async def test_every_token_keeps_the_account_active(house: House) -> None:  # C1
    _, account = await house.person()
    accounts, earlier = house.database["accounts"], datetime.now(UTC) - timedelta(hours=1)
    await accounts.update_one({"_id": account}, {"$set": {"last_active_at": earlier}})
    viewer = await house.who(token=ours(account))
    assert datetime.fromisoformat(viewer["lastActiveAt"]) > earlier + timedelta(minutes=59)
    assert (await house.who(token=ours(account)))["lastActiveAt"] == viewer["lastActiveAt"]


async def test_files_open_to_the_token_of_their_owner_and_to_no_other(house: House) -> None:
    _, account = await house.person()  # I1, C9
    _, other = await house.person()
    device = str(uuid4())
    async with house.client(device, ours(account)) as client:
        sent = await client.send_photo()
        path = urlsplit(sent["original"]["url"]).path
    for headers, status in (
        ({"Authorization": f"Bearer {ours(account)}"}, 200),
        ({"Authorization": f"bearer {ours(account)}", "x-device-id": str(uuid4())}, 200),
        ({"Authorization": f"Bearer {ours(other)}"}, 404),
        ({"Authorization": f"Bearer {ours(account, epoch=1)}"}, 404),
        ({"Authorization": "Bearer nonsense"}, 404),
        ({"Authorization": "Basic nonsense"}, 404),
        ({"x-device-id": device}, 404),
        ({}, 404),
    ):
        async with httpx.AsyncClient(base_url=house.url) as client:
            assert (await client.get(path, headers=headers)).status_code == status
    await house.who(device)
    async with house.client(device) as client:
        own = urlsplit((await client.send_photo())["original"]["url"]).path
        assert (await client.http.get(own)).status_code == 200
        bad = {"Authorization": "Bearer nonsense"}
        assert (await client.http.get(own, headers=bad)).status_code == 404


async def test_pages_elsewhere_may_send_tokens(house: House) -> None:  # C1
    wish = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-device-id",
    }
    async with httpx.AsyncClient(base_url=house.url) as client:
        answer = await client.options("/graphql", headers=wish)
    assert answer.status_code == 200
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


@asynccontextmanager
async def dialled(house: House, protocol: str, payload: Any, **headers: str) -> AsyncIterator[Any]:
    """A socket that has said hello."""
    address = house.url.replace("http", "ws", 1).rstrip("/") + "/graphql"
    protocols = [Subprotocol(protocol)]
    async with connect(address, subprotocols=protocols, additional_headers=headers) as socket:
        await send(socket, {"type": "connection_init", "payload": payload})
        yield socket


async def viewer_on(socket: Any, protocol: str) -> Json:
    """Whom the socket speaks for."""
    assert (await receive(socket))["type"] == "connection_ack"
    start = "start" if protocol == LEGACY else "subscribe"
    await send(socket, {"type": start, "id": "1", "payload": {"query": WHO}})
    while (message := await receive(socket))["type"] == "ka":
        pass
    viewer: Json = message["payload"]["data"]["viewer"]
    return viewer


async def closed(socket: Any) -> tuple[int, str]:
    try:
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    except ConnectionClosed:
        return socket.close_code, socket.close_reason


@pytest.mark.parametrize("protocol", [TRANSPORT, LEGACY])
async def test_a_socket_takes_the_token_wherever_clients_can_put_it(  # I1
    house: House, protocol: str
) -> None:
    _, account = await house.person()
    token, device = ours(account), str(uuid4())
    for payload in (
        {"Authorization": f"Bearer {token}"},
        {"authorization": token, "x-device-id": device},
        {"token": token},
        {"headers": {"Authorization": f"Bearer {token}", "x-device-id": device}},
    ):
        async with dialled(house, protocol, payload) as socket:
            assert (await viewer_on(socket, protocol))["id"] == account
    headers = {"Authorization": f"Bearer {token}", "x-device-id": device}
    async with dialled(house, protocol, None, **headers) as socket:
        viewer = await viewer_on(socket, protocol)
        assert (viewer["id"], viewer["deviceId"]) == (account, device)
    for bad in ("nonsense", "Bearer nonsense", "Basic YTpi", ours(account, epoch=7), 5, ["x"]):
        named: Json = {"x-device-id": device, "authorization": bad}
        async with dialled(house, protocol, named) as socket:
            assert (await closed(socket))[0] == FORBIDDEN
    async with dialled(house, protocol, {"x-device-id": device, "token": None}) as socket:
        assert (await viewer_on(socket, protocol))["id"] != account


async def test_a_socket_closes_when_its_token_expires(house: House) -> None:  # I2
    _, account = await house.person()
    soon = ours(account, days=2.5 / 86400)
    async with (
        dialled(house, TRANSPORT, {"token": soon}) as short,
        dialled(house, LEGACY, {"token": soon}) as old,
        dialled(house, TRANSPORT, {"token": ours(account)}) as long,
        dialled(house, TRANSPORT, {"x-device-id": str(uuid4())}) as device,
    ):
        assert (await viewer_on(short, TRANSPORT))["id"] == account
        assert await closed(short) == await closed(old) == (FORBIDDEN, OVER)
        for socket in long, device:
            await viewer_on(socket, TRANSPORT)


async def test_an_identity_is_kept_without_the_address_it_stands_for(house: House) -> None:  # S6
    email, account = await house.person()
    kept = await house.database["identities"].find_one({"_id": email_key(email)})
    assert kept is not None
    assert kept["owner"] == account
    assert email not in str(kept)


async def test_fields_that_are_resolved_at_once_look_once_who_calls(  # I1
    database: Database, tmp_path: Path
) -> None:
    async with open_test_studio(database, tmp_path) as studio:
        person = await account_of_email("ann@example.com")
        reads = 0

        class Counting(Sessions):
            def read(self, token: str) -> Claims:
                nonlocal reads
                reads += 1
                return super().read(token)

        sessions = Counting(KEY, 1)
        counting = replace(studio, sessions=sessions)
        request = Request({"type": "http", "path": "/", "headers": [], "server": ("127.0.0.1", 80)})
        context = Context(counting, request, Caller(None, sessions.issue(person)[0]))
        viewers = await asyncio.gather(*(context.viewer() for _ in range(20)))
        assert {viewer.id for viewer in viewers} == {person.id}
        assert reads == 1
